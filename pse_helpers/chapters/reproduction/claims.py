"""What chapter "The published figure, rebuilt" says, recomputed."""

from itertools import pairwise

import numpy as np
from scipy.sparse.csgraph import connected_components

from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.ergodicity import size_distance_law, thirumalai_mountain
from pse_helpers.levels import GAP_RATIO


def _farthest(heights, published):
    """The largest difference between rebuilt heights and published ones, in one row or in several."""
    return np.abs(np.asarray(published) - heights).max()


# -- the published bars --------------------------------------------------------

# In other draws at most 0.015, and for independent phases 0.01 and 0.02.
@fixed_seed("The true CUE differs from the published one by at most 0.005.")
def true_unitary_heights_are_the_published_ones(table, true_heights):
    return {"0.005": _farthest(true_heights["CUE"], table.loc["CUE"])}


@fixed_seed("But independent phases come as near to the published COE, by at most 0.003, and differ from the published "
            "CUE by at most 0.013.")
def independent_heights_are_the_published_ones(independent, table):
    return {"0.003": _farthest(independent, table.loc["COE"]), "0.013": _farthest(independent, table.loc["CUE"])}


@statistical("And the true CSE does not do what the published CSE does: its fourth bar stands about 0.1 higher.",
             rate=0.001)
def true_symplectic_heights_are_not_the_published_ones(table, true_heights):
    return {"0.1": true_heights["CSE"][3] - table.loc["CSE"].iloc[3]}


@statistical("Sliced in this way, independent phases come within 0.01 of all five CSE bars.", rate=0.01)
def slicing_explains_the_symplectic_bars(sliced, table):
    return len(sliced) == 5 and _farthest(sliced, table.loc["CSE"]) <= 0.01


@statistical("With all pairs together, a true CSE, sliced alike, lies higher by more than 0.36 in all five bars, "
             "which is a factor above two in the distance.", rate=0.001)
def a_true_cse_in_pairs_lies_higher(in_pairs, table):
    higher = np.asarray(in_pairs) - table.loc["CSE"]
    return len(in_pairs) == 5 and 10**0.36 > 2 and (higher > 0.36).all()


# Over draws 0.043, give or take 0.002, and 0.186, give or take 0.002.
@statistical("Even with all pairs apart, it lies higher, by about 0.04 at the first bar and by nearly 0.2 at the last.",
             rate=0.001)
def a_true_cse_with_pairs_apart_lies_higher(apart, table):
    higher = np.asarray(apart) - table.loc["CSE"].to_numpy()
    return len(higher) == 5 and (np.diff(higher) > 0).all() and 0.03 < higher[0] < 0.05 and 0.17 < higher[-1] < 0.2


# -- narrow bins ---------------------------------------------------------------

@statistical("At the smallest size 4 per cent of the bins hold an eigenphase of any of the 40 matrices, at the "
             "largest 48 per cent.", rate=0.002)
def share_of_bins_that_are_hit(M, hit):
    return {"4": round(100 * hit[0]), "40": M, "48": round(100 * hit[-1])}


@exact("A bin that is hit by $c$ of the 40 matrices, once each, has the value $(c/M - c^2/M^2)/n$, whatever the "
       "ensemble.")
def value_of_a_bin_that_is_hit(M, SIZES):
    c = np.arange(M + 1)
    hit_by_c = (np.arange(M)[:, None] < c).astype(int)  # bin c is hit by the first c matrices
    return (all(np.allclose(thirumalai_mountain(hit_by_c, n), (c / M - c**2 / M**2) / n) for n in SIZES), {"40": M})


@statistical("In the CUE, bins that are empty at one of the two sizes and hit at the other make up more than 98 per "
             "cent of every distance.", rate=0.001)
def empty_bins_make_the_distance(shares):
    return min(shares) > 0.98


@statistical("The heights found in this way are those of the true CUE, within 0.01.", rate=0.001)
def shares_of_phases_give_the_heights(M, SIZES, lone, lone_heights, true_heights):
    middle = [(a + b) / 2 for a, b in pairwise(SIZES)]
    heights = np.log10(lone.sum(axis=1) * np.log2(1e9 / (M * np.array(middle))))
    return np.allclose(heights, lone_heights) and _farthest(heights, true_heights["CUE"]) <= 0.01


