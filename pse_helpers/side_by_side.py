"""Every measure of the book on the same networks: tables to which a reader adds a column with one function."""

import time
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pse_helpers import baselines, conjugate, features, heavy_tails, norms
from pse_helpers.cascade import cpse
from pse_helpers.checks import generator
from pse_helpers.scores import law_distance


def tail_beyond_2(spectra):
    """The share of a network's eigenvalues beyond twice their layer's mean, every layer counting alike.

    >>> import numpy as np
    >>> from pse_helpers.side_by_side import tail_beyond_2
    >>> tail_beyond_2([np.diag([1.0, 1.0, 1.0, 3.0])])                 # squares 1, 1, 1, 9, of mean 3
    0.25
    """
    return float(conjugate.spectral_masses(spectra, [0, 1, 2, 4])[-1])


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """What the measures of `FUNCTIONAL` take: a classifier of images, and its data.

    Attributes
    ----------
    model : torch.nn.Module
        With ReLU modules, of which the last is the last layer of switches.
    training, test : (images, labels)
        Sharpness is taken on the first; what depends on features, on the images of the second.
    rng : numpy.random.Generator
        The measures that draw take from it in turn, so their order matters to their numbers.

    Raises
    ------
    TypeError
        For an rng of another type.

    Notes
    -----
    Source: this book. Chapter: Side by side.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.side_by_side import FUNCTIONAL, TrainedNetwork, measured
    >>> net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    >>> data = torch.randn(40, 3, generator=torch.Generator().manual_seed(0)), torch.arange(40) % 2
    >>> one = TrainedNetwork(net, data, data, np.random.default_rng(0))
    >>> measured({"net": one}, FUNCTIONAL).columns.tolist()
    ['path norm', 'sharpness', 'complexity', 'switch entropy', 'effective dimension']
    """

    model: object
    training: tuple
    test: tuple
    rng: np.random.Generator

    def __post_init__(self):
        generator(self.rng)

    @property
    def input_shape(self):
        """Of one input, without the batch."""
        return tuple(self.test[0].shape[1:])

    def switches(self, layers=None, feature_maps="flatten"):
        """{layer: values before its switches}, a row a test image."""
        return features.activations(self.model, self.test[0].split(100), layers, feature_maps)

    def last_switches(self, feature_maps):
        """Values before the last layer's switches, a row a test image; feature_maps as in `features.activations`."""
        import torch
        last = [name for name, part in self.model.named_modules() if isinstance(part, torch.nn.ReLU)][-1]
        return self.switches([last], feature_maps)[last]


def mean_switch_entropy(network):
    """The mean entropy in bits of a single switch, over all switches of a TrainedNetwork."""
    return float(np.concatenate([features.switch_entropies(layer) for layer in network.switches().values()]).mean())


def last_complexity(network):
    """The joint entropy in bits of the last layer's switches, at one random position of each image in a convolution."""
    return features.entropic_complexity(network.last_switches(features.sampled_positions(1, network.rng)))


# Functions of a network's structure, the table that `algebra.layer_algebra` makes.
STRUCTURAL = {
    "parameters": lambda structure: structure.attrs["parameters"],
    "multiply-adds": lambda structure: structure.attrs["multiply_adds"],
    "layer complexity": lambda structure: structure.attrs["complexity"],
}

# Functions of a network's weights, by their LayerSpectra.
SPECTRAL = {
    "cPSE": lambda spectra: cpse(spectra).value,
    "tail beyond 2": tail_beyond_2,
    "distance to law": law_distance,
    "power-law exponent": heavy_tails.mean_alpha,
    "Frobenius norm": norms.log_frobenius_norm,
    "spectral norm": norms.log_spectral_norm,
    "stable rank": norms.mean_stable_rank,
}

# Functions of what a network computes, of a TrainedNetwork.
FUNCTIONAL = {
    "path norm": lambda network: baselines.log_path_norm(network.model, network.input_shape),
    "sharpness": lambda network: baselines.sharpness(network.model, *network.training, network.rng),
    "complexity": last_complexity,
    "switch entropy": mean_switch_entropy,
    "effective dimension": lambda network: features.effective_dimension(network.last_switches("pooled")),
}


def measured(networks, measures):
    """Apply every measure to every network.

    Parameters
    ----------
    networks : mapping of label to network
        Whatever the measures take: a table of `algebra.layer_algebra` for `STRUCTURAL`,
        LayerSpectra for `SPECTRAL`, a TrainedNetwork for `FUNCTIONAL`.
    measures : mapping of str to callable
        Each a function of a network, to a number.

    Returns
    -------
    pandas.DataFrame
        A row a network, a column a measure. Its `.attrs["seconds"]` is a Series: the
        mean time of each measure per network, in seconds.

    Raises
    ------
    ValueError
        For no networks or no measures; for a measure that does not give a finite number, with its
        name and the network's.

    Notes
    -----
    Source: this book. Chapter: Side by side.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import layer_spectra
    >>> from pse_helpers.side_by_side import SPECTRAL, measured
    >>> nets = {"one": layer_spectra([np.eye(3)]), "two": layer_spectra([np.eye(4), np.eye(2)])}
    >>> measured(nets, {"stable rank": SPECTRAL["stable rank"], "layers": len})
         stable rank  layers
    one          3.0       1
    two          3.0       2
    """
    if not networks or not measures:
        raise ValueError(f"networks and measures must not be empty; got {len(networks)} and {len(measures)}")
    columns, seconds = {}, {}
    for name, measure in measures.items():
        start = time.perf_counter()
        columns[name] = [_number(measure(network), name, label) for label, network in networks.items()]
        seconds[name] = (time.perf_counter() - start) / len(networks)
    table = pd.DataFrame(columns, index=list(networks))
    table.attrs["seconds"] = pd.Series(seconds)
    return table


def _number(value, name, label):
    if not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
        raise ValueError(f"measures: {name!r} must give a finite number; got {value!r} for {label!r}")
    return value
