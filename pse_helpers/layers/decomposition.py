"""From the weights of a network to squared singular values."""

import warnings

from pse_helpers.layers.solving import solved
from pse_helpers.layers.sources import LeftOut, Note, read, refuse_options
from pse_helpers.layers.spectra import WELL_COVERED, LayerSpectra


class PartlyRead(UserWarning):
    """Less than 99 per cent of a network's weights were read."""


def layer_spectra(source, example_input=None, order=None, key=None, skip=(), rules=None):
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
        A path leads to a file (.safetensors, .pt, .pth, .th, .ckpt, .bin, .npz), read as weights only, or to
        a folder or index of shards. Of a checkpoint the one part that holds weights is read.
        Tied weights count once. Half precision is widened, scaled 8-bit floats are multiplied out.
    example_input : tensor, tuple, or mapping of keywords, optional
        With a torch module: run it once and order the layers as they are first
        called; a layer whose weights are only passed to a function counts as not
        called. Without it they stand in the order of their definition.
    order : torch module, or list of str, optional
        With a state dict, file or folder: the order of its parameters, by the names of a module's or of a list.
    key : str, optional
        The part of a checkpoint to read, where several hold weights; parts of parts are joined by dots.
    skip : str, or sequence of str
        Names, or patterns such as "*.embed*", of parameters in a state dict, file or folder to leave out.
    rules : mapping of class to str or list of str, optional
        With a torch module: the names of the weights of layers that :func:`layer_rules` does not know.

    Returns
    -------
    LayerSpectra
        Its `order` says where the order of the layers comes from, `coverage` which share of the weights it holds;
        a warning where that is below 99 per cent.

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
    attention. Whole numbers, masks and sinusoidal tables of positions are known by their content. It
    differs from its module in two places: transposed convolutions, stored input first;
    and parameters that the rules of modules leave out, such as the scale of a
    normalisation over two dimensions. An array of three dimensions is the kernel of a
    one-dimensional convolution, or a stack of matrices where its name speaks of experts
    or of no weight: `notes` says which.

    A .safetensors file sorts its names and so forgets the order of the layers. It is found again
    where names differ in their numbers only ("names") or are those of a known architecture
    ("architecture": torchvision's, torch's and the usual transformer blocks); else it is "unknown",
    and `order` tells it.

    The Gram matrix is formed on the smaller side and solved in double precision, by
    numpy whatever else is imported. The error of N values is about 2^-52 N times the
    largest; what lies below that, or is lost in the rounding of the weights, is
    left out by `LayerSpectra.resolved_values`. One layer is in memory at a time, as it
    is stored, and beside it its Gram matrix and a block of it in double precision; layers with less
    than four million weights are read together, sixteen million at most, and solved on one thread each.

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
        refuse_options(source, example_input=example_input, order=order, key=key, skip=skip, rules=rules)
        return source
    spectra = spectra_of(read(source, example_input, order, key, skip, rules))
    if spectra.coverage < WELL_COVERED:
        warnings.warn(f"source: only {100 * spectra.coverage:.1f} % of its weights were read; `skipped` says what was "
                      "left out, and `rules` or the module itself may let it in", PartlyRead, stacklevel=2)
    return spectra


def spectra_of(reading):
    """The spectra of a reading, one array in memory at a time, or a batch of small ones."""
    names, shapes, values, epsilons, skipped, notes = [], [], [], [], [], list(reading.notes)
    held = missed = 0
    for item, solution in solved(reading.items):
        if isinstance(item, Note):
            notes.append(tuple(item))
        elif isinstance(item, LeftOut):
            skipped.append((item.name, item.reason))
            missed += item.entries
        else:
            names.append(item.name)
            shapes.append((len(item.array), item.array.size // len(item.array)))
            values.append(solution)
            epsilons.append(item.epsilon)
            held += item.entries
    if not names:
        raise ValueError(f"source has no layer matrix: {_why_none(skipped)}")
    return LayerSpectra(tuple(names), tuple(shapes), tuple(values), tuple(skipped), order=reading.order,
                        coverage=held / (held + missed), notes=tuple(map(tuple, notes)), epsilons=tuple(epsilons))


def _why_none(skipped):
    if not skipped:
        return "no parameter has two or more dimensions"
    return "; ".join(f"{name} ({reason})" for name, reason in skipped)
