"""What chapter "Conjugate ensembles" says, recomputed."""

import numpy as np

from pse_helpers import networks
from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.conjugate import spectral_masses
from pse_helpers.layers import layer_spectra
from pse_helpers.levels import GAP_RATIO


@exact("The layers of a network have many orders: a first convolution with 64 filters, a last layer with 1000 "
       "classes.")
def first_and_last_layer(untrained):
    shapes = untrained["ResNet-18"].shapes
    return {"64": shapes[0][0], "1000": shapes[-1][0]}


@exact("By hand and by draws the differences are the same to within 0.003.")
def by_hand_as_by_draws(by_hand, drawn, law, small):
    known = np.allclose(by_hand, spectral_masses(small, drawn.edges) - law)
    return known and len(drawn.draws) == 40, {"0.003": np.ceil(1000 * abs(by_hand - drawn.difference).max()) / 1000}


@exact("From 2 on the difference adds up to the share above 2, as Theorem 2 says.")
def the_difference_adds_up_to_the_tail(bins, by_hand, drawn, small):
    own = spectral_masses(small, [0, 2, 99])[-1]
    return np.allclose([by_hand[bins[:-1] >= 2].sum(), drawn.tail(2)], own)


@exact("No spectrum here is like it under our map: more than a third of the mass would have to move.")
def a_third_would_have_to_move(moved):
    return len(moved) == 13 and (moved > 1 / 3).all()


@exact("From the circle all thirteen are far: more than a third of the mass of each would have to move.")
def all_are_far_from_the_circle(bins, every, law):
    found = [(spectral_masses(one, bins) - law).clip(min=0).sum() for one in every.values()]
    return len(found) == 13 and min(found) > 1 / 3


@fixed_seed("The trained ones are nearer (0.36 to 0.37) than all their twins (0.46 or more).")
def the_trained_are_nearer_to_the_circle(moved, trained, twins_moved):
    own = moved[list(trained)]
    return len(twins_moved) == 20 * len(own) and own.max() < min(twins_moved), {
        "0.36": own.min(), "0.37": own.max(), "0.46": min(twins_moved)}


# Of 2000 twins none came near any of the three.
@statistical("The trained one has a lower peak than its twins, and more of its spectrum below one half and beyond 2.",
             rate=0.001)
def the_trained_one_is_broader(bins, nulls, own):
    trained, twins = own["ResNet-20"], nulls["ResNet-20"]
    low, high = bins[1:] < 0.51, bins[:-1] > 1.99
    return len(twins) == 20 and trained.max() < twins.max(axis=1).min() and all(
        trained[side].sum() > twins[:, side].sum(axis=1).max() for side in (low, high))


@exact("All this is a statement about our map as much as about networks: the map that sends the phase to a spectrum's "
       "own quantiles brings the circle onto it exactly.")
def a_map_to_the_quantiles_brings_the_circle_onto_a_spectrum(bins, every):
    shares = (np.arange(100_000) + 0.5) / 100_000  # of the circle, up to phases that lie evenly on it
    off = [np.histogram(_quantiles(one, shares), bins)[0] / len(shares) - spectral_masses(one, bins)
           for one in every.values()]
    return len(off) == 13 and np.abs(off).max() < 1e-4


def _quantiles(spectra, shares):
    """The points below which those shares of a spectrum lie, each layer alike."""
    layers = spectra.in_units_of_the_mean().values
    values, weights = np.concatenate(layers), np.concatenate([np.full(len(one), 1 / len(one)) for one in layers])
    order = values.argsort()
    return values[order][np.searchsorted(weights[order].cumsum() / len(layers), shares)]


@fixed_seed("The unit decides whether there is a tail at all (0 to 0.95 by scaling the weights), the start whether "
            "most untrained networks have one; the map, once the circle has ended, decides nothing.")
def what_decides_about_a_tail(twins_from_three, raw, share_above, twin, under_maps):
    from_four = under_maps.xs("from 4", axis=1, level=1)
    return ((twins_from_three[:, -1] == 0).mean() > 0.5 and share_above(twin, 2) > 0
            and np.allclose(from_four, from_four.loc["reflection"])), {"0": raw.min(), "0.95": raw.max()}


