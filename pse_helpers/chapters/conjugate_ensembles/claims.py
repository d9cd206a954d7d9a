"""What chapter "Conjugate ensembles" says, recomputed."""

import numpy as np

from pse_helpers import networks
from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.conjugate import null_masses, spectral_masses
from pse_helpers.layers import layer_spectra
from pse_helpers.levels import GAP_RATIO
from pse_helpers.networks.wheels import WHEELS


@exact("The layers of a network have many orders: a first convolution with 64 filters, a last layer with 1000 "
       "classes.")
def first_and_last_layer(resnets):
    shapes = resnets["ResNet-18"].shapes
    return {"64": shapes[0][0], "1000": shapes[-1][0]}


@fixed_seed("The trained networks are 0.37 to 0.44 away from the mean of their Gaussian twins, the nine random ones at "
            "most 0.011.")
def trained_networks_leave_their_twins(apart, untrained, trained):
    of_trained, of_random = (apart.loc[list(group), "to mean twin"] for group in (trained, untrained))
    return len(untrained) == 9, {"0.37": of_trained.min(), "0.44": of_trained.max(), "0.011": of_random.max()}


@exact("No spectrum here is like it: under our map more than a third of the mass would have to move.")
def a_third_would_have_to_move(apart):
    return len(apart) == 13 and (apart["to circle"] > 1 / 3).all()


@exact("From the circle all thirteen are far: more than a third of the mass of each would have to move.")
def all_are_far_from_the_circle(edges, every, reflection):
    law = reflection.law(edges)
    moved = [(spectral_masses(one, edges) - law).clip(min=0).sum() for one in every.values()]
    return len(moved) == 13 and min(moved) > 1 / 3


# Of 2000 twins of ResNet-20, which come nearest, one came nearer than 0.45; here are twenty.
@statistical("The trained ones, with 0.36 to 0.37, are nearer to it than every one of their twins, of which none comes "
             "below 0.45.", rate=0.01)
def the_trained_are_nearer_to_the_circle(apart, trained):
    own, of_twins = apart.loc[list(trained), "to circle"], apart.loc[list(trained), "nearest twin to circle"]
    return of_twins.min() > 0.45 > own.max(), {"0.36": own.min(), "0.37": own.max()}


@exact("The arcsine law is broad, and a random layer that is broad enough comes nearer still.")
def a_broad_random_layer_comes_nearer(apart, distance, edges, reflection):
    rng = np.random.default_rng(0)
    drawn = np.linalg.svd(rng.standard_normal((500, 1000)), compute_uv=False)**2
    sampled = np.histogram(drawn / drawn.mean(), edges)[0] / len(drawn)
    return distance(sampled - reflection.law(edges)) < apart["to circle"].min()


@fixed_seed("The unit decides whether there is a tail at all (0 to 0.95 by scaling the weights), the start whether "
            "untrained networks have one; the map, once the circle has ended, decides nothing.")
def what_decides_about_a_tail(pi_twins, raw, share_above, twin, under_maps):
    from_four = under_maps.xs("from 4", axis=1, level=1)
    return ((pi_twins[:, -1] == 0).mean() > 0.5 and share_above(twin, 2) > 0
            and np.allclose(from_four, from_four.loc["reflection"])), {"0": raw.min(), "0.95": raw.max()}


@exact("Yet batch normalisation, its statistics taken anew, undoes the factor in every layer but the last.")
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


@fixed_seed("The trained network has a tail of 0.031 there, and 177 of 200 twins have none at all.")
def twins_are_perfectly_conjugate(pi_twins, small):
    own = spectral_masses(small, [0, np.pi, 99])[-1]
    return {"0.031": own, "177": (pi_twins[:, -1] == 0).sum(), "200": len(pi_twins)}


# A layer of the truncation has an eigenvalue beyond 4 in 5 of 100 000 draws of the network, and forty are drawn twice.
@statistical("From 2 on four of the five maps agree, and from 4 on all of them.", rate=0.004)
def maps_that_ended_leave_one_tail(under_maps):
    agree = np.isclose(under_maps, under_maps.loc["reflection"], rtol=0, atol=1e-9)
    near = under_maps.columns.get_level_values(1) == "from 2"
    return len(agree) == 5 and agree[:, near].all(axis=1).sum() == 4 and agree[:, ~near].all()