# Over draws they are 1.881, give or take 0.009, and 1.132, give or take 0.005.
@statistical("So this is what the bars measure, and the shares fall, together from 1.9 at the first pair to 1.1 at the "
             "last: the larger the matrices, the fewer bins are empty.", rate=0.001)
def shares_of_phases_fall(hit, lone):
    together = lone.sum(axis=1)
    empty = 1 - np.array(hit)  # what is expected of phases that do not know of the bins
    return (np.allclose(together, [a + b for a, b in pairwise(empty)], atol=0.03) and (np.diff(empty) < 0).all(),
            {"1.9": together.iloc[0], "1.1": together.iloc[-1]})


# Over draws the first bar is lowered by 0.010, give or take 0.002, and all others by more than 0.02.
@statistical("The slip of the index lowers the bars of independent phases.", rate=0.001)
def the_slip_lowers_the_bars(independent, sliced):
    return len(sliced) == 5 and (sliced < independent).all()


@exact(r"With it, a bin that only the unused half of the list hits, $c$ times, has $\Omega_k = (c/M)^2/n$ and not "
       r"zero.")
def the_unused_half_lifts_empty_bins(M, metric_sliced):
    n, phases = 64, np.full((M, 2 * 64), 10.0)  # ten is beyond all bins
    phases[-3:, 0] = 0.0
    return np.isclose(metric_sliced(phases).max(), (3 / M)**2 / n)


# The ratio is 40 where the two sizes agree; a quotient of the sizes of at most two moves the logarithm by one.
@exact(r"A phase of the other size in such a bin is multiplied by about 5, or $\log_2 40$, in place of 15 to 18.")
def the_slip_takes_the_shift_out(M, SIZES, SHIFT):
    plain = [-np.log2(M * (a + b) / 2 * SHIFT) for a, b in pairwise(SIZES)]
    return {"40": M, "5": round(np.log2(M)), "15": round(min(plain)), "18": round(max(plain))}


# Over draws the slip lowers the first bar by 0.010, give or take 0.002, and the last by more than a tenth.
@statistical("The larger the matrices, the more such bins there are, and so the row falls faster.", rate=0.001)
def the_slip_makes_the_row_fall_faster(DELTA, M, SIZES, independent, sliced):
    missed = np.exp(-M * np.array(SIZES) * DELTA / (2 * np.pi))  # by one half of the list
    return (np.diff(missed * (1 - missed)) > 0).all() and (np.diff(np.subtract(independent, sliced)) > 0).all()


@exact("The closed form for the shift of the code differs from the published CUE and COE heights by less than 0.01.")
def the_closed_form_gives_the_published_heights(law, table):
    return _farthest(law(1e-9), table.loc[["CUE", "COE"]]) < 0.01


@statistical("The last bar of independent phases is a little higher for it.", rate=0.001)
def two_phases_of_one_matrix_share_a_bin(independent, law):
    return 0 < independent[-1] - law(1e-9)[-1] < 0.03


@exact("The table also shows what the shift does: when it runs from $10^{-12}$ to $10^{-6}$, the first bar moves from "
       "1.71 to 1.17.")
def the_shift_moves_the_first_bar(shifts):
    first_bar = shifts.iloc[:, 0]
    return {"10^{-12}": float(shifts.index[0]), "10^{-6}": float(shifts.index[-1]),
            "1.71": first_bar.iloc[0], "1.17": first_bar.iloc[-1]}


@exact("That is 0.54, where the whole row falls by 0.30.")
def the_shift_moves_a_bar_more_than_the_sizes(shifts):
    row = shifts.loc["1e-09"]
    return {"0.54": np.ptp(shifts.iloc[:, 0]), "0.30": row.iloc[0] - row.iloc[-1]}


@exact("The bars do not even need two sizes: by the same formula two ensembles of one size stand 1.54 high at 64 and "
       "1.18 at 1024.")
def two_ensembles_of_one_size_stand_apart(SIZES, one_size):
    return {"1.54": one_size[0], "64": SIZES[0], "1.18": one_size[-1], "1024": SIZES[-1]}


# -- what the package draws ----------------------------------------------------

@exact("The eigenvalues of the first lie on the unit circle.")
def the_product_of_matrices_is_unitary(radii):
    return np.allclose(radii["@"], 1)


@statistical("All of those of the second lie in a disc of radius less than 0.2, and the matrix is not unitary.",
             rate=0.001)
def the_product_by_elements_is_not_unitary(U, radii):
    by_elements = U.T * U
    return radii["*"].max() < 0.2 and not np.allclose(by_elements @ by_elements.conj().T, np.eye(len(U)))


