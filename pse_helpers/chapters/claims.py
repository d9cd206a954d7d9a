"""The claim ledger: sentences of the prose that are recomputed on the page."""

import re
from dataclasses import dataclass

import numpy as np

METADATA = "pse_claim"  # the key under which a claim travels with the output of its cell


class ClaimError(AssertionError):
    """A sentence of the book does not hold.

    >>> from pse_helpers.chapters import claims
    >>> claims.check("Two is odd.", 2 % 2 == 1)
    Traceback (most recent call last):
    ...
    pse_helpers.chapters.claims.ClaimError: does not hold: Two is odd.
    """


@dataclass(frozen=True)
class Claim:
    """A sentence that held when it was checked, and the numbers computed for it.

    >>> from pse_helpers.chapters import claims
    >>> claims.check("Two is even.", 2 % 2 == 0).sentence
    'Two is even.'
    """

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
        For each number as the sentence prints it, in plain decimals, the computed
        value. A number with decimals agrees when the value rounds to it, a whole
        number only when it is equal.

    Returns
    -------
    Claim

    Raises
    ------
    ClaimError
        When the sentence does not hold; a chapter with a false claim fails the build.

    Examples
    --------
    >>> from pse_helpers.chapters import claims
    >>> claims.check("Pi is about 3.14.", numbers={"3.14": 3.14159265})
    ✓ checked: 3.14 (3.14159)
    """
    numbers = {} if numbers is None else {printed: float(value) for printed, value in numbers.items()}
    if holds is None and not numbers:
        raise ValueError("holds or numbers must be given; got neither, so nothing would be checked")
    if not isinstance(holds, (bool, np.bool_, type(None))):
        raise TypeError(f"holds must be a computed truth value; got a {type(holds).__name__}")
    if holds is not None and not holds:
        raise ClaimError(f"does not hold: {sentence}")
    for printed, value in numbers.items():
        if not re.search(rf"(?<![\d.-]){re.escape(printed)}(?!\.?\d)", sentence):
            raise ValueError(f"numbers: {printed} does not stand in the sentence {sentence!r}")
        if not abs(value - float(printed)) <= half_digit(printed):
            raise ClaimError(f"printed {printed}, computed {value:.10g}: {sentence}")
    return Claim(sentence, numbers)


def half_digit(printed):
    """How far a value may be from a number as printed: half a unit of its last decimal, nothing for a whole number.

    >>> from pse_helpers.chapters.claims import half_digit
    >>> half_digit("-1.38"), half_digit("20")
    (0.005, 0.0)
    """
    if not re.fullmatch(r"-?\d+(\.\d+)?", printed):
        raise ValueError(f"numbers must be printed in plain decimals; got {printed!r}")
    decimals = len(printed.partition(".")[2])
    return 0.5 * 10.0**-decimals if decimals else 0.0