@fixed_seed("Under the reflection, from 2 on, the trained network has a tail of 0.116 and this untrained one a tail of "
            "0.009.")
def the_trained_tail_is_longer(small, twin, under_maps):
    own, untrained = under_maps.loc["reflection"][[("trained", "from 2"), ("untrained", "from 2")]]
    beyond = [spectral_masses(one, [0, 2, 99])[-1] for one in (small, twin)]
    return np.allclose([own, untrained], beyond), {"0.116": own, "0.009": untrained}


# The spread of a mean of 400 shares is 0.0005; the exact spreads of one are 0.0093, 0.0076 and 0.0063, and those of
# 400 draws scatter by 3.5 per cent.
@statistical("The three means are one half to within 0.002, while the spread falls from COE by way of CUE to CSE.",
             rate=0.001)
def the_spread_depends_on_beta(above_one):
    coe, cue, cse = above_one.std()[["COE", "CUE", "CSE"]]
    return (above_one.mean() - 0.5).abs().max() <= 0.002 and coe > cue > cse


# The mean of 400 twins is known to 0.0006 at worst, and lies 0.009 or more from every limit.
@statistical("All four trained networks lie within 0.04 of the COE, as their twins do, and far from independent levels "
             "and from the CUE.", rate=0.001)
def gaps_are_those_of_real_matrices(gap_ratios):
    independent, real, unitary = (GAP_RATIO[beta] for beta in (0, 1, 2))
    of_trained = gap_ratios["trained"]
    farthest = (of_trained - real).abs().max()
    return (len(of_trained) == 4 and of_trained.min() - independent > 0.1 and unitary - of_trained.max() > 0.08
            and (gap_ratios["twins"] - real).abs().max() < 0.01), {"0.04": np.ceil(100 * farthest) / 100}


@fixed_seed("A trace of training is left: all four lie below the mean of their twins, by 1.4 to 4.1 spreads.")
def training_lowers_the_gap_ratio(gap_ratios):
    below = gap_ratios["spreads below"]
    return len(below) == 4, {"1.4": below.min(), "4.1": below.max()}


# The first is 1.43, known to 0.07 with 400 twins, and one twin in twenty lies 1.64 spreads below; the four together
# would lie 4 below by luck in less than one of 10 000 cases, and lie 4.9 below.
@statistical("ResNet-20 alone would not stand out, all four together do.", rate=0.005)
def all_four_together_stand_out(gap_ratios):
    below = gap_ratios["spreads below"]
    return below["ResNet-20"] < 1.64 and below.sum() / len(below)**0.5 > 4


@statistical("The trough just below 2, the deepest of every curve and of all twins, is the circle's and says nothing: "
             "the arcsine law piles up at 2, where layers thin out.", rate=0.001)
def the_trough_is_that_of_the_circle(edges, nulls, own, reflection):
    trough = np.flatnonzero(np.isclose(edges, 2)).item() - 1
    differences = [*own.values(), *(one for of_twins in nulls.values() for one in of_twins)]
    return all(one.argmin() == trough for one in differences) and reflection.law(edges).argmax() == trough


@exact("Beyond that lie 0.11 to 0.13 of the spectra of the trained ResNets here; their shapes account for less than "
       "0.01.")
def trained_tails_are_many_times_longer(share_above, tail_by_shapes, trained):
    own, by_shapes = ([share(one, 2).item() for one in trained.values()] for share in (share_above, tail_by_shapes))
    return len(own) == 4 and max(by_shapes) < 0.01, {"0.11": min(own), "0.13": max(own)}


# Of 60 such networks of each of the four shapes the shares were 0.97 to 1.14 of the trained one's on average, with a
# spread of 0.04 to 0.06; here is one of each.
@statistical("How much of its spectrum is left where the circle ends tells the trained networks here from Gaussian "
             "ones of the same shapes, but not from untrained ones with filters unequal enough.", rate=0.01)
def unequal_filters_reach_as_far(share_above, trained, twin_tails, unequal_rows):
    ratios = [(share_above(_unequal(one, unequal_rows), 2) / share_above(one, 2)).item() for one in trained.values()]
    return _beyond_their_twins(share_above, trained, twin_tails) and len(ratios) == 4 and (
        0.8 < min(ratios) and max(ratios) < 1.4)


