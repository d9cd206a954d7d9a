"""What chapter "Cascading periodic spectral ergodicity" says, recomputed."""

from itertools import permutations

import numpy as np
from scipy.stats import t as student_t

from pse_helpers.cascade import cpse, untrained_cascades
from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.layers import layer_spectra

# -- histograms ----------------------------------------------------------------------

def _widths(spectra):
    return np.array([np.std(values) / np.mean(values) for values in spectra.values])


def _farthest_two(histograms):
    """The layers, counted from zero, whose histograms differ most from the mean of all."""
    shares = histograms / histograms.sum(axis=1, keepdims=True)
    return np.abs(shares - shares.mean(axis=0)).sum(axis=1).argsort()[-2:]


@statistical("Training widens every spectrum of ResNet-56 by half or more (standard deviation over mean), except the "
             "last, which it hardly changes.", rate=0.005)
def training_widens_every_spectrum(deep, untrained_deep):
    wider = _widths(deep) / _widths(untrained_deep)
    return (wider[:-1] > 1.5).all() and wider[-1] < 1.4


@exact("The last two layers then differ most from the rest: the last but one has the widest of all spectra, the last "
       "the narrowest.")
def the_last_two_layers_differ(deep, rho):
    last_two, widths = {len(deep) - 2, len(deep) - 1}, _widths(deep)
    return set(_farthest_two(rho)) == last_two and (widths.argmax(), widths.argmin()) == (len(deep) - 2, len(deep) - 1)


# By Edelman's bound for the smallest eigenvalue, the layer of 16 by 27 has one so low in one of 10^10 draws.
@statistical("The trained network has 61 eigenvalues below a thousandth of their layer's mean, in 29 of its layers, "
             "and the untrained one has none.", rate=1e-6)
def eigenvalues_near_zero(deep, untrained_deep):
    trained, untrained = (np.array([(values < 1e-3 * values.mean()).sum() for values in spectra.values])
                          for spectra in (deep, untrained_deep))
    return untrained.sum() == 0, {"61": trained.sum(), "29": (trained > 0).sum()}


# -- four networks and their untrained twins -----------------------------------------

@exact("cPSE falls with every step in depth: from −1.38 for ResNet-20 to −2.24 for ResNet-56.")
def cpse_falls_with_depth(values):
    return (values.diff()[1:] < 0).all(), {"−1.38": values["ResNet-20"], "−2.24": values["ResNet-56"]}


@fixed_seed("At the end the trained layers differ from one another more than three times as much as those of this "
            "twin.")
def trained_layers_differ_more(sums):
    end = sums.iloc[-1]
    return end.trained > 3 * end.untrained


@fixed_seed("At depth 2 it is the other way round: the twin's first layer, whose filters have only 27 weights, stands "
            "apart from the others.")
def the_first_layer_of_the_twin_stands_apart(sums, histograms, untrained_deep):
    early = sums.iloc[2 - 1]
    return (early.trained < early.untrained and _farthest_two(histograms["untrained"])[-1] == 0,
            {"27": untrained_deep.shapes[0][1]})


def _gaussian_network(shapes, rng):
    return layer_spectra([rng.standard_normal(shape) for shape in shapes])


def _slope(cascades, least=0):
    """Of the mean logarithms of the distances against that of the depth, from a depth on."""
    late = cascades[0].depths >= least
    logs = np.mean([np.log10(one.distances) for one in cascades], axis=0)
    return np.polyfit(np.log10(cascades[0].depths)[late], logs[late], 1)[0]


def _slope_of_equal(shapes, seed, least=0):
    """Of two hundred Gaussian networks. Of equal layers few draws have a distance of zero, and are drawn again."""
    rng = np.random.default_rng(seed)
    return _slope(untrained_cascades(_gaussian_network(shapes, rng), 200, rng), least)


# From twenty equal layers on the slope is −2; the first ones make it −2.2, an odd one before them −2.5. Over seeds the
# three scatter by 0.012, 0.013 and 0.06.
@statistical("The distances of untrained networks here fall faster, roughly as $(l+1)^{-2.5}$: at small depth the odd "
             "first layer fades out, and bins are filled for the first time.", rate=0.001)
def slopes_of_untrained_distances(deep, untrained):
    layers, odd, equal = len(deep), deep.shapes[0], deep.shapes[1]
    whole, late = (_slope_of_equal([equal] * layers, 1, least) for least in (0, 20))
    with_odd = _slope_of_equal([odd, *[equal] * (layers - 1)], 1)
    return (max(abs(_slope(cascades) + 2.5) for cascades in untrained.values()) < 0.12
            and abs(whole + 2.2) < 0.1 and abs(late + 2) < 0.2 and abs(with_odd + 2.5) < 0.1
            and (layers, odd, equal) == (56, (16, 27), (16, 144)))


