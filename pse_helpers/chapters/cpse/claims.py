"""What chapter "Cascading periodic spectral ergodicity" says, recomputed."""

from itertools import permutations

import numpy as np

from pse_helpers.cascade import periodic_spectral_ergodicity
from pse_helpers.chapters.claims import exact, fixed_seed, statistical

# -- histograms ----------------------------------------------------------------------

def _widths(spectra):
    return np.array([np.std(values) / np.mean(values) for values in spectra.values])


def _farthest_two(histograms):
    """The layers, counted from zero, whose histograms differ most from the mean of all."""
    shares = histograms / histograms.sum(axis=1, keepdims=True)
    return set(np.abs(shares - shares.mean(axis=0)).sum(axis=1).argsort()[-2:])


@statistical("Training widens the spectrum of every layer but the last, as the standard deviation over the mean tells, "
             "by half or more, that of the last hardly, and it makes the last two layers differ from the rest.",
             rate=0.01)
def training_widens_every_spectrum(deep, untrained_deep, histograms):
    wider = _widths(deep) / _widths(untrained_deep)
    last = {len(deep) - 2, len(deep) - 1}
    return ((wider[:-1] > 1.5).all() and wider[-1] < 1.4
            and _farthest_two(histograms["trained"]) == last != _farthest_two(histograms["untrained"]))


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


@statistical("Straight lines through the mean logarithms of the untrained distances, against the logarithm of $l + 1$, "
             "fall a little faster:", rate=1e-4)
def slopes_of_untrained_distances(slopes):
    return (slopes < -2).all() and (slopes > -3).all()


def _above_all_twins(cascades, untrained):
    """Per network, which of its distances lie above those of all of its twins."""
    return {name: cascade.distances > np.max([one.distances for one in untrained[name]], axis=0)
            for name, cascade in cascades.items()}


@fixed_seed("Training adds more to the deepest network than to the shallowest: 61 per cent of the distances of "
            "ResNet-56 lie above all forty draws, and 22 per cent of those of ResNet-20.")
def training_adds_more_to_deeper_networks(cascades, untrained):
    shares = {name: 100 * above.mean() for name, above in _above_all_twins(cascades, untrained).items()}
    return {"22": round(shares["ResNet-20"]), "61": round(shares["ResNet-56"])}


@exact("(One more untrained network would have one distance in 41 there.)")
def chance_above_forty(untrained):
    return {"41": len(untrained["ResNet-20"]) + 1}


@fixed_seed("In all four networks the last two distances do.")
def last_two_distances_lie_above_all_twins(cascades, untrained):
    return len(cascades) == 4 and all(above[-2:].all() for above in _above_all_twins(cascades, untrained).values())


@fixed_seed("In nearly all rounds of draws, here in all 40, the four untrained networks are ordered like the "
            "test errors.")
def untrained_networks_are_ordered_like_the_errors(samples, errors):
    by_error = samples[errors.sort_values().index]
    return {"40": (by_error.diff(axis=1).iloc[:, 1:] > 0).all(axis=1).sum()}


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


@fixed_seed("Of the first 18 distances, the untrained networks have the same cPSE at every depth, to within 0.05.")
def first_distances_of_untrained_networks_agree(both_kinds, first_18, cascades):
    return np.ptp(both_kinds(first_18).loc["untrained"]) < 0.05, {"18": cascades["ResNet-20"].distances.size}


@exact("The deepest of the trained networks is now the highest, at −1.22; without the trend, ResNet-44 is the lowest, "
       "at 0.39.")
def order_by_error_does_not_survive(both_kinds, first_18, detrended):
    first, without_trend = (both_kinds(way).loc["trained"] for way in (first_18, detrended))
    return (first.idxmax() == "ResNet-56" and without_trend.idxmin() == "ResNet-44",
            {"−1.22": first.max(), "0.39": without_trend.min()})


@exact("The correlation of what is left with the test error is −0.33 in the first way and 0.73 in the second.")
def correlations_without_depth(both_kinds, first_18, detrended, errors):
    first, without_trend = (errors.corr(both_kinds(way).loc["trained"]) for way in (first_18, detrended))
    return {"−0.33": first, "0.73": without_trend}


# -- how firm the difference from the twins is ---------------------------------------

def _final_ergodicity(spectra):
    return periodic_spectral_ergodicity(spectra)[-1].sum()


# ResNet-20 lies nearest to its twins, 4.4 of their standard deviations above the mean: by Student's t with 39 degrees
# of freedom one of forty bell-shaped twins lies higher in 0.2 per cent of cases.
@statistical("In STANDARD every trained network lies above all of its forty untrained twins: its layers differ from "
             "one another more than Gaussian layers of the same shapes do.", rate=0.005)
def trained_networks_lie_above_their_twins(values, samples, trained, draws):
    differ_more = all(_final_ergodicity(spectra) > max(map(_final_ergodicity, draws[name]))
                      for name, spectra in trained.items())
    return (values > samples.max()).all() and differ_more


@exact("The count says what it says: one more twin would lie above forty others once in 41 times.")
def chance_above_all_forty(samples):
    return {"41": len(samples) + 1}


@fixed_seed("Among twins the direction is the reverse: ResNet-56, with the smallest error, lies farthest above.")
def smallest_error_lies_farthest_above(values, samples, errors):
    return ((values - samples.mean()) / samples.std()).idxmax() == errors.idxmin() == "ResNet-56"


def _score_without_the_last_two(cascade, twins):
    own, *others = (np.log10(one.distances[:-2]).mean() for one in (cascade, *twins))
    return (own - np.mean(others)) / np.std(others, ddof=1)


@fixed_seed("And much of the score of ResNet-20 comes from its last two layers: without their distances it is 2.2, "
            "where that of ResNet-56 stays at 8.5.")
def scores_without_the_last_two_layers(cascades, untrained):
    small, deep = (_score_without_the_last_two(cascades[name], untrained[name]) for name in ("ResNet-20", "ResNet-56"))
    return {"2.2": small, "8.5": deep}
