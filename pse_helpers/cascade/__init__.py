"""Periodic spectral ergodicity over the depth of a network, cPSE, and its null model.

The data flows through `tiling` (spectra to histograms of one length) and
`measure` (histograms to ergodicity, distances and cPSE); `conventions` holds the
choices that both follow, `null` and `bands` the untrained networks to compare
with, `decay` the law by which their distances fall, `ablation` what separates
two conventions, `branches` other orders of parallel branches.
"""

from pse_helpers.cascade.ablation import ablation
from pse_helpers.cascade.bands import null_bands
from pse_helpers.cascade.branches import shuffled_branches
from pse_helpers.cascade.conventions import REFERENCE, STANDARD, Convention
from pse_helpers.cascade.decay import DecayLaw, decay_law
from pse_helpers.cascade.measure import Cascade, cpse, periodic_spectral_ergodicity
from pse_helpers.cascade.null import NullBand, gaussian_spectra, null_band
from pse_helpers.cascade.tiling import tiled_histograms

__all__ = ["cpse", "Cascade", "periodic_spectral_ergodicity", "tiled_histograms", "null_band", "NullBand",
           "null_bands", "gaussian_spectra", "decay_law", "DecayLaw", "ablation", "shuffled_branches",
           "Convention", "STANDARD", "REFERENCE"]