def _above_all_twins(cascades, untrained):
    """Per network, which of its distances lie above those of all of its twins."""
    return {name: cascade.distances > np.max([one.distances for one in untrained[name]], axis=0)
            for name, cascade in cascades.items()}


@fixed_seed("Training adds to the distances: 18 of the 54 of ResNet-56 lie above all four hundred draws, and 3 of "
            "the 18 of ResNet-20.")
def training_adds_to_the_distances(cascades, untrained):
    above = _above_all_twins(cascades, untrained)
    small, deep = above["ResNet-20"], above["ResNet-56"]
    return {"18": (deep.sum(), small.size), "54": deep.size, "3": small.sum()}


@statistical("The range has its peaks where the layers become wider.", rate=0.001)
def peaks_where_the_layers_become_wider(trained, untrained):
    return all(_peaks(untrained[name]) == _widenings(spectra) for name, spectra in trained.items())


def _widenings(spectra):
    """The layers, counted from one, that are wider than the one before; the first two of all apart."""
    widths = np.array([min(shape) for shape in spectra.shapes])
    return set(2 + np.flatnonzero(np.diff(widths) > 0))


def _peaks(cascades):
    """The two depths where the mean logarithm of the distance rises most above the mean of its neighbours."""
    logs = np.mean([np.log10(one.distances) for one in cascades], axis=0)
    above = logs[1:-1] - (logs[:-2] + logs[2:]) / 2
    return set(cascades[0].depths[1:-1][above.argsort()[-2:]])


@fixed_seed("In all four networks the last two distances do.")
def last_two_distances_lie_above_all_twins(cascades, untrained):
    return len(cascades) == 4 and all(above[-2:].all() for above in _above_all_twins(cascades, untrained).values())


@fixed_seed("In nearly all rounds of draws, here in 399 of 400, the four untrained networks are ordered like the "
            "test errors.")
def untrained_networks_are_ordered_like_the_errors(samples, errors):
    by_error = samples[errors.sort_values().index]
    return {"399": (by_error.diff(axis=1).iloc[:, 1:] > 0).all(axis=1).sum(), "400": len(samples)}


@fixed_seed("The correlation of cPSE with test error is 0.99 for the trained networks, and 0.99 for the mean of the "
            "untrained ones.")
def correlations_with_test_error(values, errors, samples):
    return {"0.99": (errors.corr(values), errors.corr(samples.mean()))}


@exact("There are 24 orders of four networks, so even a perfect order comes by chance once in 24 times, or once in 12 "
       "if either direction counts.")
def orders_of_four(trained):
    orders = list(permutations(range(len(trained))))
    rising, falling = (orders.count(tuple(range(len(trained))[::step])) for step in (1, -1))
    return {"24": (len(orders), len(orders) / rising), "12": len(orders) / (rising + falling)}


@fixed_seed("Over the first 16 distances the untrained networks have the same mean at every depth, to within 0.05.")
def first_distances_of_untrained_networks_agree(cut, cascades):
    return np.ptp(cut["mean of twins"]) < 0.05, {"16": cascades["ResNet-20"].distances.size - 2}


@fixed_seed("So without training the fall comes from the later distances only.")
def the_fall_comes_from_the_later_distances(cut, samples):
    return np.ptp(samples.mean()) > 0.8 and np.ptp(cut["mean of twins"]) < 0.05


@exact("Among the trained ones, the shallowest is now the lowest, at −1.52, and the deepest the highest, at −1.10.")
def the_deepest_is_the_highest(cut):
    return ((cut.trained.idxmin(), cut.trained.idxmax()) == ("ResNet-20", "ResNet-56"),
            {"−1.52": cut.trained.min(), "−1.10": cut.trained.max()})


@exact("Cut to one depth, the order of these four networks by test error is nearly turned round.")
def the_order_is_nearly_turned_round(cut, errors):
    ranks = cut.trained.rank() + errors.rank()  # 5 for each of four where it is turned round
    return len(ranks) == 4 and cut.trained.corr(errors, method="spearman") < -0.7 and (ranks != 5).sum() == 2


@fixed_seed("The four lie 0.41, 0.41, 0.32 and 0.51 above, and the correlation of that with the test error is "
            "−0.23.")
def above_the_twins(above, errors):
    by_depth = above[["ResNet-20", "ResNet-32", "ResNet-44", "ResNet-56"]]
    return {"0.41": tuple(by_depth.iloc[:2]), "0.32": by_depth.iloc[2], "0.51": by_depth.iloc[3],
            "−0.23": errors.corr(above)}


