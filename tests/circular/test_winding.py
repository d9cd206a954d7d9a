"""The shear and the turns of the relative phase, beside the complex recursion and the phase followed step by step."""

import numpy as np
import pytest

from pse_helpers.circular.winding import RESCALE, shear, winding

HALF = np.array([0, 1e-3, 0.3, 1.0, 1.5, 2.2, 3.1, np.nextafter(np.pi, 0)])  # no turn ends within rounding of one


def in_the_disc(steps, seed, modulus=1.0):
    rng = np.random.default_rng(seed)
    return modulus * np.sqrt(rng.random(steps)) * np.exp(2j * np.pi * rng.random(steps))


def turns_and_rest(gamma, half):
    return winding(zip(*shear(gamma, 1 - np.abs(gamma)**2)), half)


def phase_step_by_step(gamma, theta):
    """psi -> psi + theta - 2 arg((1 - gamma exp(i psi)) / (1 - gamma)), from psi = theta: both arguments are acute."""
    psi = theta
    for one in gamma:
        psi = psi + theta - 2 * (np.angle(1 - one * np.exp(1j * psi)) - np.angle(1 - one))
    return psi


def test_the_shear_is_the_step_of_the_recursion():
    """P -> (P - gamma conj(P)) / (1 - gamma) in real and imaginary part."""
    gamma = in_the_disc(50, 1)
    P = np.exp(2j * np.pi * np.random.default_rng(2).random(50))
    stepped = (P - gamma * P.conj()) / (1 - gamma)
    c, d = shear(gamma, 1 - np.abs(gamma)**2)
    np.testing.assert_allclose(P.real + c * P.imag + 1j * d * P.imag, stepped, atol=1e-12)


@pytest.mark.parametrize("steps", [0, 1, 5, RESCALE, 2 * RESCALE + 3])
def test_without_coefficients_the_phase_turns_evenly(steps):
    turns, rest = turns_and_rest(np.zeros(steps, complex), HALF)
    assert np.issubdtype(turns.dtype, np.integer) and ((rest >= 0) & (rest < 1)).all()
    np.testing.assert_allclose(turns + rest, (steps + 1) * HALF / np.pi, atol=1e-11)


@pytest.mark.parametrize("modulus", [0.3, 1.0])
@pytest.mark.parametrize("steps", [1, 5, RESCALE - 1, RESCALE, RESCALE + 1, 1000])
def test_turns_are_those_of_the_phase_followed_step_by_step(steps, modulus):
    gamma = in_the_disc(steps, steps, modulus)
    turns, rest = turns_and_rest(gamma, HALF)
    np.testing.assert_allclose(turns + rest, phase_step_by_step(gamma, 2 * HALF) / (2 * np.pi), atol=1e-8)


@pytest.mark.parametrize("coefficient", [0.9, -0.9])
def test_the_length_of_the_vector_neither_overflows_nor_vanishes(coefficient):
    """For an angle of 2 the step is hyperbolic: for 0.9 the vector grows eightfold each time, for -0.9 it halves."""
    gamma = np.full(2000, complex(coefficient))
    turns, rest = turns_and_rest(gamma, HALF)
    np.testing.assert_allclose(turns + rest, phase_step_by_step(gamma, 2 * HALF) / (2 * np.pi), atol=1e-8)


def test_each_angle_may_have_its_own_coefficients():
    gammas = np.stack([in_the_disc(200, 3), in_the_disc(200, 4)], axis=1)
    together = turns_and_rest(gammas, np.array([0.7, 0.7]))
    alone = [turns_and_rest(gamma, np.array([0.7])) for gamma in gammas.T]
    np.testing.assert_allclose(together, np.concatenate(alone, axis=1), atol=1e-12)
