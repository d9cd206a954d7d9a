"""What chapter "Circular ensembles" says, recomputed."""

import numpy as np
from scipy.stats import norm

from pse_helpers import levels
from pse_helpers.chapters.claims import exact, statistical


@exact("Throw 128 points on a circle independently, and a half circle holds 64 of them, give or take 6.")
def independent_points_in_a_half_circle(n):
    spread = levels.number_variance_law(0, n, np.pi)**0.5
    return {"128": n, "64": n / 2, "6": round(spread)}


@exact("Let the points be the eigenvalues of a random unitary matrix, and it holds 64, give or take 1.")
def eigenvalues_in_a_half_circle(n):
    spread = levels.number_variance_law(2, n, np.pi)**0.5
    return {"64": n / 2, "1": round(spread)}


@statistical("The samples of this chapter agree with it, and a sampler of the wrong matrices is found out by more than "
             "ten standard errors.", rate=0.003)  # four errors for a sample, as below
def samples_agree_and_the_wrong_one_does_not(betas, traces, variances):
    z = np.concatenate([variances[name]["z"] for name in betas if betas[name]])
    return bool((np.abs(z) < 4).all() and traces["z"]["without the fix"] > 10)


@statistical("All four gap ratios lie within three standard errors of their laws.", rate=0.011)
def gap_ratios_follow_their_laws(gap_ratios):
    return bool((gap_ratios["z"].abs() < 3).all())


@exact("A deviation beyond three standard errors would come by chance in about one of 370 such numbers; "
       "beyond four, in one of 16 000.")
def chances_beyond_three_and_four():
    return {"370": round(0.5 / norm.sf(3)), "16 000": round(0.5 / norm.sf(4), -3)}


@exact("In the largest arc there are about 63 phases.")
def phases_in_the_largest_arc(arcs, n):
    return {"63": round(n * arcs[-1] / (2 * np.pi))}


@exact("Independent ones make that a number with a variance of 32; in the unitary ensemble the variance is only 0.72.")
def variances_in_the_largest_arc(arcs, n):
    independent, unitary = (levels.number_variance_law(beta, n, arcs[-1]) for beta in (0, 2))
    return {"32": round(independent), "0.72": unitary}


@exact("The sum, cut off after a million terms, agrees with the package's law to within 0.0001.")
def the_sum_is_the_law(by_sum, terms):
    return len(terms) == 10**6 and abs(by_sum["sum"] - by_sum["law"]) < 0.0001


@exact("One matrix gives one value: the squared deviation of its count from the known mean, averaged over 64 arcs "
       "around the circle.")
def one_matrix_gives_one_value(arcs, n, sample):
    begins = 2 * np.pi * np.arange(64) / 64
    counts = [((sample["CUE"] - begin) % (2 * np.pi) < arcs[3]).sum(axis=1) for begin in begins]
    by_hand = np.mean((np.array(counts) - n * arcs[3] / (2 * np.pi))**2, axis=0)
    return np.allclose(levels.number_variance(sample["CUE"], arcs[3]), by_hand), {"64": len(counts)}


@statistical("All 28 points lie within four standard errors of the exact laws.", rate=0.002)
def number_variances_follow_their_laws(variances):
    z = np.concatenate([table["z"] for table in variances.values()])
    return bool((np.abs(z) < 4).all()), {"28": z.size}


@exact("Here $n = 128$, and an arc of 0.8 radians holds about 16 phases.")
def phases_in_a_middle_arc(n):
    return {"128": n, "0.8": 0.8, "16": round(n * 0.8 / (2 * np.pi))}


@exact("The two differ by less than 0.001 in all three ensembles.")
def large_n_is_good_at_128(both):
    return bool((both.diff().iloc[1].abs() < 0.001).all())


@exact("Both agree with the package's law, which has the sums in closed form, at every $k$ of the figure.")
def the_printed_sums_are_the_law(agree):
    return len(agree) == 2 and all(agree.values())


@statistical("Of the 124 points more than nine in ten lie within two standard errors of the exact laws, "
             "and none is farther than five.", rate=0.05)
def form_factors_follow_their_laws(betas, form_factors, ks, n):
    def z_of(name):
        _, mean, error = form_factors[name]
        return (mean - levels.form_factor_law(betas[name], n, ks)) / error
    z = np.abs(np.concatenate([z_of(name) for name in betas]))
    return bool((z < 2).mean() > 0.9 and z.max() < 5), {"124": z.size}


