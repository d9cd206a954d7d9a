"""Published numbers beside ours, for the report: functions of a chapter's variables, which the build runs like claims.

Those of a chapter stand in `chapters/<slug>/reproductions.py`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from pse_helpers.chapters.claims.forms import needs_of, of_a_chapter, on_variables
from pse_helpers.chapters.told import Told

NOT_RUN = "not run here"
METADATA = "pse_reproductions"  # the key under which the rows travel with the output of their cell


@dataclass(frozen=True)
class Reproduction:
    """Numbers of one source; the function gives (quantity, published, as published, as defined, spread) for each.

    As published: computed in the authors' way. As defined: by the definition in the paper. NaN: cannot be had here.
    """

    source: str
    quantity: str
    accuracy: float
    compute: Callable

    @property
    def needs(self):
        return needs_of(self.compute)


def reproduces(source, quantity, accuracy):
    """Numbers of a source, which ours reproduce where they differ by that much at most.

    >>> from pse_helpers.chapters.reproductions import reproduces
    >>> @reproduces("suzen2017", "a distance", accuracy=0.01)
    ... def distance(ours):
    ...     yield "64-128", 1.52, ours, ours, 0.01
    >>> distance.needs
    ('ours',)
    """
    return partial(Reproduction, source, quantity, accuracy)


def verdict(published, as_published, as_defined, accuracy):
    """What a comparison says, in words.

    >>> from math import nan
    >>> from pse_helpers.chapters.reproductions import verdict
    >>> verdict(1.0, 1.0, 1.2, 0.05), verdict(1.0, nan, nan, 0.05)
    ('reproduced by a fault', 'not run here')
    """
    if math.isnan(as_published) and math.isnan(as_defined):
        return NOT_RUN
    if abs(as_defined - published) <= accuracy:
        return "reproduced"
    if abs(as_published - published) <= accuracy:
        return "recomputed from published data" if math.isnan(as_defined) else "reproduced by a fault"
    return "not reproduced"


def reproductions_of(slug):
    """Those of a chapter, in their order.

    >>> from pse_helpers.chapters.reproductions import reproductions_of
    >>> [one.source for one in reproductions_of("reproduction")]
    ['suzen2017']
    """
    return [value for value in of_a_chapter(slug, "reproductions") if isinstance(value, Reproduction)]


def compared(slug, names):
    """The comparisons of a chapter on its own variables, at the build.

    >>> from pse_helpers.chapters.reproductions import compared
    >>> compared("circular_ensembles", {})
    0 published numbers beside ours
    """
    rows = tuple(_row(one, *numbers) for one in reproductions_of(slug)
                 for numbers in on_variables(one.compute, names))
    return Told(f"{len(rows)} published numbers beside ours", METADATA, rows)


def _row(one, quantity, *numbers):
    published, as_published, as_defined, spread = map(float, numbers)
    return {"source": one.source, "of": one.quantity, "quantity": quantity, "published": published,
            "as published": _or_none(as_published), "as defined": _or_none(as_defined), "spread": _or_none(spread),
            "verdict": verdict(published, as_published, as_defined, one.accuracy)}


def _or_none(number):
    return None if math.isnan(number) else number  # the outputs of a notebook know no NaN
