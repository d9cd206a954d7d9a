"""The table of a network: a row per layer with its complexity and intrinsic power, totals by the rules."""

from math import fsum, log

from pse_helpers.algebra.composition import dimensions, gains, taken_size
from pse_helpers.algebra.piece_rules import RULES
from pse_helpers.algebra.pieces import log_pieces
from pse_helpers.algebra.tracing import steps_of
from pse_helpers.checks import check_torch_module, check_whole, shown


def layer_algebra(model, input_shape):
    r"""Complexity and intrinsic power of every layer of a network, from its structure alone.

    A layer is a leaf with a local transfer function: from an input of size
    :math:`n_{in}` it makes :math:`n_{out}` numbers, each by a unit of p linear pieces.

    *Layer complexity*, or capacity, is the logarithm of the largest number of linear
    pieces that the layer can make of one linear piece of what came before,
    :math:`c = \ln \sum_{i \le d} \binom{n_{out}}{i} (p - 1)^i`. Here d bounds the
    dimension of the affine space in which the output lies on one piece. It starts as
    the input's size; it is never more than :math:`n_{out}`, than the sum of the
    dimensions taken, or than that of the last place through which all of them passed.

    *Layer intrinsic power*, or compression, is :math:`\ln (n_{in} / n_{out})`, positive
    where the layer compresses.

    Three rules give the totals. In series complexities add and gains
    :math:`n_{out} / n_{in}` multiply. Branches that a sum joins add their
    complexities, since the pieces of one cut those of the other, and keep their common
    gain. Branches that a concatenation joins add complexities, and gains. What branches
    share counts once. So the exponential of the total complexity bounds the
    number of linear pieces of the network, whatever its weights, and the total
    intrinsic power is the logarithm of its input size over its output size.

    Parameters
    ----------
    model : torch.nn.Module
        Traceable by torch.fx; taken in evaluation mode, left as it is. Its weights are
        not read, and may be on the meta device. DataParallel, DistributedDataParallel,
        torch.compile and AveragedModel are seen through, also around a part of it.
    input_shape : sequence of int
        Shape of one input, its first axis the batch. All results are per sample.

    Returns
    -------
    pandas.DataFrame
        A row per layer or operation in the order of the graph, so that a layer used
        twice has two. Columns: layer; kind, as in :func:`algebra_rules`; output_shape,
        with the batch, of each part where there are several; complexity and
        intrinsic_power in nats; dimension d; pieces p; parameters, in the first row
        that uses them; multiply_adds, of weights with numbers, per sample.
        `attrs` has the totals of complexity, intrinsic_power, parameters and multiply_adds.

    Raises
    ------
    ValueError
        For several inputs, a course that depends on data, a layer that is not piecewise linear, a
        product of two functions of the input (a product with a weight is linear), a sum in place where
        what it changes is read again. It names the layer, or the line of the model's code.

    Notes
    -----
    Source: this book, in the spirit of Badias and Banerjee (2021), arXiv:2107.01081,
    abstract; not the authors' formulas. Bounds of this form over the layers of a chain
    are those of :func:`linear_regions_upper`; sums, concatenations and the dimension
    they have are this book's. Padding and windows that share elements can only lower
    the number of pieces; curved activations have none.

    The total belongs to the graph as it is written, not to the function. Units that see
    the same space count for less in one leaf than in several: six ReLUs on two inputs
    ln 22, twice three of them 2 ln 7. What is computed twice counts twice. And a narrow
    place lowers a dimension only if everything passes through that one place.

    Examples
    --------
    >>> from torch import nn
    >>> from pse_helpers.algebra import layer_algebra
    >>> table = layer_algebra(nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1)), (1, 2))
    >>> table[["kind", "dimension", "complexity"]].round(4)
                           kind  dimension  complexity
    0                    linear          2      0.0000
    1  activation of two pieces          2      1.9459
    2                    linear          1      0.0000
    >>> table.attrs["multiply_adds"], round(table.attrs["intrinsic_power"], 4)     # 9 weights, ln(2 / 1)
    (9, 0.6931)
    """
    check_torch_module(model)
    steps, outputs = steps_of(model, _shape(input_shape))
    sizes, sources = [step.size for step in steps], [step.sources for step in steps]
    joins = [step.rule and step.rule.joins for step in steps]
    counted = set()
    leaves = list(zip(steps, dimensions(sizes, sources)))[1:]
    rows = [_row(step, dimension, taken_size(sizes, step.sources, step.rule.joins), _new(step.parameters, counted))
            for step, dimension in leaves]
    found = gains(sizes, sources, joins)
    return _table(rows, -log(sum(found[output] for output in outputs)))


def algebra_rules():
    """The local transfer function of every kind of layer and operation.

    Returns
    -------
    pandas.DataFrame
        A row per rule. Columns: kind; layers, their names in torch.nn, subclasses included; operations,
        the names of functions and methods; joins, the rule of composition; pieces, of one unit;
        gain, output size over input size; multiply_adds per sample. In the formulas out and in are
        channels or features, positions their places, kernel and window numbers of elements, outputs all
        numbers of a sample's output, summed the number of products in one of them,
        reduced that of the elements which become one, part the fraction that is taken.

    Notes
    -----
    These are the rules by which :func:`layer_algebra` reads a model.

    Examples
    --------
    >>> from pse_helpers.algebra import algebra_rules
    >>> algebra_rules().set_index("kind").loc["max pooling", ["pieces", "gain"]].tolist()
    ['window', 'positions_out / positions_in']
    """
    import pandas as pd
    rows = [(rule.kind, ", ".join(rule.layers), ", ".join(rule.operations), rule.joins, rule.pieces, rule.gain,
             rule.multiply_adds) for rule in RULES]
    return pd.DataFrame(rows, columns=["kind", "layers", "operations", "joins", "pieces", "gain", "multiply_adds"])


def _shape(input_shape):
    try:
        shape = tuple(check_whole(extent, "each extent") for extent in input_shape)
    except (TypeError, ValueError):
        shape = ()
    if len(shape) < 2:
        raise ValueError(f"input_shape must be positive whole numbers, the batch first and at least one more; "
                         f"got {shown(input_shape)}")
    return shape


def _new(parameters, counted):
    """How many parameters are used here for the first time."""
    fresh = {id(parameter): parameter.numel() for parameter in parameters if id(parameter) not in counted}
    counted.update(fresh)
    return sum(fresh.values())


def _row(step, dimension, taken, parameters):
    pieces = step.rule.count(step)
    return {"layer": step.layer, "kind": step.rule.kind, "output_shape": _shape_of(step.value),
            "complexity": log_pieces(step.size, dimension, pieces), "intrinsic_power": log(taken / step.size),
            "dimension": dimension, "pieces": pieces, "parameters": parameters, "multiply_adds": step.rule.work(step)}


def _shape_of(value):
    return tuple(map(_shape_of, value)) if isinstance(value, tuple | list) else tuple(value.shape)


def _table(rows, intrinsic_power):
    import pandas as pd
    columns = ["layer", "kind", "output_shape", "complexity", "intrinsic_power", "dimension", "pieces", "parameters",
               "multiply_adds"]
    table = pd.DataFrame(rows, columns=columns)
    # the exact sum, rounded once: networks of one complexity are to share a rank, whatever stands between their layers
    totals = {"complexity": fsum(table.complexity), "intrinsic_power": intrinsic_power,
              "parameters": int(table.parameters.sum()), "multiply_adds": int(table.multiply_adds.sum())}
    table.attrs.update(totals)
    return table
