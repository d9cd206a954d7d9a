"""What the files of this folder share: matrices in blocks, histograms by numpy, and arguments that all refuse alike."""

import numpy as np
import pytest
import scipy.linalg

from pse_helpers.circular import phases
from pse_helpers.circular.winding import shear

# -- functions -----------------------------------------------------------------

@pytest.fixture(scope="session")
def z_score():
    """How many standard errors the mean over the first axis is from the law."""
    return lambda samples, law: (samples.mean(axis=0) - law) / (samples.std(axis=0, ddof=1) / len(samples)**0.5)


@pytest.fixture(scope="session")
def cmv_matrix():
    """The five-diagonal matrix of Killip and Nenciu, as the product of its two block-diagonal factors."""
    def matrix(alpha):
        rho = np.sqrt(np.maximum(1 - np.abs(alpha[:-1])**2, 0))
        reflections = [np.array([[a.conj(), r], [r, -a]]) for a, r in zip(alpha, rho)]
        blocks = [[[1]], *reflections, [[alpha[-1].conj()]]]
        return scipy.linalg.block_diag(*blocks[1::2]) @ scipy.linalg.block_diag(*blocks[0::2])
    return matrix


@pytest.fixture(scope="session")
def cmv_phases(cmv_matrix):
    return lambda coefficients: np.angle(np.linalg.eigvals(np.array([cmv_matrix(alpha) for alpha in coefficients])))


@pytest.fixture(scope="session")
def histograms():
    """Counts of phases on the circle, whichever turn the edges lie on."""
    def counts(phases, edges):
        turned = (phases - edges[0]) % (2 * np.pi) + edges[0]
        return np.array([np.histogram(row, edges)[0] for row in turned])
    return counts


def plain_recursion(coefficients, theta):
    """The Prüfer phases psi_0, ..., psi_{n-1} at one angle (Killip and Nenciu 2004), one array (size,) a step.

    An eigenphase is at theta where psi_{n-1} + arg alpha_{n-1} is a multiple of 2 pi.
    """
    psi = np.full(len(coefficients), float(theta))
    yield psi
    for alpha in coefficients[:, :-1].T:
        psi = psi + theta - 2 * np.angle(1 - alpha * np.exp(1j * psi))
        yield psi


@pytest.fixture(scope="session")
def prufer_phases():
    return plain_recursion


@pytest.fixture(scope="session")
def counts_from_coefficients():
    """What the package's recursion counts for the matrices with given coefficients, in place of drawn ones.

    Turning all of them by the phase that they have at the first edge makes that edge the angle 0 of `winding`.
    """
    def of(coefficients, edges):
        start = np.array(list(plain_recursion(coefficients, edges[0])))
        relative = coefficients[:, :-1].T * np.exp(1j * start[:-1])
        steps = ((c[:, None], d[:, None]) for c, d in zip(*shear(relative, 1 - np.abs(relative)**2)))
        offset = (start[-1] + np.angle(coefficients[:, -1])) / (2 * np.pi)
        return phases._counts(steps, coefficients.shape[1], np.asarray(edges), (offset % 1)[:, None])
    return of


@pytest.fixture(scope="session")
def dual():
    def of(matrix):
        J = scipy.linalg.block_diag(*[[[0, 1], [-1, 0]]] * (len(matrix) // 2))
        return J @ matrix.T @ J.T
    return of


@pytest.fixture(scope="session")
def without_twins():
    """One phase of each Kramers pair; a pair may lie across -pi/pi."""
    def halved(phases):
        phases = np.sort(phases)
        if np.ptp(phases.reshape(-1, 2), axis=1).max() > 1e-9:
            phases = np.append(phases[1:], phases[0] + 2 * np.pi)
        pairs = phases.reshape(-1, 2)
        assert np.ptp(pairs, axis=1).max() < 1e-9
        return np.angle(np.exp(1j * pairs.mean(axis=1)))
    return halved


@pytest.fixture(scope="session")
def check_realisations():
    """No realisation is drawn twice, and each entry varies between realisations."""
    def check(samples):
        flat = np.asarray(samples).reshape(len(samples), -1)
        assert len(np.unique(flat.round(9), axis=0)) == len(flat)
        assert (flat.std(axis=0) > 0).all()
    return check


@pytest.fixture(scope="session")
def check_generator_alone():
    """The same generator gives the same numbers, another one others; numpy's global state stays."""
    def check(draw):
        state = np.random.get_state()[1].copy()
        first, again, other = (draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
        np.testing.assert_array_equal(first, again)
        assert (first != other).any()
        np.testing.assert_array_equal(np.random.get_state()[1], state)
    return check


# -- arguments that are refused ------------------------------------------------

@pytest.fixture(params=["GOE", "cue", "0", -1, -1.5, float("nan"), float("inf"), True, False, None, 2j], ids=repr)
def no_ensemble(request):
    return request.param


@pytest.fixture(params=[0, -3, 2.5, 4.0, "4", True, None], ids=repr)
def no_order(request):
    return request.param


@pytest.fixture(params=[0, -1, 1.5, True, (2, 3)], ids=repr)
def no_size(request):
    return request.param


@pytest.fixture(params=[(None, "NoneType"), (3, "int"), (np.random, "module"),
                        (np.random.RandomState(1), "RandomState")], ids=lambda pair: pair[1])
def no_generator(request):
    """What is no generator, and how the refusal calls it."""
    return request.param
