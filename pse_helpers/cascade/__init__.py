"""Periodic spectral ergodicity over the depth of a network, cPSE, and its null model.

The data flows through `tiling` (spectra to histograms of one length) and
`measure` (histograms to ergodicity, distances and cPSE); `conventions` holds the
choices that both follow, `untrained` the null model, `scoring` the measure beside
it, `decay` the law by which its distances fall, `stopping` where one would stop
adding layers, `ablation` what separates two conventions, `branches` other orders
of parallel branches.
"""

from pse_helpers.cascade.ablation import ablation
from pse_helpers.cascade.branches import shuffled_branches
from pse_helpers.cascade.conventions import REFERENCE, STANDARD, Convention
from pse_helpers.cascade.decay import DecayLaw, decay_law
from pse_helpers.cascade.measure import Cascade, cpse, periodic_spectral_ergodicity
from pse_helpers.cascade.scoring import scores
from pse_helpers.cascade.stopping import stopping_depth
from pse_helpers.cascade.tiling import tiled_histograms
from pse_helpers.cascade.untrained import NullBand, null_band, null_bands, untrained_cascades
