"""The part of a checkpoint that holds weights, and the prefixes that wrappers put before all names."""

from collections.abc import Mapping

from pse_helpers.layers.sources.arrays import is_array

WRAPPERS = ("module.", "_orig_mod.", "model.")  # DataParallel, torch.compile, Lightning


def weights_part(state, key=None):
    """The state dict in a checkpoint without wrappers' prefixes, and the name of its part ("" for the whole)."""
    parts = dict(_parts(state)) if key is None else {key: _part(state, key)}
    if len(parts) > 1:
        raise ValueError(f"source holds weights in {len(parts)} parts, {', '.join(parts)}; choose one with key=")
    name, part = next(iter(parts.items()), ("", state))
    return _without_wrappers(_named(part)), name


def _named(part):
    """The entries by their names as text; two that differ in nothing but their type would be one."""
    names = {}
    for name in part:
        if str(name) in names:
            raise ValueError(f"source must name each parameter once; got the names {names[str(name)]!r} and {name!r}")
        names[str(name)] = name
    return {text: part[name] for text, name in names.items()}


def _holds_weights(state):
    return any(is_array(value) and value.ndim >= 2 for value in state.values())


def _parts(state, path="", depth=2):
    """The mappings within that hold arrays, by their paths; what an optimiser keeps for itself is none of them."""
    if _holds_weights(state):
        yield path, state
    elif depth:
        for name, value in state.items():
            if isinstance(value, Mapping) and not str(name).startswith("optim"):
                yield from _parts(value, f"{path}.{name}".lstrip("."), depth - 1)


def _part(state, key):
    """The part at a path of names; the error says what there is."""
    part = state
    for name in key.split("."):
        part = part.get(name) if isinstance(part, Mapping) else None
    if not isinstance(part, Mapping):
        raise ValueError(f"key must name a part of source that holds weights, one of "
                         f"{', '.join(name for name, _ in _parts(state) if name) or 'none'}; got {key!r}")
    return part


def _without_wrappers(state):
    """Prefixes go, one after another, as long as all names share them."""
    for prefix in WRAPPERS:
        if state and all(name.startswith(prefix) for name in state):
            return _without_wrappers({name.removeprefix(prefix): value for name, value in state.items()})
    return state
