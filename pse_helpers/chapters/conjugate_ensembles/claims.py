"""What chapter "Conjugate ensembles" says, recomputed."""

import numpy as np
from scipy.stats import t as student

from pse_helpers import marchenko_pastur, measures, networks
from pse_helpers.chapters.claims import exact, fixed_seed, statistical
from pse_helpers.circular import ENSEMBLES
from pse_helpers.conjugate import mixed_semicircle, null_masses, spectral_masses
from pse_helpers.networks.wheels import WHEELS


@exact("The layers of a network have many orders: a first convolution with 64 filters, a last layer with 1000 "
       "classes.")
def first_and_last_layer(resnets):
    shapes = resnets["ResNet-18"].shapes
    return {"64": shapes[0][0], "1000": shapes[-1][0]}


@fixed_seed("The largest gap between the sampled and the exact distribution function is 0.002 for equal orders and "
            "0.008 for degree 0.1.")
def mixed_semicircles_hold(samples, mixtures):
    equal, mixed = "equal orders", "binomial, degree 0.1"
    return {"0.002": _largest_gap(samples[equal], mixtures[equal]),
            "0.008": _largest_gap(samples[mixed], mixtures[mixed])}


def _largest_gap(sample, orders):
    values, weights = sample
    ends = np.linspace(-2.5, 2.5, 5001)
    law = mixed_semicircle((ends[1:] + ends[:-1]) / 2, orders) * np.diff(ends)
    sampled, _ = np.histogram(values, ends, weights=weights)
    return np.abs((sampled / weights.sum() - law).cumsum()).max()


# The gap grows with the greatest order over the mean one. For 0.02 that must be more than 3.6 standard deviations
# of the binomial law away, of which sixty orders have a chance of one in a hundred.
@statistical(r"A binomial mixture of degree 0.8 hardly differs from no mixture at all: the relative spread of its "
             r"orders is $\sqrt{(1 - \mu) / (\mu N)}$, which is 0.035 here and vanishes for large $N$.", rate=0.01)
def a_binomial_mixture_is_hardly_one(laws, mixtures):
    x, unmixed = laws["equal orders"]
    gap = np.abs((laws["binomial, degree 0.8"][1] - unmixed).cumsum() * (x[1] - x[0])).max()
    return gap < 0.02, {"0.035": np.sqrt((1 - 0.8) / (0.8 * mixtures["equal orders"][0]))}


@exact("Orders within one network differ by a factor of up to 152.")
def orders_differ_widely(every, orders_of):
    return {"152": round(max(max(orders_of(one)) / min(orders_of(one)) for one in every.values()))}


@exact("In VGG two layers of order 4096 hold most of the eigenvalues; since every layer counts alike, they make "
       "up only two shares of eleven to nineteen.")
def two_layers_hold_most_eigenvalues(counted, orders_of, vgg):
    most = max(max(orders_of(one)) for one in vgg.values())
    held = [2 * most / sum(orders_of(one)) for one in vgg.values()]
    layers = [len(one) for one in vgg.values()]
    return (min(held) > 0.5 and min(layers) == 11 and max(layers) == 19
            and all(counted[one][most] == 2 for one in vgg)), {"4096": most}


@fixed_seed("In units of mass (half the sum of absolute differences) the trained networks are 0.37 to 0.44 away from "
            "the mean of their Gaussian twins, the nine random ones at most 0.011.")
def trained_networks_leave_their_twins(nulls, own, random, trained):
    apart = {name: np.abs(own[name] - null.mean(axis=0)).sum() / 2 for name, null in nulls.items()}
    of_trained = [apart[name] for name in trained]
    return len(random) == 9, {"0.37": min(of_trained), "0.44": max(of_trained),
                              "0.011": max(apart[name] for name in random)}


@fixed_seed("A single twin is up to 0.031 away from the mean of the other nineteen.")
def a_twin_is_near_the_others(nulls):
    from_mean = max(np.abs(null - null.mean(axis=0)).sum(axis=1).max() / 2 for null in nulls.values())
    return {"0.031": from_mean * 20 / 19}


