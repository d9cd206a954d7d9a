"""Conjugate ensembles: against exact laws, dense matrices, and networks of which the class is known."""

from itertools import combinations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import beta as beta_law
from scipy.stats import binom, chi2, kstest

from pse_helpers import conjugate, networks
from pse_helpers.layers import gaussian_spectra
from pse_helpers.circular import eigenphase_counts, haar_unitary
from pse_helpers.conjugate import MAPS, sturm
from pse_helpers.layers import LayerSpectra, layer_spectra
from pse_helpers.levels import number_variance_law

SHAPES = [(16, 27), (16, 144), (32, 144), (32, 32), (10, 64)]
TORCHVISION = ["vgg11", "vgg13", "vgg16", "vgg19", "vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn",
               "resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]


def rng(seed):
    return np.random.default_rng(seed)


def network(seed, shapes=SHAPES):
    generator = rng(seed)
    return layer_spectra([generator.standard_normal(shape) for shape in shapes])


def permuted(spectra, order):
    return LayerSpectra(*(tuple(part[i] for i in order) for part in (spectra.names, spectra.shapes, spectra.values)))


def scaled(spectra, factors):
    return LayerSpectra(spectra.names, spectra.shapes, tuple(f * v for f, v in zip(factors, spectra.values)))


# -- mixed ensembles -----------------------------------------------------------

def test_mixed_orders_follow_the_binomial_law():
    orders = conjugate.mixed_orders(20, 0.7, 20000, rng(1))
    share = np.bincount(orders, minlength=21) / 20000
    law = binom.pmf(np.arange(21), 20, 0.7)
    assert (np.abs(share - law) <= 5 * np.sqrt(law * (1 - law) / 20000) + 1e-4).all()
    assert (conjugate.mixed_orders(7, 1, 5, rng(1)) == 7).all()
    assert conjugate.mixed_orders(3, 1e-4, 200, rng(1)).min() == 1


def test_the_mixed_semicircle_is_the_density_of_mixed_gaussian_matrices():
    orders = list(conjugate.mixed_orders(1000, 0.6, 8, rng(2))) + [1000, 250]
    values, weights = conjugate.mixed_gaussian(orders, rng(3))
    edges = np.linspace(-2.1, 2.1, 22)
    sampled, _ = np.histogram(values, edges, weights=weights / weights.sum())
    law = [quad(lambda x: float(conjugate.mixed_semicircle(x, orders)), a, b, limit=200)[0] for a, b in zip(edges, edges[1:])]
    assert sum(law) == pytest.approx(1, abs=1e-4)
    assert sampled == pytest.approx(np.array(law), abs=0.003)  # edges of the spectrum: of order N^(-2/3)
    assert np.abs(sampled - np.diff(edges) * conjugate.mixed_semicircle(edges[:-1], [1000])).max() > 0.01


def test_mixed_gaussian_has_the_moments_of_dense_matrices():
    values = np.array([conjugate.mixed_gaussian([5], child)[0] for child in rng(4).spawn(4000)])
    second, fourth = (values**2).sum(axis=1), (values**4).sum(axis=1)
    n = 5  # E tr H^2 = (n^2 + n) / n, E tr H^4 = (2 n^3 + 5 n^2 + 5 n) / n^2, for entries of variance 1 / n
    for sample, exact in ((second, n + 1), (fourth, (2 * n**2 + 5 * n + 5) / n)):
        assert abs(sample.mean() - exact) < 4 * sample.std() / np.sqrt(len(sample))


# -- conjugate ensembles and maps ------------------------------------------------

def test_the_conjugate_ensemble_has_the_orders_given():
    drawn = conjugate.conjugate_ensemble([3, 7, 3], "CSE", 4, rng(1))
    assert [one.shape for one in drawn] == [(4, 3), (4, 7), (4, 3)]
    assert not np.allclose(drawn[0], drawn[2])


def test_reflected_phases_follow_the_arcsine_law_exactly():
    """Its integral is the arcsine distribution, and one eigenphase of a matrix, whatever the order, follows it."""
    for low, high in ((0, 0.3), (0.3, 2), (2, 4)):
        integral = quad(lambda x: float(conjugate.arcsine_density(x)), low, high)[0]
        assert integral == pytest.approx(2 / np.pi * (np.arcsin(np.sqrt(high / 4)) - np.arcsin(np.sqrt(low / 4))), abs=1e-7)
    for ensemble in ("COE", "CUE", "CSE"):
        phases = conjugate.conjugate_ensemble([6], ensemble, 3000, rng(5))[0]
        one = conjugate.reflected(rng(6).permuted(phases, axis=1)[:, 0])
        assert kstest(one, lambda x: 2 / np.pi * np.arcsin(np.sqrt(x / 4))).pvalue > 1e-3


def test_reflected_phases_are_eigenvalues_of_a_positive_matrix():
    unitary = haar_unitary(9, rng(1))
    dense = np.linalg.eigvalsh((np.eye(9) + unitary) @ (np.eye(9) + unitary).conj().T)
    assert np.sort(conjugate.reflected(np.angle(np.linalg.eigvals(unitary)))) == pytest.approx(dense, abs=1e-12)


@pytest.mark.parametrize("name", ["reflection", "cosine", "phase", "modulus"])
def test_counts_are_those_of_the_eigenphases(name):
    """The phases of the same generator state are recovered from counts on a grid too fine for two of them in an arc."""
    mapping = MAPS[name]
    for edges in (mapping.edges, np.linspace(-2.7, 3.3, 38)):
        arcs, bins = mapping.arcs(edges)
        fine = np.union1d(arcs, np.linspace(-np.pi, np.pi, 4001))
        found = mapping.counts(7, "COE", edges, 5, rng(3))
        grid = eigenphase_counts("COE", 7, fine, 5, rng(3))
        middle = (fine[1:] + fine[:-1]) / 2
        dense = [np.histogram(np.clip(mapping.value(np.repeat(middle, row)), edges[0], edges[-1]), edges)[0] for row in grid]
        assert (found == dense).all()


@pytest.mark.parametrize("name", ["reflection", "cosine", "phase", "modulus"])
def test_the_mean_of_a_map_is_its_law_for_every_beta(name):
    """COE, CUE and CSE have one mean difference: beta is visible in fluctuations only."""
    layers = network(1)
    law = MAPS[name].law(MAPS[name].edges)
    assert law.sum() == pytest.approx(1)
    found = [conjugate.spectral_difference(layers, ensemble, rng(7), 400, mapping=name) for ensemble in ("COE", "CUE", "CSE")]
    for one in found:
        assert (np.abs(one.draws.mean(axis=0) - law) <= 4 * one.standard_error + 1e-12).all()
        for other in found:
            error = np.hypot(one.standard_error, other.standard_error)
            assert (np.abs(one.difference - other.difference) <= 4 * error + 1e-12).all()


@pytest.mark.parametrize("name", ["reflection", "cosine", "phase", "modulus"])
def test_the_law_of_a_map_is_the_histogram_of_its_values(name):
    edges, phases = MAPS[name].edges, (np.arange(200000) + 0.5) * np.pi / 100000 - np.pi
    shares, _ = np.histogram(MAPS[name].value(phases), edges)
    assert MAPS[name].law(edges)[1:] == pytest.approx(shares[1:] / len(phases), abs=2e-5)  # the first bin is open below
    assert MAPS["reflection"].law(edges)[edges[:-1] >= 2].sum() == 0


@pytest.mark.parametrize("ensemble, beta", [("COE", 1), ("CUE", 2), ("CSE", 4)])
def test_fluctuations_follow_the_number_variance(ensemble, beta):
    """Beyond 1 the image is one arc of length pi; layers are independent and count alike."""
    layers, size = network(1), 3000
    found = conjugate.spectral_difference(layers, ensemble, rng(8), size, edges=[0, 1, 2])
    law = sum(number_variance_law(beta, min(s), np.pi) / min(s)**2 for s in SHAPES) / len(SHAPES)**2
    assert abs(found.draws[:, 1].var(ddof=1) / law - 1) < 4 * np.sqrt(2 / size)


@pytest.mark.parametrize("ensemble, beta, order", [("COE", 1, 8), ("CUE", 2, 8), ("CUE", 2, 16)])
def test_truncation_is_a_block_of_a_haar_matrix(ensemble, beta, order):
    n, m, size, edges = 3, 5, 4000, np.array([0, 0.4, 0.8, 1.2, 1.6])
    counts = conjugate.Truncation(factor=order // 8).counts((n, m), ensemble, edges, size, rng(9))
    generator, dense = rng(10), []
    for _ in range(size):
        normal = generator.standard_normal((2, order, order))
        q, r = np.linalg.qr(normal[0] + 1j * normal[1] * (beta == 2))
        block = (q * (np.diag(r) / np.abs(np.diag(r))))[:n, :m]
        values = np.linalg.svd(block, compute_uv=False)**2 * order / m
        dense.append(np.histogram(np.minimum(values, 1.6), edges)[0])
    dense = np.array(dense)
    assert (np.abs(counts.mean(axis=0) - dense.mean(axis=0)) < 4 * np.sqrt(2 * dense.var(axis=0) / size)).all()
    assert counts.var(axis=0) == pytest.approx(dense.var(axis=0), rel=0.12)


def test_truncation_tends_to_the_untrained_layer_and_square_to_the_reflection():
    edges = MAPS["reflection"].edges
    small = conjugate.Truncation(factor=1000).counts((60, 90), "COE", edges, 400, rng(1)).mean(axis=0) / 60
    assert np.abs(small - conjugate.null_masses([(60, 90)], edges, 400, rng(2)).mean(axis=0)).max() < 0.004
    square = MAPS["truncation"].counts((400, 400), "CUE", edges, 20, rng(1)).mean(axis=0) / 400
    assert square == pytest.approx(MAPS["reflection"].law(edges), abs=0.002)


@pytest.mark.parametrize("beta", [1, 4])
def test_truncation_of_one_row_is_a_beta_variable(beta):
    counts = MAPS["truncation"].counts((1, 3), beta, np.array([0, 0.9, 1.1, 2.0]), 5000, rng(1))
    law = np.diff([0, *beta_law(beta / 2 * 3, beta / 2).cdf(np.array([0.9, 1.1]) * 3 / 4), 1])
    assert (np.abs(counts.mean(axis=0) - law) < 4 * np.sqrt(law * (1 - law) / 5000)).all()


def test_sturm_counts_are_exact():
    on, beside = rng(1).chisquare(3, (12, 4)), rng(2).chisquare(2, (11, 4))
    thresholds = np.sort(rng(3).uniform(0, 20, (4, 6)), axis=1)
    for column, found in enumerate(sturm.counts(on, beside, thresholds)):
        matrix = np.diag(np.sqrt(on[:, column])) + np.diag(np.sqrt(beside[:, column]), -1)
        values = np.linalg.svd(matrix, compute_uv=False)**2
        assert (found == np.histogram(values, np.r_[0, thresholds[column], 1e9])[0]).all()


def test_null_masses_are_those_of_gaussian_networks():
    edges, layers, generator = MAPS["reflection"].edges, network(1), rng(2)
    counted = conjugate.null_masses(layers.shapes, edges, 600, rng(1))
    computed = np.array([conjugate.spectral_masses(gaussian_spectra(layers, generator), edges) for _ in range(600)])
    error = np.sqrt((counted.var(axis=0) + computed.var(axis=0)) / 600)
    assert (np.abs(counted.mean(axis=0) - computed.mean(axis=0)) <= 4 * error).all()
    assert counted.var(axis=0).sum() == pytest.approx(computed.var(axis=0).sum(), rel=0.15)


# -- the spectral difference ------------------------------------------------------

def test_the_spectral_difference_is_the_definition():
    layers, edges = network(1), np.array([0, 0.5, 1, 2, 9])
    found = conjugate.spectral_difference(layers, "CUE", rng(2), 30, edges=edges)
    values = np.concatenate([v / v.mean() for v in layers.values])
    weights = np.concatenate([np.full(len(v), 32 / len(v)) for v in layers.values])  # periodic tiling
    tiled, _ = np.histogram(values, edges, weights=weights)
    assert found.network == pytest.approx(tiled / tiled.sum())
    assert found.difference == pytest.approx(found.network - found.draws.mean(axis=0))
    assert found.cumulative[-1] == pytest.approx(0, abs=1e-12)
    assert found.tail(2) == pytest.approx(found.difference[3]) and found.tail(2) > 0
    assert found.tail(0.5) == pytest.approx(-found.cumulative[0])
    with pytest.raises(ValueError, match="start must be the lower edge of a bin; got 0.7"):
        found.tail(0.7)


def test_the_standard_error_covers_the_law():
    """Over 200 repetitions each bin's mean lies within two standard errors of the law about 95 % of the time."""
    layers, law = network(1), MAPS["reflection"].law([0, 0.5, 1, 1.5, 2])
    inside = []
    for child in rng(4).spawn(200):
        found = conjugate.spectral_difference(layers, "CUE", child, edges=[0, 0.5, 1, 1.5, 2])
        inside.append(np.abs(found.draws.mean(axis=0) - law) < 2 * found.standard_error)
    assert 0.90 < np.mean(inside) < 0.98


def test_a_trained_network_and_its_null_can_be_told_apart():
    """Beyond 2, where the circular side ends: a trained tail is many times that of an untrained one."""
    trained = networks.spectra("resnet20", "CIFAR10")
    null = conjugate.null_masses(trained.shapes, MAPS["reflection"].edges, 200, rng(1))[:, MAPS["reflection"].edges[:-1] >= 2]
    tail = conjugate.spectral_difference(trained, "CUE", rng(2)).tail(2)
    assert tail == pytest.approx(0.1164, abs=1e-3) and tail > 5 * null.sum(axis=1).max()


# -- equivalence ------------------------------------------------------------------

@pytest.mark.parametrize("mapping", MAPS)
def test_identity_symmetry_and_invariance(mapping):
    a, b = network(1), network(2)
    moved = scaled(permuted(a, [3, 0, 4, 2, 1]), [1e-4, 1, 2, 16, 1e6])
    table = conjugate.equivalence({"a": a, "moved": moved, "b": b}, "CUE", rng(3), mapping=mapping)
    distance = table.set_index(["first", "second"]).distance
    assert distance["a", "moved"] == pytest.approx(0, abs=1e-12)
    assert distance["a", "b"] == pytest.approx(distance["moved", "b"]) and distance["a", "b"] > 0.005
    turned = conjugate.equivalence({"b": b, "a": a}, "CUE", rng(3), mapping=mapping)
    assert turned.distance[0] == pytest.approx(distance["a", "b"])
    one, other = (conjugate.spectral_difference(x, "CUE", rng(5), mapping=mapping) for x in (a, moved))
    assert one.difference == pytest.approx(other.difference, abs=1e-12)


def test_distances_are_symmetric_between_different_orders():
    sources = {"a": network(1), "b": network(2, [(9, 30), (20, 20)])}
    table = conjugate.equivalence(sources, "COE", rng(3))
    turned = conjugate.equivalence(dict(reversed(sources.items())), "COE", rng(3))
    assert turned.distance[0] == pytest.approx(table.distance[0])


def test_seeds_of_one_untrained_architecture_differ_at_the_nominal_rate():
    """z above 1.645, nominally 5 %: 300 pairs of networks, dense Gaussian layers; within four binomial deviations."""
    z = np.array([conjugate.equivalence({"a": network(child), "b": network([child, 1])}, "CUE", rng(child)).z[0]
                  for child in range(1000, 1300)])
    assert abs((z > 1.645).mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 300)
    assert abs(z.mean()) < 0.3 and 0.85 < z.std() < 1.25


def test_a_planted_impostor_is_found():
    """The same orders; the spectrum of layers that have lost half of their rank to noise 30 times smaller."""
    seeds = {f"seed {k}": network(k) for k in range(4)}
    layers = [rng(9).standard_normal(shape) * np.geomspace(0.1, 1, shape[0])[:, None] for shape in SHAPES]
    table = conjugate.equivalence(seeds | {"impostor": layers}, "CUE", rng(5), size=100)
    impostor = (table.second == "impostor")
    assert table.z[impostor].min() > 8 and table.z[~impostor].max() < 3.5
    assert conjugate.grouping(table, 3.5, "z") == [tuple(seeds), ("impostor",)]


def test_the_difference_between_shapes_shows_for_the_circle_and_not_for_the_block():
    """Untrained networks of two aspect ratios and the same orders: the truncation, which knows the shapes, accounts for it."""
    thin, thick = [(32, 64)] * 8, [(32, 512)] * 8
    sources = {"thick": network(1, thick), "thin": network(2, thin)}
    assert conjugate.equivalence(sources, "CUE", rng(3)).z[0] > 10
    block = conjugate.equivalence(sources, "COE", rng(3), mapping=conjugate.Truncation(factor=1000))
    assert block.z[0] < 3


def test_several_trained_seeds_of_one_architecture_agree():
    """Two of five seeds against the other three, for twelve architectures, at z = 3."""
    family = networks.digits_family().query("label_noise == 0 and width == 8")
    z = []
    for _, seeds in family.groupby("architecture"):
        if len(seeds) == 5:
            halves = {"two": list(seeds.final)[:2], "three": list(seeds.final)[2:]}
            z.append(conjugate.equivalence(halves, "CUE", rng(1)).z[0])
    assert len(z) == 12 and max(z) < 3


def test_trained_networks_differ_from_their_nulls():
    trained = {f"resnet{n}": networks.spectra(f"resnet{n}", "CIFAR10") for n in (20, 56)}
    nulls = {f"null{n}": gaussian_spectra(networks.spectra(f"resnet{n}", "CIFAR10"), rng(n)) for n in (20, 56)}
    table = conjugate.equivalence(trained | nulls, "CUE", rng(1))
    assert conjugate.grouping(table, 8, "z") == [tuple(trained), tuple(nulls)]


def test_the_table_of_thirteen_networks():
    sources = {name: networks.spectra(name, "random") for name in TORCHVISION}
    table = conjugate.equivalence(sources, "CUE", rng(1), size=40)
    assert list(table.columns) == ["first", "second", "distance", "standard_error", "z"] and len(table) == 78
    assert conjugate.grouping(table, 5, "z")[0] == ("vgg11", "vgg13", "vgg11_bn", "vgg13_bn")


def test_untrained_networks_are_one_class_once_shapes_are_accounted_for():
    """What groups untrained networks beside the circle is the aspect ratios of their layers, and nothing else."""
    sources = {name: networks.spectra(name, "random") for name in TORCHVISION[:4] + TORCHVISION[8:11]}
    beside_circle = conjugate.equivalence(sources, "COE", rng(1))
    beside_block = conjugate.equivalence(sources, "COE", rng(1), mapping=conjugate.Truncation(factor=1000))
    assert len(conjugate.grouping(beside_circle, 3.5, "z")) >= 5
    assert conjugate.grouping(beside_block, 3.5, "z") == [tuple(sources)]


def test_grouping_does_not_chain():
    """a and c, each close to b, are not close: one class of connected components, two of complete linkage."""
    import pandas as pd
    table = pd.DataFrame({"first": ["a", "c", "b"], "second": ["b", "a", "c"], "distance": [0.1, 0.25, 0.15], "z": [-1.0, 4, 2]})
    assert conjugate.grouping(table, 0.2) == [("a", "b"), ("c",)]
    assert conjugate.grouping(table, 0.25) == [("a", "c", "b")]
    assert conjugate.grouping(table, 0) == [("a",), ("c",), ("b",)]
    assert conjugate.grouping(table, 1, "z") == [("a", "b"), ("c",)]


def random_classes(rng, names, number):
    """Names in a random order, in classes of random sizes, none empty."""
    labels = rng.permutation(np.concatenate([np.arange(number), rng.integers(number, size=len(names) - number)]))
    return [tuple(name for name, label in zip(names, labels) if label == k) for k in range(number)]


def labels_of(classes, names):
    of = {name: k for k, one in enumerate(classes) for name in one}
    return [of[name] for name in names]


def test_agreement_counts_the_pairs_that_share_a_class_in_both():
    names, child = list("abcdefghij"), rng(5)
    for one, other in [(random_classes(child, names, a), random_classes(child, names, b))
                       for a in (1, 2, 5, 9) for b in (3, 6, 9)]:
        first, second = ({frozenset(pair) for group in classes for pair in combinations(group, 2)} for classes in (one, other))
        expected, most = len(first) * len(second) / 45, (len(first) + len(second)) / 2
        found = (len(first & second) - expected) / (most - expected)
        assert conjugate.agreement(one, other) == pytest.approx(found, abs=1e-12)
        assert conjugate.agreement(one, [group[::-1] for group in other[::-1]]) == pytest.approx(found, abs=1e-12)


def test_networks_are_exchanged_uniformly_and_within_their_groups():
    """Six exchanges keep both groups; each appears in a sixth of the draws (chi squared, false alarms 1 in 10 000)."""
    classes, within = [("a", "b"), ("c", "d", "e")], [("a", "c", "d"), ("b",), ("e",)]
    child = rng(6)
    drawn = [conjugate.exchanged(classes, child, within) for _ in range(1200)]
    assert all([len(one) for one in found] == [2, 3] and found[0][1] == "b" and found[1][2] == "e" for found in drawn)
    counts = np.unique([found[0][0] + found[1][0] + found[1][1] for found in drawn], return_counts=True)[1]
    assert len(counts) == 6 and ((counts - 200)**2 / 200).sum() < chi2.isf(1e-4, 5)
    everywhere = {name for _ in range(200) for name in conjugate.exchanged(classes, child)[0]}
    assert everywhere == set("abcde")


def test_the_share_between_classes_is_that_of_a_regression_on_labels():
    names, child = list("abcdefghijkl"), rng(7)
    values = dict(zip(names, child.standard_normal(12)))
    for number in (1, 3, 12):
        classes = random_classes(child, names, number)
        design = np.eye(number)[labels_of(classes, names)]
        x = np.array(list(values.values()))
        left = x - design @ np.linalg.lstsq(design, x, rcond=None)[0]
        assert conjugate.share_between(classes, values) == pytest.approx(1 - left.var() / x.var(), abs=1e-12)


# -- errors -----------------------------------------------------------------------

@pytest.mark.parametrize("call, message", [
    (lambda: conjugate.conjugate_ensemble([], "CUE", 2, rng(1)), "orders must be a list of at least one"),
    (lambda: conjugate.conjugate_ensemble([3, 0], "CUE", 2, rng(1)), r"orders\[1\] must be a positive integer; got 0"),
    (lambda: conjugate.conjugate_ensemble([3], "GUE", 2, rng(1)), "GUE"),
    (lambda: conjugate.mixed_gaussian([2.5], rng(1)), r"orders\[0\] must be a positive integer; got 2.5"),
    (lambda: conjugate.mixed_semicircle(0, []), "orders must be a list of at least one"),
    (lambda: conjugate.mixed_orders(5, 1.5, 2, rng(1)), "degree must be a number above 0 and up to 1; got 1.5"),
    (lambda: conjugate.spectral_difference(network(1), "CUE", rng(1), mapping="log"), "mapping must be one of reflection, .*; got 'log'"),
    (lambda: conjugate.spectral_difference(network(1), "CUE", rng(1), size=1), "size must be a whole number of at least 2"),
    (lambda: conjugate.spectral_difference(network(1), "CUE", rng(1), edges=[50, 60, 70]), "no common support"),
    (lambda: conjugate.spectral_difference(network(1), "CUE", rng(1), edges=[0, 0, 1]), "edges must be at least 3 finite, rising"),
    (lambda: conjugate.spectral_difference([np.ones((1, 5))], "CUE", rng(1)), "at least 1 layer matrix with more than one row"),
    (lambda: conjugate.spectral_difference([np.zeros((2, 5))], "CUE", rng(1)), "zero everywhere"),
    (lambda: conjugate.null_masses([], np.array([0, 1, 2]), 2, rng(1)), "shapes must have at least one"),
    (lambda: conjugate.conjugate_masses([], "CUE", MAPS["phase"], np.array([0, 1, 2]), 2, rng(1)), "shapes must have at least one"),
    (lambda: conjugate.equivalence({"a": network(1)}, "CUE", rng(1)), "at least two networks; got 1"),
    (lambda: conjugate.equivalence({"a": network(1), "b": [network(1), network(1, SHAPES[:3])]}, "CUE", rng(1)), "seeds of one architecture"),
    (lambda: conjugate.equivalence({"a": network(1), "b": network(2)}, "CUE", rng(1), edges=[0, 1e3, 1e4]), "edges: every network, drawn again, falls between them in the same way"),
    (lambda: conjugate.grouping(None, -1.0), "accuracy must be a finite number from 0 on; got -1.0"),
    (lambda: conjugate.agreement([("a", "b")], [("a", "c")]), "other must group the same networks as one, at least two; got 2 and 2"),
    (lambda: conjugate.agreement([("a",)], [("a",)]), "at least two; got 1 and 1"),
    (lambda: conjugate.agreement([("a", "b"), ("b",)], [("a", "b")]), "classes must name each network once; got 3 names of 2"),
    (lambda: conjugate.exchanged([("a", "b")], rng(1), [("a",)]), "within must group the same 2 networks as classes; got 1"),
    (lambda: conjugate.share_between([("a", "b")], {"a": 1.0}), "values must give numbers that differ, one for each of the 2 networks; got 1"),
    (lambda: conjugate.share_between([("a", "b")], {"a": 1.0, "b": 1.0}), "values must give numbers that differ"),
])
def test_errors_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


def test_errors_of_type_and_table():
    table = conjugate.equivalence({"a": network(1), "b": network(2), "c": network(3)}, "CUE", rng(1))
    with pytest.raises(ValueError, match="column must be one of the table's, .*; got 'p'"):
        conjugate.grouping(table, 1.0, "p")
    with pytest.raises(ValueError, match="table must hold each pair of its 3 networks once; got 2 rows"):
        conjugate.grouping(table[:2], 1.0)
    with pytest.raises(TypeError, match="sources must be a dict"):
        conjugate.equivalence([network(1)], "CUE", rng(1))
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator"):
        conjugate.spectral_difference(network(1), "CUE", 5)