def _unequal(spectra, unequal_rows):
    """The spectra of an untrained network of the same shapes with the most unequal filters of the chapter."""
    rng = np.random.default_rng(1)
    return layer_spectra([unequal_rows(shape, 0.5, rng) for shape in spectra.shapes])


@fixed_seed("With 0.4 and 0.5 they reach nearly as far without an image, and are about as far from the twins; with "
            "0.2, neither even half as far.")
def unequal_filters_need_no_image(deep, distance, edges, nulls, reflection, uneven):
    null = reflection.law(edges) + nulls["ResNet-56"].mean(axis=0)
    reached = {spread: spectral_masses(one, [0, 2, 99])[-1] for spread, one in uneven.items()}
    away = {spread: distance(spectral_masses(one, edges) - null) for spread, one in uneven.items()}
    reach, apart = spectral_masses(deep, [0, 2, 99])[-1], distance(spectral_masses(deep, edges) - null)
    return (0.9 * reach < reached[0.4] < reached[0.5] < reach and 0.9 * apart < away[0.4] < apart
            and apart < away[0.5] < 1.2 * apart and reached[0.2] < reach / 2 and away[0.2] < apart / 2)


@exact("Batch normalisation would undo these scales, too.")
def batch_normalisation_undoes_unequal_scales():
    rng = np.random.default_rng(1)
    return _batch_normalisation_undoes(lambda rows: rng.lognormal(0, 0.4, rows))


@exact("Both reach beyond 2: the norms alone leave 0.066 there and the directions alone 0.098, each less than the "
       "0.134 of the network.")
def norms_and_directions_reach_beyond_two(altered, trained):
    norms, directions, own = (spectral_masses(one, [0, 2, 99])[-1] for one in (
        altered["norms alone"], altered["equal rows"], trained["ResNet-56"]))
    return {"0.066": norms, "0.098": directions, "0.134": own}


# The greatest mass among 20 000 twins was 0.0198.
@statistical("None of 1000 twins of ResNet-20 has more than 0.02 of its spectrum there, where every trained network "
             "has more than 0.11.", rate=0.05)
def no_twin_has_such_a_mass(share_above, thousand, trained):
    of_twins, least = thousand[:, 0], min(share_above(one, 2).item() for one in trained.values())
    return of_twins.max() < 0.02 and least > 0.11, {"1000": len(of_twins), "0.02": of_twins.max(), "0.11": least}


@fixed_seed("Seven of the 1000 twins of ResNet-20 decay no faster than it does, so slow decay alone would come by "
            "luck in less than one case of a hundred.")
def few_twins_decay_as_slowly(as_slow, thousand):
    return as_slow == 7, {"1000": len(thousand)}


# Of 1000 twins of each, 7 to 13 decay no faster; where 13 do, 15 or more of 300 do with a chance of 3e-5. Of 60
# untrained networks with such filters of each of the four shapes none had a rate above 0.88.
@statistical("Those of the trained ones here decay more slowly than those of nearly all their Gaussian twins; "
             "untrained networks with filters unequal enough decay more slowly still.", rate=0.001)
def trained_tails_decay_slowly(decay, far, rate, rates, trained, twins_above, unequal_rows):
    rng = np.random.default_rng(1)
    as_slow = [np.mean(rate(far, twins_above(one, 300, rng)) <= rates.rate[name]) for name, one in trained.items()]
    slower = [decay(_unequal(one, unequal_rows), 2).rate < rates.rate[name] for name, one in trained.items()]
    return len(as_slow) == 4 and max(as_slow) < 0.05 and all(slower)


@fixed_seed("With 0.4 and 0.5 they decay more slowly than the trained network, so slow decay is no mark of training "
            "either; with 0.2 and 0.3 faster.")
def filters_more_unequal_decay_more_slowly(decay, deep, uneven):
    return [spread for spread, one in uneven.items() if decay(one, 2).rate < decay(deep, 2).rate] == [0.4, 0.5]


