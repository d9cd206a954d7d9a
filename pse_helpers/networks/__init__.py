"""Networks by name: their weights, and the spectra that ship with the package.

`available` lists them, `load` gives a torch module, `spectra` the shipped
spectra, for which neither torch nor a network connection is needed: of the
trained CIFAR-10 networks, of torchvision's with random weights, and of the small
networks that this project trained on digits (`digits`). `architectures` holds the
networks that torchvision does not have, `changes` copies of networks with other weights.
"""

from pse_helpers.networks.catalogue import available
from pse_helpers.networks.digits.tables import digits_family, digits_measures
from pse_helpers.networks.loading import load
from pse_helpers.networks.shipped import spectra
from pse_helpers.networks.titles import title
