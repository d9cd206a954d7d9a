"""Zero-cost proxies: what an architecture search may ask of a network before it is trained."""

import copy

import numpy as np

from pse_helpers.checks import check_torch_module, in_words
from pse_helpers.features import activations
from pse_helpers.features.switches import switches
from pse_helpers.measures.paths import is_layer, sum_over_paths, without_biases


def switch_kernel(model, images):
    r"""For every two images, how many switches of a network are on for both or off for both.

    .. math:: K_{ij} = N - d_H(c_i, c_j)

    with N switches in all ReLU layers together, the row :math:`c_i` of zeros and ones in
    which image i sets them, and the Hamming distance :math:`d_H`, the number of places at which
    two rows differ.

    Parameters
    ----------
    model : torch.nn.Module
        With ReLU modules; switches of other kinds are not seen. Run in evaluation mode, but for batch
        normalisations that are in training mode: these normalise by `images`. Left as it was.
        Images that set all switches alike lie on one linear piece of the network where ReLU is all
        that bends in it, and not where a GELU, a sigmoid or a softmax stands beside.
    images : tensor
        A minibatch of at least two, with the batch first.

    Returns
    -------
    ndarray, shape (images, images)
        Whole numbers, N on the diagonal.

    Notes
    -----
    Source: Mellor et al. (2021), arXiv:2006.04647, section 3, the matrix K_H. Their
    networks are in training mode, as a network is that has just been built.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.measures import switch_kernel
    >>> switch_kernel(torch.nn.ReLU(), torch.tensor([[1.0, -1.0, 2.0], [1.0, 1.0, 3.0]]))
    array([[3., 2.],
           [2., 3.]])
    """
    import torch
    check_torch_module(model)
    if not isinstance(images, torch.Tensor) or images.ndim < 2 or len(images) < 2 or not images.isfinite().all():
        raise ValueError(f"images must be a tensor of at least two finite images; got {in_words(images)}")
    kernel = np.zeros((len(images), len(images)))
    for layer in activations(_with_own_normalisation(model), images).values():
        signs = np.where(switches(layer, least=2), 1, -1).astype(np.float32)  # their products are whole numbers: exact
        kernel += (layer.shape[1] + signs @ signs.T) / 2
    return kernel


def _with_own_normalisation(model):
    """A copy in which batch normalisations in training mode will use each batch's statistics in evaluation mode too."""
    from torch.nn.modules.batchnorm import _BatchNorm
    copied = copy.deepcopy(model)
    for module in copied.modules():
        if isinstance(module, _BatchNorm) and module.training:
            module.running_mean = module.running_var = None
    return copied


def log_switch_determinant(model, images):
    r"""How well a network's switches tell images apart: the logarithm of the determinant of their kernel.

    .. math:: s = \ln \det K

    with K from :func:`switch_kernel`. It is largest where all images set the switches
    differently, and grows with the number of switches.

    Parameters
    ----------
    model, images
        As :func:`switch_kernel`.

    Returns
    -------
    float
        To be compared between networks on the same images.

    Raises
    ------
    ValueError
        Among others for a determinant of zero, as where two images set all switches alike.

    Notes
    -----
    No label is used. Source: Mellor et al. (2021), arXiv:2006.04647, section 3, the score s.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.measures import log_switch_determinant
    >>> score = log_switch_determinant(torch.nn.ReLU(), torch.tensor([[1.0, -1.0, 2.0], [1.0, 1.0, 3.0]]))
    >>> round(score, 4)                                                 # the logarithm of 3 x 3 - 2 x 2
    1.6094
    """
    kernel = switch_kernel(model, images)
    rank = np.linalg.matrix_rank(kernel, hermitian=True)
    if rank < len(kernel):
        raise ValueError("images must set the switches differently, or the determinant is zero; the kernel of "
                         f"{len(kernel)} images has rank {rank}")
    return float(np.linalg.slogdet(kernel).logabsdet)


def log_synaptic_flow(model, input_shape):
    r"""Logarithm of the synaptic flow: the sum over all weights of the weight times its effect, all made positive.

    .. math:: \log_{10} \sum_\theta \theta\, \frac{\partial R}{\partial \theta}, \qquad
              R = \sum_{\text{paths}} \prod_{\theta \in \text{path}} |\theta|

    R is the sum of the outputs for an image of ones, with all weights replaced by their
    absolute values and all biases by zero. So the flow is the same sum over paths, each counted
    as often as it has weights: L times R for L layers in a row.

    Parameters
    ----------
    model : torch.nn.Module
        Of linear layers, convolutions, batch normalisations, pooling, sums, and ReLU. Left as it was.
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
        positive input (GELU, sigmoid, softmax, ReLU6, ...), also where it is only called, and for a flow
        that is zero or not finite.

    Notes
    -----
    The weights of the sum are those of linear layers and convolutions. A batch normalisation, in
    evaluation mode, is one factor a channel on each path, which in an untrained network is 1 but
    for its epsilon; where max pooling chooses, the largest path is counted instead of all.
    Source: Tanaka et al. (2020), arXiv:2006.05467, section 6, for R; its sum over a
    network as a proxy: Abdelfattah et al. (2021), arXiv:2101.08134, section 3.2.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.measures import log_synaptic_flow
    >>> net = torch.nn.Sequential(torch.nn.Linear(2, 1), torch.nn.ReLU(), torch.nn.Linear(1, 1))
    >>> net[0].weight.data = torch.tensor([[2.0, -3.0]])
    >>> net[2].weight.data = torch.tensor([[-10.0]])
    >>> log_synaptic_flow(net, (2,))                                    # two layers: 2 x (2 + 3) x 10
    2.0
    """
    import torch
    positive = without_biases(model).requires_grad_()
    counted = [module.weight for module in positive.modules() if is_layer(module)]
    if not counted:
        raise ValueError("model must have a linear layer or a convolution; got none")
    for weight in positive.parameters():
        weight.data.abs_()
    with torch.enable_grad():
        paths = sum_over_paths(positive, input_shape)
    effects = torch.autograd.grad(paths, counted, materialize_grads=True)
    flow = sum((weight * effect).sum().item() for weight, effect in zip(counted, effects))
    if not 0 < flow < np.inf:
        raise ValueError(f"model: the synaptic flow must be positive and finite; got {flow}")
    return float(np.log10(flow))
