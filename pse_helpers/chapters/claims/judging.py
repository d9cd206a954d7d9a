"""Whether claims hold, on the variables of a chapter that was run."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.chapters.claims.forms import Claim, claims_of, on_variables
from pse_helpers.chapters.claims.printed import rounds_to, times_printed, value_of
from pse_helpers.chapters.told import Told
from pse_helpers.checks import check_mapping, shown

METADATA = "pse_claims"  # the key under which claims travel with the output of their cell
HOLDS, FAILS, UNKNOWN = "holds", "does not hold", "cannot be judged here"


class ClaimError(AssertionError):
    """Sentences of the book do not hold; it lists them, with what was computed.

    >>> from pse_helpers.chapters import claims
    >>> issubclass(claims.ClaimError, AssertionError)
    True
    """


@dataclass(frozen=True)
class Judgement:
    """What came out for a claim: a verdict, each number as printed with the computed one, and a reason if it fails.

    >>> from pse_helpers.chapters import claims
    >>> claim = claims.exact("Half of ten is 5.")(lambda ten: {"5": ten / 2})
    >>> claims.judged(claim, {"ten": 10}).numbers
    (('5', 5.0),)
    """

    claim: Claim
    verdict: str
    numbers: tuple = ()
    reason: str = ""

    def __repr__(self):
        numbers = ", ".join(f"{printed}: {value:.6g}" for printed, value in self.numbers)
        mark = {HOLDS: "✓", FAILS: "✗", UNKNOWN: "?"}[self.verdict]
        return f"{mark} {self.claim.sentence}" + f" ({'; '.join(filter(None, [self.reason, numbers]))})" * bool(
            self.reason or numbers)


def judged(claim, names):
    """The judgement of one claim on a chapter's variables, {name: value}.

    >>> from pse_helpers.chapters import claims
    >>> @claims.exact("Half of ten is 4.")
    ... def half_of_ten(ten):
    ...     return {"4": ten / 2}
    >>> claims.judged(half_of_ten, {"ten": 10})
    ✗ Half of ten is 4. (4 is printed, 5 computed; 4: 5)
    >>> claims.judged(half_of_ten, {}).verdict
    'cannot be judged here'
    """
    if not isinstance(claim, Claim):
        raise TypeError(f"claim must be a Claim; got {shown(claim)}")
    check_mapping(names, "names", "a chapter's variables to their values")
    missing = [name for name in claim.needs if name not in names]
    if missing:
        return Judgement(claim, UNKNOWN, reason=f"the chapter has no {', '.join(missing)}")
    try:
        holds, numbers = _result(claim, on_variables(claim.compute, names))
    except Exception as error:  # whatever a claim meets in somebody's variables is told, not raised
        return Judgement(claim, UNKNOWN, reason=f"{type(error).__name__}: {error}")
    wrong = [f"{printed} is printed, {value:.10g} computed" for printed, value in numbers
             if not rounds_to(value, printed)]
    reason = "; ".join(["what the sentence says is not so"] * (not holds) + wrong)
    return Judgement(claim, FAILS if reason else HOLDS, numbers, reason)


def _result(claim, result):
    """A truth value, and the numbers in a row, of what the function of a claim gives."""
    parts = result if isinstance(result, tuple) else (result,)
    truths = [part for part in parts if isinstance(part, (bool, np.bool_))]
    tables = [part for part in parts if isinstance(part, dict)]
    if len(truths) + len(tables) != len(parts) or len(truths) > 1 or len(tables) > 1 or parts in ((), ({},)):
        raise TypeError(f"a claim gives a truth value, numbers as printed, or both; {claim.name} gives {shown(result)}")
    return all(truths), tuple(pair for table in tables for pair in _pairs(claim.sentence, table))


def _pairs(sentence, table):
    check_mapping(table, "numbers", "numbers as printed to computed ones")
    for printed, values in table.items():
        value_of(printed)  # refuses what is no number
        values = values if isinstance(values, tuple) else (values,)
        if (times := times_printed(printed, sentence)) != len(values):
            raise ValueError(f"{printed} stands {times} times in the sentence, and {len(values)} values are computed")
        yield from ((printed, float(value)) for value in values)


@dataclass(frozen=True)
class Review:
    """A table of claims, a row each, which a notebook shows whole; `.table` is a DataFrame.

    >>> from pse_helpers.chapters import claims
    >>> list(claims.review("circular_ensembles", {}).table.columns)
    ['sentence', 'kind', 'verdict', 'printed', 'computed', 'reason']
    """

    table: object

    def __repr__(self):
        counts = self.table["verdict"].value_counts()
        return "\n".join([", ".join(f"{number} {verdict}" for verdict, number in counts.items()),
                          *map(_line, self.table.to_dict("records"))])

    def _repr_html_(self):
        import pandas as pd
        with pd.option_context("display.max_colwidth", None):
            return self.table.to_html(index=False)


def _line(row):
    return f"{row['verdict']}: {row['sentence']}" + f" ({row['reason']})" * bool(row["reason"])


def review(slug, names):
    """A table of all claims of a chapter against the reader's own variables; it never raises for a claim.

    Parameters
    ----------
    slug : str
        The chapter's name, such as "cpse".
    names : dict
        The variables of the notebook: `globals()`.

    Returns
    -------
    Review
        Its `.table` has a row per claim: sentence, kind, verdict, printed, computed, reason. A claim that hangs
        on a network trained here or on a processor, and does not hold, "cannot be judged here".

    Examples
    --------
    >>> from pse_helpers.chapters import claims
    >>> claims.review("circular_ensembles", {"n": 128}).table["verdict"].tolist()[:3]
    ['holds', 'holds', 'cannot be judged here']
    """
    import pandas as pd
    return Review(pd.DataFrame([_row(judged(claim, names)) for claim in _known(slug)]))


def _row(judgement):
    claim = judgement.claim
    verdict = UNKNOWN if judgement.verdict == FAILS and claim.kind == "here" else judgement.verdict
    return {"sentence": claim.sentence, "kind": claim.kind, "verdict": verdict,
            "printed": ", ".join(printed for printed, _ in judgement.numbers),
            "computed": ", ".join(f"{value:.6g}" for _, value in judgement.numbers), "reason": judgement.reason}


def _known(slug):
    if not (found := claims_of(slug)):
        raise ValueError(f"slug must name a chapter with claims, such as 'cpse'; got {shown(slug)}")
    return found


def record(slug, names):
    """All claims of a chapter on its own variables, at the build; a ClaimError that lists those that do not hold.

    >>> from pse_helpers.chapters import claims
    >>> claims.record("circular_ensembles", {})  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    pse_helpers.chapters.claims.judging.ClaimError: 13 claims of circular_ensembles do not hold
    """
    judgements = tuple(judged(claim, names) for claim in _known(slug))
    failures = [repr(one) for one in judgements if one.verdict != HOLDS]
    if failures:
        raise ClaimError("\n".join([f"{len(failures)} claims of {slug} do not hold:", *failures]))
    rows = tuple({"name": one.claim.name, "sentence": one.claim.sentence, "numbers": one.numbers}
                 for one in judgements)
    return Told(f"✓ {len(rows)} claims hold", METADATA, rows)