@fixed_seed("Over the 8 networks and all bins, any two of them differ by at most 0.006 of mass, and in 2 of 480 "
            "comparisons by more than three standard errors, where chance alone gives about two.")
def the_three_ensembles_agree(found):
    gaps, in_errors = np.hstack([_compared(one[a], one[b]) for one in found.values()
                                 for a in one for b in one if a < b])
    expected = 2 * student(38).sf(3) * gaps.size
    return round(expected) == 2, {
        "8": len(found), "0.006": gaps.max(), "2": (in_errors > 3).sum(), "480": gaps.size}


def _compared(one, other):
    """Gaps of two spectral differences in the bins where they are uncertain, and in standard errors."""
    error = np.hypot(one.standard_error, other.standard_error)
    gap = np.abs(one.difference - other.difference)[error > 0]
    return gap, gap / error[error > 0]


@exact("At $x = 1$ the exact variances are in the ratio 1.51 (COE to CUE) and 1.46 (CUE to CSE).")
def variances_depend_on_beta(variance_law):
    coe, cue, cse = (variance_law(ENSEMBLES[name], 1.0) for name in ("COE", "CUE", "CSE"))
    return {"1.51": coe / cue, "1.46": cue / cse}


@fixed_seed("Of the 36 points in the figure 35 lie within two standard errors of the law; neighbours come from the "
            "same draws and err together.")
def variances_follow_their_law(sampled, variance_law):
    near = [abs(variance - variance_law(ENSEMBLES[name], x)) < 2 * error
            for name, rows in sampled.items() for x, variance, error in zip(*rows)]
    return {"36": len(near), "35": sum(near)}


@exact("The same network has a tail of 0.95 or of none at all, at the reader's choice, although batch normalisation, "
       "its statistics taken anew, undoes the factor in every layer but the last.")
def the_tail_hangs_on_a_factor(raw):
    return raw[0.1] == 0 and _batch_normalisation_undoes_a_factor(10), {"0.95": raw[10]}


