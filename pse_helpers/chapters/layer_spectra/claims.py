"""What chapter "Layer spectra and the law of untrained layers" says, recomputed."""

import numpy as np
from scipy import stats

from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.layers import gaussian_spectra
from pse_helpers.marchenko_pastur import kolmogorov_distance, law_test, support


@exact("It is the *ratio* of the sides that decides how wide an untrained spectrum is: at $q = 1/9$ the upper edge "
       "lies at 1.78 times the mean, and at $q = 1$ at four times.")
def the_upper_edge_depends_on_the_ratio():
    return np.isclose(support(1)[1], 4), {"1.78": support(1 / 9)[1]}


# -- the test ------------------------------------------------------------------

@statistical("The two p-values agree, up to the draws.", rate=0.001)
def the_test_by_hand_is_that_of_the_package(two_p):
    share = two_p.mean()
    return abs(two_p["by hand"] - two_p["package"]) < 3.5 * (2 * share * (1 - share) / 399)**0.5 + 1 / 400


# -- false alarms --------------------------------------------------------------

def _light_tails(rates):
    return rates[~rates.index.str.startswith("Student")]


@fixed_seed("For Gaussian and for uniform entries our test sounds the alarm about as often as it says, for at most 8 "
            "layers in a hundred of either shape.")
def our_test_keeps_its_rate(rates):
    return _light_tails(rates)["our p"].between(0.015, 0.08).all() and len(_light_tails(rates)) == 4


@statistical("The test of Kolmogorov and Smirnov sounds none there, and it misses heavy tails, too: of the larger such "
             "layers it notices fewer than one in five, ours more than nine in ten.", rate=0.001)
def the_textbook_sounds_no_alarm(rates):
    heavy = rates.loc["Student t, 3: (64, 576)"]
    return ((_light_tails(rates)["Kolmogorov-Smirnov"] == 0).all()
            and heavy["our p"] > 0.9 and heavy["Kolmogorov-Smirnov"] < 0.2)


# -- trained layers ------------------------------------------------------------

@statistical("All 152 layers of the four trained networks leave the law, and every convolution lies further from it "
             "than all of its 199 draws.", rate=0.001)
def trained_layers_leave_the_law(tests, trained):
    p = [tests[name].p for name in trained]
    convolutions = np.concatenate([one[:-1] for one in p])
    return (len(p) == 4 and np.ptp(convolutions) == 0,
            {"152": np.sum(np.concatenate(p) <= 0.05), "199": round(1 / convolutions[0]) - 1})


@exact("Of 56 Gaussian layers 2.8 leave on average.")
def gaussian_layers_that_leave(twin):
    return {"56": len(twin.values), "2.8": 0.05 * len(twin.values)}


@statistical("In ResNet-56 there are about twice as many values below as above, and every layer but the last has some "
             "above.", rate=0.001)
def more_values_lie_below_than_above(tests):
    above, below = tests["ResNet-56"].above, tests["ResNet-56"].below
    return 1.7 < below.sum() / above.sum() < 2.3 and (above[:-1] > 0).all() and above[-1] == 0


@statistical("In the median layer the stable rank is a little more than half of the twin's, and the participation "
             "number about two thirds.", rate=0.001)  # over twins, give or take 0.006 and 0.003
def training_gathers_the_norm(kept):
    median = kept.median()
    return 0.5 < median["stable rank"] < 0.57 and abs(median["participation"] - 2 / 3) < 0.03


@statistical("In layer 55, the last but one, the stable rank falls to a quarter.", rate=0.001)
def the_last_convolution_loses_much(kept):
    return round(1 / kept["stable rank"].iloc[-2]) == 4, {"55": len(kept) - 1}


@statistical("The last layer, the classifier, loses least.", rate=0.005)
def the_classifier_loses_least(kept):
    return (kept.idxmax() == len(kept) - 1).all()


# -- controls ------------------------------------------------------------------

def _share_between(draws):
    """The per cent of a test's draws between its two limits, found with 2000 Gaussian layers of their shape."""
    rng = np.random.default_rng(1)
    test = law_test([rng.standard_normal((16, 64)) for _ in range(2000)], draws, rng)
    at_least_as_far = np.round(test.p * (draws + 1)) - 1
    above_low = at_least_as_far[test.distance < test.low].min()
    above_high = at_least_as_far[test.distance > test.high].max()
    return round(100 * (above_low - above_high) / draws)


@exact("Distance to the law of every layer of ResNet-56, of its Gaussian twin, and of two families of untrained "
       "layers that are not Gaussian with one scale (the spread of unequal rows is tuned to the trained median); "
       "grey: the central 95 per cent of 199 Gaussian draws of the layer's shape.")
