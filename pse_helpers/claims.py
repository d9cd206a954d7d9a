"""The claim ledger: sentences of the prose that are recomputed on the page."""

import math
from dataclasses import dataclass

METADATA = "pse_claim"  # the key under which a claim travels with the output of its cell


class ClaimError(AssertionError):
    """A sentence of the book does not hold."""


@dataclass(frozen=True)
class Claim:
    """A sentence that held when it was checked, and the numbers computed for it."""

    sentence: str
    numbers: dict

    def __repr__(self):
        computed = ", ".join(f"{printed} ({value:.6g})" for printed, value in self.numbers.items())
        return "✓ checked" + (f": {computed}" if computed else "")

    def _repr_mimebundle_(self, include=None, exclude=None):
        """What a notebook shows: one quiet line, with the whole claim in its metadata."""
        return {"text/plain": repr(self)}, {METADATA: {"sentence": self.sentence, "numbers": self.numbers}}


def check(sentence, holds=None, numbers=None):
    """Check one sentence of the prose; as the last line of a cell it shows one quiet line.

    Parameters
    ----------
    sentence : str
        The sentence, word for word as it stands in the chapter.
    holds : bool, optional
        What the sentence says, computed.
    numbers : mapping of str to float, optional
        For each number as the sentence prints it, the computed value. They agree
        when they differ by at most one unit of the last printed digit.

    Returns
    -------
    Claim

    Raises
    ------
    ClaimError
        When the sentence does not hold; a chapter with a false claim fails the build.
    ValueError
        When nothing would be checked, or a number does not stand in the sentence.

    Notes
    -----
    Source: this book. Chapter: Claim ledger.

    Examples
    --------
    >>> from pse_helpers import claims
    >>> claims.check("Pi is about 3.14.", numbers={"3.14": 3.14159265})
    ✓ checked: 3.14 (3.14159)
    """
    numbers = {} if numbers is None else {printed: float(value) for printed, value in numbers.items()}
    if holds is None and not numbers:
        raise ValueError("holds or numbers must be given; got neither, so nothing would be checked")
    if holds is not None and not holds:
        raise ClaimError(f"does not hold: {sentence}")
    for printed, value in numbers.items():
        if printed not in sentence:
            raise ValueError(f"numbers: {printed} does not stand in the sentence {sentence!r}")
        if not abs(value - float(printed)) <= 1.000001 * last_digit(printed):
            raise ClaimError(f"printed {printed}, computed {value:.10g}: {sentence}")
    return Claim(sentence, numbers)


def last_digit(printed):
    """The value of one unit of the last digit of a number as printed.

    >>> from pse_helpers.claims import last_digit
    >>> last_digit("-1.38"), last_digit("20")
    (0.01, 1.0)
    """
    return math.pow(10, -len(printed.partition(".")[2]))
