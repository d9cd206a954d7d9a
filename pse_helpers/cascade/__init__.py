"""Periodic spectral ergodicity over the depth of a network, cPSE, and its null model.

The data flows through `tiling` (spectra to histograms of one length) and
`measure` (histograms to ergodicity, distances and cPSE); `conventions` holds the
choices that both follow, `null` the untrained networks to compare with.
"""

from pse_helpers.cascade.conventions import REFERENCE, STANDARD, Convention
from pse_helpers.cascade.measure import Cascade, cpse, periodic_spectral_ergodicity
from pse_helpers.cascade.null import NullBand, gaussian_spectra, null_band
from pse_helpers.cascade.tiling import tiled_histograms

__all__ = ["cpse", "Cascade", "periodic_spectral_ergodicity", "tiled_histograms", "null_band", "NullBand",
           "gaussian_spectra", "Convention", "STANDARD", "REFERENCE"]
