"""A torch module by name, with random weights or published ones."""

import numpy as np

from pse_helpers.checks import shown
from pse_helpers.layers.sources import read_state_dict
from pse_helpers.networks.catalogue import DIGITS, RANDOM, REPOSITORY, TORCHVISION, find, named
from pse_helpers.networks.digits import runs
from pse_helpers.networks.downloads import downloaded


def load(name, weights=None, seed=0):
    """A network as a torch module in evaluation mode, on the CPU.

    Parameters
    ----------
    name : str
        A name of `available()`.
    weights : str, optional
        A value of the weights column: the file is downloaded once, with a
        progress bar, checked against its SHA-256 and kept in torch's cache
        folder (environment variable TORCH_HOME). None: random weights, each
        architecture with the initialisation that it defines. "random", which
        the networks of torchvision have: those of seed 0, whose spectra ship. For
        the networks of the digits family no file is kept: they are trained anew, in up to a minute,
        with a progress bar; random ones have a width of 8.
    seed : int
        Seed of the random weights, 0 with "random"; torch's global state stays untouched.

    Returns
    -------
    torch.nn.Module

    Raises
    ------
    ConnectionError
        When the file is not in the cache and cannot be downloaded whole.

    Notes
    -----
    For the CIFAR-10 networks all 64 hexadecimal digits of the SHA-256 are known
    and checked. Torchvision publishes the first 8, so its files are checked
    against those 8 alone: that finds a damaged file, not a forged one.

    With one seed a VGG network and its variant with batch normalisation have the same
    convolutions and linear layers, since batch normalisation draws nothing.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> model = networks.load("resnet20", seed=1)
    >>> sum(parameter.numel() for parameter in model.parameters())
    269722
    """
    _refuse_what_is_not_here(named(name)[0])
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**64:
        raise ValueError(f"seed must be a non-negative integer; got {shown(seed)}")
    entry = named(name)[0] if weights is None else find(name, weights)
    if weights is not None and entry.source == DIGITS:
        return _trained(entry)
    state = None if weights is None else _published(entry, seed)
    model = _random(entry, seed)
    if state is not None:
        model.load_state_dict(state)
    return model.eval()


def _refuse_what_is_not_here(entry):
    if entry.source not in BUILDERS:
        raise ValueError(f"name must be of a network that can be loaded; of {entry.name} only the spectra ship, "
                         f"networks.spectra({entry.name!r}), and its weights are in {entry.source}")


def _published(entry, seed):
    """The state dict of the entry's file; None for the random weights, which have none."""
    if entry.weights != RANDOM:
        return read_state_dict(downloaded(entry))
    if seed != 0:
        raise ValueError(f"seed of the weights {RANDOM!r} is 0; got {seed!r} (leave weights out for other seeds)")
    return None


def _trained(entry):
    from pse_helpers.networks import digits
    return digits.fitted(_run(entry))


def _run(entry):
    """The training run that an entry of the digits family stands for."""
    return next(run for run in runs.family() if (run.network, run.weights) == (entry.name, entry.weights))


def _random(entry, seed):
    from pse_helpers.training import seeded
    with seeded(int(seed)):
        return BUILDERS[entry.source](entry.name)


def _cifar_resnet(name):
    from pse_helpers.networks.architectures.cifar_resnet import CifarResNet
    return CifarResNet(int(name.removeprefix("resnet")))


def _torchvision(name):
    from torchvision.models import get_model
    return get_model(name, weights=None)


def _digits(name):
    from pse_helpers.networks import digits
    return digits.architecture(name.removeprefix("digits_"), runs.WIDTH)


# {source: a function from a name to a module}
BUILDERS = {REPOSITORY: _cifar_resnet, TORCHVISION: _torchvision, DIGITS: _digits}
