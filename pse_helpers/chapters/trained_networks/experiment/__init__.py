"""What in training moves a spectrum: small networks, one circumstance varied at a time.

`design` says which networks are trained and how, `data_sets` on what; `perceptrons` and `training` train
them, `observations` says what is kept on the way, `results` holds what ships.
"""

from pse_helpers.chapters.trained_networks.experiment.design import ARMS, MARKS, SEEDS, Setting, clock
from pse_helpers.chapters.trained_networks.experiment.results import shipped, table


def __getattr__(name):
    """`trained` needs torch; the shipped table does not."""
    if name == "trained":
        from pse_helpers.chapters.trained_networks.experiment.training import trained
        return trained
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
