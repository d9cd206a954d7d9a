"""How long the parts of the work take, in seconds of one ordinary processor: right to a factor, not more.

The bar corrects the factor as it goes (`progress`); the ratios of the parts matter more.
"""

from math import prod


def decomposition(shape):
    """The spectrum of one array; it is a matrix (out, rest), or a stack of them where its dimensions say so.

    >>> from pse_helpers.command.costs import decomposition
    >>> decomposition((1000, 1000)) < decomposition((1000, 4000))
    True
    """
    n, m = sorted((shape[0], prod(shape[1:])))
    return 5e-4 + n**2 * m / 3.5e10 + n**3 / 1.6e10


def draw(shape):
    """One untrained layer of this shape; the tail of a spectrum takes as long."""
    return 4e-4 + min(shape[0], prod(shape[1:]))**2 / 1e8


def draws(shapes, twins, law_draws):
    """All that follows the decomposition: tails, twins, and the draws beside the law, one set for each shape."""
    wide = {tuple(sorted((shape[0], prod(shape[1:])))) for shape in shapes}
    return sum((1 + twins) * draw(shape) for shape in shapes) + law_draws * sum(map(draw, wide))
