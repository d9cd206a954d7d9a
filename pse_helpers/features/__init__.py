"""What the layers of a network compute on data: how non-linear it is, and in how many directions it varies.

A ReLU is a switch, on where its value is positive. While no switch of a layer
changes, the layer computes linearly; the joint entropy of the switches over the
data is its entropic complexity (`chain`, with the plug-in value of `patterns`
beside it and the closed forms of `laws`). The effective dimension counts the
directions that the features fill (`dimension`, `dimension_bias`). Both belong
to a network and its data. `recording` reads activations from a torch model,
`feature_maps` lays the channels and positions of a convolution out as samples and
neurons. The same functions take a spike raster of time bins and neurons.
"""

from pse_helpers.features.chain import Complexity, chain_rule_complexity, entropic_complexity
from pse_helpers.features.dimension import effective_dimension
from pse_helpers.features.dimension_bias import (
    corrected_effective_dimension,
    effective_dimension_bias,
    effective_dimension_error,
)
from pse_helpers.features.feature_maps import (
    FEATURE_MAPS,
    flatten,
    pooled,
    positions,
    sampled_neurons,
    sampled_positions,
)
from pse_helpers.features.laws import common_drive_complexity, gaussian_pair_complexity, planar_complexity
from pse_helpers.features.patterns import miller_madow_correction, plug_in_complexity, unseen_share
from pse_helpers.features.recording import activations
from pse_helpers.features.switches import switch_entropies
