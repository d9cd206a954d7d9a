"""Statistics of level sequences on the circle, and their laws.

Phases come as arrays of shape (..., n), one matrix a row, in radians. Wherever a
law takes beta, 1, 2 and 4 are Dyson's ensembles and 0 means independent phases.
"""

from pse_helpers.levels.estimates import form_factor, gap_ratio, gap_ratios, number_variance, spacings
from pse_helpers.levels.laws import (
    GAP_RATIO,
    form_factor_law,
    number_variance_large_n,
    number_variance_law,
    spacing_surmise,
)
