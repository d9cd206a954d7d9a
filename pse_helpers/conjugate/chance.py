"""What chance does to an estimate: drawn again by a bootstrap, or dealt anew among two groups."""

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

RESAMPLES = 10_000  # of a bootstrap, and the most ways to deal that are all looked at


@dataclass(frozen=True, eq=False)
class Estimate:
    """A mean over seeds or draws, and how it moves when they are drawn again.

    Attributes
    ----------
    rows : ndarray, shape (seeds, bins)
        Of which the value is the mean.
    deviations : ndarray, shape (RESAMPLES, bins)
        From the value, in one drawing after another.
    number : int or float
        How many independent draws the deviations are known from.
    """

    rows: np.ndarray
    deviations: np.ndarray
    number: float

    @property
    def value(self):
        """The mean, shape (bins,)."""
        return self.rows.mean(axis=0)

    @classmethod
    def exact(cls, value):
        """A value that does not depend on chance."""
        return cls(value[None], np.zeros((1, len(value))), np.inf)

    def less(self, reference):
        """The difference to the value of an independent estimate."""
        return Estimate(self.rows - reference.value, self.deviations - reference.deviations,
                        min(self.number, reference.number))


def resampled(rows, rng):
    """The mean of independent rows: a bootstrap with the variance that such a mean has."""
    number = len(rows)
    # A bootstrap of n rows has the spread of n rows about their own mean, which is too small by (n - 1) / n.
    means = rng.multinomial(number, np.full(number, 1 / number), RESAMPLES) / number @ rows
    return Estimate(rows, (means - rows.mean(axis=0)) * np.sqrt(number / (number - 1)), number)


def drawn_again(row, draws, rng):
    """A single row whose chance is that of independent draws about their mean."""
    number = len(draws)
    deviations = (draws - draws.mean(axis=0)) * np.sqrt(number / (number - 1))
    return Estimate(row, deviations[rng.integers(number, size=RESAMPLES)], number)


def permutation_p_value(one, two, rng):
    """The share of all ways to deal the rows to groups of these sizes that part them as far.

    With distance half the sum of absolute differences of the means; exact where there are
    at most RESAMPLES ways, else of as many at random, the real one among them.

    >>> import numpy as np
    >>> from pse_helpers.conjugate.chance import permutation_p_value
    >>> permutation_p_value(np.array([[0.0], [1.0]]), np.array([[5.0], [6.0]]), np.random.default_rng(1))  # 2 of 6
    0.3333333333333333
    """
    rows = np.concatenate([one, two])
    total, count, groups = len(rows), len(one), _dealt(len(rows), len(one), rng)
    sums = rows[groups].sum(axis=1)
    gaps = sums / count - (rows.sum(axis=0) - sums) / (total - count)
    distances = np.abs(gaps).sum(axis=1) / 2
    return float((distances >= distances[0] * (1 - 1e-9)).mean())


def _dealt(total, count, rng):
    """Who is in the first group, shape (ways, count): the real one in the first row."""
    if comb(total, count) <= RESAMPLES:
        return np.array(list(combinations(range(total), count)))
    ways = rng.permuted(np.tile(np.arange(total), (RESAMPLES, 1)), axis=1)[:, :count]
    ways[0] = np.arange(count)
    return ways
