"""The book's figures: one style, one function per kind of figure. Nothing is computed here."""

from pse_helpers.plots.algebra import (
    capacity_over_depth, compression_over_depth, counts_below_bounds, pieces_of_the_plane, sizes_against_accuracy)
from pse_helpers.plots.conjugate import (
    densities_beside_laws, differences_over_spectrum, rates_with_intervals, tails_beside_null)
from pse_helpers.plots.controls import changes_beside_band, grids, measures_against_error, networks_over_depth, regret_against_cost
from pse_helpers.plots.ensembles import eigenvalues_in_the_plane, on_circles, samples_beside_laws, spacings_beside_surmises
from pse_helpers.plots.equivalence import error_and_class, tables_of_pairs
from pse_helpers.plots.features import (
    curves_beside_trends, estimates_over_samples, measures_over_depth, over_training, spike_rasters)
from pse_helpers.plots.networks import (
    distances_over_depth, families_against_error, histograms_over_depth, measure_against_error)
from pse_helpers.plots.reproduction import pairs_beside_laws, published_beside_rebuilt
from pse_helpers.plots.side_by_side import correlation_matrix, correlations_by_group, correlations_with_intervals, costs
from pse_helpers.plots.spectra import distances_to_law, spectra_beside_law

__all__ = [
    "on_circles",
    "eigenvalues_in_the_plane",
    "spacings_beside_surmises",
    "samples_beside_laws",
    "published_beside_rebuilt",
    "pairs_beside_laws",
    "spectra_beside_law",
    "distances_to_law",
    "histograms_over_depth",
    "distances_over_depth",
    "measure_against_error",
    "families_against_error",
    "networks_over_depth",
    "measures_against_error",
    "changes_beside_band",
    "grids",
    "regret_against_cost",
    "tables_of_pairs",
    "error_and_class",
    "densities_beside_laws",
    "differences_over_spectrum",
    "tails_beside_null",
    "rates_with_intervals",
    "pieces_of_the_plane",
    "counts_below_bounds",
    "capacity_over_depth",
    "compression_over_depth",
    "sizes_against_accuracy",
    "correlations_with_intervals",
    "estimates_over_samples",
    "over_training",
    "curves_beside_trends",
    "measures_over_depth",
    "spike_rasters",
    "correlation_matrix",
    "correlations_by_group",
    "costs",
]
