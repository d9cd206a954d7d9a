"""What chapter "cPSE as published" says, recomputed."""

from dataclasses import replace
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pandas as pd
from scipy.stats import pearsonr

from pse_helpers import networks
from pse_helpers.cascade import REFERENCE, STANDARD, cpse, tiled_histograms
from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.chapters.published_cpse.reproductions import QUOTED
from pse_helpers.layers import gaussian_spectra

VGG, BATCH = "VGG", "VGG with batch norm"


# -- published correlations ----------------------------------------------------------

def _in_all_orders(x, y):
    """The correlations of x with y and, after that, with all orders of y."""
    return np.array([np.corrcoef(x, order)[0, 1] for order in permutations(y)])


def _rarer_side(x, y):
    """Twice the share of orders whose correlation is at least as large, or at least as small, whichever is less."""
    found = _in_all_orders(x, y)
    return 2 * min((found >= found[0] - 1e-12).mean(), (found <= found[0] + 1e-12).mean())


def _family(paper, name):
    return paper[paper.family == name][["top1_error", "cpse"]].to_numpy().T


@exact("`statistics.pearson` counts all orders in the same way, and twice the rarer side is its p-value.")
def p_values_are_exact(paper, of_paper):
    return all(abs(of_paper.p[name] - _rarer_side(*_family(paper, name))) <= 0.0005
               for name in ("ResNet", VGG, BATCH))


@exact("The quoted 0.44 is 0.440, the correlation with the top-5 error, or 0.446 cut off; the other two quoted values "
       "are those of top-1.")
def quoted_correlations(paper, of_paper):
    top1 = of_paper.correlation
    top5 = {name: rows.top5_error.corr(rows.cpse) for name, rows in paper.groupby("family")}
    as_quoted = {name: [round(error[name], 2) == QUOTED[name] for error in (top1, top5)] for name in QUOTED}
    cut_off = np.floor(100 * top1[VGG]) / 100 == QUOTED[VGG]
    return cut_off and as_quoted == {"ResNet": [True, False], VGG: [False, True], BATCH: [True, False]}, {
        "0.44": QUOTED[VGG], "0.440": top5[VGG], "0.446": top1[VGG]}


@exact("Only the order found does, and no order does better: four points in perfect order have a two-sided p-value of "
       "2/24, or 0.083.")
def smallest_p_of_four_points(of_orders, as_high):
    orders = factorial(4)
    p = _rarer_side(range(4), range(4))
    return as_high == 1 and of_orders[0] >= max(of_orders) - 1e-12, {"2": round(p * orders), "24": orders, "0.083": p}


@exact("A correlation of 0.93 between four points is not significant at five per cent.")
def four_points_are_not_significant(of_paper):
    batch = of_paper.loc[BATCH]
    return batch.p > 0.05, {"0.93": batch.correlation}


def _farther_from_zero(x, y):
    """The share of orders whose correlation is at least as far from zero."""
    found = np.abs(_in_all_orders(x, y))
    return (found >= found[0] - 1e-12).mean()


@exact("For the networks with batch normalisation, counting the orders that correlate as strongly with either sign "
       "gives 0.125, and the t-test 0.071.")
def other_p_values(paper):
    batch = _family(paper, BATCH)
    return {"0.125": _farther_from_zero(*batch), "0.071": pearsonr(*batch).pvalue}


@exact("Of the three correlations only that of the five ResNets is significant, with p = 0.017.")
def only_five_points_are_significant(of_paper):
    resnets = of_paper.loc["ResNet"]
    return resnets.n == 5 and list(of_paper.index[of_paper.p < 0.05]) == ["ResNet"], {"0.017": resnets.p}


@exact("Their order is hardly an accident, then, but that does not put cPSE behind it: the number of layers has the "
       "same p-value.")
def depth_has_the_same_p_value(of_paper, control):
    resnets = control[control.family == "ResNet"]
    return abs(_rarer_side(resnets.top1_error, resnets.log_layers) - of_paper.p["ResNet"]) < 1e-12


@exact("Its interval is short and far from zero, since resampling four points that nearly lie on a line gives lines "
       "again.")
def the_bootstrap_does_not_warn(of_paper):
    batch = of_paper.loc[BATCH]
    return batch.low > 0.7 and batch.high - batch.low < 0.3


