"""What a claim is: a sentence, its kind, and a function of the chapter's variables."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec

from pse_helpers.checks import check_number, check_text

KINDS = {
    "exact": "a theorem, a closed form, or data that ship with the book",
    "fixed seed": "printed digits of a sample, which another seed would change",
    "statistical": "a conclusion that holds for most seeds",
    "here": "hangs on a network that was trained on this page, or on a processor"}


@dataclass(frozen=True)
class Claim:
    """A sentence of a chapter, word for word, and a function that recomputes what it says.

    The parameters of the function are names of the chapter's variables. It gives a
    truth value; or the numbers of the sentence, {as printed: computed}; or both. A
    number that the sentence prints twice has a tuple of two computed ones.

    >>> from pse_helpers.chapters import claims
    >>> claim = claims.Claim("Half of ten is 5.", "exact", lambda ten: {"5": ten / 2})
    >>> claim.needs, claim.rate
    (('ten',), 0.0)
    """

    sentence: str
    kind: str
    compute: Callable
    rate: float = 0.0

    @property
    def name(self):
        return self.compute.__name__

    @property
    def needs(self):
        """The names of the chapter's variables."""
        return needs_of(self.compute)


def exact(sentence):
    """A claim by a theorem, a closed form or shipped data: it holds wherever the chapter runs.

    >>> from pse_helpers.chapters import claims
    >>> @claims.exact("Half of ten is 5.")
    ... def half_of_ten(ten):
    ...     return {"5": ten / 2}
    >>> claims.judged(half_of_ten, {"ten": 10})
    ✓ Half of ten is 5. (5: 5)
    """
    return _of_kind("exact", sentence)


def fixed_seed(sentence):
    """A claim about printed digits of a sample: it holds for the seed of the chapter. Used as :func:`exact`.

    >>> from pse_helpers.chapters import claims
    >>> @claims.fixed_seed("The first draw is 0.64.")
    ... def first_draw(draws):
    ...     return {"0.64": draws[0]}
    >>> first_draw.kind, first_draw.needs
    ('fixed seed', ('draws',))
    """
    return _of_kind("fixed seed", sentence)


def statistical(sentence, rate):
    """A conclusion from a sample, false for other seeds at most at that rate. Used as :func:`exact`.

    >>> from pse_helpers.chapters import claims
    >>> @claims.statistical("The mean is near zero.", rate=0.003)
    ... def mean_is_near_zero(draws):
    ...     return abs(draws.mean()) < 3 / len(draws)**0.5
    >>> mean_is_near_zero.rate
    0.003
    """
    rate = check_number(rate, "rate", "a number above 0 and 0.05 at most", lambda rate: 0 < rate <= 0.05)
    return _of_kind("statistical", sentence, rate=rate)


def here(sentence):
    """A claim that hangs on a network trained on the page, or on a processor. Used as :func:`exact`.

    >>> from pse_helpers.chapters import claims
    >>> @claims.here("The loss ends below 0.1.")
    ... def loss_ends_low(losses):
    ...     return losses[-1] < 0.1
    >>> loss_ends_low.kind
    'here'
    """
    return _of_kind("here", sentence)


def _of_kind(kind, sentence, **rate):
    """What makes a claim of a function."""
    check_text(sentence, "sentence")
    return partial(Claim, sentence, kind, **rate)


def needs_of(compute):
    """The names of the chapter's variables that a function takes."""
    return tuple(inspect.signature(compute).parameters)


def on_variables(compute, names):
    """What a function gives on a chapter's variables, {name: value}."""
    return compute(*(names[name] for name in needs_of(compute)))


def claims_of(slug):
    """The claims of a chapter, by the name that its files have without their number, in their order.

    >>> from pse_helpers.chapters import claims
    >>> claims.claims_of("a chapter that is not")
    []
    """
    return [value for value in of_a_chapter(slug, "claims") if isinstance(value, Claim)]


def of_a_chapter(slug, module):
    """What a module in a chapter's folder holds; nothing where there is no such module, or no such chapter."""
    if not isinstance(slug, str) or not slug.isidentifier():
        return []
    name = f"pse_helpers.chapters.{slug}.{module}"
    try:
        found = find_spec(name)
    except ModuleNotFoundError:  # no such chapter, or no folder of one
        found = None
    return list(vars(import_module(name)).values()) if found else []
