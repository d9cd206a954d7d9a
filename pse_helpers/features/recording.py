"""What the layers of a torch model put out, read by forward hooks."""

from collections.abc import Iterable

import numpy as np

from pse_helpers.checks import check_torch_module, in_words, listed, shown
from pse_helpers.features.feature_maps import FEATURE_MAPS
from pse_helpers.layers.sources.undisturbed import hooked, undisturbed


def activations(model, batches, layers=None, feature_maps="flatten"):
    """The outputs of a model's layers on data, as samples and neurons.

    The model runs in evaluation mode without gradients and is left as it was,
    also when it fails: every module's mode, its buffers, its hooks.

    Parameters
    ----------
    model : torch.nn.Module
    batches : tensor, or iterable of batches
        A tensor is one batch. Of a batch that is a tuple or list, as a data loader
        gives (inputs, labels), the first entry is taken. One batch is held at a time;
        what stays are the arrays returned.
    layers : iterable of str, optional
        Names from `model.named_modules()`. None: every torch.nn.ReLU. For a functional ReLU
        name the module whose output enters it: it is positive where the switch is on.
    feature_maps : str or callable
        A name of `FEATURE_MAPS` or a function like those: from an ndarray (images, channels, ...) to
        (samples, neurons). `sampled_positions` and `sampled_neurons` make functions that keep less.

    Returns
    -------
    dict of str to ndarray, shape (samples, neurons)
        In order of the first call. A module that is called again within one forward
        pass has entries of its own: "relu", "relu:2", ... A layer of `layers` that the
        forward pass never calls is a ValueError.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.features import activations
    >>> model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU())
    >>> {name: values.shape for name, values in activations(model, torch.ones(5, 2)).items()}
    {'1': (5, 3)}
    """
    check_torch_module(model)
    modules, layout = _chosen(model, layers), _layout(feature_maps)
    with undisturbed(model):
        outputs = [_outputs(model, inputs, modules, layout) for inputs in _inputs(batches)]
    if not outputs:
        raise ValueError("batches must hold at least one batch; got none")
    names = dict.fromkeys(name for found in outputs for name in found)
    _all_called(names, modules)
    return {name: _joined(name, [found.pop(name) for found in outputs if name in found]) for name in names}


def _chosen(model, layers):
    """The modules to listen to, by name."""
    from torch import nn
    known = dict(model.named_modules())
    if layers is None:
        found = {name: module for name, module in known.items() if isinstance(module, nn.ReLU)}
        if not found:
            raise ValueError("model has no torch.nn.ReLU module; give in layers the names of modules whose output "
                             "enters its switches")
        return found
    names = [layers] if isinstance(layers, str) else listed(layers, "layers", "names of modules")
    missing = [name for name in names if not isinstance(name, str) or name not in known]
    if missing or not names:
        raise ValueError(f"layers must be names of the model's modules; got {shown(missing)}, known are "
                         f"{', '.join(filter(None, known))}")
    return {name: known[name] for name in names}


def _inputs(batches):
    """What the model is called with, batch by batch."""
    import torch
    if isinstance(batches, str) or not isinstance(batches, Iterable):
        raise TypeError(f"batches must be a tensor, or an iterable of batches; got {shown(batches)}")
    for batch in [batches] if isinstance(batches, (torch.Tensor, np.ndarray)) else batches:
        inputs = batch[0] if isinstance(batch, (tuple, list)) and batch else batch
        if isinstance(inputs, np.ndarray):
            raise TypeError("batches must hold tensors; got an ndarray, of which torch.from_numpy makes one")
        yield inputs


def _layout(feature_maps):
    if callable(feature_maps):
        return feature_maps
    if not isinstance(feature_maps, str) or feature_maps not in FEATURE_MAPS:
        raise ValueError(f"feature_maps must be one of {', '.join(FEATURE_MAPS)} or a function; "
                         f"got {shown(feature_maps)}")
    return FEATURE_MAPS[feature_maps]


def _outputs(model, inputs, modules, layout):
    """One forward pass; what the modules put out, laid out and copied before a later layer may change it in place."""
    found = {}

    def listener(name):
        def hook(module, arguments, output):
            calls = sum(key.rpartition(":")[0] == name or key == name for key in found)
            found[f"{name}:{calls + 1}" if calls else name] = np.array(layout(_array(name, output)))
        return hook
    with hooked(module.register_forward_hook(listener(name)) for name, module in modules.items()):
        _called(model, inputs)
    return found


def _called(model, inputs):
    """One forward pass; torch's own words for inputs that do not fit come with what the inputs were."""
    try:
        model(inputs)
    except (RuntimeError, TypeError, AttributeError, IndexError) as error:
        if str(error).startswith("layers: "):  # from the hooks of this module
            raise
        raise ValueError(f"batches must fit the model; got {in_words(inputs)} "
                         f"({str(error).splitlines()[0]})") from error


def _array(name, output):
    import torch
    if not isinstance(output, torch.Tensor) or output.is_complex():
        raise TypeError(f"layers: the output of {name!r} must be a real tensor; got {in_words(output)}")
    if output.ndim < 2:
        raise ValueError(f"layers: the output of {name!r} must have at least two dimensions, samples and neurons; "
                         f"got shape {tuple(output.shape)}")
    half = output.dtype in (torch.float16, torch.bfloat16)
    return (output.float() if half else output).detach().cpu().numpy()


def _all_called(names, modules):
    silent = [name for name in modules if name not in names]
    if silent:
        raise ValueError(f"layers: the model never called {', '.join(map(repr, silent))} in its forward pass")


def _joined(name, parts):
    widths = sorted({part.shape[1] for part in parts})
    if len(widths) > 1:
        raise ValueError(f"batches must give {name!r} one number of neurons; got {widths}")
    return np.concatenate(parts)