@exact("Yet batch normalisation undoes the factor in every layer but the last.")
def the_tail_hangs_on_a_factor(raw):
    return raw[0.1] == 0 and raw[10] > 0.9 and _batch_normalisation_undoes(lambda rows: np.full(rows, 10))


def _batch_normalisation_undoes(scales_of):
    """Whether a network whose rows of weights are all multiplied acts as if those of its last layer alone were."""
    import torch
    model = networks.load("resnet20").train()  # which takes the statistics of the images at hand
    images = torch.rand(8, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        before = model(images) - model.linear.bias
        for weight in model.parameters():
            if weight.ndim > 1:
                scales = torch.as_tensor(scales_of(len(weight)), dtype=weight.dtype)
                weight *= scales.reshape(-1, *[1] * (weight.ndim - 1))
        after = model(images) - model.linear.bias
    expected = scales * before  # scales are those of the last layer
    return torch.allclose(after, expected, rtol=0.01, atol=0.01 * float(expected.abs().max()))


@fixed_seed("The trained network has a tail of 0.032 there, and 157 of 200 twins have none at all.")
def twins_are_perfectly_conjugate(twins_from_three, small):
    own = spectral_masses(small, [0, 3, 99])[-1]
    return {"0.032": own, "157": (twins_from_three[:, -1] == 0).sum(), "200": len(twins_from_three)}


# A layer of the truncation has an eigenvalue beyond 4 in 5 of 100 000 draws of the network, and forty are drawn twice.
@statistical("From 2 on four of the five maps agree, and from 4 on all of them.", rate=0.004)
def maps_that_ended_leave_one_tail(under_maps):
    agree = np.isclose(under_maps, under_maps.loc["reflection"], rtol=0, atol=1e-9)
    near = under_maps.columns.get_level_values(1) == "from 2"
    return len(agree) == 5 and agree[:, near].all(axis=1).sum() == 4 and agree[:, ~near].all()


@fixed_seed("All four are nearer to the COE than to independent levels or the CUE, as one expects where weights are "
            "real; but all lie below the mean of their twins, by 1.5 to 4.3 standard deviations.")
def gap_ratios_are_nearest_to_those_of_real_matrices(gap_ratios):
    independent, real, unitary = (GAP_RATIO[beta] for beta in (0, 1, 2))
    of_trained, below = gap_ratios["trained"], gap_ratios["deviations below"]
    nearest = of_trained.between((independent + real) / 2, (real + unitary) / 2).all()
    return nearest and len(below) == 4, {"1.5": below.min(), "4.3": below.max()}


@statistical("The trough just below 2, the deepest of every curve and of all twins, is the circle's and says nothing: "
             "the arcsine law piles up at 2, where layers thin out.", rate=0.001)
def the_trough_is_that_of_the_circle(bins, law, nulls, own):
    trough = np.flatnonzero(np.isclose(bins, 2)).item() - 1
    differences = [*own.values(), *(one for of_twins in nulls.values() for one in of_twins)]
    return all(one.argmin() == trough for one in differences) and law.argmax() == trough


# Of 60 such networks of each of the four shapes the shares were 0.97 to 1.14 of the trained one's on average, with a
# spread of 0.04 to 0.06; here is one of each.
@statistical("How much of its spectrum is left where the circle ends, 0.11 to 0.13, tells the trained networks here "
             "from Gaussian ones of the same shapes, but not from untrained ones with filters unequal enough.",
             rate=0.01)
def unequal_filters_reach_as_far(share_above, tails, tails_of_twins, trained, unequal_rows):
    ratios = [(share_above(_unequal(one, unequal_rows), 2) / share_above(one, 2)).item() for one in trained.values()]
    return (_beyond_their_twins(tails, tails_of_twins) and len(ratios) == 4 and 0.8 < min(ratios)
            and max(ratios) < 1.4), {"0.11": tails.mass.min(), "0.13": tails.mass.max()}


def _unequal(spectra, unequal_rows):
    """The spectra of an untrained network of the same shapes with the most unequal filters of the chapter."""
    rng = np.random.default_rng(1)
    return layer_spectra([unequal_rows(shape, 0.5, rng) for shape in spectra.shapes])


def _beyond_their_twins(tails, tails_of_twins):
    return len(tails) == 4 and all(tails.mass[name] > masses.max() for name, (masses, _) in tails_of_twins.items())


# A chance of 0.007 to 0.013 for a twin to decay no faster, 500 times.
@statistical("The trained networks here have many times more of their spectrum beyond 2 than any of their Gaussian "
             "twins, and it decays more slowly than in nearly all of them.", rate=0.001)
def the_tails_of_trained_networks_are_heavy_and_slow(tails, tails_of_twins):
    times = [tails.mass[name] / masses.max() for name, (masses, _) in tails_of_twins.items()]
    as_slow = [np.mean(rates <= tails.rate[name]) for name, (_, rates) in tails_of_twins.items()]
    return len(times) == 4 and min(times) > 4 and max(as_slow) < 0.05


@exact("Beyond 2 lie 0.11 to 0.13 of the spectra of the trained networks.")
def a_tenth_lies_beyond_two(trained):
    own = [spectral_masses(one, [0, 2, 99])[-1] for one in trained.values()]
    return len(own) == 4, {"0.11": min(own), "0.13": max(own)}


# The greatest mass among 20 000 twins of ResNet-20, which reach farthest, was 0.0198.
@statistical("None of the 2000 twins has more than 0.02 there.", rate=0.03)
def no_twin_has_such_a_mass(tails_of_twins):
    masses = np.concatenate([masses for masses, _ in tails_of_twins.values()])
    return masses.max() < 0.02, {"2000": len(masses)}


@fixed_seed("The rate is weaker evidence: of the 2000 twins, 11 decay no faster than their network.")
def few_twins_decay_as_slowly(tails, tails_of_twins):
    return {"2000": sum(len(rates) for _, rates in tails_of_twins.values()),
            "11": sum((rates <= tails.rate[name]).sum() for name, (_, rates) in tails_of_twins.items())}


@exact("Only three small layers of a twin reach beyond 2 by the law of [chapter 4](04_layer_spectra.ipynb): the first "
       "one and the two that halve the image.")
def three_layers_reach_beyond_two(trained):
    return all(_reaching(one) == [(16, 27), (32, 144), (64, 288)] for one in trained.values())


# Of 60 such networks of spread 0.5 the masses were 0.97 of the trained one's on average, with a standard deviation of
# 0.03, and the rates 0.69 with one of 0.04; of spread 0.4 they were 0.88 with one of 0.03, and 0.99 with one of 0.07.
@statistical("But untrained networks with filters unequal enough have as much there, and it decays more slowly still.",
             rate=0.001)
def unequal_filters_have_as_much(unequal, whole):
    masses, rates = unequal["spread 0.5"]
    return abs(np.median(masses) / whole[0] - 1) < 0.1 and rates.max() < whole[1]


@statistical("At spreads of 0.4 and 0.5 the untrained networks have nearly as much beyond 2 as the trained one, and "
             "their tails decay more slowly.", rate=0.001)
def unequal_filters_need_no_image(unequal, whole):
    found = [np.median(unequal[f"spread {spread}"], axis=1) for spread in (0.4, 0.5)]
    return all(0.82 * whole[0] < mass < 1.1 * whole[0] and rate < 0.9 * whole[1] for mass, rate in found)


@exact("Batch normalisation, its statistics taken anew, would undo these scales in all layers but the last: the tail "
       "can grow while the network does the same.")
def batch_normalisation_undoes_unequal_scales():
    rng = np.random.default_rng(1)
    return _batch_normalisation_undoes(lambda rows: rng.lognormal(0, 0.4, rows))


@fixed_seed("Their norms alone leave 0.066 beyond 2, little more than a spread of 0.2 does, and their directions alone "
            "0.098.")
def norms_and_directions_reach_beyond_two(altered, unequal):
    (norms, _), (directions, _) = altered.values()
    low, high = (np.median(unequal[f"spread {spread}"][0]) for spread in (0.2, 0.3))
    return low < norms < (low + high) / 2, {"0.066": norms, "0.098": directions}


@exact("Together they have 0.134: the long tail takes both.")
def the_long_tail_takes_both(altered, deep):
    own = spectral_masses(deep, [0, 2, 99])[-1]
    return max(mass for mass, _ in altered.values()) < own, {"0.134": own}


@statistical("Those that come nearest to its mass, with a spread of 0.5, all decay at less than 0.9; it decays at "
             "1.31.", rate=0.001)
def unequal_filters_are_not_the_whole_tail(unequal, whole):
    away = {spread: abs(np.median(masses) - whole[0]) for spread, (masses, _) in unequal.items()}
    return min(away, key=away.get) == "spread 0.5" and unequal["spread 0.5"][1].max() < 0.9, {"1.31": whole[1]}


@exact("The rates of the nine random networks run from 2.04 to 5.54.")
def rates_depend_on_architecture(rates):
    of_random = rates.rate[~rates.trained]
    return len(of_random) == 9, {"2.04": of_random.min(), "5.54": of_random.max()}


@fixed_seed("The law gives every one of them within 7 per cent, and none lies outside the range of its twenty twins.")
def shapes_give_the_untrained_rates(rates):
    of_random = rates[~rates.trained]
    off = (of_random.rate / of_random.shapes - 1).abs().max()
    return of_random.rate.between(of_random.twins_low, of_random.twins_high).all(), {"7": np.ceil(100 * off)}


@exact("All four VGG networks have the same predicted rate, 2.18, because the same six layers reach beyond 2 in "
       "all of them: the first, the three that double the channels, and the last two.")
def six_layers_make_the_rate_of_vgg(rates, untrained):
    vgg = {name: one for name, one in untrained.items() if name.startswith("VGG")}
    predicted = rates.loc[list(vgg), "shapes"]
    first, *others = (_reaching(one) for one in vgg.values())
    return (len(vgg) == 4 and len(first) == 6 and all(first == other for other in others)
            and _first_doubling_and_last_two(vgg["VGG-11"].shapes) == first
            and np.ptp(predicted) < 1e-3), {"2.18": predicted.mean()}


def _reaching(spectra):
    """The shapes of the layers whose Marchenko-Pastur law ends beyond 2."""
    return sorted(shape for shape in spectra.shapes if (1 + np.sqrt(min(shape) / max(shape)))**2 > 2)


def _first_doubling_and_last_two(shapes):
    """Of a VGG network, whose convolutions see nine pixels."""
    doubling = [(out, rest) for out, rest in shapes if 9 * out == 2 * rest]
    return sorted([shapes[0], *doubling, *shapes[-2:]])


@exact("The trained networks have less than half of the 2.86 that their shapes alone would give.")
def trained_rates_are_low(rates):
    of_trained = rates[rates.trained]
    return (of_trained.rate < of_trained.shapes / 2).all() and np.ptp(of_trained.shapes) < 1e-3, {
        "2.86": of_trained.shapes.mean()}


@fixed_seed("From 2 on we see no dependence on architecture among the four: the rates lie between 1.24 and 1.35, much "
            "nearer to each other than twins of one of them are.")
def trained_rates_agree(rates):
    of_trained = rates[rates.trained]
    least, greatest = of_trained.rate.min(), of_trained.rate.max()
    return (of_trained.twins_high - of_trained.twins_low).min() > 10 * (greatest - least) and len(of_trained) == 4, {
        "1.24": least, "1.35": greatest}


@exact("From 3 on the deeper two decay faster (Appendix).")
def deeper_networks_decay_faster_from_three_on(from_three):
    return list(from_three.index) == ["ResNet-20", "ResNet-32", "ResNet-44", "ResNet-56"] and (
        from_three.iloc[2:].min() > from_three.iloc[:2].max())


@exact("Started at 3 instead of 2, the four rates run from 1.02 to 1.53, and the two deeper networks then decay faster "
       "than the others.")
def rates_from_three_on_differ(from_three):
    twenty, thirty_two, *deeper = from_three
    return min(deeper) > max(twenty, thirty_two), {"1.02": min(from_three), "1.53": max(from_three)}


@statistical("In one sentence: every network is conjugate to every circular ensemble, so that says nothing about a "
             "network; how much is left beyond 2 separates the trained networks of this chapter from their Gaussian "
             "twins, but not from untrained ones with filters unequal enough.", rate=0.001)
def the_mass_separates(tails, tails_of_twins, unequal, whole):
    masses, _ = unequal["spread 0.5"]
    return _beyond_their_twins(tails, tails_of_twins) and masses.min() < whole[0] < 1.2 * masses.max()
