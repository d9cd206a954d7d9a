"""Spectral ergodicity: how alike the spectra of an ensemble are, and how far two such measurements are apart."""

import numpy as np

from pse_helpers.checks import check_number, check_whole, real_array, whole_numbers
from pse_helpers.levels import number_variance_law

# -- the metric ----------------------------------------------------------------

def phase_edges(delta):
    """Edges of equal bins that cover the whole circle.

    Parameters
    ----------
    delta : float
        Wanted width in radians, above 0, at most pi. The number of bins is
        2 pi / delta rounded to a whole number, and the width adjusted to it.

    Returns
    -------
    ndarray, shape (bins + 1,)
        From -pi to pi.

    Examples
    --------
    >>> from pse_helpers.ergodicity import phase_edges
    >>> edges = phase_edges(0.2)
    >>> len(edges) - 1, round(edges[1] - edges[0], 6).item()
    (31, 0.202683)
    """
    delta = check_number(delta, "delta", "above 0 and at most pi", lambda delta: 0 < delta <= np.pi)
    return np.linspace(-np.pi, np.pi, round(2 * np.pi / delta) + 1)


def thirumalai_mountain(counts, n):
    r"""The ergodicity metric of Thirumalai and Mountain for an ensemble of spectra.

    .. math:: \Omega_k = \frac{1}{M n} \sum_{j \le M} (\rho_{jk} - \bar\rho_k)^2

    Parameters
    ----------
    counts : array_like, shape (size, bins)
        Number of eigenphases of each of M = size matrices in each bin.
    n : int
        Number of eigenphases of a matrix.

    Returns
    -------
    ndarray, shape (bins,)
        Counts squared per eigenphase; zero where all matrices agree.

    Notes
    -----
    Source: Süzen, Weber and Cerdà (2017), arXiv:1704.08303, after Thirumalai,
    Mountain and Kirkpatrick (1989), Phys. Rev. A 39, 3563.

    Examples
    --------
    >>> from pse_helpers.ergodicity import thirumalai_mountain
    >>> thirumalai_mountain([[2, 2], [4, 0]], n=4)
    array([0.25, 0.25])
    """
    counts = real_array(counts, "counts", high=1e150)
    if counts.ndim != 2 or 0 in counts.shape:
        raise ValueError(f"counts must be finite, of shape (size, bins); got shape {counts.shape}")
    return counts.var(axis=0) / check_whole(n, "n")


def thirumalai_mountain_law(beta, n, delta, size):
    r"""The exact expectation of the metric in one bin of a circular ensemble.

    .. math:: E\,\Omega = \frac{M - 1}{M} \, \frac{\mathrm{Var}\, N(\delta)}{n}

    for M independent matrices, with the number variance of :func:`pse_helpers.levels.number_variance_law`.

    Parameters
    ----------
    beta : {0, 1, 2, 4}
        0 for independent phases.
    n : int
    delta : float
        True width of the bin in radians, `edges[1] - edges[0]`.
    size : int or inf
        Number M of matrices; inf for the limit.

    Returns
    -------
    float

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.ergodicity import thirumalai_mountain_law
    >>> round(thirumalai_mountain_law(2, 64, 0.2, np.inf), 6)
    0.006521
    """
    return (1 - 1 / _size(size)) * number_variance_law(beta, n, _width(delta)) / n


# -- distances -----------------------------------------------------------------

def symmetric_kl(p, q, shift=1e-9):
    r"""Symmetric Kullback-Leibler distance of two non-negative vectors, with the logarithm to base 2.

    .. math:: D(p, q) = \sum_k (p_k - q_k) \log_2 \frac{p_k + s}{q_k + s}

    Parameters
    ----------
    p, q : array_like, shape (bins,)
        Non-negative and finite. They need not sum to one: periodic spectral
        ergodicity does not.
    shift : float
        The positive s that keeps empty bins finite. A bin that is zero in one
        vector and :math:`p_k` in the other adds :math:`p_k \log_2((p_k + s)/s)`.

    Returns
    -------
    float
        Zero or more, in the unit of p times bits; zero only where p = q.

    Notes
    -----
    Source: Süzen, Weber and Cerdà (2017), arXiv:1704.08303, the distance
    between ensembles; the shift is their code's.

    Examples
    --------
    >>> from pse_helpers.ergodicity import symmetric_kl
    >>> round(symmetric_kl([0.5, 0.5], [0.25, 0.75]), 4)
    0.3962
    """
    p, q = real_array(p, "p", finite=False), real_array(q, "q", finite=False)
    shift = _shift(shift)
    if p.ndim != 1 or p.shape != q.shape:
        raise ValueError(f"p and q must be vectors of one length; got shapes {p.shape} and {q.shape}")
    for name, vector in (("p", p), ("q", q)):
        if not (vector.min(initial=0) >= 0 and vector.max(initial=0) < 1e150):  # beyond, quotients are out of range
            raise ValueError(f"{name} must be finite and not negative; got values from {vector.min():g} to "
                             f"{vector.max():g}")
    return float(np.sum((p - q) * np.log2((p + shift) / (q + shift))))