def _batch_normalisation_undoes_a_factor(factor):
    """Whether a network whose weights are all multiplied acts as if those of its last layer alone were."""
    import torch
    model = networks.load("resnet20").train()  # which takes the statistics of the images at hand
    images = torch.rand(8, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        before = model(images) - model.linear.bias
        for weight in model.parameters():
            if weight.ndim > 1:
                weight *= factor
        after = model(images) - model.linear.bias
    return torch.allclose(after, factor * before, rtol=0.01, atol=0.01 * factor * float(before.abs().max()))


@fixed_seed(r"In units of the mean the phase map leaves a tail beyond $\pi$ of 0.031 for the trained network, and "
            r"none at all for 177 of 200 Gaussian twins.")
def twins_are_perfectly_conjugate(small):
    edges = np.array([0, 1, np.pi, 9])
    of_twins = null_masses(small.shapes, edges, 200, np.random.default_rng(0))[:, -1]
    return {"0.031": spectral_masses(small, edges)[-1], "177": (of_twins == 0).sum(), "200": len(of_twins)}


@exact(r"Those are perfectly conjugate, and nobody trained them: the spectrum of a large untrained layer ends before "
       r"$\pi$ if its aspect ratio, the smaller side over the larger, is below 0.60, and here all are.")
def untrained_layers_end_before_pi(small):
    limit = (np.sqrt(np.pi) - 1)**2
    return max(min(shape) / max(shape) for shape in small.shapes) < limit, {"0.60": limit}


@exact("Four of the six rows agree: where the circular side has ended, the tail does not depend on the map.")
def maps_that_ended_leave_one_tail(under_maps):
    from_two = under_maps[["trained, from 2", "untrained, from 2"]]
    same = np.isclose(from_two, from_two.loc["reflection"]).all(axis=1)
    return same.sum() == 4 and len(same) == 6


# A layer of the truncation has an eigenvalue beyond 4 in 5 of 100 000 draws of the network, and forty are drawn twice.
@statistical("From 4 on all rows agree.", rate=0.004)
def from_four_on_all_maps_agree(under_maps):
    from_four = under_maps[["trained, from 4", "untrained, from 4"]]
    return np.allclose(from_four, from_four.loc["reflection"], rtol=0, atol=1e-9)


@exact("In the default, from 2 on, the trained network has a tail of 0.116 where its shapes account for 0.009.")
def the_trained_tail_is_longer(found, small):
    by_shapes = np.mean([1 - marchenko_pastur.distribution(2, out / rest) for out, rest in small.shapes])
    return {"0.116": found["ResNet-20"]["CUE"].tail(2), "0.009": by_shapes}


@exact("Among random networks the rates do depend on architecture, from 2.05 to 5.54.")
def rates_depend_on_architecture(rates):
    of_random = rates.rate[~rates.trained]
    return {"2.05": of_random.min(), "5.54": of_random.max()}


@fixed_seed("But weights that were never trained know nothing but their shapes: the Marchenko-Pastur law gives every "
            "one of the nine rates within 7 per cent, and each lies in the range of its own twins.")
def shapes_give_the_untrained_rates(rates):
    of_random = rates[~rates.trained]
    off = (of_random.rate / of_random.shapes - 1).abs().max()
    in_range = of_random.rate.between(of_random.twins_low, of_random.twins_high)
    return len(of_random) == 9 and in_range.all(), {"7": np.ceil(100 * off)}


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


@exact("The rate of ResNet-152 is high because 97 of its layers have an aspect ratio of a quarter, so that their "
       "spectra end at 2.25, just beyond the start.")
def layers_that_end_just_beyond_the_start(random, rates):
    quarters = sum(min(shape) / max(shape) == 0.25 for shape in random["ResNet-152"].shapes)
    return rates.rate.idxmax() == "ResNet-152", {"97": quarters, "2.25": (1 + np.sqrt(0.25))**2}


# The ends of the intervals scatter by about 0.02 from bootstrap to bootstrap, and are farther than 0.1 from the rates.
@statistical("Among the four trained networks we see no dependence on architecture: the rates lie between 1.24 and "
             "1.35, and every one of them lies in the intervals of all the others.", rate=0.001)
def trained_rates_agree(rates):
    of_trained = rates[rates.trained]
    least, greatest = of_trained.rate.min(), of_trained.rate.max()
    return ((of_trained.low < least) & (of_trained.high > greatest)).all() and len(of_trained) == 4, {
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


@fixed_seed("Of 1000 twins of ResNet-20 13 decay no faster than the fastest of the four trained networks.")
def few_twins_decay_as_slowly(cuts, fine, rate, rates, small, tail):
    of_twins = rate(fine, _tails_of_twins(cuts, small, tail))
    return {"1000": len(of_twins), "13": (of_twins <= rates.rate[rates.trained].max()).sum()}


def _tails_of_twins(cuts, small, tail):
    return tail(null_masses(small.shapes, cuts, 1000, np.random.default_rng(0)))


# The greatest mass among 20 000 twins was 0.0198.
@statistical("The mass is stronger evidence: none of these twins has more than 0.02 of its spectrum beyond 2, where "
             "every trained network has more than 0.11.", rate=0.05)
def no_twin_has_such_a_mass(cuts, rates, small, tail):
    most = _tails_of_twins(cuts, small, tail)[:, 0].max()
    least = rates["tail"][rates.trained].min()
    return most < 0.02 and least > 0.11, {"0.02": most, "0.11": least}


# The ends of the intervals scatter by 0.002 at most from bootstrap to bootstrap; the nearest limit is 0.005 away.
@statistical("Against a power law with the same start, the log-likelihood favours the exponential in all four, by "
             "0.009 to 0.036 per unit of tail mass; the interval includes zero for ResNet-20 and ResNet-32, begins "
             "within 0.01 of it for ResNet-44, and lies above it for ResNet-56.", rate=0.01)
def tails_are_rather_exponential(decays, trained):
    evidence = [decays[name].evidence for name in trained]
    low, high = zip(*(decays[name].evidence_interval for name in trained))
    return max(low[:2]) < 0 < min(high[:2]) and abs(low[2]) < 0.01 and low[3] > 0, {
        "0.009": min(evidence), "0.036": max(evidence)}


@exact("Neither law is right in detail: started at 3 instead of 2, the four rates run from 1.03 to 1.53, and the two "
       "deeper networks then decay faster than the others.")
def rates_from_three_on_differ(trained):
    twenty, thirty_two, *deeper = (measures.tail_decay(spectra, 3, np.random.default_rng(1), 1).rate
                                   for spectra in trained.values())
    return min(deeper) > max(twenty, thirty_two), {"1.03": min(twenty, thirty_two), "1.53": max(deeper)}


@fixed_seed("Training shows here too: the trained networks lie between 0.0027 and 0.0031, their Gaussian twins "
            "between 0.0044 and 0.0051.")
def trained_networks_fluctuate_less(fluctuations, trained):
    rows = fluctuations.loc[list(trained)]
    return rows["fluctuation"].between(0.0027, 0.0031).all() and rows["twins, mean"].between(0.0044, 0.0051).all()


@exact("The random ResNet-50, ResNet-101 and ResNet-152 also lie between 0.0027 and 0.0031.")
def so_do_three_random_ones(fluctuations):
    return fluctuations["fluctuation"][["ResNet-50", "ResNet-101", "ResNet-152"]].between(0.0027, 0.0031).all()


@exact("Of the 36 pairs of a trained and a random network 8 agree to better than 0.0001, although in every one of "
       "these a mass of at least 0.24 would have to be moved to turn one spectrum into the other.")
def fluctuations_agree_where_spectra_do_not(own, random, trained):
    pairs = [(own[a], own[b]) for a in trained for b in random]
    close = [(a, b) for a, b in pairs if abs(a.var() - b.var()) < 0.0001]
    least = min(np.abs(a - b).sum() / 2 for a, b in close)
    return least >= 0.24, {"36": len(pairs), "8": len(close), "0.24": least}


@exact("And much of it is the circle's: in ResNet-20 the one bin below 2, where the arcsine law is dense and layers "
       "are not, contributes three quarters of the sum of squares.")
def one_bin_makes_the_fluctuation(edges, own):
    squares = own["ResNet-20"]**2
    return 0.73 < squares[np.isclose(edges[1:], 2)].item() / squares.sum() < 0.77


# CHGNet, the nineteenth, lies beyond one twin with a chance of 0.86, and beyond all forty with one of 0.003.
@statistical("In one sentence: that the difference vanishes in the tail says nothing about a network, since it does "
             "so for all of them; how much is left beyond 2 separates the trained networks of this chapter from their "
             "Gaussian twins (and 18 of the nineteen of [another chapter](08_trained_networks.ipynb)), how fast it "
             "goes does so less surely, and the rates of random networks follow from the shapes of their layers.",
             rate=0.01)
def the_mass_separates(rates, trained, twin_tails):
    of_this_chapter = [rates.loc[name, "tail"] > twin_tails[name][:, 0].max() for name in trained]
    collection = [*trained.values(), *(networks.spectra(one.name, one.weights) for one in WHEELS)]
    return all(of_this_chapter) and len(collection) == 19, {"18": sum(map(_is_beyond_its_twins, collection))}


def _is_beyond_its_twins(spectra):
    """Whether more of a network's spectrum lies beyond 2 than of each of forty twins."""
    edges, layers = [0, 2, 99], spectra.matrices()
    twins = null_masses(layers.shapes, edges, 40, np.random.default_rng(1))
    return spectral_masses(layers, edges)[-1] > twins[:, -1].max()
