"""Layer algebra: capacity and compression of a network, read from its structure alone.

Every layer is a leaf with a local transfer function: the size of its input, the
size of its output, and the linear pieces of one of its units (`piece_rules`, `pieces`).
Three rules of composition, series, sum and concatenation, make totals of them
(`composition`) over the real graph of a torch model (`tracing`, `layer_table`).
`bounds` holds what else structure alone tells: linear regions and VC dimension.

The idea, two metrics from structure alone by local transfer functions and an
algebra, is that of Badias and Banerjee (2021), arXiv:2107.01081, as its abstract
tells it. The formulas are this book's reading of it, not the authors'.
"""

from pse_helpers.algebra.bounds import linear_regions_lower, linear_regions_upper, vc_dimension_bound
from pse_helpers.algebra.layer_table import algebra_rules, layer_algebra
from pse_helpers.algebra.pieces import log_pieces