@exact("Whoever said beforehand which sign to expect may count one side only, for a perfect order 1/24, or 0.042.")
def one_side_of_a_perfect_order():
    found = _in_all_orders(range(4), range(4))
    as_high = found >= found[0] - 1e-12
    return {"1": as_high.sum(), "24": len(found), "0.042": as_high.mean()}


# -- thirteen untrained networks -----------------------------------------------------

def _random(name):
    return networks.spectra(name, "random")


@exact("That takes a download of about 5 GB.")
def size_of_the_download(paper):
    parameters = sum(out * rest for name in paper.network for out, rest in _random(name).shapes)
    return {"5": round(4 * parameters / 1e9)}


@exact("They give 0.986 for the four VGG networks, and 0.990 for the four with batch normalisation, which have the "
       "same random weights: more than the published values of trained ones.")
def random_vggs(correlations, control):
    four = (control.family.value_counts()[[VGG, BATCH]] == 4).all()
    same = all(np.array_equal(one, other) for depth in (11, 13, 16, 19)
               for one, other in zip(_random(f"vgg{depth}").values, _random(f"vgg{depth}_bn").values, strict=True))
    random, published = (correlations.loc[[VGG, BATCH], column] for column in ("random weights", "published cPSE"))
    return four and same and (random > published).all(), {"0.986": random[VGG], "0.990": random[BATCH]}


@exact("For the five ResNets they give 0.599, less than the published 0.937.")
def random_resnets(correlations, control):
    random, published = correlations.loc["ResNet", ["random weights", "published cPSE"]]
    return (control.family == "ResNet").sum() == 5 and random < published, {"0.599": random, "0.937": published}


@exact("Depth alone gives more than both.")
def depth_gives_more_than_random_and_published(correlations):
    random, published, depth = correlations.loc["ResNet", ["random weights", "published cPSE", "log of layers"]].abs()
    return depth > max(random, published)


@fixed_seed("The 0.599 is that of one draw: three other Gaussian draws of the same shapes give 0.62 to 0.72.")
def random_resnets_scatter(control, correlations):
    resnets = control[control.family == "ResNet"]
    spectra = [_random(name) for name in resnets.network]
    draws = [[cpse(gaussian_spectra(one, rng), REFERENCE).value for one in spectra]
             for rng in np.random.default_rng(6).spawn(3)]
    found = [np.corrcoef(resnets.top1_error, draw)[0, 1] for draw in draws]
    return {"0.599": correlations.loc["ResNet", "random weights"], "0.62": min(found), "0.72": max(found)}


@exact("With the zeros that REFERENCE adds, $N_{\\max}$ is 1000 in ResNet-18 and 34 and 2048 in the three deeper ones, "
       "and distances grow with $N_{\\max}$.")
def periods_of_the_resnets(control):
    sizes = control.set_index("network").N_max
    return {"1000": sizes[["resnet18", "resnet34"]].unique().item(),
            "2048": sizes[["resnet50", "resnet101", "resnet152"]].unique().item()}


@exact("With its logarithm subtracted from every value (`control.ours - np.log10(control.N_max)`), the correlation is "
       "0.815.")
def random_resnets_without_the_period(control):
    resnets = control[control.family == "ResNet"]
    return {"0.815": resnets.top1_error.corr(resnets.ours - np.log10(resnets.N_max))}


@exact("The logarithm of the number of layers has −0.960 for the ResNets and −0.995 for both VGG families.")
def depth_and_error(correlations):
    depth = correlations["log of layers"]
    return depth[BATCH].round(3) == depth[VGG].round(3), {"−0.960": depth["ResNet"], "−0.995": depth[VGG]}


@exact("(We take the logarithm because cPSE falls with it, as the last chapter explained; the plain number gives "
       "−0.862 for the ResNets, less than cPSE.)")
def plain_depth_and_error(correlations, control):
    resnets = control[control.family == "ResNet"]
    plain = resnets.layers.corr(resnets.top1_error)
    return abs(plain) < correlations.loc["ResNet", "published cPSE"], {"−0.862": plain}


@exact("In all three published families the logarithm of the number of layers goes along with the test error at least "
       "as well as the published cPSE does.")
def depth_does_as_well_as_cpse(correlations):
    return len(correlations) == 3 and (correlations["log of layers"].abs() >= correlations["published cPSE"]).all()


@exact("The last column suggests why cPSE does so well: with −0.997 for the ResNets and −0.950 with batch "
       "normalisation, five and four points cannot tell the published cPSE from depth.")
