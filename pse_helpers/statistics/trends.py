"""Laws of growth in time: which of them a curve follows, if any.

Each law is a straight line once t or y is replaced by its logarithm, and is fitted as
one, by least squares. What is asked of a fit is, in this order: does the curve wind
about it more than independent errors would, does another law do better, and only
then how large its coefficient is.
"""

from dataclasses import dataclass

import numpy as np

from pse_helpers.checks import check_generator, real_array, shown

TREND_LAWS = {  # name: (function of t, whether ln y is fitted)
    "power law": (np.log, True),
    "exponential": (np.asarray, True),
    "logarithm": (np.log, False)}
LEAST, SIZE = 6, 999  # points of a curve; curves that a test or an interval draws


@dataclass(frozen=True, eq=False)
class Trend:
    r"""What `fit_trend` returns: a law :math:`y = a\,t^b`, :math:`a\,e^{bt}` or :math:`a + b \ln t`.

    Attributes
    ----------
    law : str
    level, rate : float
        a, in the unit of y, and b: for a power law its exponent, a pure number.
    interval : (float, float)
        For the rate, 95 per cent, if errors are independent: see p_winding first.
    p_winding : float
        How often independent errors would wind about the fit as slowly as the curve does.
    aic : float
        Of y, whichever scale was fitted, with the small-sample term: less is better, by 2 hardly.

    Examples
    --------
    >>> from pse_helpers.statistics import Trend
    >>> Trend("power law", 2.0, 0.5, (0.4, 0.6), 0.8, 1.0)([1, 4]).tolist()
    [2.0, 4.0]
    """

    law: str
    level: float
    rate: float
    interval: tuple
    p_winding: float
    aic: float

    def __call__(self, t):
        """The law at times t."""
        of_time, logarithmic = TREND_LAWS[self.law]
        line = self.rate * of_time(real_array(t, "t"))
        return self.level * np.exp(line) if logarithmic else self.level + line


def fit_trend(t, y, law, rng):
    r"""Fit a power law, an exponential or a logarithm to a curve.

    .. math:: \ln y = \ln a + b \ln t, \qquad \ln y = \ln a + b\,t, \qquad y = a + b \ln t

    each by ordinary least squares, so that for the first two errors count in proportion to y.

    Parameters
    ----------
    t, y : array_like, shape (n,)
        At least six points, in order of time, all positive; times differ, and y varies.
    law : str
        One of `TREND_LAWS`.
    rng : numpy.random.Generator

    Returns
    -------
    Trend
        Its interval is from a bootstrap of the residuals, scaled up by
        :math:`\sqrt{n / (n - 2)}` since a fit makes them too small. Its p_winding compares the
        sum of squared differences of successive residuals, in units of the sum of their
        squares, with that of 999 curves of the law with independent Gaussian errors.

    Notes
    -----
    The ratio of the winding test does not depend on a, b or the size of the errors:
    for Gaussian errors the test is exact. It rejects the law together with independent
    errors: a law with errors that wander, or with none but rounding, is rejected as well.
    The interval is of no use where it rejects. The AIC of a fit to ln y has the term
    :math:`2 \sum \ln y` of the change of variable.
    Source: von Neumann (1941), Ann. Math. Stat. 12, 367; Hurvich and Tsai (1989),
    Biometrika 76, 297; Efron and Tibshirani (1993), chapter 9.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.statistics import fit_trend
    >>> t, rng = 2.0 ** np.arange(10), np.random.default_rng(1)
    >>> trend = fit_trend(t, 3 * t**-0.5 * np.exp(0.05 * rng.standard_normal(10)), "power law", rng)
    >>> round(trend.rate, 1), trend.p_winding > 0.05
    (-0.5, True)
    """
    check_generator(rng)
    if not isinstance(law, str) or law not in TREND_LAWS:
        raise ValueError(f"law must be one of {', '.join(TREND_LAWS)}; got {shown(law)}")
    t, y = _curve(t, y)
    of_time, logarithmic = TREND_LAWS[law]
    design = np.column_stack([np.ones(len(t)), of_time(t)])
    values = np.log(y) if logarithmic else y
    solve = np.linalg.pinv(design)
    level, rate = solve @ values
    residuals = values - design @ (level, rate)
    if not residuals.any():
        raise ValueError(f"y must scatter about the law, or nothing can be tested; got an exact {law}")
    drawn = rng.choice(residuals, (SIZE, len(t))) * (len(t) / (len(t) - 2))**0.5
    low, high = rate + np.percentile(drawn @ solve[1], [2.5, 97.5])
    return Trend(law, float(np.exp(level) if logarithmic else level), float(rate), (float(low), float(high)),
                 _p_winding(residuals, design @ solve, rng), _aic(residuals) + logarithmic * 2 * float(np.log(y).sum()))


def compare_trends(t, y, rng):
    """Every law fitted to one curve, best first.

    Parameters
    ----------
    t, y, rng
        As :func:`fit_trend`.

    Returns
    -------
    pandas.DataFrame
        Index: the law. Columns rate, low, high (its interval), p_winding, and aic_excess, how
        much larger its AIC is than the best one's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.statistics import compare_trends
    >>> t, rng = np.arange(1.0, 11), np.random.default_rng(1)
    >>> compare_trends(t, np.exp(-0.3 * t + 0.05 * rng.standard_normal(10)), rng).index[0]
    'exponential'
    """
    import pandas as pd
    fits = {law: fit_trend(t, y, law, rng) for law in TREND_LAWS}
    best = min(fit.aic for fit in fits.values())
    rows = [{"rate": fit.rate, "low": fit.interval[0], "high": fit.interval[1], "p_winding": fit.p_winding,
             "aic_excess": fit.aic - best} for fit in fits.values()]
    return pd.DataFrame(rows, index=pd.Index(fits, name="law")).sort_values("aic_excess")


def _curve(t, y):
    """t and y as rows of numbers that every law can be fitted to."""
    t, y = real_array(t, "t", finite=False), real_array(y, "y", finite=False)
    if t.ndim != 1 or t.shape != y.shape or len(t) < LEAST:
        raise ValueError(f"t and y must be two rows of at least {LEAST} numbers each; "
                         f"got shapes {t.shape} and {y.shape}")
    for name, values in (("t", t), ("y", y)):
        if not ((values > 1e-150) & (values < 1e150)).all():  # beyond, squares are out of range
            raise ValueError(f"{name} must be finite and positive, since its logarithm is taken; "
                             f"got values from {values.min():g} to {values.max():g}")
    if (np.diff(t) <= 0).any():
        raise ValueError(f"t must increase from point to point; got {shown(t.tolist())}")
    if np.ptp(y) == 0:
        raise ValueError(f"y must vary; got {y[0]:g} everywhere")
    return t, y


def _winding(residuals):
    """Von Neumann's ratio along the last axis: small where successive residuals are alike, near 2 if independent."""
    return np.sum(np.diff(residuals)**2, axis=-1) / np.sum(residuals**2, axis=-1)


def _p_winding(residuals, projection, rng):
    """The share of Gaussian errors, the law taken out by the same projection, that wind as slowly; with the curve's."""
    errors = rng.standard_normal((SIZE, len(residuals)))
    slower = _winding(errors - errors @ projection) <= _winding(residuals)
    return float((1 + slower.sum()) / (1 + SIZE))


def _aic(residuals):
    """Without its constant; with three parameters: two of the line, and the scale of the errors."""
    n = len(residuals)
    return float(n * np.log(np.mean(residuals**2)) + 6 + 24 / (n - 4))
