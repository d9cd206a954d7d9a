"""The book's figures: one style, one function per kind of figure. Nothing is computed here.

These are the kinds that several chapters draw, or that fit a reader's own model; what
one chapter draws stands in `chapters/<chapter>/figures.py`.
"""

from pse_helpers.plots.cascades import distances_over_depth, histograms_over_depth, measure_against_error
from pse_helpers.plots.correlations import correlations_by_group, correlations_with_intervals
from pse_helpers.plots.ensembles import eigenvalues_in_the_plane, on_circles, pairs_beside_laws, samples_beside_laws
from pse_helpers.plots.spectra import distances_to_law, spectra_beside_law
