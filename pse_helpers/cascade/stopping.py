"""When to stop adding layers."""

from pse_helpers.cascade.measure import Cascade
from pse_helpers.checks import check_number


def stopping_depth(cascade, tolerance):
    r"""The depth at which one would stop adding layers: the first with :math:`D^l` below a tolerance.

    Parameters
    ----------
    cascade : Cascade
        What :func:`pse_helpers.cascade.cpse` returns.
    tolerance : float
        In the unit of the distances, positive.

    Returns
    -------
    int or None
        Number of layers; None if no distance is that small.

    Notes
    -----
    Source: the rule is Süzen's proposal (guide of the package bristol), which
    names no tolerance.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import cpse, stopping_depth
    >>> layers = [np.random.default_rng(i).standard_normal((32, 32)) for i in range(40)]
    >>> stopping_depth(cpse(layers), 1e-9) is None
    True
    """
    tolerance = check_number(tolerance, "tolerance", "positive", lambda tolerance: tolerance > 0)
    if not isinstance(cascade, Cascade):
        raise TypeError(f"cascade must be a Cascade, as cpse returns it; got a {type(cascade).__name__}")
    small = cascade.distances < tolerance
    return int(cascade.depths[small.argmax()]) if small.any() else None
