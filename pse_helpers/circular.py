"""Dyson's circular ensembles for any beta: matrices, eigenphases, and exact counts without a matrix.

A matrix of the circular beta ensemble of order n is, up to its eigenvectors,
n independent complex numbers, its Verblunsky coefficients. The phase of Szegő's
recursion through them winds once around the circle for each eigenphase, so
counting eigenphases takes a recursion of n steps and no eigenvalue solver.
"""

import numbers

import numpy as np
from scipy.optimize import elementwise

ENSEMBLES = {"COE": 1, "CUE": 2, "CSE": 4}

_BLOCK = 128     # steps of the recursion whose coefficients are in memory at a time
_POINTS = 20000  # angles at which the recursion runs side by side


# -- dense matrices ------------------------------------------------------------

def sample_matrix(ensemble, n, rng):
    r"""A random matrix of Dyson's orthogonal, unitary or symplectic circular ensemble.

    With U uniform on the unitary group (Haar measure): CUE is :math:`U`, COE is
    :math:`U^T U`, and CSE is :math:`U^D U` with U of order 2n, where
    :math:`U^D = J U^T J^T` and J is made of n blocks :math:`(0, 1; -1, 0)`.

    Parameters
    ----------
    ensemble : {"COE", "CUE", "CSE"}
    n : int
        Number of distinct eigenphases.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of complex, shape (n, n), for CSE (2n, 2n)
        Unitary. In CSE every eigenvalue stands twice (a Kramers pair).

    Raises
    ------
    ValueError
        For an unknown ensemble or n below 1.
    TypeError
        For an rng of another type.

    Notes
    -----
    Source: Dyson (1962), J. Math. Phys. 3, 140; Mezzadri (2007), Notices AMS 54, 592.
    Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import sample_matrix
    >>> U = sample_matrix("CSE", 3, np.random.default_rng(1))
    >>> U.shape, bool(np.allclose(U @ U.conj().T, np.eye(6)))
    ((6, 6), True)
    """
    if ensemble not in ENSEMBLES:
        raise ValueError(f"ensemble must be one of {', '.join(ENSEMBLES)}; got {ensemble!r}")
    n = _whole(n, "n")
    _require_generator(rng)
    if ensemble == "CUE":
        return haar_unitary(n, rng)
    if ensemble == "COE":
        unitary = haar_unitary(n, rng)
        return unitary.T @ unitary
    unitary = haar_unitary(2 * n, rng)
    J = np.kron(np.eye(n), [[0, 1], [-1, 0]])
    return J @ unitary.T @ J.T @ unitary


def haar_unitary(n, rng):
    r"""A unitary matrix from Haar measure: Q of a complex Gaussian matrix's QR, with its phases mended.

    The QR decomposition that libraries return makes its own choice of phases, and
    Q alone is not uniform; :math:`Q\,\mathrm{diag}(r_{jj}/|r_{jj}|)` is.

    Parameters
    ----------
    n : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of complex, shape (n, n)

    Raises
    ------
    ValueError, TypeError
        As :func:`sample_matrix`.

    Notes
    -----
    Source: Mezzadri (2007), Notices AMS 54, 592. Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import haar_unitary
    >>> abs(np.linalg.det(haar_unitary(4, np.random.default_rng(1)))).round(12).item()
    1.0
    """
    n = _whole(n, "n")
    _require_generator(rng)
    gaussian = rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))
    q, r = np.linalg.qr(gaussian)
    phases = np.diagonal(r) / np.abs(np.diagonal(r))
    return q * phases


# -- coefficients --------------------------------------------------------------

def verblunsky_coefficients(ensemble, n, size, rng):
    r"""Independent coefficients of `size` matrices of the circular beta ensemble.

    :math:`\alpha_k`, k = 0, ..., n-1, has a uniform argument, and
    :math:`|\alpha_k|^2` follows Beta(1, beta j / 2) with j = n-1-k; the last one
    lies on the unit circle.

    Parameters
    ----------
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta > 0.
    n, size : int
        Order and number of matrices.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of complex, shape (size, n)

    Raises
    ------
    ValueError, TypeError
        As :func:`eigenphases`.

    Notes
    -----
    Source: Killip and Nenciu (2004), IMRN 50, 2665, Theorem 1. Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import verblunsky_coefficients
    >>> np.abs(verblunsky_coefficients("CUE", 4, 1, np.random.default_rng(1))).round(2)
    array([[0.55, 0.38, 1.  , 1.  ]])
    """
    beta, n, size = beta_of(ensemble), _whole(n, "n"), _whole(size, "size")
    _require_generator(rng)
    inner = [block for block, _ in _coefficient_blocks(beta, n, size, rng)]
    last = np.exp(2j * np.pi * rng.random((1, size)))
    return np.concatenate([*inner, last]).T


