"""What in training moves a spectrum: small networks, one circumstance varied at a time.

`design` says which networks are trained and how, `data_sets` on what; `perceptrons` and `training` train
them, `observations` says what is kept on the way, `results` holds what ships.
"""

from pse_helpers.chapters.trained_networks.experiment.design import ARMS, MARKS, SEEDS, Setting, clock
from pse_helpers.chapters.trained_networks.experiment.results import shipped, table, with_scores


def __getattr__(name):
    """`trained` and `starts` need torch; the shipped table does not."""
    if name in ("trained", "starts"):
        from pse_helpers.chapters.trained_networks.experiment import training
        return getattr(training, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