def the_band_of_the_figure():
    return {"95": _share_between(199)}


@exact("Distance to the law of every layer of your own model (here a torchvision ResNet-18 before training), as it "
       "is and with equal rows; grey: the central 95 per cent of 39 Gaussian draws of the layer's shape.")
def the_band_of_the_figure_of_your_own_model():
    return {"95": _share_between(39)}


@statistical("Without any training, all or nearly all of the 56 layers with unequal rows leave the law.", rate=0.001)
def unequal_rows_leave_the_law(never_trained):
    p = never_trained["unequal rows"].p
    return np.mean(p <= 0.05) > 0.95, {"56": len(p)}


@statistical("In distance they agree with the trained layers by choice of the spread; in values above and in values "
             "below they do so as well, within a fifth.", rate=0.001)  # 4 standard deviations over draws
def unequal_rows_lead_as_far_from_the_law(counts, never_trained, tests):
    unequal, main = counts(never_trained["unequal rows"]), counts(tests["ResNet-56"])
    ratios = np.array([unequal[name] / main[name] for name in ("above", "below", "distance")])
    return (np.abs(ratios - 1) < 0.2).all()


@statistical("They gather the squared norm, too, and more than the trained layers: both the stable rank and the "
             "participation number are lower.", rate=0.001)  # 4 and 5 standard deviations over draws
def unequal_rows_gather_the_norm(gathered):
    return (gathered.loc["unequal rows"] < gathered.loc["trained"]).all() and (gathered.loc["trained"] < 0.9).all()


# Of 16000 such layers with unequal rows one lay above 0.53 and nine above 0.5; on the page are 17.
@statistical("Two trained layers go clearly beyond the control: layers 53 and 55 lie at distances of 0.53 and 0.71, "
             "where unequal rows of their shape hardly reach 0.5.", rate=0.002)
def two_trained_layers_go_beyond_the_control(deep, tests, never_trained):
    alike = np.array([shape == deep.shapes[54] for shape in deep.shapes])
    unequal, distance = never_trained["unequal rows"].distance[alike].max(), tests["ResNet-56"].distance
    first, second = 1 + np.flatnonzero(alike)[distance[alike] > 0.5]
    return (unequal < 0.53, {"53": first, "55": second, "0.53": distance[first - 1], "0.71": distance[second - 1]})


def _median_and_band(width, size=200):
    """The median distance of layers with heavy tails, and the upper end of the band of Gaussian ones."""
    rng = np.random.default_rng(1)
    heavy, gaussian = (np.linalg.svd(draw((size, width, 9 * width)), compute_uv=False)**2
                       for draw in (lambda shape: rng.standard_t(3, shape), rng.standard_normal))
    return np.array([np.median([kolmogorov_distance(one, 1 / 9) for one in heavy]),
                     np.quantile([kolmogorov_distance(one, 1 / 9) for one in gaussian], 0.975)])


@statistical("Heavy tails suffice as well for most of the layers, although Theorem 1 covers them: their distance does "
             "fall with size, but the band falls faster, so the larger layer is caught more surely.", rate=0.001)
def heavy_tails_lead_away_from_the_law(never_trained, rates):
    heavy, rate = never_trained["Student t, 3"], rates["our p"]
    small, large = (_median_and_band(width) for width in (16, 64))
    falls, band_falls = large / small
    return (np.mean(heavy.p <= 0.05) > 0.5 and heavy.above.sum() > 0.2 * len(heavy.p)  # one in 200 expected
            and np.isfinite(stats.t(3).var()) and band_falls < 0.45 < falls < 0.7
            and rate["Student t, 3: (64, 576)"] > rate["Student t, 3: (16, 144)"])


# -- altered weights -----------------------------------------------------------

def _share_that_leaves(test):
    return np.mean(test.p <= 0.05)


@statistical("Heavy tails are not the cause: shuffling keeps every entry, and most of the 56 layers come back to the "
             "law.", rate=0.001)
def shuffled_layers_come_back(altered):
    return _share_that_leaves(altered["shuffled"]) < 0.4, {"56": len(altered["shuffled"].p)}


# How far they lead, the solution of Exercise 2 says; over draws, 4 standard deviations.
@statistical("The scales of the filters are one cause: norms alone make nearly all layers leave.", rate=0.001)
def norms_alone_leave_the_law(altered, by_spread):
    alone, low, high = (np.median(test.distance) for test in (
        altered["norms alone"], by_spread[0.2], by_spread[0.3]))
    return _share_that_leaves(altered["norms alone"]) > 0.9 and low < alone < (low + high) / 2


