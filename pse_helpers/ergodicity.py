"""How far two measurements of spectral ergodicity are apart."""

import numpy as np


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

    Raises
    ------
    ValueError
        For different shapes, more than one dimension, negative or non-finite
        entries, or a shift that is not positive.

    Notes
    -----
    Source: Süzen, Weber and Cerdà (2017), arXiv:1704.08303, the distance
    between ensembles; the shift is their code's. Chapter: Cascading PSE.

    Examples
    --------
    >>> from pse_helpers.ergodicity import symmetric_kl
    >>> round(symmetric_kl([0.5, 0.5], [0.25, 0.75]), 4)
    0.3962
    """
    p, q = np.asarray(p, dtype=float), np.asarray(q, dtype=float)
    if p.ndim != 1 or p.shape != q.shape:
        raise ValueError(f"p and q must be vectors of one length; got shapes {p.shape} and {q.shape}")
    for name, vector in (("p", p), ("q", q)):
        if not (np.isfinite(vector).all() and (vector >= 0).all()):
            raise ValueError(f"{name} must be finite and not negative; got {vector}")
    if not (np.isfinite(shift) and shift > 0):
        raise ValueError(f"shift must be a positive number; got {shift}")
    return float(np.sum((p - q) * np.log2((p + shift) / (q + shift))))
