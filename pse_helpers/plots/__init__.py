"""The book's figures: one style, one function per kind of figure. Nothing is computed here."""

from pse_helpers.plots.ensembles import eigenvalues_in_the_plane, on_circles, samples_beside_laws, spacings_beside_surmises
from pse_helpers.plots.networks import distances_over_depth, histograms_over_depth, measure_against_error
from pse_helpers.plots.reproduction import pairs_beside_laws, published_beside_rebuilt

__all__ = [
    "on_circles",
    "eigenvalues_in_the_plane",
    "spacings_beside_surmises",
    "samples_beside_laws",
    "published_beside_rebuilt",
    "pairs_beside_laws",
    "histograms_over_depth",
    "distances_over_depth",
    "measure_against_error",
]
