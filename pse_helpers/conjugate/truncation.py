"""The block of a layer's own shape, cut out of a larger random unitary matrix."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.checks import check_generator, check_rising, check_whole, whole_numbers
from pse_helpers.circular import beta_of
from pse_helpers.conjugate import sturm
from pse_helpers.conjugate.circle_maps import HALF_OCTAVES


@dataclass(frozen=True)
class Truncation:
    r"""Squared singular values of an (out, rest) block of a Haar matrix of a larger order M.

    The Jacobi ensemble: with n = min(out, rest), m = max(out, rest),

    .. math:: p(\lambda) \propto \prod_{i<j} |\lambda_i - \lambda_j|^\beta
              \prod_i \lambda_i^{\beta (m - n + 1)/2 - 1} (1 - \lambda_i)^{\beta (M - n - m + 1)/2 - 1}

    with mean m / M, by which the values are divided. Orthogonal matrices for
    beta = 1, unitary for 2, symplectic for 4.

    Attributes
    ----------
    name : str
    factor : int
        M = factor (out + rest).

    Notes
    -----
    Unlike the maps of the circle it knows a layer's shape. With M = out + rest a
    square block has at large orders the density of the reflection, while the block
    of a wide layer is nearly all of its rows and its values crowd about one. For a
    large factor the ensemble tends to that of untrained layers, at beta = 1.
    Source: Edelman and Sutton (2008), Found. Comput. Math. 8, 259, for the
    bidiagonal form; its use here is this book's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import Truncation
    >>> Truncation().counts((3, 5), "CUE", np.array([0, 0.5, 1, 2]), 2, np.random.default_rng(1)).sum(axis=1)
    array([3, 3])
    """

    name: str = "truncation"
    factor: int = 1

    def __post_init__(self):
        check_whole(self.factor, "factor")

    @property
    def edges(self):
        """The bins it is best looked at with."""
        return HALF_OCTAVES

    def key(self, shape):
        """What the ensemble conjugate to a layer depends on: its shape, either way round."""
        return tuple(sorted(whole_numbers(shape, "shape", number=2)))

    def counts(self, shape, ensemble, edges, size, rng):
        """Values of `size` blocks between edges, in units of their mean, ends left open."""
        (n, m), edges, size = self.key(shape), check_rising(edges, "edges", 2), check_whole(size, "size")
        check_generator(rng)
        order = self.factor * (n + m)
        on, beside = _jacobi(beta_of(ensemble), n, m, order, size, rng)
        return sturm.counts(on, beside, np.tile(edges[1:-1] * m / order, (size, 1)))


def _jacobi(beta, n, m, order, size, rng):
    """Squared entries of the bidiagonal matrix, from its squared cosines."""
    i, rest = np.arange(n, 0, -1)[:, None], order - n - m
    first = rng.beta(beta / 2 * (m - n + i), beta / 2 * (rest + i), (n, size))
    second = rng.beta(beta / 2 * i[1:], beta / 2 * (m - n + rest + 1 + i[1:]), (n - 1, size))
    on = np.vstack([first[:1], first[1:] * (1 - second)])
    return on, (1 - first[:-1]) * second