def _coefficient_blocks(beta, n, size, rng):
    """Blocks (steps, size) of all coefficients but the last, each with its 1 - |alpha|^2, free of cancellation."""
    for start in range(0, n - 1, _BLOCK):
        j = np.arange(n - 1 - start, max(n - 1 - start - _BLOCK, 0), -1)[:, None]
        log_complement = -2 / (beta * j) * rng.standard_exponential((len(j), size))
        angle = np.exp(2j * np.pi * rng.random((len(j), size)))
        yield np.sqrt(-np.expm1(log_complement)) * angle, np.exp(log_complement)


def five_diagonal_matrix(coefficients):
    r"""The five-diagonal unitary matrix with given Verblunsky coefficients, for teaching and tests.

    The product of two block-diagonal matrices with blocks
    :math:`(\bar\alpha_j, \rho_j; \rho_j, -\alpha_j)`, :math:`\rho_j = \sqrt{1 - |\alpha_j|^2}`:
    those with even j on the diagonal of one, those with odd j, after a 1, on that of
    the other. The last coefficient closes one of them as :math:`\bar\alpha_{n-1}`.

    Parameters
    ----------
    coefficients : array_like of complex, shape (n,)
        Inside the unit disc, the last one on the circle.

    Returns
    -------
    ndarray of complex, shape (n, n)

    Raises
    ------
    ValueError
        For coefficients outside the disc.

    Notes
    -----
    Source: Cantero, Moral and Velázquez (2003), Linear Algebra Appl. 362, 29.
    Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import five_diagonal_matrix
    >>> np.linalg.eigvals(five_diagonal_matrix([0, 1])).round(6).real.tolist()
    [1.0, -1.0]
    """
    alpha, = _checked_coefficients(np.atleast_2d(coefficients))
    n, rho = len(alpha), np.sqrt(np.maximum(1 - np.abs(alpha)**2, 0))
    even, odd = np.zeros((n, n), complex), np.zeros((n, n), complex)
    odd[0, 0] = 1
    for j in range(n - 1):
        (even, odd)[j % 2][j:j + 2, j:j + 2] = [[alpha[j].conj(), rho[j]], [rho[j], -alpha[j]]]
    (even, odd)[(n - 1) % 2][-1, -1] = alpha[-1].conj()
    return even @ odd


# -- counting without a matrix -------------------------------------------------

def eigenphase_counts(ensemble, n, edges, size, rng):
    """Exact histograms of the eigenphases of `size` matrices, without a matrix.

    Parameters
    ----------
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta > 0.
    n : int
        Number of eigenphases of a matrix; the cost is proportional to it, the
        memory does not depend on it.
    edges : array_like, shape (bins + 1,)
        Rising, in radians, spanning at most 2 pi.
    size : int
        Number of matrices.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (size, bins)

    Raises
    ------
    ValueError
        For an unknown ensemble, beta, n or size that is not positive, edges that
        are not finite, do not rise, or span more than 2 pi.
    TypeError
        For an rng of another type.

    Notes
    -----
    One step of the relative Prüfer phase psi for each coefficient, in the form
    :math:`e^{i psi} = \\bar P / P`, in which it is a shear and a rotation of the
    plane; an eigenphase is passed where the imaginary part of P changes sign.
    Source: Killip and Stoiciu (2009), Duke Math. J. 146, 361; the form with a
    shear is this book's. Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import eigenphase_counts
    >>> edges = np.linspace(-np.pi, np.pi, 5)
    >>> eigenphase_counts("CUE", 100, edges, 3, np.random.default_rng(1)).sum(axis=1)
    array([100, 100, 100])
    """
    beta, n, size = beta_of(ensemble), _whole(n, "n"), _whole(size, "size")
    edges = _checked_edges(edges)
    _require_generator(rng)
    shears = (_shear(*block) for block in _coefficient_blocks(beta, n, size, rng))
    steps = ((c[:, None], d[:, None]) for cs, ds in shears for c, d in zip(cs, ds))
    return _counts(steps, n, edges, rng.random((size, 1)))