@exact("Of the 16384 entries only 128 are left, two for each block of $J$.")
def two_entries_a_block_are_left(J, blocks):
    left = np.count_nonzero(blocks)
    return left == 2 * (len(J) // 2), {"16384": blocks.size, "128": left}


@exact(r"The matrix falls apart into 64 little ones of order two with nothing on their diagonals, and the eigenvalues "
       r"of each are a pair $\pm z$.")
def the_matrix_falls_apart(blocks, split):
    number, part_of_row = connected_components((blocks != 0).astype(float), directed=False)
    ordered = np.sort_complex(split)
    return ((np.bincount(part_of_row) == 2).all() and not blocks.diagonal().any()
            and np.allclose(ordered, -ordered[::-1]), {"64": number})


# The fourth bar is 0.0066 too high in expectation, with a standard error of 0.0009.
@statistical("The star and the slip of the index together give all five published bars of the CSE within 0.01.",
             rate=0.001)
def the_star_and_the_slip_give_the_bars(from_pairs, table):
    return len(from_pairs) == 5 and _farthest(from_pairs, table.loc["CSE"]) <= 0.01


# Over draws the published last three lie 0.0057, give or take 0.0013, above the true COE on average, and 0.0009, give
# or take 0.0004, below independent phases.
@statistical("In its last three bars a true COE would stand lower by less than 0.01, the step of our reading; the "
             "published ones stand with those of independent phases.", rate=0.001)
def the_star_leaves_less_than_a_step(table, true_heights, independent):
    published, step = table.loc["COE"].to_numpy()[2:], np.diff(np.unique(table)).min()
    return (0.001 < np.mean(published - true_heights["COE"][2:]) < step
            and abs(np.mean(published - independent[2:])) < 0.003, {"0.01": step})


@exact("Thirty matrices of each kind that the package drew ship with this book, each with a seed of its own; so does, "
       "for the next section, one call with the authors' four seeds.")
def what_the_package_draws_ships(reference):
    stored = [reference[f"eigenvalues_{name}"] for name in ("COE", "CUE", "CSE")]
    return all(len(np.unique(one, axis=0)) == 30 for one in stored) and len(reference["provenance"]["seeds"]) == 4


@exact("In the package's COE half of the eigenvalues lie within about 0.09 of the origin and in its CSE within about "
       "0.005; in both, none comes near the unit circle.")
def eigenvalues_of_the_package_lie_near_the_origin(moduli):
    return (max(moduli["COE"].max(), moduli["CSE"].max()) < 0.3,
            {"0.09": np.median(moduli["COE"]), "0.005": np.median(moduli["CSE"])})


def _errors_below_dyson(ratios):
    return (ratios.loc["Dyson"] - ratios.loc["package"]) / ratios.loc["standard error"]


@exact("The CUE of the package has a gap ratio within three standard errors of Dyson's.")
def the_unitary_gap_ratio_of_the_package_is_right(ratios):
    return abs(_errors_below_dyson(ratios)["CUE"]) < 3


@exact("Those of its COE and CSE are more than ten standard errors below Dyson's, and within three of that of "
       "independent phases.")
def the_other_gap_ratios_of_the_package_are_wrong(ratios):
    others = ["COE", "CSE"]
    from_independent = (ratios.loc["package", others] - GAP_RATIO[0]).abs() / ratios.loc["standard error", others]
    return (_errors_below_dyson(ratios)[others] > 10).all() and (from_independent < 3).all()


@exact("The overlap is 0.995 on average; in a uniform unitary matrix it would be $1/64$.")
def one_eigenvector_is_near_the_ones(overlaps, reference):
    return len(overlaps) == 100, {"0.995": overlaps.mean(), "64": reference["eigenvalues_CUE"].shape[1]}


@exact("Of 40 spectra 4 are distinct in each of the three ensembles.")
def four_spectra_are_distinct(reference):
    distinct, origin = reference["distinct"], reference["provenance"]
    drawn = len(origin["seeds"]) * origin["matrices_a_chunk"]
    return len(distinct) == 3 and (distinct == distinct[0]).all(), {"4": distinct[0], "40": drawn}


@statistical("With four distinct matrices, the last CUE bar would stand more than 0.15 higher than it does.",
             rate=0.001)
def copies_would_show_in_the_last_bar(repeated, table):
    return repeated[-1] - table.loc["CUE"].iloc[-1] > 0.15


@statistical("Repetition inflates these distances more than ten times, and the package's own numbers are of that "
             "size.", rate=0.005)  # the smaller of the two factors is 11.7, with a standard error of 0.5
def copies_inflate_distances(copies):
    times = copies.div(copies["40 distinct"], axis=0)
    return (times["4, ten times"] > 10).all() and (times["the package"] > 5).all()


@statistical("In a bin in which four matrices happen to agree, the metric is zero, and the shift decides once more.",
             rate=0.001)  # more than four fifths of the distances come from such bins
def empty_bins_make_the_inflated_distances(averaged, from_empty):
    return thirumalai_mountain(np.full((4, 1), 3), 64)[0] == 0 and (averaged(from_empty, 4) > 0.8).all()


# -- wide bins -----------------------------------------------------------------

@exact(r"We take $\delta = 0.2$, adjusted so that 31 bins cover the circle; at $n = 64$ a bin then holds two "
       r"eigenphases on average, at $n = 1024$ thirty-three.")
def wide_bins_hold_several_eigenphases(SIZES, bins, width):
    first, last = SIZES[0], SIZES[-1]
    return ((round(first / bins), round(last / bins)) == (2, 33) and np.isclose(bins * width, 2 * np.pi),
            {"0.2": width, "31": bins, "64": first, "1024": last})


# By chapter 1 the slopes tend to 2 / (beta pi^2); about them the CSE swings by a tenth, the others by a hundredth.
@exact(r"Repulsion lets $\mathrm{Var}\,N$ grow only like $\log n$ ([chapter 1](01_circular_ensembles.ipynb)), "
       r"independence like $n$: so the metric falls nearly as $\log n / n$, or not at all.")
def the_variance_grows_with_the_logarithm(BETAS, M, SIZES, expected):
    variance = {name: np.array(SIZES) * values * M / (M - 1) for name, values in expected.items()}
    independent = variance.pop("independent")
    slopes = {name: np.diff(values) / np.diff(np.log(SIZES)) for name, values in variance.items()}
    return (all(np.allclose(slope, 2 / (BETAS[name] * np.pi**2), rtol=0.12) for name, slope in slopes.items())
            and np.allclose(independent / independent[0], np.array(SIZES) / SIZES[0]))


@statistical("Now there is something to see, and all 24 points lie within four standard errors of the law.",
             rate=0.019)
def the_metric_follows_its_law(BETAS, expected, measured):
    z = np.array([(measured[name][0] - expected[name]) / measured[name][1] for name in BETAS])
    return (np.abs(z) < 4).all(), {"24": z.size}


@exact("From the smallest to the largest size the exact metric falls by a factor of 8.2 in the COE, 9.6 in the CUE "
       "and 10.8 in the CSE, and not at all for independent phases.")
def the_exact_metric_falls(expected):
    factor = {name: values[0] / values[-1] for name, values in expected.items()}
    return (np.isclose(factor["independent"], 1),
            {"8.2": factor["COE"], "9.6": factor["CUE"], "10.8": factor["CSE"]})


# Over draws the two quotients are 2.07, give or take 0.1, and 3.5, give or take 0.16.
@statistical("With the star the metric falls too, but it stands about twice as high as that of a true COE at the first "
             "size, and more than three times as high at the third.", rate=0.005)
def wide_bins_see_the_star(expected, star):
    times = np.array(star) / expected["COE"][:3]
    return star[0] > star[1] > star[2] and 1.5 < times[0] < 2.5 and times[2] > 3


@exact("The distances fall as well, but a part of them is the noise of forty matrices ([chapter 2]"
       "(02_spectral_ergodicity.ipynb)): in the CUE 27 per cent at the first pair, and 63 at the last, where the sizes "
       "differ least.")
def share_of_the_noise(M, SIZES, width):
    distances = [[size_distance_law(beta, pair, width, M) for pair in pairwise(SIZES)] for beta in (1, 2, 4)]
    signal = [(1 - 1 / M) * size_distance_law(2, pair, width, np.inf) for pair in pairwise(SIZES)]
    noise = 1 - np.array(signal) / distances[1]
    factors = np.divide(SIZES[1:], SIZES[:-1])
    return (M == 40 and (np.diff(distances) < 0).all() and factors.argmin() == len(factors) - 1,
            {"27": round(100 * noise[0]), "63": round(100 * noise[-1])})
