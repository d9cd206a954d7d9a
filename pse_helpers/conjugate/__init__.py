"""Mixed matrix ensembles, their conjugate circular ensembles, and the equivalence of networks.

A network's layers are a mixed ensemble, matrices of many orders (`mixed`); the
circular ensemble of the same orders is conjugate to it (`draws`). A map brings
the circle to the line (`circle_maps`, `truncation`, by name in `maps_by_name`), the
two spectral densities are subtracted (`difference`), and differences of many networks
compared with the variability of untrained ones (`untrained`, `pairs`, `classes`).
Spectra enter only by counts between edges, for which no eigenvalue need be known (`sturm`).
"""

from pse_helpers.conjugate.circle_maps import CircleMap, arcsine_density, reflected
from pse_helpers.conjugate.classes import agreement, exchanged, grouping, share_between
from pse_helpers.conjugate.difference import SpectralDifference, spectral_difference, spectral_masses
from pse_helpers.conjugate.draws import conjugate_ensemble, conjugate_masses
from pse_helpers.conjugate.maps_by_name import MAPS
from pse_helpers.conjugate.mixed import mixed_gaussian, mixed_orders, mixed_semicircle
from pse_helpers.conjugate.pairs import equivalence
from pse_helpers.conjugate.truncation import Truncation
from pse_helpers.conjugate.untrained import null_masses
