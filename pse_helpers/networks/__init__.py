"""Networks by name: their weights, and the spectra that ship with the package.

`available` lists them, `load` gives a torch module, `spectra` the shipped
spectra, for which neither torch nor a network connection is needed.
"""

from pse_helpers.networks.catalogue import available
from pse_helpers.networks.modules import load
from pse_helpers.networks.shipped import spectra

__all__ = ["available", "load", "spectra"]
