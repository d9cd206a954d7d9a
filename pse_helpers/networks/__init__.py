"""Networks by name: their weights, and the spectra that ship with the package.

`available` lists them, `load` gives a torch module, `spectra` the shipped
spectra, for which neither torch nor a network connection is needed: of the
trained CIFAR-10 networks, of torchvision's with random weights, and of the
small networks that this project trained on digits (`digits_family`), with
measures that need more than spectra (`digits_measures`).
"""

from pse_helpers.networks.catalogue import available
from pse_helpers.networks.family import digits_family
from pse_helpers.networks.measures_file import digits_measures
from pse_helpers.networks.modules import load
from pse_helpers.networks.shipped import spectra

__all__ = ["available", "digits_family", "digits_measures", "load", "spectra"]
