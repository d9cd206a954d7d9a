"""Low-rank adapters: a pair of small matrices counts as the product that is added to a weight."""

import re

from pse_helpers.layers.sources.reading import LeftOut, Note, Weight

HALF = re.compile(r"(.*?)\.?lora_([AB])\.(.*)weight")


def with_products(items):
    """The items of a reading, each pair lora_A, lora_B replaced by its product, where the later of them stood."""
    halves = {}
    for item in items:
        found = HALF.fullmatch(item.name) if isinstance(item, Weight) else None
        if found is None:
            yield item
            continue
        layer, half, adapter = found.groups()
        pair = halves.setdefault((layer, adapter), {})
        pair[half] = item
        if len(pair) == 2:
            yield from _product(layer, halves.pop((layer, adapter)))
    for pair in halves.values():
        for item in pair.values():
            yield LeftOut(item.name, "half of a low-rank pair without the other", item.entries)


def _product(layer, pair):
    """The matrix (out, in) of a pair (rank, in), (out, rank); a scale of it is not stored with the weights."""
    inner, outer = (pair[half].array.reshape(len(pair[half].array), -1) for half in "AB")
    name = f"{layer}.lora".lstrip(".")
    yield Weight(name, outer @ inner, max(pair[half].epsilon for half in "AB"), inner.size + outer.size)
    yield Note(name, "the product of lora_B and lora_A, without the scale that training gave it")
