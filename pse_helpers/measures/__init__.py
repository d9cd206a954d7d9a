"""Every measure of the book, once: from a network to a number.

`weights` and `tails` need a network's spectra, `at_work` the network itself and
mostly data; `table` lists them all, beside those of structure, and applies them to
many networks. `decay_rates` fits a tail with its uncertainty; `proxies` are two signals of
untrained networks that searches go by, and `averages` what the path norm needs of an average.
"""

from pse_helpers.measures.at_work import TrainedNetwork, last_complexity, log_path_norm, mean_switch_entropy, sharpness
from pse_helpers.measures.decay_rates import TailDecay, tail_decay
from pse_helpers.measures.proxies import log_switch_determinant, log_synaptic_flow, switch_kernel
from pse_helpers.measures.table import FUNCTIONAL, SPECTRAL, STRUCTURAL, measured
from pse_helpers.measures.tails import PowerLaw, mean_alpha, power_law, weightwatcher_alpha
from pse_helpers.measures.weights import (
    law_distance,
    log_frobenius_norm,
    log_spectral_norm,
    mean_stable_rank,
    tail_beyond_2,
)
