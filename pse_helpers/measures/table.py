"""Every measure of the book once: tables to which a reader adds a column with one function."""

import time
from functools import partial

import numpy as np
import pandas as pd

from pse_helpers.cascade import cpse
from pse_helpers.checks import check_callable, check_mapping
from pse_helpers.features import effective_dimension
from pse_helpers.measures import at_work, tails, weights
from pse_helpers.parallel import ordered


# What a process pool works on must have a name in a module: no lambda stands in these tables.
def _total(name, structure):
    return structure.attrs[name]


def _cpse(spectra):
    return cpse(spectra).value


def _path_norm(network):
    return at_work.log_path_norm(network.model, network.input_shape)


def _sharpness(network):
    return at_work.sharpness(network.model, *network.training, network.rng)


def _effective_dimension(network):
    return effective_dimension(network.last_switches("pooled"))


# Functions of a network's structure, the table that `algebra.layer_algebra` makes.
STRUCTURAL = {
    "parameters": partial(_total, "parameters"),
    "multiply-adds": partial(_total, "multiply_adds"),
    "layer complexity": partial(_total, "complexity"),
}

# Functions of a network's weights, by their LayerSpectra. One that takes a tail, the logarithm of single values or a
# rank goes by `resolved_values`, or rounding noise decides it.
SPECTRAL = {
    "cPSE": _cpse,
    "tail beyond 2": weights.tail_beyond_2,
    "distance to law": weights.law_distance,
    "power-law exponent": tails.mean_alpha,
    "Frobenius norm": weights.log_frobenius_norm,
    "spectral norm": weights.log_spectral_norm,
    "stable rank": weights.mean_stable_rank,
}

# Functions of what a network computes, of a TrainedNetwork.
FUNCTIONAL = {
    "path norm": _path_norm,
    "sharpness": _sharpness,
    "complexity": at_work.last_complexity,
    "switch entropy": at_work.mean_switch_entropy,
    "effective dimension": _effective_dimension,
}


def measured(networks, measures, executor=None):
    """Apply every measure to every network.

    Parameters
    ----------
    networks : mapping of label to network
        Whatever the measures take: a table of `algebra.layer_algebra` for `STRUCTURAL`,
        LayerSpectra for `SPECTRAL`, a TrainedNetwork for `FUNCTIONAL`.
    measures : mapping of str to callable
        Each a function of a network, to a number; for a process pool one of a module, no lambda.
    executor : concurrent.futures.Executor, optional
        Works on the networks side by side. Those that draw need a generator each; that of a network
        sent to another process stays as it was here.

    Returns
    -------
    pandas.DataFrame
        A row a network, a column a measure. Its `.attrs["seconds"]` is a Series: the
        mean time of each measure per network, in seconds.

    Raises
    ------
    ValueError
        Among others for a measure that does not give a finite number, with its name and the network's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import layer_spectra
    >>> from pse_helpers.measures import SPECTRAL, measured
    >>> nets = {"one": layer_spectra([np.eye(3)]), "two": layer_spectra([np.eye(4), np.eye(2)])}
    >>> measured(nets, {"stable rank": SPECTRAL["stable rank"], "layers": len})
         stable rank  layers
    one          3.0       1
    two          3.0       2
    """
    check_mapping(networks, "networks", "labels to networks")
    check_mapping(measures, "measures", "names to functions")
    for name, measure in measures.items():
        check_callable(measure, f"measures[{name!r}]")
    if not networks or not measures:
        raise ValueError(f"networks and measures must not be empty; got {len(networks)} and {len(measures)}")
    description = None if executor is None else "networks"
    rows = ordered(partial(_row, measures=measures), networks.items(), executor, description)
    values, seconds = zip(*rows)
    columns = {name: list(column) for name, column in zip(measures, zip(*values))}
    table = pd.DataFrame(columns, index=list(networks))
    table.attrs["seconds"] = pd.Series(np.mean(seconds, axis=0), index=list(measures))
    return table


def _row(labelled, measures):
    """One network's numbers, and the time of each in seconds."""
    (label, network), values, clock = labelled, [], [time.perf_counter()]
    for name, measure in measures.items():
        values.append(_number(measure(network), name, label))
        clock.append(time.perf_counter())
    return values, np.diff(clock)


def _number(value, name, label):
    """A measure's value, which must be a finite number."""
    if not isinstance(value, (int, float, np.number)) or not np.isfinite(value):
        raise ValueError(f"measures: {name!r} must give a finite number; got {value!r} for {label!r}")
    return value