def size_distance_law(beta, sizes, delta, size):
    r"""The expected distance between the metrics of two matrix orders, with the noise of finite ensembles.

    .. math:: E\,D = \frac{M - 1}{M} K \left[(\Omega_a - \Omega_b) \log_2\frac{\Omega_a}{\Omega_b}
        + (\Omega_a + \Omega_b) \frac{2}{(M - 1) \ln 2}\right]

    with K bins and the exact :math:`\Omega` of the limit of many matrices. The second term is the
    noise floor: what is measured between two ensembles of one and the same order.
    It holds where the shift of :func:`symmetric_kl` is negligible and counts are
    nearly Gaussian, so that the sample variance of M of them follows a gamma law;
    its mean logarithm then gives the formula without further approximation. With
    two eigenphases in a bin it is within a few per cent for the ensembles, and about
    an eighth low for independent phases.

    Parameters
    ----------
    beta : {0, 1, 2, 4}
    sizes : (int, int)
        The two orders n.
    delta : float
        True width of a bin in radians; the bins cover the circle.
    size : int or inf
        Number M of matrices of each order, above 1.

    Returns
    -------
    float

    Notes
    -----
    Source: without noise as in Süzen, Weber and Cerdà (2017), arXiv:1704.08303.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.ergodicity import phase_edges, size_distance_law
    >>> delta = np.diff(phase_edges(0.2))[0]
    >>> [round(float(np.log10(size_distance_law(2, (64, 128), delta, size))), 2) for size in (40, np.inf)]
    [-1.06, -1.18]
    """
    size, delta = _size(size, least=2), _width(delta)
    a, b = (thirumalai_mountain_law(beta, n, delta, np.inf) for n in whole_numbers(sizes, "sizes", number=2))
    bins = round(2 * np.pi / delta)
    return float((1 - 1 / size) * bins * ((a - b) * np.log2(a / b) + (a + b) * 2 / ((size - 1) * np.log(2))))


def sparse_distance_law(sizes, delta, size, shift=1e-9):
    r"""The expected distance where nearly all bins are empty: the same for every ensemble.

    That one matrix has two phases in a bin is neglected: for independent phases the
    distance is larger by a share of about n delta / 2 pi.

    With :math:`c \sim \mathrm{Poisson}(M n \delta / 2\pi)` matrices that have one eigenphase in a
    bin, the metric there is :math:`x = (c/M - (c/M)^2)/n`, and

    .. math:: E\,D = K\, E\left[(x_a - x_b) \log_2\frac{x_a + s}{x_b + s}\right] .

    Parameters
    ----------
    sizes : (int, int)
        The two orders n.
    delta : float
        Width of a bin in radians, much smaller than the mean gap 2 pi / n.
    size : int
        Number M of matrices of each order.
    shift : float
        The s of :func:`symmetric_kl`.

    Returns
    -------
    float

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.ergodicity import sparse_distance_law
    >>> round(float(np.log10(sparse_distance_law((64, 128), 1e-4, 40))), 3)
    1.521
    """
    size, delta, shift = check_whole(size, "size"), _width(delta), _shift(shift)
    (p, x), (q, y) = (_sparse_metric(n, delta, size) for n in whole_numbers(sizes, "sizes", number=2))
    distance = (x[:, None] - y) * np.log2((x[:, None] + shift) / (y + shift))
    return float(round(2 * np.pi / delta) * (p @ distance @ q))


def _sparse_metric(n, delta, size):
    """Probabilities and values of the metric in a bin that seldom holds an eigenphase."""
    from scipy.stats import poisson  # slow to import, and needed here only
    mean = size * n * delta / (2 * np.pi)
    c = np.arange(min(size, int(poisson.isf(1e-16, mean)) + 1) + 1)
    return poisson.pmf(c, mean), (c / size - (c / size)**2) / n


# -- checks --------------------------------------------------------------------

def _width(delta):
    """The width of a bin of the circle."""
    return check_number(delta, "delta", "positive, below 2 pi", lambda delta: 1e-300 < delta < 2 * np.pi)


def _shift(shift):
    """The shift of a distance, with which no quotient is out of range."""
    return check_number(shift, "shift", "a positive number", lambda shift: 1e-150 < shift < 1e150)


def _size(size, least=1):
    """A number of matrices, or infinity."""
    return size if isinstance(size, float) and size == np.inf else check_whole(size, "size", least)