@statistical("But equal rows bring no layer back: *the arrangement of the entries breaks the law, too*.", rate=0.001)
def equal_rows_do_not_come_back(altered):
    return _share_that_leaves(altered["equal rows"]) == 1


@exact("Random signs bring the distance down to about what norms alone give: 0.20 and 0.19 in the median, and 0.30 and "
       "0.28 in layer 55, where it was 0.71.")
def random_signs_lead_as_far_as_norms_alone(altered):
    median = {name: np.median(test.distance) for name, test in altered.items()}
    distance = {name: test.distance[55 - 1] for name, test in altered.items()}
    return {"0.20": median["random signs"], "0.19": median["norms alone"], "0.30": distance["random signs"],
            "0.28": distance["norms alone"], "55": altered["trained"].distance.argmax() + 1,
            "0.71": distance["trained"]}


@exact("With equal rows, layer 55 keeps 0.67: there the arrangement alone leads nearly as far.")
def the_arrangement_of_layer_55(altered):
    kept = altered["equal rows"].distance / altered["trained"].distance
    return (kept[55 - 1] > 0.9 > np.median(kept),
            {"55": altered["equal rows"].distance.argmax() + 1, "0.67": altered["equal rows"].distance.max()})


@statistical("The stable rank is about half of the twin's; equal rows bring it to two thirds, norms alone to three "
             "quarters, and only shuffling brings it back.", rate=0.002)  # over twins, give or take 0.007
def both_causes_gather_the_norm(rank_kept):
    told = {"trained": 1 / 2, "equal rows": 2 / 3, "norms alone": 3 / 4}
    return (all(abs(rank_kept[name] - share) < 0.06 for name, share in told.items())
            and rank_kept["random signs"] < 0.8 and rank_kept["shuffled"] > 0.95)


# -- the matrix ----------------------------------------------------------------

@fixed_seed("The smoothed kernel obeys it in its slices, with a distance of 0.017, and breaks it in the three other "
            "choices, with distances above 0.13.")
def only_slices_of_a_smoothed_kernel_obey_the_law(by_way):
    distance = by_way["smoothed", "distance"]
    others = distance.drop("slices")
    return len(others) == 3 and others.min() > 0.13, {"0.017": distance["slices"]}


@fixed_seed("What the average hides is the size: in the operator values reach eleven times the mean, in output rows "
            "not twice.")
def output_rows_hide_the_largest_values(by_way):
    largest = by_way["smoothed", "largest / mean"]
    return round(largest["operator"]) == 11 and largest["output rows"] < 2


@fixed_seed("A distance of 0.056 is ordinary for 32 values: Gaussian draws give 0.04 to 0.07.")
def the_distance_of_few_values_is_ordinary(by_way, ratios, smooth):
    rng, size = np.random.default_rng(1), len(smooth)
    gaussian = gaussian_spectra([np.ones((size, round(size / ratios["output rows"])))] * 400, rng)
    drawn = [kolmogorov_distance(values, ratios["output rows"]) for values in gaussian.values]
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {"0.056": by_way.loc["output rows", ("random", "distance")], "32": size, "0.04": low, "0.07": high}


# -- units ---------------------------------------------------------------------

@exact('For the trained network it runs from −0.77 to 0.85: spectral norms "fall with depth" in one unit and "rise '
       'with depth" in another.')
def the_trend_depends_on_the_unit(by_unit):
    return {"−0.77": by_unit.trained.min(), "0.85": by_unit.trained.max()}


@fixed_seed("The untrained network gives the same trends in the first four units, so they are the unit's.")
def an_untrained_network_has_the_trends(by_unit):
    return ((by_unit.trained - by_unit.untrained).abs().drop("mean").max() < 0.1
            and by_unit.index.get_loc("mean") == 4)


@fixed_seed("In units of the mean, as in this book, the trained network has none, 0.00; untrained networks keep about "
            "0.3, since the largest value of a small layer falls further short of its edge.")
def the_trend_in_units_of_the_mean(by_unit, deep, trends):
    untrained = [gaussian_spectra(deep, np.random.default_rng(seed)) for seed in range(20)]
    of_the_edge = {}  # what the largest value reaches of the law's upper edge, by the layer's width
    for values, shape in ((values, shape) for one in untrained for values, shape in zip(one.values, one.shapes)):
        of_the_edge.setdefault(shape[0], []).append(
            values[0] / values.mean() / support(min(shape) / max(shape))[1])
    small, middle, large = (np.mean(of_the_edge[width]) for width in (16, 32, 64))
    return (small < middle < large < 1, {"0.00": by_unit.loc["mean", "trained"],
                                         "0.3": np.mean([trends(one)["mean"] for one in untrained])})