def counts_from_coefficients(coefficients, edges):
    """Histograms of the eigenphases of the matrices with given Verblunsky coefficients.

    Parameters
    ----------
    coefficients : ndarray of complex, shape (size, n)
        Inside the unit disc, the last one on the circle.
    edges : array_like, shape (bins + 1,)
        Rising, in radians, spanning at most 2 pi.

    Returns
    -------
    ndarray of int, shape (size, bins)

    Raises
    ------
    ValueError
        For edges as in :func:`eigenphase_counts`, or coefficients outside the disc.

    Notes
    -----
    Source: as :func:`eigenphase_counts`. Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import counts_from_coefficients
    >>> counts_from_coefficients(np.array([[0, 0, 1.0]]), [-1, 1, 3])   # eigenvalues: cube roots of 1
    array([[1, 1]])
    """
    coefficients, edges = _checked_coefficients(coefficients), _checked_edges(edges)
    inner = coefficients[:, :-1].T
    start = np.array(list(prufer_phases(coefficients, edges[0])))  # the phase at the first edge, step by step
    relative = inner * np.exp(1j * start[:-1])
    steps = ((c[:, None], d[:, None]) for c, d in zip(*_shear(relative, 1 - np.abs(relative)**2)))
    offset = (start[-1] + np.angle(coefficients[:, -1])) / (2 * np.pi)
    return _counts(steps, coefficients.shape[1], edges, (offset % 1)[:, None])


def prufer_phases(coefficients, theta):
    """The Prüfer phases at one angle, step by step: Szegő's recursion in its plainest form.

    Parameters
    ----------
    coefficients : ndarray of complex, shape (size, n)
    theta : float
        In radians.

    Yields
    ------
    ndarray, shape (size,)
        psi_0, ..., psi_{n-1}. The matrix has an eigenphase at theta where
        psi_{n-1} + arg alpha_{n-1} is a multiple of 2 pi.

    Notes
    -----
    Source: Killip and Nenciu (2004), IMRN 50, 2665. Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import prufer_phases
    >>> [float(psi[0]) for psi in prufer_phases(np.array([[0, 0, 1.0]]), 0.5)]
    [0.5, 1.0, 1.5]
    """
    psi = np.full(len(coefficients), float(theta))
    yield psi
    for alpha in coefficients[:, :-1].T:
        psi = psi + theta - 2 * np.angle(1 - alpha * np.exp(1j * psi))
        yield psi


# -- all eigenphases -----------------------------------------------------------

