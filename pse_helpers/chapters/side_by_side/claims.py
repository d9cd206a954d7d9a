"""What chapter "Side by side" says, recomputed."""

import numpy as np
import pandas as pd

from pse_helpers import statistics
from pse_helpers.chapters.claims import exact, fixed_seed, here, statistical
from pse_helpers.measures import FUNCTIONAL, TrainedNetwork
from pse_helpers.networks import digits

LEARNED_BY_HEART = ["sharpness", "path norm"]  # the two measures that tell it


def _outside_zero(rows, measures):
    """Of the measures that a comparison has: those with an interval that excludes zero, and all."""
    rows = rows.reindex(measures).dropna()
    return set(rows.index[(rows.low > 0) | (rows.high < 0)]), rows


def _narrow(averages):
    """The architectures with eight channels."""
    return averages[averages.index.str.endswith(" w8")]


def _beyond_luck(by_seed, luck):
    """Whether a measure's mean over seeds is beyond luck: a column a series, first the ResNet, then the VGG."""
    return pd.DataFrame({name: one.mean().abs() > luck for name, one in by_seed.items()})


def _three_more_tell_it(by_seed, luck):
    """Whether beside the two just these are beyond luck in both series, in the ResNet about as far."""
    beyond = _beyond_luck(by_seed, luck).all(axis=1)
    more = ["Frobenius norm", "spectral norm", "switch complexity"]
    resnet, vgg = (one[more].mean() for one in by_seed.values())
    as_well = resnet.min() > _worst(by_seed, LEARNED_BY_HEART, lambda one: one.mean().min()) - 0.03
    return set(beyond.index[beyond]) == {*more, *LEARNED_BY_HEART} and as_well and (vgg < resnet - 0.2).all()


def _rounded_down(value):
    """To the two digits of a number that is said to be the least."""
    return np.floor(100 * value) / 100


def _worst(by_seed, measure, of_a_series):
    """Of the two series the smaller of their least or mean correlations."""
    return min(of_a_series(one[measure]) for one in by_seed.values())


@here("Elsewhere rounding lets trainings drift apart, but in no measure do the two differ by more than one "
      "standard deviation of the whole table.")
def trained_here_is_near_the_shipped(live, run, shipped):
    apart = (live.iloc[0] - shipped.loc[run]).abs() / shipped.std()
    return len(apart) == len(FUNCTIONAL) and (apart <= 1).all()


@exact("We have 136 runs: 86 with clean labels, of 20 architectures (the widths count as different architectures) "
       "with three or five seeds each, and 50 with label noise.")
def runs_and_architectures(averages, clean, table):
    return (set(clean.groupby("name").size()) == {3, 5},
            {"136": len(table), "86": len(clean), "20": len(averages), "50": len(table) - len(clean)})


@exact("All 86 clean networks have a training error of zero, so for them the gap is the test error.")
def clean_networks_have_no_training_error(clean):
    return (clean.train_error == 0).all(), {"86": len(clean)}


@exact("With label noise the two have a rank correlation of at least 0.99, as chapter 7 found.")
def gap_is_the_test_error_with_label_noise(series):
    return {"0.99": _rounded_down(min(rows.gap.corr(rows["test error"], method="spearman")
                                      for _, rows in series.groupby("architecture")))}


@exact("cPSE and depth give nearly the same order, upside down: their rank correlation is −0.98.")
def cpse_is_depth(matrix):
    return {"−0.98": matrix.loc["cPSE", "depth"]}


@exact("The distance to the law goes with the stable rank (−0.93), the tail beyond 2 with cPSE (0.91).")
def twins_beside_cpse_and_depth(matrix):
    return {"−0.93": matrix.loc["distance to law", "stable rank"], "0.91": matrix.loc["tail beyond 2", "cPSE"]}


@exact("Here path norm and spectral norm run in opposite ways, and under label noise both rise.")
def two_norms_part_under_label_noise(by_seed, luck, matrix):
    pair = ["path norm", "spectral norm"]
    return matrix.loc[*pair] <= -0.8 and min(one[pair].mean().min() for one in by_seed.values()) > luck


@fixed_seed("In all, 10 of the sixteen measures have an absolute rank correlation of at least 0.8 with another one or "
            "with depth.")
def ten_go_closely_with_another(matrix, measures):
    others = matrix.abs().mask(np.eye(len(matrix), dtype=bool))
    return len(measures) == 16, {"10": (others.loc[measures].max(axis=1) >= 0.8).sum()}


@fixed_seed("Three principal components hold 84 per cent of the variance of all sixteen ranks; of sixteen columns of "
            "random numbers they hold 47 on average.")
