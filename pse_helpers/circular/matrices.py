"""Dense random matrices of Dyson's three ensembles, for teaching and tests."""

import math
import numbers

import numpy as np

from pse_helpers.checks import check_generator, check_whole, shown

ENSEMBLES = {"COE": 1, "CUE": 2, "CSE": 4}


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

    Notes
    -----
    Source: Dyson (1962), J. Math. Phys. 3, 140; Mezzadri (2007), Notices AMS 54, 592.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import sample_matrix
    >>> U = sample_matrix("CSE", 3, np.random.default_rng(1))
    >>> U.shape, bool(np.allclose(U @ U.conj().T, np.eye(6)))
    ((6, 6), True)
    """
    if not isinstance(ensemble, str) or ensemble not in ENSEMBLES:
        raise ValueError(f"ensemble must be one of {', '.join(ENSEMBLES)}; got {shown(ensemble)}")
    n = check_whole(n, "n")
    check_generator(rng)
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

    Notes
    -----
    Source: Mezzadri (2007), Notices AMS 54, 592.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import haar_unitary
    >>> abs(np.linalg.det(haar_unitary(4, np.random.default_rng(1)))).round(12).item()
    1.0
    """
    n = check_whole(n, "n")
    check_generator(rng)
    gaussian = rng.standard_normal((n, n)) + 1j * rng.standard_normal((n, n))
    q, r = np.linalg.qr(gaussian)
    phases = np.diagonal(r) / np.abs(np.diagonal(r))
    return q * phases


def beta_of(ensemble):
    """The beta of an ensemble given by name, or the positive number itself: for what is made of matrices.

    >>> from pse_helpers.circular import beta_of
    >>> beta_of("CSE"), beta_of(2.5)
    (4.0, 2.5)
    """
    beta = _number(ensemble)
    if not 0 < beta < math.inf:
        raise ValueError(f"ensemble must be one of {', '.join(ENSEMBLES)} or a positive number beta; "
                         f"got {shown(ensemble)}")
    return beta


def beta_or_zero(ensemble):
    """The beta of an ensemble given by name, or the number itself: 0, for independent phases, or positive.

    >>> from pse_helpers.circular import beta_or_zero
    >>> beta_or_zero("CSE"), beta_or_zero(0)
    (4.0, 0.0)
    """
    beta = _number(ensemble)
    if not 0 <= beta < math.inf:
        raise ValueError(f"ensemble must be one of {', '.join(ENSEMBLES)} or a finite number beta of at least 0; "
                         f"got {shown(ensemble)}")
    return beta


def _number(ensemble):
    """The beta of a name, or the real number itself, as a float; nan for anything else."""
    beta = ENSEMBLES.get(ensemble) if isinstance(ensemble, str) else ensemble
    try:
        return float(beta) if isinstance(beta, numbers.Real) and not isinstance(beta, bool) else math.nan
    except OverflowError:
        return math.nan
