"""What a hidden cell of a chapter tells the build: rows that travel with its output, and one line for a reader."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """Rows under a key of an output's metadata.

    >>> from pse_helpers.chapters.told import Told
    >>> Told("2 claims hold", "pse_claims", ({"name": "first"}, {"name": "second"}))
    2 claims hold
    """

    line: str
    key: str
    rows: tuple

    def __repr__(self):
        return self.line

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.line}, {self.key: list(self.rows)}