def sixteen_measures_are_a_handful(averages, measures):
    def held_by_three(columns):
        ranks = np.argsort(np.argsort(columns, axis=0), axis=0)
        return 100 * np.linalg.eigvalsh(np.corrcoef(ranks.T))[-3:].sum() / len(measures)
    noise = np.random.default_rng(3).standard_normal((500, len(averages), len(measures)))
    return len(measures) == 16, {"84": round(held_by_three(averages[measures].to_numpy())),
                                 "47": round(np.mean([held_by_three(one) for one in noise]))}


@fixed_seed("The best of the sixteen reaches 0.61 by luck in one case of twenty.")
def luck_of_the_best_of_sixteen(chance, measures):
    return len(measures) == 16, {"0.61": chance}


@fixed_seed("Alone, three measures stand out: path norm, spectral norm and effective dimension are beyond what "
            "luck gives the best of sixteen, and the path norm, with 0.84, has the sign that its theory predicts "
            "{cite}`neyshabur2015`: the smaller, the better.")
def three_measures_are_beyond_luck(chance, found, measures):
    alone = found["alone"].loc[measures].correlation
    return (set(alone.index[alone.abs() > chance]) == {"path norm", "spectral norm", "effective dimension"},
            {"0.84": alone["path norm"]})


@fixed_seed("Taking out size alone adds evidence: given depth and number of parameters, 10 of the fifteen "
            "measures that remain have an interval that excludes zero.")
def evidence_grows_given_size(found, measures):
    outside, rows = _outside_zero(found["given size"], measures)
    return len(rows) == 15, {"10": len(outside)}


@fixed_seed("Among them is the power-law exponent with 0.73, and with the sign that its authors predict "
            "{cite}`martin2021`.")
def exponent_is_among_them(found, measures):
    outside, rows = _outside_zero(found["given size"], measures)
    return "power-law exponent" in outside, {"0.73": rows.correlation["power-law exponent"]}


@fixed_seed("Taking out kind alone leaves findings as well, among them the path norm with 0.74.")
def findings_are_left_given_kind(found, measures):
    outside, rows = _outside_zero(found["given kind"], measures)
    return len(rows) == 16 and "path norm" in outside and len(outside) > 1, {"0.74": rows.correlation["path norm"]}


@exact("The width, which anyone can read off, is beyond it as well, with −0.63.")
def width_is_beyond_luck(found, chance):
    width = found["alone"].correlation["width"]
    return abs(width) > chance, {"−0.63": width}


@exact("But whether a network has batch normalisation is a fact about its recipe and measures nothing, and given size "
       "it has −0.81.")
def batch_normalisation_goes_with_the_error(found):
    return {"−0.81": found["given size"].correlation["normalisation"]}


@exact("In this family the four VGGs without it were trained at a lower learning rate; their mean test error is 2.29 "
       "per cent, that of the other networks of eight channels 1.50.")
def networks_without_normalisation_are_another_kind(averages):
    narrow = _narrow(averages)
    without = narrow[narrow.normalisation == 0]
    return (len(without) == 4 and digits.RATE_WITHOUT < digits.RATE_WITH_BATCH_NORM,
            {"2.29": without["test error"].mean(), "1.50": narrow.drop(without.index)["test error"].mean()})


@fixed_seed("With size and kind taken out together, not one of the fifteen intervals excludes zero: the exponent is "
            "left with 0.41, between −0.15 and 0.79.")
def nothing_is_left_given_kind(found, measures):
    outside, rows = _outside_zero(found["given size and kind"], measures)
    exponent = rows.loc["power-law exponent"]
    return (len(rows) == 15 and not outside,
            {"0.41": exponent.correlation, "−0.15": exponent.low, "0.79": exponent.high})


@fixed_seed("Given size and kind the best of the fifteen reached 0.46, and luck gives 0.68.")
def the_best_given_size_and_kind_is_within_luck(detected, fifteen):
    both = detected.loc["given size and kind"]
    return len(fifteen) == 15, {"0.46": both.reached, "0.68": both.luck}


@fixed_seed("There is not much to be left with: size and kind alone account for 50 to 97 per cent of the variance of "
            "each measure's ranks, for 87 in the median (of random numbers, for 21 on average).")
def size_and_kind_account_for_most(kind, measures, size, with_controls):
    ranks = with_controls[[name for name in measures if name not in size]].rank()
    known = with_controls[size + kind].astype(float).rank().assign(constant=1)
    _, unexplained, *_ = np.linalg.lstsq(known, ranks)
    explained = 100 * (1 - unexplained / ((ranks - ranks.mean())**2).sum())
    by_chance = 100 * len(size + kind) / (len(ranks) - 1)
    return {"50": round(explained.min()), "97": round(explained.max()), "87": round(explained.median()),
            "21": round(by_chance)}


