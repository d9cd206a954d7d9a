"""Maps from the circle to the line: against the arcsine law, dense matrices, histograms of eigenphases."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import kstest

from pse_helpers import conjugate
from pse_helpers.circular import eigenphase_counts, haar_unitary
from pse_helpers.conjugate import MAPS

CIRCLE_MAPS = ["reflection", "cosine", "phase", "modulus"]


def rng(seed):
    return np.random.default_rng(seed)


@pytest.mark.false_alarm(1e-4, detects="one phase in twelve that comes to lie in the wrong half")
def test_reflected_phases_follow_the_arcsine_law_exactly():
    """Its integral is the arcsine distribution, and one eigenphase of a matrix, whatever the order, follows it."""
    for low, high in ((0, 0.3), (0.3, 2), (2, 4)):
        integral = quad(lambda x: float(conjugate.arcsine_density(x)), low, high)[0]
        law = 2 / np.pi * (np.arcsin(np.sqrt(high / 4)) - np.arcsin(np.sqrt(low / 4)))
        assert integral == pytest.approx(law, abs=1e-7)
    for ensemble in ("COE", "CUE", "CSE"):
        phases = conjugate.conjugate_ensemble([6], ensemble, 3000, rng(5))[0]
        one = conjugate.reflected(rng(6).permuted(phases, axis=1)[:, 0])
        assert kstest(one, lambda x: 2 / np.pi * np.arcsin(np.sqrt(x / 4))).pvalue > 3e-5


def test_the_arcsine_density_at_its_ends():
    assert conjugate.arcsine_density([-1e-9, 0, 4, 4 + 1e-9]).tolist() == [0, np.inf, np.inf, 0]


@pytest.mark.parametrize("name, edges", [
    ("reflection", [2**(half / 2) for half in range(-18, 11)]), ("modulus", [2**(half / 2) for half in range(-18, 11)]),
    ("cosine", [-1 + fifth / 5 for fifth in range(26)]), ("phase", [(fifth / 5 - 1) * np.pi for fifth in range(26)])])
def test_the_default_bins_end_where_the_circular_side_does(name, edges):
    assert MAPS[name].edges == pytest.approx(edges)
    assert np.isclose(edges, {"reflection": 2, "modulus": 1, "cosine": 1, "phase": np.pi}[name]).sum() == 1


def test_reflected_phases_are_eigenvalues_of_a_positive_matrix():
    unitary = haar_unitary(9, rng(1))
    dense = np.linalg.eigvalsh((np.eye(9) + unitary) @ (np.eye(9) + unitary).conj().T)
    assert np.sort(conjugate.reflected(np.angle(np.linalg.eigvals(unitary)))) == pytest.approx(dense, abs=1e-12)


@pytest.mark.parametrize("name", CIRCLE_MAPS)
def test_counts_are_those_of_the_eigenphases(name):
    """The phases of the same generator state are recovered by counts on a grid too fine for two of them in an arc."""
    mapping = MAPS[name]
    for edges in (mapping.edges, np.linspace(-2.7, 3.3, 38)):
        arcs, bins = mapping.arcs(edges)
        fine = np.union1d(arcs, np.linspace(-np.pi, np.pi, 4001))
        found = mapping.counts(7, "COE", edges, 5, rng(3))
        grid = eigenphase_counts("COE", 7, fine, 5, rng(3))
        middle = (fine[1:] + fine[:-1]) / 2
        dense = [np.histogram(np.clip(mapping.value(np.repeat(middle, row)), edges[0], edges[-1]), edges)[0]
                 for row in grid]
        assert (found == dense).all()


@pytest.mark.parametrize("name", CIRCLE_MAPS)
def test_the_law_of_a_map_is_the_histogram_of_its_values(name):
    edges, phases = MAPS[name].edges, (np.arange(200000) + 0.5) * np.pi / 100000 - np.pi
    shares, _ = np.histogram(MAPS[name].value(phases), edges)
    assert MAPS[name].law(edges)[1:] == pytest.approx(shares[1:] / len(phases), abs=2e-5)  # the first bin: open below
    assert MAPS["reflection"].law(edges)[edges[:-1] >= 2].sum() == 0


@pytest.mark.parametrize("edges", [[0, np.nan, 1], [0, 1, 0.5], [0, 1, 1], [1], [0, np.inf], np.zeros((2, 2))])
@pytest.mark.parametrize("name", MAPS)
def test_edges_that_do_not_rise_are_refused(name, edges):
    mapping = MAPS[name]
    reads = [lambda: mapping.counts(mapping.key((3, 5)), "CUE", edges, 2, rng(1))]
    if name in CIRCLE_MAPS:
        reads += [lambda: mapping.law(edges), lambda: mapping.arcs(edges)]
    for read in reads:
        with pytest.raises(ValueError, match="^edges must be at least 2 finite, rising numbers; got "):
            read()


@pytest.mark.parametrize("name", MAPS)
def test_edges_may_be_a_list(name):
    edges, key = [0.0, 0.5, 1.0, 2.0], MAPS[name].key((3, 5))
    found = [MAPS[name].counts(key, "CUE", given, 4, rng(1)) for given in (edges, np.array(edges))]
    assert (found[0] == found[1]).all() and (found[0].sum(axis=1) == 3).all()
