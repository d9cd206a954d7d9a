"""Networks made smaller: pruned, or of lower rank; copies, layer matrix by layer matrix."""

import copy

import numpy as np

from pse_helpers.checks import check_callable, check_number, check_torch_module, in_words, real_array
from pse_helpers.layers.sources.matrix_rules import as_stored, rule_of


def pruned(model, share):
    """A copy of a network in which the smallest weights of every layer matrix are zero.

    Parameters
    ----------
    model : torch.nn.Module
        As :func:`changed`.
    share : float
        Of the weights of each layer matrix that are kept, those of largest absolute
        value; above 0, at most 1. Rounded to whole weights, at least one.

    Returns
    -------
    torch.nn.Module
        In the mode of the model, which stays as it was. Biases and normalisations are kept.

    Notes
    -----
    Source: Han, Pool, Tran and Dally (2015), arXiv:1506.02626, without their retraining.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.networks.changes import pruned
    >>> net = torch.nn.Sequential(torch.nn.Linear(2, 2))
    >>> net[0].weight.data = torch.tensor([[1.0, -4.0], [3.0, 2.0]])
    >>> pruned(net, 0.5)[0].weight.tolist()
    [[0.0, -4.0], [3.0, 0.0]]
    """
    _checked(share)
    return changed(model, lambda matrix: _largest(matrix, _number(share, matrix.size)))


def low_rank(model, share):
    """A copy of a network in which every layer matrix is its best approximation of a lower rank.

    Parameters
    ----------
    model : torch.nn.Module
        As :func:`changed`.
    share : float
        Of the min(out, rest) singular values of each layer matrix that are kept, the
        largest; above 0, at most 1. Rounded to a whole rank, at least one.

    Returns
    -------
    torch.nn.Module
        In the mode of the model, which stays as it was. Biases and normalisations are kept.

    Notes
    -----
    Best in the Frobenius and in the spectral norm: Eckart and Young (1936),
    Psychometrika 1, 211. For networks: Denton et al. (2014), arXiv:1404.0736.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.networks.changes import low_rank
    >>> net = torch.nn.Sequential(torch.nn.Linear(2, 2))
    >>> net[0].weight.data = torch.diag(torch.tensor([3.0, 1.0]))
    >>> low_rank(net, 0.5)[0].weight.tolist()
    [[3.0, 0.0], [0.0, 0.0]]
    """
    _checked(share)
    return changed(model, lambda matrix: _truncated(matrix, _number(share, min(matrix.shape))))


def changed(model, change):
    """A copy of a network with every layer matrix changed.

    Parameters
    ----------
    model : torch.nn.Module
        Its weights must be stored as layer matrices (out, rest): linear and recurrent
        layers, convolutions, embeddings. A tied weight is changed once.
    change : callable
        From a layer matrix, an ndarray in double precision, to one of the same shape.

    Returns
    -------
    torch.nn.Module
        In the mode of the model, which stays as it was. All other parameters are kept.

    Raises
    ------
    TypeError
        For attention and transposed convolutions, of which the layer matrices are not stored as such.
    ValueError
        For a weight that torch computes from others, as under weight normalisation.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.networks.changes import changed
    >>> net = torch.nn.Linear(3, 2)
    >>> twin = changed(net, lambda matrix: 2 * matrix)
    >>> torch.equal(twin.weight, 2 * net.weight)
    True
    """
    import torch
    check_torch_module(model)
    check_callable(change, "change")
    twin = copy.deepcopy(model)
    with torch.no_grad():
        for name, weight in _layer_weights(twin).items():
            if not weight.is_floating_point() or not weight.isfinite().all():
                raise ValueError(f"model: {name} must have finite, real weights; got {in_words(weight)}")
            matrix = weight.flatten(1).double().cpu().numpy()
            found = real_array(change(matrix.copy()), f"change of {name}")
            if found.shape != matrix.shape:
                raise ValueError(f"change must keep a layer matrix's shape; {name} is {matrix.shape}, "
                                 f"got {found.shape}")
            weight.copy_(torch.from_numpy(found).reshape(weight.shape))
    return twin


def _layer_weights(model):
    """{name: parameter} of every layer matrix, tied ones once; refuses what is not stored as a matrix."""
    found = {}
    for name, module in model.named_modules():
        rule = rule_of(module)
        if rule.weights(module) and rule.matrices is not as_stored:
            raise TypeError(f"model: the layer matrices of {name or 'the model'}, a {type(module).__name__}, "
                            "are not stored as such; expected linear or recurrent layers, convolutions, embeddings")
        for attribute in rule.weights(module):
            label, weight = f"{name}.{attribute}".lstrip("."), module._parameters.get(attribute)
            if weight is None:
                raise ValueError(f"model: {label} is not a parameter but computed from others; "
                                 "remove the parametrisation first")
            found.setdefault(weight, label)
    if not found:
        raise ValueError("model has no layer matrix; expected linear or recurrent layers, convolutions, embeddings")
    return {label: weight for weight, label in found.items()}


def _checked(share):
    check_number(share, "share", "a number above 0 and at most 1", lambda share: 0 < share <= 1)


def _number(share, whole):
    return max(1, round(share * whole))


def _largest(matrix, number):
    """Zero but for a number of entries of largest absolute value; of equal ones the first."""
    kept = np.argsort(-np.abs(matrix), axis=None, kind="stable")[:number]
    result = np.zeros_like(matrix)
    result.flat[kept] = matrix.flat[kept]
    return result


def _truncated(matrix, rank):
    if rank == min(matrix.shape):
        return matrix
    left, values, right = np.linalg.svd(matrix, full_matrices=False)
    return left[:, :rank] * values[:rank] @ right[:rank]
