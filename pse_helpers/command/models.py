"""From MODEL, a path or a name, to the spectra of its layers."""

import io
from contextlib import nullcontext, redirect_stderr
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from pse_helpers import networks
from pse_helpers.command import costs
from pse_helpers.command.options import Refused
from pse_helpers.layers import LayerSpectra
from pse_helpers.layers.decomposition import spectra_of
from pse_helpers.layers.sources import LeftOut, Note, Reading, read, read_state
from pse_helpers.layers.sources.arrays import is_array, kind
from pse_helpers.layers.sources.checkpoints import weights_part
from pse_helpers.layers.sources.shards import read_path


class Opened(NamedTuple):
    """A model before its spectra are known: its Reading, and {name: shape} of what will be measured."""

    reading: Reading
    shapes: dict


def opened(options, quiet=True):
    """What the options name, Opened, or its LayerSpectra where they ship; `quiet` keeps a download's bar to itself.

    >>> from pse_helpers.command.models import opened
    >>> from pse_helpers.command.options import parsed
    >>> opened(parsed(["resnet20", "CIFAR10"]))
    LayerSpectra: 20 layers, 698 squared singular values, 0 parameters left out
    """
    if options.weights is not None:
        return _by_name(options, quiet)
    if not Path(options.model).expanduser().exists():
        raise Refused(_what_is_missing(options.model))
    state, forgotten = read_path(options.model)
    reading = read_state(state, forgotten, options.order, options.key, options.skip)
    return Opened(reading, _shapes(weights_part(state, options.key)[0], options.skip))


def _by_name(options, quiet):
    """Shipped spectra where there are any; else the network itself, downloaded or trained."""
    rows = networks.available().query("name == @options.model")
    if rows.empty:
        raise Refused(f"no network has the name {options.model!r}; known are {', '.join(_names())}")
    if options.weights not in set(rows.weights):
        raise Refused(f"the weights of {options.model} are {', '.join(rows.weights)}; got {options.weights!r}")
    if rows[rows.weights == options.weights].shipped.item():
        return networks.spectra(options.model, options.weights)
    with redirect_stderr(io.StringIO()) if quiet else nullcontext():
        network = networks.load(options.model, options.weights)
    return Opened(read(network), _shapes(dict(network.named_parameters()), ()))


def _names():
    return dict.fromkeys(networks.available().name)


def _what_is_missing(model):
    if model not in _names():
        return f"there is no file or folder {model!r}, and no network of that name"
    weights = networks.available().query("name == @model").weights
    return f"{model} wants the name of its weights: {', '.join(weights)}"


def _shapes(state, skip):
    """The shapes of what will be measured, as far as that can be told before it is read."""
    return {name: tuple(value.shape) for name, value in state.items()
            if is_array(value) and value.ndim >= 2 and kind(value) == "floating"
            and not any(fnmatchcase(name, pattern) for pattern in skip)}


def measured(model, options, progress):
    """The LayerSpectra of what was opened."""
    if isinstance(model, LayerSpectra):
        return model
    each = [matrix for name, shape in model.shapes.items() for matrix in _matrices(name, shape)]
    progress.plan(sum(map(costs.decomposition, each)) + costs.draws(each, options.twins, 0), "spectra")
    return spectra_of(replace(model.reading, items=_counted(model.reading.items, progress)))


def _matrices(name, shape):
    """A stack of experts is as many matrices; for what else is split the sum is about the same."""
    return [shape[1:]] * shape[0] if len(shape) == 3 and "expert" in name else [shape]


def _counted(items, progress):
    """The items one by one; when the next is asked for, the work on the last is done."""
    for item in items:
        yield item
        if not isinstance(item, (LeftOut, Note)):
            progress.advance(costs.decomposition(item.array.shape))
