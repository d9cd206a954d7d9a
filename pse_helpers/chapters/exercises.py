"""Checkers for the readers' answers: each says what is right, or gives a hint.

Every chapter has a module of checkers; importing it makes them known by name.
"""

from importlib import import_module

from pse_helpers.chapters import verdicts

CHAPTERS = ("circular_ensembles", "spectral_ergodicity", "reproduction", "layer_spectra", "cpse", "published_cpse",
            "controls", "trained_networks", "architecture_search", "conjugate_ensembles", "equivalence",
            "layer_algebra", "feature_complexity", "side_by_side")

for _chapter in CHAPTERS:
    import_module(f"pse_helpers.chapters.{_chapter}.exercises")

check = verdicts.check
