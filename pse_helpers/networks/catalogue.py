"""The catalogue: which networks there are, and where their weights come from."""

from dataclasses import dataclass

import pandas as pd

REPOSITORY = "https://github.com/akamaster/pytorch_resnet_cifar10"


@dataclass(frozen=True)
class Entry:
    """Trained weights of one network, and the published test error in per cent."""

    name: str
    weights: str
    source: str
    url: str
    sha256: str
    test_error: float
    test_error_source: str
    shipped: bool

    @property
    def file_name(self):
        return self.url.rpartition("/")[2]


def _cifar_resnet(depth, sha256, test_error):
    return Entry(
        name=f"resnet{depth}", weights="CIFAR10", source=REPOSITORY,
        url=f"{REPOSITORY}/raw/master/pretrained_models/resnet{depth}-{sha256[:8]}.th",
        sha256=sha256, test_error=test_error, test_error_source=f"{REPOSITORY}#readme", shipped=True)


CATALOGUE = (
    _cifar_resnet(20, "12fca82f0bebc4135bf1f32f6e3710e61d5108578464b84fd6d7f5c1b04036c8", 8.27),
    _cifar_resnet(32, "d509ac1820d7f25398913559d7e81a13229b1e7adc5648e3bfa5e22dc137f850", 7.37),
    _cifar_resnet(44, "014dd6541728a1c700b1642ab640e211dc6eb8ed507d70697458dc8f8a0ae2e4", 6.90),
    _cifar_resnet(56, "4bfd97631478d6b638d2764fd2baff3edb1d7d82252d54439343b6596b9b5367", 6.61),
)


def available():
    """The networks that `load` and `spectra` know, one row each.

    Returns
    -------
    pandas.DataFrame
        Columns name, source, weights (the name to pass on), test_error (in per
        cent, as its source states it) and shipped (whether `spectra` has it).

    Notes
    -----
    Chapter: Cascading PSE.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> networks.available()[["name", "weights", "test_error"]]
           name  weights  test_error
    0  resnet20  CIFAR10        8.27
    1  resnet32  CIFAR10        7.37
    2  resnet44  CIFAR10        6.90
    3  resnet56  CIFAR10        6.61
    """
    columns = ["name", "source", "weights", "test_error", "shipped"]
    return pd.DataFrame([[getattr(entry, column) for column in columns] for entry in CATALOGUE], columns=columns)


def named(name):
    """The catalogue's entries for a network, at least one."""
    entries = [entry for entry in CATALOGUE if entry.name == name]
    if not entries:
        names = ", ".join(dict.fromkeys(entry.name for entry in CATALOGUE))
        raise ValueError(f"name must be one of {names}; got {name!r}")
    return entries


def find(name, weights):
    """The catalogue's entry for these weights of this network."""
    entries = named(name)
    for entry in entries:
        if entry.weights == weights:
            return entry
    raise ValueError(f"weights of {name} must be one of {', '.join(e.weights for e in entries)}; got {weights!r}")
