"""The order of layers that a file has forgotten: found again in their names, where names tell it."""

import re

from pse_helpers.layers.sources.siblings import SIBLINGS

RECURRENT = re.compile(r"weight_(ih|hh|hr)_l(\d+)(_reverse)?")


def definition_order(names):
    """The names in the order of their definition, and where that is known from: names, architecture, or unknown.

    "names" where all that is to be ordered is numbered, "architecture" where the parts of some
    module are known by their names; an unknown order is that of the numbers as far as they go.

    >>> from pse_helpers.layers.sources.order import definition_order
    >>> definition_order(["10.weight", "2.weight"])
    (['2.weight', '10.weight'], 'names')
    >>> definition_order(["conv1.weight", "fc.weight", "layer1.0.weight"])
    (['conv1.weight', 'layer1.0.weight', 'fc.weight'], 'architecture')
    """
    tree = {}
    for name in names:
        node = tree
        for part in name.split("."):
            node = node.setdefault(part, {})
    found = {"names"}
    ordered = list(_walked(tree, found))
    return ordered, next(where for where in ("unknown", "architecture", "names") if where in found)


def _walked(tree, found):
    """The leaves of a tree of names, children in their order; how it is known is added to `found`."""
    children, where = _in_order(list(tree))
    found.add(where)
    for child in children:
        if tree[child]:
            yield from (f"{child}.{rest}" for rest in _walked(tree[child], found))
        else:
            yield child


def _in_order(children):
    """The parts of one module in order, and how it is known."""
    if all(RECURRENT.fullmatch(child) for child in children):
        return sorted(children, key=_recurrent), "names"
    if len({re.sub(r"\d+", "#", child) for child in children}) == 1:  # they differ in their numbers only
        return sorted(children, key=_natural), "names"
    orders = {tuple(sorted(children, key=lambda child: _place(child, line)))
              for line in SIBLINGS if all(child in line or _word(child) in line for child in children)}
    return (orders.pop(), "architecture") if len(orders) == 1 else (sorted(children, key=_natural), "unknown")


def _word(child):
    """A name without the number at its end."""
    return child.rstrip("0123456789")


def _natural(child):
    """A key by which 2 stands before 10."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", child)]


def _place(child, line):
    return line.index(child if child in line else _word(child)), _natural(child)


def _recurrent(child):
    kind, layer, backwards = RECURRENT.fullmatch(child).groups()
    return int(layer), bool(backwards), ("ih", "hh", "hr").index(kind)