@exact("The norms alone have 2.57 and the directions alone 2.01, the network itself 1.30: its slow tail takes both.")
def norms_and_directions_decay_faster(altered, decay, deep):
    norms, directions, own = (decay(one, 2).rate for one in (altered["norms alone"], altered["equal rows"], deep))
    return max(norms, directions, own) == norms and own < directions, {"2.57": norms, "2.01": directions, "1.30": own}


@fixed_seed("Here none of the nine does.")
def no_random_network_lies_outside(rates):
    of_random = rates[~rates.trained]
    return len(of_random) == 9 and of_random.rate.between(of_random.twins_low, of_random.twins_high).all()


@exact("Among random networks the rates do depend on architecture, from 2.05 to 5.54.")
def rates_depend_on_architecture(rates):
    of_random = rates.rate[~rates.trained]
    return {"2.05": of_random.min(), "5.54": of_random.max()}


@exact("But these weights, of one scale in each layer, know nothing but their shapes: the Marchenko-Pastur law gives "
       "every one of the nine rates within 7 per cent.")
def shapes_give_the_untrained_rates(rates):
    of_random = rates[~rates.trained]
    off = (of_random.rate / of_random.shapes - 1).abs().max()
    return len(of_random) == 9, {"7": np.ceil(100 * off)}


@exact("All four VGG networks have the same predicted rate, 2.18, because the same six layers reach beyond 2 in "
       "all of them: the first, the three that double the channels, and the last two.")
def six_layers_make_the_rate_of_vgg(rates, vgg):
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


@fixed_seed("Among the four trained networks we see no dependence on architecture: the rates lie between 1.24 and "
            "1.35, much nearer to each other than twins of one of them are.")
def trained_rates_agree(rates):
    of_trained = rates[rates.trained]
    least, greatest = of_trained.rate.min(), of_trained.rate.max()
    return (of_trained.twins_high - of_trained.twins_low).min() > 10 * (greatest - least) and len(of_trained) == 4, {
        "1.24": least, "1.35": greatest}


@exact("They are less than half of the 2.86 that their shapes alone would give.")
def trained_rates_are_low(rates):
    of_trained = rates[rates.trained]
    return (of_trained.rate < of_trained.shapes / 2).all() and np.ptp(of_trained.shapes) < 1e-3, {
        "2.86": of_trained.shapes.mean()}


@exact("By the law only three small layers of the CIFAR networks reach beyond 2: the first one and the two that "
       "halve the image.")
def three_layers_reach_beyond_two(trained):
    return all(_reaching(one) == [(16, 27), (32, 144), (64, 288)] for one in trained.values())


@exact("Started at 3 instead of 2, the four rates run from 1.03 to 1.53, and the two deeper networks then decay faster "
       "than the others.")
def rates_from_three_on_differ(starts):
    twenty, thirty_two, *deeper = starts["from 3"]
    return min(deeper) > max(twenty, thirty_two), {"1.03": min(twenty, thirty_two), "1.53": max(deeper)}


# CHGNet, the nineteenth, lies beyond one twin with a chance of 0.86, and beyond all forty with one of 0.003.
@statistical("In one sentence: that the difference vanishes in the tail says nothing about a network, since it does "
             "so for all of them; how much is left beyond 2 separates the trained networks of this chapter from their "
             "Gaussian twins (and 18 of the nineteen of [another chapter](08_trained_networks.ipynb)), but not from "
             "untrained ones with filters unequal enough; how fast it goes does so less surely, and the rates of "
             "random networks follow from the shapes of their layers.", rate=0.01)
def the_mass_separates(share_above, trained, twin_tails):
    collection = [*trained.values(), *(networks.spectra(one.name, one.weights) for one in WHEELS)]
    beyond = _beyond_their_twins(share_above, trained, twin_tails)
    return beyond and len(collection) == 19, {"18": sum(map(_is_beyond_its_twins, collection))}


def _beyond_their_twins(share_above, trained, twin_tails):
    return all(share_above(one, 2) > twin_tails[name][:, 0].max() for name, one in trained.items())


def _is_beyond_its_twins(spectra):
    """Whether more of a network's spectrum lies beyond 2 than of each of forty twins."""
    edges, layers = [0, 2, 99], spectra.matrices()
    twins = null_masses(layers.shapes, edges, 40, np.random.default_rng(1))
    return spectral_masses(layers, edges)[-1] > twins[:, -1].max()
