"""A torch module by name, with random weights or published ones."""

import numpy as np

from pse_helpers.networks.catalogue import find, named
from pse_helpers.networks.downloads import downloaded
from pse_helpers.sources import read_state_dict


def load(name, weights=None, seed=0):
    """A network as a torch module in evaluation mode.

    Parameters
    ----------
    name : str
        A name of `available()`.
    weights : str, optional
        A value of the weights column: the file is downloaded once, with a
        progress bar, checked against its SHA-256 and kept in torch's cache
        folder (environment variable TORCH_HOME). None: random weights.
    seed : int
        Seed of the random weights; torch's global state stays untouched.

    Returns
    -------
    torch.nn.Module

    Raises
    ------
    ValueError
        For an unknown name, weights that the network does not have, or a seed
        that is not a non-negative integer.
    ConnectionError
        When the file is not in the cache and cannot be downloaded whole.

    Notes
    -----
    Chapter: Cascading PSE.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> model = networks.load("resnet20", seed=1)
    >>> sum(parameter.numel() for parameter in model.parameters())
    269722
    """
    named(name)
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
        raise ValueError(f"seed must be a non-negative integer; got {seed!r}")
    state = None if weights is None else read_state_dict(downloaded(find(name, weights)))
    model = _random(name, seed)
    if state is not None:
        model.load_state_dict(state)
    return model.eval()


def _random(name, seed):
    import torch
    from pse_helpers.networks.cifar_resnet import CifarResNet
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(seed))
        return CifarResNet(int(name.removeprefix("resnet")))
