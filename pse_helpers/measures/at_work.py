"""Measures that need a network at work: its weights in their places, and mostly its data."""

import copy
from dataclasses import dataclass

import numpy as np

from pse_helpers.checks import check_generator, check_number, check_torch_module, check_whole, in_words
from pse_helpers.features import activations, entropic_complexity, sampled_positions, switch_entropies
from pse_helpers.measures.averages import squared_averages
from pse_helpers.measures.paths import is_norm, sum_over_paths, without_biases


def log_path_norm(model, input_shape):
    r"""Logarithm of the path norm: the root of the sum over all paths of the product of squared weights.

    .. math:: \log_{10} \Big( \sum_{\text{paths}} \prod_{e \in \text{path}} w_e^2 \Big)^{1/2}

    Computed by sending an image of ones through the network with all weights
    squared and all biases zero. A batch normalisation, in evaluation mode, is a weight
    a channel; an average over n values, of a pooling or of `mean`, is n weights 1/n.

    Parameters
    ----------
    model : torch.nn.Module
        Of linear layers, convolutions, batch normalisations, pooling, sums, and ReLU.
    input_shape : tuple of int
        Of one input, without the batch: (channels, height, width) or (features,).

    Returns
    -------
    float
        In decades.

    Raises
    ------
    ValueError
        Among others for layers with weights of another kind, for whatever is not proportional to a
        positive input (GELU, sigmoid, softmax, ReLU6, ...), also where it is only called, and for a sum
        over paths that is zero or not finite.

    Notes
    -----
    Every linear map counts by its weights, whether they were learned or not: a network in
    which an average is written as a matrix has the same norm.
    Where max pooling chooses, the largest path is counted instead of all. The norm
    does not move when channels are rescaled behind one layer and before the next
    (:func:`pse_helpers.networks.changes.rescaled_channels`).
    Source: Neyshabur, Salakhutdinov and Srebro (2015), arXiv:1506.02617, section 3;
    the forward pass as in Jiang et al. (2020), arXiv:1912.02178.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.measures import log_path_norm
    >>> net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.ReLU(), torch.nn.Linear(1, 1))
    >>> net[0].weight.data = torch.tensor([[6.0, -8.0]])
    >>> net[2].weight.data = torch.tensor([[-10.0]])
    >>> log_path_norm(net, (2,))                                # sqrt(6^2 + 8^2) x 10
    2.0
    """
    import torch
    squared = without_biases(model)
    with torch.no_grad():
        for module in squared.modules():
            _square(module)
        with squared_averages():
            total = sum_over_paths(squared, input_shape).item()
    if not 0 < total < np.inf:
        raise ValueError(f"model: the sum over paths must be positive and finite; got {total}")
    return float(np.log10(total) / 2)


def _square(module):
    """Square a module's own weights in place; what a normalisation divides by is one of them."""
    if is_norm(module):
        module.running_var.copy_((module.running_var + module.eps)**2 - module.eps)
    for weight in module.parameters(recurse=False):  # and biases, which are zero
        weight.square_()


def sharpness(model, images, labels, rng, scale=0.1, draws=8):
    r"""How much the loss rises on average when the weights are disturbed.

    .. math:: \mathrm{E}\, L(w + \sigma\, |w| \odot \varepsilon) - L(w), \qquad \varepsilon \sim \mathcal{N}(0, 1)

    with L the mean cross-entropy. The disturbance of every weight is proportional to
    its own size, and each is used with both signs, which cancels what is linear in it.

    Parameters
    ----------
    model : torch.nn.Module
        From images to one number a class. Used in evaluation mode, and left as it was.
    images, labels : tensors
        The data of L: labels are whole numbers from 0, one for each image.
    rng : numpy.random.Generator
    scale : float
        Sigma, above 0.
    draws : int
        Number of pairs of opposite disturbances, at least 1.

    Returns
    -------
    float
        In nats.

    Raises
    ------
    ValueError
        Among others for images and labels of which the model has no loss, or none that is finite.

    Notes
    -----
    A simple estimate; there are many notions of sharpness. This one does not move when
    a weight and those behind it are rescaled so that the network computes the same.
    Source: the magnitude-aware disturbance is that of Jiang et al. (2020),
    arXiv:1912.02178, in the mean instead of the worst case.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.measures import sharpness
    >>> images, labels = torch.eye(2), torch.tensor([0, 1])
    >>> net = torch.nn.Linear(2, 2, bias=False)
    >>> net.weight.data = 3 * torch.eye(2)
    >>> sharpness(net, images, labels, np.random.default_rng(1)) > 0
    True
    """
    import torch
    check_torch_module(model)
    check_generator(rng)
    draws = check_whole(draws, "draws")
    scale = check_number(scale, "scale", "positive and finite, at most 1e6", lambda scale: 0 < scale <= 1e6)
    disturbed = copy.deepcopy(model).eval()
    weights = list(disturbed.parameters())
    original = [weight.detach().clone() for weight in weights]

    rises = []
    with torch.no_grad():
        before = _loss(disturbed, images, labels)
        for _ in range(draws):
            noise = [torch.from_numpy(rng.standard_normal(tuple(start.shape))).to(start) for start in original]
            for sign in (1, -1):
                for weight, start, one in zip(weights, original, noise):
                    weight.copy_(start + sign * scale * start.abs() * one)
                rises.append(_loss(disturbed, images, labels) - before)
    return float(np.mean(rises))


