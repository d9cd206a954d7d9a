"""The catalogue: which networks there are, and where their weights come from."""

from dataclasses import dataclass
from functools import cache

import pandas as pd

from pse_helpers.checks import shown
from pse_helpers.networks import torchvision_weights
from pse_helpers.networks.digits import archive
from pse_helpers.networks.wheels import WHEELS

REPOSITORY = "https://github.com/akamaster/pytorch_resnet_cifar10"
TORCHVISION = "torchvision"
DIGITS = "this project, trained on scikit-learn's digits"
RANDOM = "random"


@dataclass(frozen=True)
class Entry:
    """One network with one set of weights, and its published test error in per cent.

    Random weights have no file and no test error. Where `url` is a bare file name,
    torchvision knows the address. Of `sha256` a source may
    publish the first digits only; `shipped_in` names the package's file of spectra.
    """

    name: str
    weights: str
    source: str
    url: str | None = None
    sha256: str | None = None
    test_error: float = float("nan")
    test_error_source: str | None = None
    shipped_in: str | None = None

    @property
    def file_name(self):
        return self.url.rpartition("/")[2]

    @property
    def shipped(self):
        return self.shipped_in is not None


def _cifar_resnet(depth, sha256, test_error):
    return Entry(
        name=f"resnet{depth}", weights="CIFAR10", source=REPOSITORY,
        url=f"{REPOSITORY}/raw/master/pretrained_models/resnet{depth}-{sha256[:8]}.th", sha256=sha256,
        test_error=test_error, test_error_source=f"{REPOSITORY}#readme", shipped_in="trained_spectra.npz")


def _torchvision(name, published):
    """The entries of one torchvision network: its published weights, then random ones."""
    for weights, (sha256, test_error) in published.items():
        yield Entry(
            name, weights, TORCHVISION, url=torchvision_weights.FILE.format(name=name, sha256=sha256), sha256=sha256,
            test_error=test_error, test_error_source=torchvision_weights.TEST_ERROR_SOURCE)
    yield Entry(name, RANDOM, TORCHVISION, shipped_in="random_spectra.npz")


CATALOGUE = (
    _cifar_resnet(20, "12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8", 8.27),
    _cifar_resnet(32, "d509ac1820d7f25398913559d7e81a13229b1e7adc5648e3bfa5e22dc137f850", 7.37),
    _cifar_resnet(44, "014dd6541728a1c700b1642ab640e211dc6eb8ed507d70697458dc8f8a0ae2e4", 6.90),
    _cifar_resnet(56, "4bfd97631478d6b638d2764fd2baff3edb1d7d82252d54439343b6596b9b5367", 6.61),
    *(entry for item in torchvision_weights.PUBLISHED.items() for entry in _torchvision(*item)),
)


# Of these only the spectra ship; their weights are in the packages that the sources name.
IN_WHEELS = tuple(Entry(wheel.name, wheel.weights, wheel.source, test_error=wheel.test_error,
                        test_error_source=wheel.score_source, shipped_in="wheel_spectra.npz") for wheel in WHEELS)


def entries():
    """The whole catalogue: published weights, random ones, those that this project trained, those in wheels."""
    return CATALOGUE + _digits() + IN_WHEELS


@cache
def _digits():
    return tuple(Entry(run.network, run.weights, DIGITS, test_error=record.test_error,
                       test_error_source=DIGITS, shipped_in=archive.RECORDS_FILE)
                 for run, record in archive.shipped_records().items())


def available():
    """The networks that `load` and `spectra` know, one row for each set of weights.

    Those for CIFAR-10 are the residual networks of depth 6 n + 2, those of
    torchvision the VGG and residual networks for ImageNet: every published set of
    weights that classifies (so not IMAGENET1K_FEATURES of vgg16, whose last layers
    are NaN), and the random weights of seed 0. Those whose name begins with "digits"
    are small and were trained by this project: `digits_family` tells more of them. The last,
    from other fields too, are in packages of the Python index: only their spectra are known, not how to `load` them.

    Returns
    -------
    pandas.DataFrame
        Columns name, source, weights (the name to pass on), test_error (in per
        cent, as its source states it: on CIFAR-10, or top-1 on the validation
        images of ImageNet; NaN for random weights, and where no top-1 error is published)
        and shipped (whether `spectra` has it).

    Notes
    -----
    The test errors of torchvision hold with the image transformation that comes
    with the weights, which is not the same for IMAGENET1K_V1 and IMAGENET1K_V2.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> table = networks.available()
    >>> table[table.name.isin(["resnet20", "resnet50"])][["name", "weights", "test_error", "shipped"]]
            name        weights  test_error  shipped
    0   resnet20        CIFAR10       8.270     True
    24  resnet50  IMAGENET1K_V1      23.870    False
    25  resnet50  IMAGENET1K_V2      19.142    False
    26  resnet50         random         NaN     True
    """
    columns = ["name", "source", "weights", "test_error", "shipped"]
    return pd.DataFrame([[getattr(entry, column) for column in columns] for entry in entries()], columns=columns)


def named(name):
    """The catalogue's entries for a network, at least one, all of one source."""
    found = [entry for entry in entries() if isinstance(name, str) and entry.name == name]
    if not found:
        names = ", ".join(dict.fromkeys(entry.name for entry in entries()))
        raise ValueError(f"name must be one of {names}; got {shown(name)}")
    return found


def find(name, weights):
    """The catalogue's entry for these weights of this network."""
    known = named(name)
    for entry in known:
        if isinstance(weights, (str, type(None))) and entry.weights == weights:
            return entry
    raise ValueError(f"weights of {name} must be one of {', '.join(e.weights for e in known)}; got {shown(weights)}")
