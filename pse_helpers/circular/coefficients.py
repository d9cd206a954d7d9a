"""The Verblunsky coefficients of a random unitary matrix, and what they stand for."""

import numpy as np

from pse_helpers.checks import check_generator, check_whole, complex_array
from pse_helpers.circular.matrices import beta_of

BLOCK = 128  # steps whose coefficients are in memory at a time


def verblunsky_coefficients(ensemble, n, size, rng):
    r"""Independent coefficients of `size` matrices of the circular beta ensemble.

    :math:`\alpha_k`, k = 0, ..., n-1, has a uniform argument, and
    :math:`|\alpha_k|^2` follows Beta(1, beta j / 2) with j = n-1-k; the last one
    lies on the unit circle.

    Parameters
    ----------
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta > 0; at 0 no coefficient but the last would be left.
    n, size : int
        Order and number of matrices.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of complex, shape (size, n)

    Notes
    -----
    Source: Killip and Nenciu (2004), IMRN 50, 2665, Theorem 1.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import verblunsky_coefficients
    >>> np.abs(verblunsky_coefficients("CUE", 4, 1, np.random.default_rng(1))).round(2)
    array([[0.55, 0.38, 1.  , 1.  ]])
    """
    beta, n, size = beta_of(ensemble), check_whole(n, "n"), check_whole(size, "size")
    check_generator(rng)
    inside = 1 - 1e-15  # at small beta a modulus may round to one, where the recursion would stop
    inner = [inside * block for block, _ in coefficient_blocks(beta, n, size, rng)]
    last = np.exp(2j * np.pi * rng.random((1, size)))
    return np.concatenate([*inner, last]).T


def coefficient_blocks(beta, n, size, rng):
    """Blocks (steps, size) of all coefficients but the last, each with its 1 - |alpha|^2, free of cancellation."""
    beta = np.clip(beta, 1e-300, 1e300)  # beyond, nothing but rounding errors and overflows would change
    for start in range(0, n - 1, BLOCK):
        j = np.arange(n - 1 - start, max(n - 1 - start - BLOCK, 0), -1)[:, None]
        log_complement = -2 / (beta * j) * rng.standard_exponential((len(j), size))
        angle = np.exp(2j * np.pi * rng.random((len(j), size)))
        # A complement that vanished would flatten the plane of `winding`, where a vector could then vanish too.
        yield np.sqrt(-np.expm1(log_complement)) * angle, np.exp(np.maximum(log_complement, -300))


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

    Notes
    -----
    Source: Cantero, Moral and Velázquez (2003), Linear Algebra Appl. 362, 29.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import five_diagonal_matrix
    >>> np.linalg.eigvals(five_diagonal_matrix([0, 1])).round(6).real.tolist()
    [1.0, -1.0]
    """
    alpha = complex_array(coefficients, "coefficients")
    if alpha.ndim != 1 or len(alpha) == 0:
        raise ValueError(f"coefficients must have shape (n,), n at least 1; got shape {alpha.shape}")
    alpha, = checked_coefficients(alpha[None])
    n, rho = len(alpha), np.sqrt(np.maximum(1 - np.abs(alpha)**2, 0))
    even, odd = np.zeros((n, n), complex), np.zeros((n, n), complex)
    odd[0, 0] = 1
    for j in range(n - 1):
        (even, odd)[j % 2][j:j + 2, j:j + 2] = [[alpha[j].conj(), rho[j]], [rho[j], -alpha[j]]]
    (even, odd)[(n - 1) % 2][-1, -1] = alpha[-1].conj()
    return even @ odd


def checked_coefficients(coefficients):
    """Coefficients as an array of complex numbers, a row a matrix."""
    coefficients = complex_array(coefficients, "coefficients")
    moduli = np.abs(coefficients)
    if coefficients.ndim != 2 or not (moduli[:, :-1] < 1).all() or not np.allclose(moduli[:, -1:], 1):
        raise ValueError(f"coefficients must have shape (size, n), lie inside the unit disc, and end on its boundary; "
                         f"got shape {coefficients.shape} and moduli up to {moduli.max(initial=0):.3g}")
    return coefficients