def published_cpse_is_like_depth_in_two_families(correlations):
    between = correlations["cPSE with layers"]
    return {"−0.997": between["ResNet"], "−0.950": between[BATCH]}


@exact("For VGG it is −0.434, and there cPSE hardly goes along with the error either.")
def published_cpse_is_not_depth_for_vgg(correlations):
    return correlations.loc[VGG, "published cPSE"] < 0.5, {"−0.434": correlations.loc[VGG, "cPSE with layers"]}


@exact("The published value is the lower one in all 13 rows, by 0.11 to 1.57.")
def published_values_are_lower(control):
    higher = control.ours - control.cpse
    return (higher > 0).all(), {"13": len(higher), "0.11": higher.min(), "1.57": higher.max()}


# -- the authors' code ---------------------------------------------------------------

def _alone(choices, name, start, column):
    """What one choice at a time does to a network, from one convention."""
    rows = choices[(choices.network == name) & (choices.start == start)]
    return rows.set_index("changed")[column]


def _changes(choices, name, start):
    return _alone(choices, name, start, "change").drop(["nothing", "everything"])


@exact("And changes do not add up: from STANDARD the seven single changes of the cPSE of ResNet-20 sum to 0.65, and "
       "all together are 0.37.")
def changes_do_not_add_up(choices):
    single = _changes(choices, "ResNet-20", "STANDARD")
    together = _alone(choices, "ResNet-20", "STANDARD", "change")["everything"]
    return len(single) == 7, {"0.65": single.sum(), "0.37": together}


@exact("Two choices hardly matter here: no layer matrix has more rows than columns, so there are no `zeros` to add, "
       "and all lengths but that of the last layer divide $N_{\\max}$.")
def two_choices_hardly_matter(choices, trained):
    lengths = {name: [min(shape) for shape in spectra.shapes] for name, spectra in trained.items()}
    divide = all(max(row) % length == 0 for row in lengths.values() for length in row[:-1])
    small = all(abs(_changes(choices, name, start)[["zeros", "whole_periods"]]).max() < 0.002
                for name in choices.network.unique() for start in ("STANDARD", "REFERENCE"))
    return small and divide and all(out <= rest for spectra in trained.values() for out, rest in spectra.shapes)


# The mean of a hundred twins would have to lie more than twenty of its standard errors farther off.
@statistical("In STANDARD, leaving out the division by the mean, and nothing else, turns the score of both networks "
             "negative; in REFERENCE, adding it turns that of ResNet-20 positive.", rate=1e-4)
def sign_hangs_on_the_division(choices):
    standard = [_alone(choices, name, "STANDARD", "z") for name in ("ResNet-20", "ResNet-56")]
    reference = _alone(choices, "ResNet-20", "REFERENCE", "z")
    return (all(z["nothing"] > 0 > z["unit_mean"] for z in standard)
            and reference["nothing"] < 0 < reference["unit_mean"])


@fixed_seed("In REFERENCE, leaving out the squaring, or taking the bins of STANDARD, takes ResNet-56 from among its "
            "twins to far below them, to −16.4 and −7.9.")
def two_choices_leave_the_band(choices):
    z = _alone(choices, "ResNet-56", "REFERENCE", "z")
    return abs(z["nothing"]) < 2 and set(z.index[z < -2]) == {"squared", "edges"}, {
        "−16.4": z["squared"], "−7.9": z["edges"]}


@fixed_seed("One of the seven choices alone takes networks from one side of the shaded band to the other: the division "
            "by the mean.")
def one_choice_turns_a_sign(choices):
    rows = choices.set_index(["network", "start"])
    turned = {choice for place in rows.index.unique() for choice in _turned(rows.loc[place].set_index("changed").z)}
    return turned - {"everything"} == {"unit_mean"}


def _turned(z):
    """The choices that take a score from beyond two on one side to beyond two on the other."""
    return z.index[(z * z["nothing"] < 0) & (np.minimum(z.abs(), abs(z["nothing"])) > 2)]


def _shared(spectra, convention):
    """The share of counts that two layers have in common, in the mean over all pairs."""
    histograms = tiled_histograms(spectra, convention)
    shares = histograms / histograms.sum(axis=1, keepdims=True)
    common = [np.minimum(*pair).sum() for pair in combinations(shares, 2)]
    return np.mean(common)


def _differ(deep, twins, layers_differ, convention):
    return layers_differ(deep, convention), np.mean([layers_differ(twin, convention) for twin in twins])


