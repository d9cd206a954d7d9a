"""From the weights of a network to squared singular values."""

import sys

import numpy as np

from pse_helpers.layers.sources import read_weights
from pse_helpers.layers.spectra import LayerSpectra


def layer_spectra(source, example_input=None):
    r"""Squared singular values of every layer matrix of a network.

    A weight of shape (out, d1, d2, ...) becomes the layer matrix
    :math:`W \in \mathbb{R}^{out \times rest}` with rest = d1 d2 ..., and its
    spectrum is the min(out, rest) largest eigenvalues of :math:`W W^T`.
    What a layer's weights are, and where they are not stored output first,
    :func:`layer_rules` says for every kind of layer. A weight under weight norm,
    spectral norm, pruning or another parametrisation is the effective one, as the
    model uses it in evaluation mode; reading changes nothing in the model.

    Parameters
    ----------
    source : torch module, state dict, path, list of arrays, or LayerSpectra
        A path leads to a .safetensors, .pt, .pth or .th file, read as weights only.
        Tied weights count once. Half precision is widened.
    example_input : tensor or tuple, optional
        With a torch module: run it once and order the layers as they are first
        called; a layer whose weights are only passed to a function counts as not
        called. Without it they stand in the order of their definition.

    Returns
    -------
    LayerSpectra

    Raises
    ------
    ValueError, TypeError
        Among others for a damaged file, a pickle that is not weights, a state dict with the
        parts of a parametrised weight (give the module); for quantised layers, a TypeError.

    Notes
    -----
    A state dict does not tell what kind of layer an array belongs to. So every
    floating array with two or more dimensions counts as it stands, but for
    `in_proj_weight`, split in three, and the biases `bias_k` and `bias_v` of
    attention. It differs from its module in three places: transposed convolutions,
    stored input first; parameters that the rules of modules leave out, such as the
    scale of a normalisation over two dimensions; and buffers such as a table of positions.

    The Gram matrix is formed on the smaller side in the weights' own precision
    and solved in double precision: for single-precision weights the error is
    about 1e-7 of a layer's largest value. The solver is torch's where torch is
    loaded, else numpy's; they differ by rounding. One layer is in memory at a time.

    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831, section on layer matrices.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import layer_spectra
    >>> kernel = np.ones((2, 3, 3, 3))          # two equal filters: rank one
    >>> layer_spectra([kernel]).values[0]
    array([54.,  0.])
    """
    if isinstance(source, LayerSpectra):
        if example_input is not None:
            raise TypeError("example_input goes with a torch module, but source is a LayerSpectra")
        return source
    weights, skipped = read_weights(source, example_input)
    if not weights:
        raise ValueError(f"source has no layer matrix: {_why_none(skipped)}")
    names, shapes, values = [], [], []
    for name, weight in weights:
        matrix = weight.reshape(len(weight), -1)
        names.append(name)
        shapes.append(matrix.shape)
        values.append(_squared_singular_values(name, matrix))
    return LayerSpectra(tuple(names), tuple(shapes), tuple(values), tuple(skipped))


def _why_none(skipped):
    if not skipped:
        return "no parameter has two or more dimensions"
    return "; ".join(f"{name} ({reason})" for name, reason in skipped)


def _squared_singular_values(name, matrix):
    """From the smaller of W W^T and W^T W, which differ in their number of zeros only."""
    smaller = _in_range(name, matrix if len(matrix) <= matrix.shape[1] else matrix.T)
    gram = (smaller @ smaller.T).astype(np.float64, copy=False)
    return np.maximum(_symmetric_eigenvalues(gram)[::-1], 0)


def _symmetric_eigenvalues(matrix):
    """Ascending eigenvalues, by torch where it is loaded: its solver is up to three times faster on large layers."""
    torch = sys.modules.get("torch")
    if torch is None:
        return np.linalg.eigvalsh(matrix)
    return torch.linalg.eigvalsh(torch.from_numpy(matrix)).numpy()


def _in_range(name, matrix):
    """Refuse what is not finite; widen what would overflow or underflow when squared."""
    largest = float(max(matrix.max(), -matrix.min()))  # without a temporary of the matrix's size
    if not np.isfinite(largest):
        raise ValueError(f"source: {name} has NaN or infinite weights; expected finite ones")
    if largest and not 1e-150 < largest < 1e150:
        raise ValueError(f"source: {name} has weights of size {largest:.0e}, whose squares are out of range")
    safe = largest == 0 or 1e-12 < largest < 1e12
    return matrix if safe else matrix.astype(np.float64, copy=False)