@exact("The path norm keeps its sign, with at least 0.74 in all five rows.")
def path_norm_keeps_its_sign(kept, of_kept):
    architectures = {tuple(sorted(rows.index)) for rows in kept.values()}
    return len(architectures) == len(of_kept) == 5, {"0.74": of_kept["path norm"].min().round(2)}


@fixed_seed("Within the ResNets it has 0.91, and given depth and width still 0.60, though with an interval that holds "
            "zero.")
def path_norm_within_the_resnets(resnets):
    def left(*given):
        return statistics.partial_spearman(resnets["path norm"], resnets["test error"],
                                           resnets[list(given)].astype(float), np.random.default_rng(16))
    both = left("depth", "width")
    return both.low < 0 < both.high, {"0.91": left().correlation, "0.60": both.correlation}


@fixed_seed("Among the fifteen architectures with eight channels it has the strongest correlation of all, −0.87, "
            "which says that sharp is good.")
def sharp_is_good_among_narrow_networks(averages, measures):
    narrow = _narrow(averages)
    found = narrow[measures].corrwith(narrow["test error"], method="spearman")
    return len(narrow) == 15 and found.abs().idxmax() == "sharpness", {"−0.87": found["sharpness"]}


@exact("With the five wider ones it has −0.02: those are flat, and good.")
def wide_networks_are_flat_and_good(averages, found):
    narrow, pair = _narrow(averages), ["sharpness", "test error"]
    wide = averages.drop(narrow.index)
    return (len(wide) == 5 and (wide[pair] < narrow[pair].median()).all(axis=None),
            {"−0.02": found["alone"].correlation["sharpness"]})


@fixed_seed("Across architectures the table shows a true correlation of 0.75 four times in five, given size and kind "
            "one of 0.81, and between seeds one of 0.57.")
def what_the_table_could_have_detected(detected):
    return {"0.75": detected.detectable["across architectures"], "0.81": detected.detectable["given size and kind"],
            "0.57": detected.detectable["between seeds"]}


@fixed_seed("Given size and kind, only a true correlation of 0.81 or more would have shown four times in five.")
def what_would_have_shown_given_size_and_kind(detected):
    return {"0.81": detected.detectable["given size and kind"]}


@fixed_seed("Between seeds with clean labels no measure is beyond luck.")
def no_measure_tells_seeds_apart(among_seeds, by_luck, changing):
    return len(changing) == len(among_seeds) == 12 and among_seeds.abs().max() < by_luck


@exact("They were learned: the training error is zero in the ResNet and below 7 per cent in the VGG; and within each "
       "seed the test error rises with every share.")
def random_labels_were_learned(series):
    resnet, vgg = (rows.train_error.max() for _, rows in series.groupby("architecture"))
    runs = [rows.sort_values("label_noise") for _, rows in series.groupby(["architecture", "seed"])]
    rises = all(rows.label_noise.is_unique and (rows["test error"].diff()[1:] > 0).all() for rows in runs)
    return len(runs) == 10 and resnet == 0 and vgg < 7 and rises, {"7": np.ceil(vgg)}


@exact("Sharpness and path norm have a mean of at least 0.93 in both series, and every single seed has at least 0.82.")
def two_measures_tell_what_is_learned_by_heart(by_seed):
    mean, least = (min(_worst(by_seed, measure, of_a_series) for measure in LEARNED_BY_HEART)
                   for of_a_series in (pd.Series.mean, pd.Series.min))
    return len(by_seed) == 2, {"0.93": _rounded_down(mean), "0.82": _rounded_down(least)}


@exact("Path norm and sharpness see what was learned by heart: among runs of one architecture and one start they put "
       "networks in order of their share of random labels, with a rank correlation of 0.82 or more in every seed.")
def two_measures_rank_the_networks_of_a_seed(series):
    with_share = pd.concat(statistics.within_groups(rows, "seed", LEARNED_BY_HEART, "label_noise")
                           for _, rows in series.groupby("architecture"))
    return len(with_share) == 10, {"0.82": _rounded_down(with_share.min(axis=None))}


@exact("In the seeds of the VGG it has 0.87 to 0.94, in the mean more than these last three.")
def training_error_as_a_control(by_seed, series):
    _, (_, vgg) = series.groupby("architecture")
    control = vgg.groupby("seed")[["train_error", "test error"]].corr(method="spearman").iloc[::2, 1]
    three = by_seed["VGG-11 BN"][["Frobenius norm", "spectral norm", "switch complexity"]].mean()
    return (len(control) == 5 and (control.mean() > three + 0.1).all(),
            {"0.87": control.min(), "0.94": control.max()})