def eigenphases(ensemble, n, size, rng):
    """All eigenphases of `size` matrices, without a matrix.

    Parameters
    ----------
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta > 0.
    n : int
        Number of eigenphases of a matrix; the cost grows with its square.
    size : int
        Number of matrices.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (size, n)
        Radians in [-pi, pi), each row sorted; CSE without its Kramers twins.

    Raises
    ------
    ValueError
        For an unknown ensemble, or beta, n or size that is not positive.
    TypeError
        For an rng of another type.

    Notes
    -----
    The Prüfer phase of :func:`eigenphase_counts` rises by one turn from each
    eigenphase to the next; they are bracketed on a grid and found by scipy.
    Source: Killip and Stoiciu (2009), Duke Math. J. 146, 361. Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import eigenphases
    >>> eigenphases("COE", 3, 2, np.random.default_rng(1)).round(2)
    array([[ 0.41,  0.57,  2.99],
           [-2.58, -0.6 ,  0.24]])
    """
    beta, n, size = beta_of(ensemble), _whole(n, "n"), _whole(size, "size")
    _require_generator(rng)
    together = max(1, _POINTS // n)
    groups = [min(together, size - start) for start in range(0, size, together)]
    return np.concatenate([_solve(beta, n, group, rng) for group in groups])


def _solve(beta, n, size, rng):
    shears = [_shear(*block) for block in _coefficient_blocks(beta, n, size, rng)]
    # Backwards, the largest coefficients come first: the same law of eigenphases, and a far smoother phase to solve.
    backwards = [(c, d) for cs, ds in reversed(shears) for c, d in zip(cs[::-1], ds[::-1])]
    offset = rng.random(size)

    def level(theta, row):
        """How many eigenphases lie below an angle counted from the reference point, continued between them."""
        pick = row if size > 1 else 0  # gathering from one row would only cost time
        steps = ((c[pick], d[pick]) for c, d in backwards)
        turns, rest = _winding(steps, theta / 2)
        return turns + rest + offset[row]

    row, target = np.divmod(np.arange(size * n), n)
    target += 1
    grid = np.linspace(0, np.nextafter(2 * np.pi, 0), 2 * n + 1)  # at 2 pi itself the turn would be complete
    levels = np.empty((size, len(grid)))
    levels[:, 0], levels[:, -1] = offset, offset + n
    inner = np.tile(grid[1:-1], size)
    levels[:, 1:-1] = level(inner, np.repeat(np.arange(size), len(grid) - 2)).reshape(size, -1)
    after = np.concatenate([np.searchsorted(one, np.arange(1, n + 1)) for one in levels])
    found = elementwise.find_root(lambda theta, row, target: level(theta, row) - target,
                                  (grid[after - 1], grid[after]), args=(row, target), tolerances={"xatol": 1e-13})
    return np.sort(found.x.reshape(size, n), axis=1) - np.pi


def _counts(steps, n, edges, offset):
    """Counts between edges: eigenphases passed since the first edge, at every edge, then differences."""
    widths = edges - edges[0]
    whole_circle = widths[-1] > 2 * np.pi - 1e-12
    inside = widths[1:-1] if whole_circle else widths[1:]
    turns, rest = _winding(steps, np.broadcast_to(inside / 2, (len(offset), len(inside))))
    passed = turns + (offset + rest >= 1)
    closing = np.full((len(offset), 1), n) if whole_circle else np.empty((len(offset), 0), int)
    return np.diff(np.hstack([np.zeros((len(offset), 1), int), passed, closing]))


def _shear(coefficient, complement):
    """c and d of the shear (x, y) -> (x + c y, d y), from d - ic = (1 + gamma) / (1 - gamma)."""
    scale = 1 / np.abs(1 - coefficient)**2
    return -2 * coefficient.imag * scale, complement * scale


def _winding(steps, half):
    """Turns, and the rest as a part of a turn, of the relative phase at twice the angles `half`."""
    rotation = np.exp(-1j * half)
    P = rotation.copy()
    x, y, spare = P.real, P.imag, np.empty(half.shape)  # x and y are views
    above = np.zeros((_BLOCK + 1, *half.shape), bool)
    turns, k = np.zeros(half.shape, int), 0
    for c, d in steps:
        np.multiply(y, c, out=spare)
        x += spare
        y *= d
        P *= rotation
        k += 1
        np.greater(y, 0, out=above[k])
        if k == _BLOCK:
            turns += _changes(above)
            above[0], k = above[k], 0
            P /= np.abs(P)  # only its direction matters
    return turns + _changes(above[:k + 1]), (-np.angle(P) / np.pi) % 1


def _changes(above):
    return (above[1:] != above[:-1]).sum(axis=0)


# -- checks --------------------------------------------------------------------

def beta_of(ensemble):
    """The beta of an ensemble given by name, or the positive number itself.

    >>> from pse_helpers.circular import beta_of
    >>> beta_of("CSE"), beta_of(2.5)
    (4.0, 2.5)
    """
    if isinstance(ensemble, str) and ensemble in ENSEMBLES:
        return float(ENSEMBLES[ensemble])
    if isinstance(ensemble, numbers.Real) and not isinstance(ensemble, bool) and np.isfinite(ensemble) and ensemble > 0:
        return float(ensemble)
    raise ValueError(f"ensemble must be one of {', '.join(ENSEMBLES)} or a positive number beta; got {ensemble!r}")


def _checked_edges(edges):
    edges = np.asarray(edges, dtype=float)
    if edges.ndim != 1 or len(edges) < 2 or not np.isfinite(edges).all() or not (np.diff(edges) > 0).all():
        raise ValueError(f"edges must be at least two finite, rising numbers; got {edges}")
    if edges[-1] - edges[0] > 2 * np.pi + 1e-12:
        raise ValueError(f"edges must span at most 2 pi; they span {edges[-1] - edges[0]}")
    return edges


def _checked_coefficients(coefficients):
    coefficients = np.asarray(coefficients, dtype=complex)
    sizes = np.abs(coefficients)
    if coefficients.ndim != 2 or not (sizes[:, :-1] < 1).all() or not np.allclose(sizes[:, -1:], 1):
        raise ValueError("coefficients must have shape (size, n), lie inside the unit disc, and end on its boundary")
    return coefficients


def _whole(value, name):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise ValueError(f"{name} must be a positive integer; got {value!r}")
    return int(value)


def _require_generator(rng):
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator; got a {type(rng).__name__}")
