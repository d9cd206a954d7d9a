"""The relative Prüfer phase as a shear and a rotation of the plane, step by step."""

import numpy as np

RESCALE = 128  # steps after which the length of the vector, which does not matter, is reset


def shear(coefficient, complement):
    """c and d of the shear (x, y) -> (x + c y, d y), from d - ic = (1 + gamma) / (1 - gamma)."""
    scale = 1 / np.abs(1 - coefficient)**2
    return -2 * coefficient.imag * scale, complement * scale


def winding(steps, half):
    """Turns, and the rest as a part of a turn, of the relative phase at twice the angles `half`, in [0, pi)."""
    # The phase is psi in exp(i psi) = conj(P) / P. A shear keeps the sign of y, since d > 0; a rotation by less than
    # half a turn carries P over the real axis at most once, always the same way: each change of sign is a whole turn.
    rotation = np.exp(-1j * half)
    P = rotation.copy()
    x, y, spare = P.real, P.imag, np.empty(half.shape)  # x and y are views
    above = np.zeros((RESCALE + 1, *half.shape), bool)
    turns, k = np.zeros(half.shape, int), 0
    for c, d in steps:
        np.multiply(y, c, out=spare)
        x += spare
        y *= d
        P *= rotation
        k += 1
        np.greater(y, 0, out=above[k])
        if k == RESCALE:
            turns += _changes(above)
            above[0], k = above[k], 0
            P /= np.abs(P)  # only its direction matters
    return turns + _changes(above[:k + 1]), (-np.angle(P) / np.pi) % 1


def _changes(above):
    """Changes of sign along the first axis."""
    return (above[1:] != above[:-1]).sum(axis=0)