@fixed_seed("The narrow spectra of random layers then nearly coincide, and the wide ones of trained layers "
            "differ more.")
def layers_divided_by_their_means(deep, twins):
    return _shared(twins[0], STANDARD) > 0.9 > _shared(deep, STANDARD)


@fixed_seed("Narrow spectra that are apart share few bins, and now it is the random layers that differ more.")
def layers_undivided(deep, twins):
    undivided = replace(STANDARD, unit_mean=False)
    filled = [(tiled_histograms(one, undivided) > 0).sum(axis=1).mean() for one in (twins[0], deep)]
    falls = [_shared(one, STANDARD) - _shared(one, undivided) for one in (twins[0], deep)]
    return filled[0] < filled[1] / 2 and falls[0] > 2 * falls[1]


@fixed_seed("Divided, it is 1.59 for the trained layers and 0.52 for the random ones; undivided, 2.74 and 6.15.")
def layers_differ_in_both_units(deep, twins, layers_differ):
    divided, undivided = (_differ(deep, twins, layers_differ, one)
                          for one in (STANDARD, replace(STANDARD, unit_mean=False)))
    return dict(zip(["1.59", "0.52", "2.74", "6.15"], [*divided, *undivided]))


# Over other hundreds of twins the ratio scatters by less than 0.001.
@fixed_seed("Distances carry the unit of $\\Omega$, so cPSE tends to go where $\\Omega$ goes, but it need not: in "
            "REFERENCE the trained $\\Omega$ of ResNet-56 is 0.27 of the mean of its twins, and cPSE lies among "
            "theirs.")
def ergodicity_and_cpse_part_in_reference(deep, twins, layers_differ, own, null):
    trained, random = _differ(deep, twins, layers_differ, REFERENCE)
    return 20 < _below(own, null).loc["REFERENCE", "ResNet-56"] < 380, {"0.27": trained / random}


# -- above the twins, or below --------------------------------------------------------

def _below(own, null):
    """How many twins lie below: a row a convention, a column a network."""
    return pd.DataFrame({name: (null[name] < own[name]).sum() for name in own})


@fixed_seed("In this book's convention the four ResNets of the last chapter lie above all four hundred of their twins.")
def above_all_twins_in_standard(own, null):
    return (_below(own, null).loc["STANDARD"] == 400).all()


@fixed_seed("In that of the authors' code two of them lie *below* all four hundred, and the two deeper ones among "
            "theirs.")
def two_below_all_twins_in_reference(own, null):
    shallow, deeper = np.split(_below(own, null).loc["REFERENCE"].to_numpy(), 2)
    return (shallow == 0).all() and (0 < deeper).all() and (deeper < 400).all()


@fixed_seed("With other logarithmic bins every network lies above at least 392 of its four hundred twins, with linear "
            "ones above at least 374.")
def twins_below_by_bins(own, null):
    below = _below(own, null)
    return {"392": below.drop(["20 linear bins", "REFERENCE"]).min(axis=None), "374": below.loc["20 linear bins"].min()}


@fixed_seed("With 10 to 80 logarithmic bins that of ResNet-56 takes values from 4.1 to 12.1, and with linear ones "
            "three of the four networks stay within ±2.")
def scores_hang_on_the_bins(scores):
    logarithmic = scores["ResNet-56"].drop(["20 linear bins", "REFERENCE"])
    ends = [int(label.split()[0]) for label in logarithmic.index if label != "STANDARD"]
    return (scores.loc["20 linear bins"].abs() <= 2).sum() == 3, {
        "10": min(ends), "80": max(ends), "4.1": logarithmic.min(), "12.1": logarithmic.max()}


# -- branches ------------------------------------------------------------------------

@exact("The published table holds such networks: ResNet-18 has 21 matrices, since three stand on branches of their "
       "own.")
def resnet_18_has_branches(control):
    aside = [name for name in _random("resnet18").names if "downsample" in name]
    return len(aside) == 3, {"21": control.set_index("network").layers["resnet18"]}


@fixed_seed("In all three the spread over orders is smaller than the spread over twins: between 0.17 and 0.58 of it.")
def order_of_branches(orders):
    ratio = orders["s.d. over orders"] / orders["s.d. over twins"]
    return len(ratio) == 3 and (ratio < 1).all(), {"0.17": ratio.min(), "0.58": ratio.max()}