def _loss(model, images, labels):
    """The mean cross-entropy; what the data are, in one line, where there is none."""
    from torch.nn.functional import cross_entropy
    try:
        loss = cross_entropy(model(images), labels).item()
    except (RuntimeError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise ValueError(f"images and labels must be tensors that the model can be judged by; got {in_words(images)} "
                         f"and {in_words(labels)} ({str(error).splitlines()[0]})") from error
    if not np.isfinite(loss):
        raise ValueError(f"images and labels must give the model a finite loss; got {loss} from {in_words(images)}")
    return loss


@dataclass(frozen=True, eq=False)
class TrainedNetwork:
    """What the measures of `FUNCTIONAL` take: a classifier of images, and its data.

    Attributes
    ----------
    model : torch.nn.Module
        With ReLU modules, of which the last is the last layer of switches. Other activations (GELU,
        sigmoid, softmax, ...) are no switches, and not seen: what the measures of switches say of linear
        pieces holds where ReLU is all that bends in the network.
    training, test : (images, labels)
        Sharpness is taken on the first; what depends on features, on the images of the second.
    rng : numpy.random.Generator
        The measures that draw take from it in turn, so their order matters to their numbers.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.measures import FUNCTIONAL, TrainedNetwork, measured
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
        check_torch_module(self.model)
        check_generator(self.rng)

    @property
    def input_shape(self):
        """Of one input, without the batch."""
        return tuple(self.test[0].shape[1:])

    def switches(self, layers=None, feature_maps="flatten"):
        """{layer: values before its switches}, a row a test image."""
        return activations(self.model, self.test[0].split(100), layers, feature_maps)

    def last_switches(self, feature_maps):
        """Values before the last layer's switches, a row a test image; feature_maps as in `features.activations`."""
        import torch
        relus = [name for name, part in self.model.named_modules() if isinstance(part, torch.nn.ReLU)]
        if not relus:
            raise ValueError(f"model must have a torch.nn.ReLU module; got none in a {type(self.model).__name__}")
        return self.switches(relus[-1:], feature_maps)[relus[-1]]


def _check_trained(network):
    if not isinstance(network, TrainedNetwork):
        raise TypeError(f"network must be a TrainedNetwork; got a {type(network).__name__}")


def mean_switch_entropy(network):
    """The mean entropy in bits of a single switch, over all ReLU modules of a TrainedNetwork; no other has a switch.

    >>> import numpy as np, torch
    >>> from pse_helpers.measures import TrainedNetwork, mean_switch_entropy
    >>> inputs = torch.tensor([[1.0, 2.0], [-1.0, 3.0]])                # one switch turns, the other stays on
    >>> one = TrainedNetwork(torch.nn.ReLU(), (), (inputs, torch.arange(2)), np.random.default_rng(0))
    >>> mean_switch_entropy(one)
    0.5
    """
    _check_trained(network)
    return float(np.concatenate([switch_entropies(layer) for layer in network.switches().values()]).mean())


def last_complexity(network):
    """The joint entropy in bits of the last layer's switches, at one random position of each image in a convolution.

    >>> import numpy as np, torch
    >>> from pse_helpers.measures import TrainedNetwork, last_complexity
    >>> inputs = torch.tensor([[1.0, 2.0], [-1.0, 3.0]]).repeat(8, 1)   # one switch turns, the other stays on
    >>> one = TrainedNetwork(torch.nn.ReLU(), (), (inputs, torch.arange(16)), np.random.default_rng(0))
    >>> round(last_complexity(one), 3)
    1.0
    """
    _check_trained(network)
    return entropic_complexity(network.last_switches(sampled_positions(1, network.rng)))