def _near_zero(spectra):
    """The share of eigenvalues that lie below a thousandth of their layer's mean."""
    return sum((layer < 1e-3 * layer.mean()).sum() for layer in spectra.values) / sum(map(len, spectra.values))


@fixed_seed("It becomes 0.81 when the eigenvalues below a thousandth of their layer's mean are left out, about three "
            "in a hundred of each network, because ResNet-56 moves.")
def correlation_without_the_smallest(trained, above, above_without, errors):
    moved = (above_without - above).abs()
    only = moved["ResNet-56"] > 2 * moved.drop("ResNet-56").max() and len(moved) == 4
    shares = [round(100 * _near_zero(spectra)) for spectra in trained.values()]
    return only and set(shares) == {3}, {"0.81": errors.corr(above_without)}


# -- how firm the difference from the twins is ---------------------------------------

# ResNet-20 lies nearest to its twins, 4.6 of their standard deviations above the mean: one of four hundred
# bell-shaped twins lies higher in 0.1 per cent of cases, of another network still less often.
@statistical("In STANDARD every trained network lies above all of its four hundred untrained twins.", rate=0.01)
def trained_networks_lie_above_their_twins(values, samples):
    return (values > samples.max()).all()


# Over rounds of twenty 76 to 79 lie above, and the mean of ResNet-44, the farthest, 0.11 above, give or take 0.02.
@statistical("With a spread of 0.5 nearly all of the eighty untrained networks lie above all four hundred Gaussian "
             "twins of their depth, and in the mean they come within 0.15 of the trained ones.", rate=0.02)
def unequal_filters_lie_above_and_reach_the_trained(of_made, above_all, values, samples):
    wide = of_made["spread 0.5"]
    return ((wide.size, len(samples)) == (80, 400) and above_all["spread 0.5"].sum() > 0.9 * wide.size
            and (wide.mean() - values).abs().max() < 0.15)


def _mean_width(networks):
    return np.mean([_widths(net).mean() for net in networks])


@fixed_seed("Their spectra are wider than the trained ones, though, about 1.16 against 0.82.")
def matched_spectra_are_wider(made, trained):
    wide = [_mean_width(made[0.5][name]) for name in trained]
    own = [_mean_width([net]) for net in trained.values()]
    return max(own) < 0.9 < 1.1 < min(wide), {"1.16": np.mean(wide), "0.82": np.mean(own)}


# Here the four shares are 0.42, 0.52, 0.75 and 0.55; over rounds of twenty the least lies between 0.42 and 0.55.
@fixed_seed("With a spread of 0.35 they are about as wide as the trained ones, and cPSE comes two fifths to three "
            "quarters of the way from the twins to the trained ones.")
def as_wide_as_trained(made, of_made, values, trained, samples):
    off = [_mean_width(made[0.35][name]) / _mean_width([net]) - 1 for name, net in trained.items()]
    share = (of_made["spread 0.35"].mean() - samples.mean()) / (values - samples.mean())
    return (max(map(abs, off)) < 0.06 and abs(share.min() - 2 / 5) < 0.04 and abs(share.max() - 3 / 4) < 0.04,
            {"0.35": 0.35})


# Over seven rounds, twins and all, 45 to 51 of the matched networks lay above, and 77 to 79 of the wider ones.
@statistical("So do more than half of eighty untrained networks with spectra as wide as the trained ones, and nearly "
             "all of eighty with wider ones.", rate=0.02)
def wide_spectra_lie_above_all_twins(above_all, of_made):
    matched, wider = above_all["spread 0.35"].sum(), above_all["spread 0.5"].sum()
    return {table.size for table in of_made.values()} == {80} and matched > 40 and wider > 0.9 * 80


@fixed_seed("Of these eighty 49 lie above all twins, but only four of the twenty with the shapes of ResNet-20.")
def as_wide_seldom_suffices_for_the_shallowest(above_all, of_made):
    above, drawn = above_all["spread 0.35"], of_made["spread 0.35"]
    return (drawn.size, len(drawn), above["ResNet-20"]) == (80, 20, 4), {"49": above.sum()}


# -- your own network ----------------------------------------------------------------

@fixed_seed("By chance one or two of 18 points lie outside such a range; here three do.")
def stand_in_outside_the_range(own, own_null):
    distances, twins = cpse(own).distances, np.array([one.distances for one in own_null])
    outside = (distances < twins.min(axis=0)) | (distances > twins.max(axis=0))
    return outside.sum() == 3 and 1 < 2 * outside.size / (len(twins) + 1) < 2, {"18": outside.size}


@exact("With twenty twins an untrained network lies beyond once in 15 times.")
def one_more_twin_lies_beyond_two(own_values):
    twins = len(own_values)
    return {"15": round(1 / (2 * student_t.sf(2 / (1 + 1 / twins)**0.5, twins - 1)))}
