"""Layer spectra: from the weights of a network to squared singular values."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pse_helpers.sources import read_weights
from pse_helpers.sources.rules import RULES


@dataclass(frozen=True, eq=False)
class LayerSpectra:
    """The spectra of a network's layer matrices, in the order of the layers.

    Attributes
    ----------
    names : tuple of str
        The parameters' names.
    shapes : tuple of (int, int)
        The layer matrices' shapes (out, rest).
    values : tuple of ndarray
        Per layer min(out, rest) squared singular values, descending, float64,
        in the squared units of the weights.
    skipped : tuple of (str, str)
        Every parameter with two or more dimensions that was left out, with the reason.
    provenance : mapping
        Where shipped spectra come from; empty for spectra computed on the spot.

    Notes
    -----
    Source: this book. Chapter: Cascading PSE.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import layer_spectra
    >>> spectra = layer_spectra([np.diag([3.0, 1.0]), np.ones((2, 4))])
    >>> spectra
    LayerSpectra: 2 layers, 4 squared singular values, 0 parameters left out
    >>> spectra.shapes
    ((2, 2), (2, 4))
    """

    names: tuple
    shapes: tuple
    values: tuple
    skipped: tuple = ()
    provenance: Mapping = field(default_factory=dict)

    def __post_init__(self):
        lengths = [np.shape(values)[0] if np.ndim(values) == 1 else None for values in self.values]
        if not len(self.names) == len(self.shapes) == len(self.values) or lengths != [min(s) for s in self.shapes]:
            raise ValueError(f"names, shapes and values must agree, with min(shape) values a layer; got "
                             f"{len(self.names)} names, {len(self.shapes)} shapes, values of lengths {lengths}")
        for name, values in zip(self.names, self.values):
            if not (np.isfinite(values).all() and (np.asarray(values) >= 0).all()):
                raise ValueError(f"values of {name} must be finite and not negative")

    def __reduce__(self):
        """For other processes: the read-only provenance of shipped spectra cannot be pickled as it stands."""
        return LayerSpectra, (self.names, self.shapes, self.values, self.skipped, dict(self.provenance))

    def taken(self, indexes):
        """The layers at these indexes, in their order; without `skipped` and `provenance`, which told of the whole."""
        return LayerSpectra(*(tuple(part[index] for index in indexes) for part in (self.names, self.shapes, self.values)))

    def matrices(self):
        """The layers with more than one row and column, as `taken`: a vector has one value and no spectrum to compare.

        >>> import numpy as np
        >>> from pse_helpers.layers import layer_spectra
        >>> layer_spectra([np.eye(2), np.ones((1, 9)), np.ones((2, 4))]).matrices().shapes
        ((2, 2), (2, 4))
        """
        return self.taken([index for index, shape in enumerate(self.shapes) if min(shape) > 1])

    def __len__(self):
        return len(self.names)

    def __repr__(self):
        return (f"LayerSpectra: {len(self)} layers, {sum(map(len, self.values))} squared singular values, "
                f"{len(self.skipped)} parameters left out")


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
        A path leads to a .safetensors, .pt or .th file, read as weights only.
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
    TypeError
        For a source of another type, complex or integer weights, quantised layers.
    ValueError
        For no layers at all, empty arrays or ones with fewer than two
        dimensions, NaN or infinite weights, weights without values (meta
        device), a damaged file, a pickle that is not weights, a state dict with the
        parts of a parametrised weight.

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

    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831, section on layer
    matrices; the treatment of each source is this book's. Chapter: Cascading PSE.

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


def layer_rules():
    """What the layer matrices of every kind of torch layer are.

    Returns
    -------
    pandas.DataFrame
        A row per rule, the first that fits a layer holds. Columns: layer, the names
        in torch.nn, whose subclasses are included; matrix, the shapes (out, rest) of
        its matrices, or none; note, how they come from the stored weights.

    Notes
    -----
    These are the rules by which :func:`layer_spectra` reads a module.
    Source: this book. Chapter: Cascading PSE.

    Examples
    --------
    >>> from pse_helpers.layers import layer_rules
    >>> layer_rules().set_index("layer").matrix["Conv1d, Conv2d, Conv3d"]
    '(out, in / groups * kernel)'
    """
    import pandas as pd
    rows = [(", ".join(rule.layers), rule.matrix, rule.note) for rule in RULES]
    return pd.DataFrame(rows, columns=["layer", "matrix", "note"])


def _why_none(skipped):
    if not skipped:
        return "no parameter has two or more dimensions"
    return "; ".join(f"{name} ({reason})" for name, reason in skipped)


def _squared_singular_values(name, matrix):
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
