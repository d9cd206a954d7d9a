"""Checkers for the readers' answers: each says what is right, or gives a hint.

`verdicts` holds what all of them need; there is a module of checkers for each part
of the book, and importing it makes its checkers known by name.
"""

from pse_helpers.exercises import ensembles, equivalence, networks, views
from pse_helpers.exercises.ensembles import two_samplers
from pse_helpers.exercises.verdicts import Verdict, check

__all__ = ["check", "Verdict", "two_samplers"]