@exact("Most of the rise comes with the first tenth, and a clean VGG-16 without batch normalisation has 2.40, "
       "more than any of these ResNets: the path norm orders runs of one start, and is no gauge.")
def path_norm_is_no_gauge(averages, series):
    norms = series.pivot_table("path norm", "architecture", "label_noise")
    first, whole = norms[0.1] - norms[0], norms[0.8] - norms[0]
    most = series["path norm"][series.architecture == "resnet20"].max()
    vgg = averages.loc["vgg16 w8", "path norm"]
    return len(norms) == 2 and (first > whole / 2).all() and vgg > most + 0.1, {"2.40": vgg}


@fixed_seed("The Frobenius norm, the spectral norm and the switch complexity do so too, in the ResNet about as well, "
            "in the VGG less clearly.")
def three_more_tell_it(by_seed, luck):
    return _three_more_tell_it(by_seed, luck)


@fixed_seed("Effective dimension and switch entropy order the shares in the ResNet only.")
def two_tell_it_in_the_resnet_only(by_seed, luck):
    resnet, vgg = _beyond_luck(by_seed, luck).T.to_numpy()
    return set(by_seed["ResNet-20"].columns[resnet & ~vgg]) == {"effective dimension", "switch entropy"}


@fixed_seed("cPSE, the tail, the distance to the law, the power-law exponent and the stable rank stay within luck in "
            "both.")
def five_stay_within_luck(by_seed, luck):
    beyond = _beyond_luck(by_seed, luck).any(axis=1)
    return set(beyond.index[~beyond]) == {"cPSE", "tail beyond 2", "distance to law", "power-law exponent",
                                          "stable rank"}


def _batches_seen(measure, model, trained):
    """How many images each of its passes takes through the model."""
    sizes = []
    hook = model.register_forward_hook(lambda _, given, out: sizes.append(len(given[0])))
    FUNCTIONAL[measure](TrainedNetwork(model, trained.training, trained.test, np.random.default_rng(0)))
    hook.remove()
    return sizes


@exact("Sharpness lets 15266 images through the network, 17 passes over the 898 of the training set; the path norm "
       "lets through a single one.")
def images_that_pass_the_network(model, trained):
    sharpness, path_norm = (_batches_seen(measure, model, trained) for measure in ("sharpness", "path norm"))
    images = len(trained.training[0])
    return (path_norm == [1] and set(sharpness) == {images},
            {"15266": sum(sharpness), "17": len(sharpness), "898": images})


# The ends nearest to zero, -0.31 and 0.35, lie more than five standard errors of their bootstrap from it.
@statistical("Given kind alone the peak looks like a finding, with −0.70; with size taken out as well, its interval "
             "holds zero.", rate=0.001)
def peak_is_size_and_kind(verdict):
    kind, both = verdict.loc["given kind"], verdict.loc["given size and kind"]
    return kind.high < 0 and both.low < 0 < both.high, {"−0.70": kind.correlation}


@exact("And it is not new: over these architectures the peak and the tail beyond 2 have a rank correlation of 0.93.")
def peak_goes_with_the_tail(averages, peaks):
    return {"0.93": peaks.corr(averages["tail beyond 2"], method="spearman")}


@exact("Not plain cPSE, which here says the depth, with −0.98.")
def plain_cpse_says_the_depth(matrix):
    return {"−0.98": matrix.loc["cPSE", "depth"]}


@exact("**To see memorised labels at a fixed architecture and recipe** (seen in two architectures): the path norm, "
       "which needs no data, with a mean of at least 0.93 in both series; the sharpness, if the training data are at "
       "hand.")
def path_norm_tells_memorised_labels(by_seed):
    least = _worst(by_seed, "path norm", pd.Series.mean)
    return _worst(by_seed, "sharpness", pd.Series.mean) >= least, {"0.93": _rounded_down(least)}


@exact("Compare runs of one start if you can: with starts mixed the path norm has 0.81 and 0.87, without the clean "
       "runs 0.68 and 0.78.")
def path_norm_with_starts_mixed(series):
    def mixed(rows):
        return rows["path norm"].corr(rows["test error"], method="spearman")
    (_, resnet), (_, vgg) = series.groupby("architecture")
    noisy = [rows[rows.label_noise > 0] for rows in (resnet, vgg)]
    return [len(rows) for rows in (resnet, vgg, *noisy)] == [30, 30, 25, 25], {
        "0.81": mixed(resnet), "0.87": mixed(vgg), "0.68": mixed(noisy[0]), "0.78": mixed(noisy[1])}
