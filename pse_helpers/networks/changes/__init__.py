"""Changes made to a network: some that a measure should notice, one that it should not, and two that save weights.

`shuffling` destroys what training put into the arrangement of weights, `rescaling`
changes every weight and nothing that the network computes, `compression` prunes or
lowers ranks.
"""

from pse_helpers.networks.changes.compression import changed, low_rank, pruned
from pse_helpers.networks.changes.rescaling import rescaled_channels
from pse_helpers.networks.changes.shuffling import shuffled
