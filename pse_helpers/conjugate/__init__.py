"""Mixed matrix ensembles, their conjugate circular ensembles, and the equivalence of networks.

A network's layers are a mixed ensemble, matrices of many orders (`mixed`); the
circular ensemble of the same orders is conjugate to it (`draws`). A map brings
the circle to the line (`maps`, `truncation`), the two spectral densities are
subtracted (`difference`), and differences of many networks compared with the
variability of untrained ones (`null`, `table`, `classes`). Spectra enter only by
counts between edges, for which no eigenvalue need be known (`sturm`).
"""

from pse_helpers.conjugate.classes import agreement, exchanged, grouping, share_between
from pse_helpers.conjugate.decay import TailDecay, tail_decay
from pse_helpers.conjugate.difference import SpectralDifference, spectral_difference, spectral_masses
from pse_helpers.conjugate.draws import conjugate_ensemble, conjugate_masses
from pse_helpers.conjugate.maps import CircleMap, arcsine_density, reflected
from pse_helpers.conjugate.mixed import mixed_gaussian, mixed_orders, mixed_semicircle
from pse_helpers.conjugate.null import null_masses
from pse_helpers.conjugate.registry import MAPS
from pse_helpers.conjugate.table import equivalence
from pse_helpers.conjugate.truncation import Truncation

__all__ = ["mixed_orders", "mixed_gaussian", "mixed_semicircle", "conjugate_ensemble", "conjugate_masses", "MAPS",
           "CircleMap", "Truncation", "reflected", "arcsine_density", "spectral_difference", "SpectralDifference",
           "spectral_masses", "tail_decay", "TailDecay", "null_masses", "equivalence", "grouping",
           "agreement", "exchanged", "share_between"]
