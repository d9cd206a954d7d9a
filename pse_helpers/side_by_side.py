"""Every measure of the book on the same networks: tables to which a reader adds a column with one function."""

import time

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


# Functions of a network's LayerSpectra; the chapter explains each.
SPECTRAL = {
    "cPSE": lambda spectra: cpse(spectra).value,
    "tail beyond 2": tail_beyond_2,
    "distance to law": law_distance,
    "power-law exponent": heavy_tails.mean_alpha,
    "Frobenius norm": norms.log_frobenius_norm,
    "spectral norm": norms.log_spectral_norm,
    "stable rank": norms.mean_stable_rank,
}


def measured(networks, measures):
    """Apply every measure to every network.

    Parameters
    ----------
    networks : mapping of label to network
        Whatever the measures take: LayerSpectra for `SPECTRAL`.
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


def of_trained_model(model, training, test, rng):
    r"""The measures that need a network's weights or data, for one classifier of images.

    Parameters
    ----------
    model : torch.nn.Module
        With ReLU modules, of which the last is the last layer of switches.
    training, test : (images, labels)
        Sharpness is taken on the first, what depends on features on the images of the second.
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to float
        "parameters"; "path norm" (decades); "sharpness" (nats); "complexity", the
        joint entropy in bits of the last layer's switches, at one position of each
        image where it is a convolution; "switch entropy", the mean entropy in bits of a
        single switch over all layers; "effective dimension" of the last layer's
        features, averaged over positions; and for each of them
        "... , seconds", what it took.

    Raises
    ------
    TypeError, ValueError
        As the functions of `baselines` and `features`.

    Notes
    -----
    Source: this book. Chapter: Side by side.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.side_by_side import of_trained_model
    >>> net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    >>> data = torch.randn(40, 3, generator=torch.Generator().manual_seed(0)), torch.arange(40) % 2
    >>> found = of_trained_model(net, data, data, np.random.default_rng(0))
    >>> found["parameters"], 1 < found["effective dimension"] < 4
    (26, True)
    """
    import torch
    generator(rng)
    images = test[0]
    last = [name for name, module in model.named_modules() if isinstance(module, torch.nn.ReLU)][-1]
    batches = images.split(100)

    def of_last(feature_maps):
        return features.activations(model, batches, [last], feature_maps)[last]

    def mean_switch_entropy():
        layers = features.activations(model, batches).values()
        return float(np.concatenate([features.switch_entropies(one) for one in layers]).mean())

    measures = {
        "parameters": lambda: baselines.number_of_parameters(model),
        "path norm": lambda: baselines.log_path_norm(model, tuple(images.shape[1:])),
        "sharpness": lambda: baselines.sharpness(model, *training, rng),
        "complexity": lambda: features.entropic_complexity(of_last(features.sampled_positions(1, rng))),
        "switch entropy": mean_switch_entropy,
        "effective dimension": lambda: features.effective_dimension(of_last("pooled")),
    }
    found = {}
    for name, measure in measures.items():
        start = time.perf_counter()
        found[name] = measure()
        found[f"{name}, seconds"] = time.perf_counter() - start
    return found
