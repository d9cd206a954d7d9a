"""A network with other weights that computes the same."""

import copy

from pse_helpers.checks import check_generator, check_number


def rescaled_channels(model, rng, decades):
    r"""A copy of a network with other weights that computes the same.

    Between two layers with nothing but ReLU, max pooling and flattening, channel i
    may be multiplied by any :math:`c_i > 0` behind the first and divided by it
    before the second, since ReLU(c x) = c ReLU(x). Here :math:`\log_{10} c_i` is
    uniform between -decades/2 and decades/2.

    Parameters
    ----------
    model : torch.nn.Sequential
        Of Conv2d, Linear, ReLU, MaxPool2d and Flatten only, no subclasses, each weight
        in one layer. At a Flatten the image must have shrunk to one pixel.
    rng : numpy.random.Generator
    decades : float
        Width of the range of factors, positive, at most 60.

    Returns
    -------
    torch.nn.Sequential
        In the mode of the model, which stays as it was.

    Notes
    -----
    Source: Neyshabur, Salakhutdinov and Srebro (2015), arXiv:1506.02617.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.networks.changes import rescaled_channels
    >>> net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    >>> twin, x = rescaled_channels(net, np.random.default_rng(0), 2.0), torch.ones(1, 3)
    >>> torch.allclose(net(x), twin(x), atol=1e-5), torch.allclose(net[0].weight, twin[0].weight)
    (True, False)
    """
    import torch
    check_generator(rng)
    decades = check_number(decades, "decades", "positive and finite, at most 60", lambda decades: 0 < decades <= 60)
    layers = _homogeneous_layers(model)
    twin = copy.deepcopy(model)
    with torch.no_grad():
        for before, after in zip(layers, layers[1:]):
            factors = 10 ** (decades * (rng.random(len(twin[before].weight)) - 0.5))
            _multiply(twin[before], twin[after], torch.from_numpy(factors).to(twin[before].weight))
    return twin


def _homogeneous_layers(model):
    """The positions of the layers, once it is sure that ReLU's homogeneity connects them."""
    from torch import nn
    if not isinstance(model, nn.Sequential):
        raise TypeError(f"model must be a torch.nn.Sequential; got a {type(model).__name__}")
    for name, module in model.named_children():
        if type(module) not in (nn.Conv2d, nn.Linear, nn.ReLU, nn.MaxPool2d, nn.Flatten):  # a subclass may do more
            raise TypeError("model may hold Conv2d, Linear, ReLU, MaxPool2d and Flatten only; "
                            f"got a {type(module).__name__} at {name}")
    layers = [index for index, module in enumerate(model) if isinstance(module, (nn.Conv2d, nn.Linear))]
    if len({model[index].weight.data_ptr() for index in layers}) < len(layers):
        raise ValueError("model: a weight stands in two layers; only channels of a layer's own can be rescaled")
    for before, after in zip(layers, layers[1:]):
        between = [type(module) for module in list(model)[before:after + 1]]
        if between[0] is nn.Conv2d and between[-1] is nn.Linear and nn.Flatten not in between:
            raise ValueError(f"model: a Flatten must stand between layer {before}, a convolution, and layer {after}")
        if len(model[before].weight) != model[after].weight.shape[1]:
            raise ValueError(f"model: {len(model[before].weight)} channels leave layer {before}, but layer {after} "
                             f"takes {model[after].weight.shape[1]}")
    return layers


def _multiply(before, after, factors):
    before.weight *= factors.reshape(-1, *[1] * (before.weight.ndim - 1))
    if before.bias is not None:
        before.bias *= factors
    after.weight /= factors.reshape(1, -1, *[1] * (after.weight.ndim - 2))
