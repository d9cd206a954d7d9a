"""From the circle to the line: what an eigenphase is compared with an eigenvalue as."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from pse_helpers.checks import check_rising, check_whole, real_array, real_line, whole_numbers
from pse_helpers.circular import eigenphase_counts

# Among the edges are 2, where 1 + cos ends, and 4, where the spectrum of a square untrained layer does.
HALF_OCTAVES = 2.0**np.arange(-9, 5.5, 0.5)


@dataclass(frozen=True)
class CircleMap:
    """A function of the eigenphase, to be compared with eigenvalues in units of their layer's mean.

    Attributes
    ----------
    name : str
    value : callable
        From an array of phases in radians to the line.
    phases : callable
        From an array of numbers to the phases in (-pi, pi) at which the value is one of them.
    edges : ndarray
        The bins it is best looked at with.

    Examples
    --------
    >>> from pse_helpers.conjugate import MAPS
    >>> MAPS["reflection"].value([0, 3.14159]).round(6) + 0
    array([2., 0.])
    """

    name: str
    value: Callable
    phases: Callable
    edges: np.ndarray = field(repr=False, compare=False)

    def key(self, shape):
        """What the ensemble conjugate to a layer depends on: the number of its eigenvalues."""
        return min(whole_numbers(shape, "shape", number=2))

    def arcs(self, edges):
        """Edges of arcs that cover the circle, and the bin that the image of each arc falls in, ends left open."""
        edges = check_rising(edges, "edges", 2)
        arcs = np.unique(np.concatenate([[-np.pi], self.phases(edges[1:-1]), [np.pi]]))
        inside = (2 * arcs[:-1] + arcs[1:]) / 3  # not the middle, which may be the one phase that meets an edge
        image = self.value(inside)
        return arcs, np.searchsorted(edges[1:-1], image, side="right")

    def counts(self, order, ensemble, edges, size, rng):
        """Images of the eigenphases of `size` matrices between edges, ends left open, without a matrix."""
        arcs, bins = self.arcs(edges)
        found = eigenphase_counts(ensemble, check_whole(order, "order"), arcs, size, rng)
        return found @ (bins[:, None] == np.arange(len(edges) - 1))

    def law(self, edges):
        r"""The exact expectation of the mass in every bin, the same for every order and every beta.

        Parameters
        ----------
        edges : array_like, shape (bins + 1,)
            What lies outside belongs to the end bins.

        Returns
        -------
        ndarray, shape (bins,)

        Notes
        -----
        The one-point density of every circular ensemble is uniform, so this is the
        length of the arcs.

        Examples
        --------
        >>> from pse_helpers.conjugate import MAPS
        >>> MAPS["reflection"].law([0, 1, 2]).round(6)
        array([0.5, 0.5])
        """
        arcs, bins = self.arcs(edges)
        return np.bincount(bins, weights=np.diff(arcs), minlength=len(edges) - 1) / (2 * np.pi)


def reflected(phases):
    r"""The eigenvalues of :math:`(1 + U)(1 + U^\dagger)`.

    .. math:: \lambda = 2 + 2 \cos\theta

    Parameters
    ----------
    phases : array_like
        Eigenphases of U, radians.

    Returns
    -------
    ndarray, of the same shape
        From 0 to 4, with mean 2 for every circular ensemble.

    Examples
    --------
    >>> from pse_helpers.conjugate import reflected
    >>> reflected([0, 1.5707963267948966]).round(6)
    array([4., 2.])
    """
    return 2 + 2 * np.cos(real_array(phases, "phases"))


def arcsine_density(x):
    r"""The exact density of :func:`reflected` eigenphases.

    .. math:: \rho(x) = \frac{1}{\pi \sqrt{x (4 - x)}}, \qquad 0 < x < 4

    Parameters
    ----------
    x : array_like

    Returns
    -------
    ndarray, of the shape of x
        Per unit of x; inf at 0 and 4, zero outside.

    Notes
    -----
    For any circular ensemble and any order.

    Examples
    --------
    >>> from pse_helpers.conjugate import arcsine_density
    >>> arcsine_density([-1, 2]).round(4)
    array([0.    , 0.1592])
    """
    x = real_line(x, "x")
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((x < 0) | (x > 4), 0, 1 / (np.pi * np.sqrt(x * (4 - x))))


def _mirrored(cosines):
    inside = np.arccos(cosines[np.abs(cosines) < 1])
    return np.concatenate([-inside, inside])


REFLECTION = CircleMap("reflection", lambda t: reflected(t) / 2, lambda x: _mirrored(x - 1), HALF_OCTAVES)
COSINE = CircleMap("cosine", np.cos, _mirrored, np.linspace(-1, 4, 26))
PHASE = CircleMap("phase", lambda t: t, lambda x: x[np.abs(x) < np.pi], np.linspace(-np.pi, 4 * np.pi, 26))
MODULUS = CircleMap("modulus", np.ones_like, lambda x: np.empty(0), HALF_OCTAVES)