@exact("(For independent Gaussian deviations one expects 95 in a hundred within two; squared moduli are skewed, "
       "and neighbouring points of one sample are not quite independent.)")
def gaussian_deviations_within_two():
    return {"95": round(100 * (1 - 2 * norm.sf(2)))}


# A bin of either kind of matrix has 16 phases or so to spare or to lack, of 500: five spreads and more to both limits.
@statistical("Without the fix the two bins beside zero hold less than a quarter of the phases that an even spread "
             "gives them; with it every bin has its share to within 15 per cent.", rate=0.001)
def the_phase_fix_fills_the_notch(by_recipe):
    shares = {title: 32 * np.histogram(phases, 32, (-np.pi, np.pi))[0] / phases.size
              for title, phases in by_recipe.items()}
    beside_zero = shares["without the fix"][15:17].mean()
    return beside_zero < 0.25 and (np.abs(shares["with the fix"] - 1) < 0.15).all(), {"15": 15}


@exact("To rounding, all moduli are one, and the symplectic eigenvalues come in equal pairs.")
def eigenvalues_lie_on_the_circle_and_the_symplectic_ones_in_pairs(moduli, pairs):
    return np.allclose(moduli, 1, rtol=1e-12) and len(pairs) == 40 and np.ptp(pairs, axis=1).max() < 1e-12


@statistical("Without the fix the mean lies more than ten standard errors away from one.", rate=0.001)  # 14 of them
def the_missing_fix_is_seen(traces):
    return bool(traces["z"]["without the fix"] > 10)


# A symmetric matrix in place of a self-dual one would lie 6.6 standard errors away, a unitary one farther.
@statistical("With it the mean lies within three standard errors of its law, and so do those of the symmetric and "
             "the self-dual matrices.", rate=0.02)
def matrices_with_the_fix_follow_their_laws(traces):
    right = traces.loc[["with the fix", "symmetric", "self-dual"]]
    return bool((right["z"].abs() < 3).all() and np.allclose(right["law"], [1, 8 / 5, 16 / 7]))


@exact("Of 1550 bins, 0 differ.")
def counts_need_no_eigenvalues(different):
    return {"1550": different["bins"], "0": different["that differ"]}


@exact("Its Prüfer phase climbs from one whole turn to the next, and meets each at an eigenphase of the five-diagonal "
       "matrix that belongs to the coefficients.")
def the_phase_passes_whole_turns_at_eigenphases(by_solver, small, turns_at):
    passed = turns_at(by_solver, small)
    return np.allclose(passed, passed.round(), atol=1e-9) and (np.diff(passed.round()) == 1).all()


@exact("Twenty matrices of order $10^5$, counted exactly: as dense matrices, each of them would take 160 gigabytes.")
def memory_of_a_dense_matrix():
    return {"10^5": 1e5, "160": 1e5**2 * np.dtype(complex).itemsize / 1e9}


@exact("Each bin holds about 3226 phases, and the exact law gives their number a variance of only 1.16.")
def a_bin_of_a_large_matrix(large, spread):
    return {"3226": round(large.mean()), "1.16": spread["law"]}


@statistical("The sample lies within three standard errors of it.", rate=0.005)
def the_large_sample_follows_the_law(spread):
    return bool(abs(spread["z"]) < 3)


@exact(r"For $\beta = 0$ this is $n$; for 1, 2 and 4 it is $2n/(n+1)$, 1 and $n/(2n-1)$, which is also what the form "
       r"factors above give at $k = 1$.")
def the_sums_begin_where_the_theorem_says(coe_form_factor, cse_form_factor):
    n = np.arange(2, 50)
    told = {0: n, 1: 2 * n / (n + 1), 2: np.ones(len(n)), 4: n / (2 * n - 1)}
    sums = {1: coe_form_factor, 4: cse_form_factor}
    return (all(np.allclose(one, 2 * n / (beta * (n - 1) + 2)) for beta, one in told.items())
            and all(np.allclose([sums[beta](1, one) for one in n], told[beta]) for beta in sums)
            and levels.form_factor_law(2, 7, 1) == 1)


@statistical("All three samples lie within three standard errors of this law.", rate=0.01)
def any_beta_follows_its_law(any_beta):
    return bool((any_beta["z"].abs() < 3).all())
