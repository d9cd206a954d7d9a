"""Torch modules: their layers' weights as they act, in the order of definition or of the first call."""

import re
import sys
from collections.abc import Mapping
from contextlib import contextmanager

from pse_helpers.checks import listed, shown
from pse_helpers.layers.sources.adapters import with_products
from pse_helpers.layers.sources.arrays import epsilon, place, to_array
from pse_helpers.layers.sources.matrix_rules import Rule, rule_of
from pse_helpers.layers.sources.quantised import refuse_quantised
from pse_helpers.layers.sources.reading import LeftOut, Reading, Weight
from pse_helpers.layers.sources.undisturbed import hooked, undisturbed
from pse_helpers.layers.sources.unwrapping import unwrapped

# Where torch keeps what it computes a weight from: parametrisations, and its older norms and pruning.
PARAMETRISED = re.compile(r"((?:.+?\.)?)parametrizations\.(\w+)\..+")
HOOKED = re.compile(r"_(g|v|orig)$")


def is_module(source):
    torch = sys.modules.get("torch")  # whoever holds a torch module has imported torch
    return torch is not None and isinstance(source, torch.nn.Module)


def read_module(model, example_input, rules):
    """The reading of a module, in the order of definition or of the first calls."""
    model = unwrapped(model)
    _refuse_absent_weights(model)
    refuse_quantised(model.state_dict())
    with undisturbed(model):
        modules = dict(model.named_modules())
        rule = _Rules(dict(model.named_modules(remove_duplicate=False)), rules)
        called = modules if example_input is None else _execution_order(model, example_input, rule)
        weights, counted = [], {}
        for layer in called:
            if not _is_inside_a_weight(layer):
                weights += _matrices(layer, modules[layer], rule(layer), counted)
        items = [*weights, *_left_out(model, counted, set(called), rule)]
    return Reading(with_products(items), "definition" if example_input is None else "first call")


class _Rules:
    """The rule of every layer of a model: a reader's own for his classes, else that of the table."""

    def __init__(self, modules, own):
        self.modules, self.own = modules, {kind: _own_rule(names) for kind, names in own.items()}

    def __call__(self, layer):
        module = self.modules[layer]
        return next((rule for kind, rule in self.own.items() if isinstance(module, kind)), None) or rule_of(module)


def _own_rule(names):
    names = [names] if isinstance(names, str) else listed(names, "rules", "classes to names of weights")
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"rules must be a mapping of classes to names of weights; got {shown(names)} for names")
    return Rule((), "", "", weights=lambda module: names)


def _refuse_absent_weights(model):
    from torch.nn.parameter import is_lazy
    for name, parameter in model.named_parameters():
        if is_lazy(parameter):
            raise ValueError(f"source: {name} has no shape yet; run the model once on an input first")
        if parameter.is_meta:
            raise ValueError(f"source: {name} is on the meta device and has no values; load the weights first")


# -- the layers that count -----------------------------------------------------

def _is_inside_a_weight(layer):
    return "parametrizations" in layer.split(".")


def _matrices(layer, module, rule, counted):
    """The weights of one layer; one that is a parameter is noted in `counted`, and counts once."""
    entries = []
    for attribute in rule.weights(module):
        weight, name = _effective(module, attribute), _joined(layer, attribute)
        key = place(weight) if attribute in module._parameters and weight is not None else name
        if weight is not None and key not in counted:
            counted[key] = name
            entries += [_weight(label, matrix) for label, matrix in rule.matrices(module, name, weight).items()]
    return entries


def _weight(label, matrix):
    array = to_array(f"source: {label}", matrix)
    return Weight(label, array, epsilon(matrix), array.size)


def _joined(layer, attribute):
    return f"{layer}.{attribute}".lstrip(".")


def _effective(module, attribute):
    """The weight as the next call will use it, or None: a hook computes it anew, whatever is stored now."""
    for hook in module._forward_pre_hooks.values():
        if hasattr(hook, "compute_weight") and hook.name == attribute:
            return _normalised(hook, module)
        if hasattr(hook, "apply_mask") and hook._tensor_name == attribute:  # pruning
            return hook.apply_mask(module)
    return getattr(module, attribute, None)


def _normalised(hook, module):
    """The old weight norm, or the old spectral norm without a power iteration."""
    options = {"do_power_iteration": False} if hasattr(hook, "n_power_iterations") else {}
    return hook.compute_weight(module, **options)


# -- what is left out ----------------------------------------------------------

def _left_out(model, counted, called, rule):
    """The parameters with two or more dimensions that were not counted, each with its reason."""
    return [_missed(name, parameter, counted, called, rule)
            for name, parameter in model.named_parameters(remove_duplicate=False)
            if parameter.ndim >= 2 and counted.get(place(parameter)) != name]


def _missed(name, parameter, counted, called, rule):
    """A parameter that is counted elsewhere or in another form misses nothing, nor does one that is no weight."""
    whole = _whole(name, rule)
    layer, _, attribute = whole.rpartition(".")
    if place(parameter) in counted:
        return LeftOut(name, f"tied to {counted[place(parameter)]}, which is counted")
    if whole != name and whole in counted:
        return LeftOut(name, f"a part of {whole}, which is counted")
    if attribute in rule(layer).reasons:
        return LeftOut(name, rule(layer).reasons[attribute])
    return LeftOut(name, _reason(layer, attribute, called, rule), parameter.numel())


def _reason(layer, attribute, called, rule):
    if layer not in called and attribute in rule(layer).weights(rule.modules[layer]):
        return f"{layer} was not called on the example input"
    return f"no rule for a parameter of {_kind(rule.modules[layer])}"


def _whole(name, rule):
    """The weight that a parameter belongs to: itself, or what torch computes from it."""
    if match := PARAMETRISED.fullmatch(name):
        return "".join(match.groups())
    layer, _, attribute = name.rpartition(".")
    weight = HOOKED.sub("", attribute)
    return _joined(layer, weight) if weight in rule(layer).weights(rule.modules[layer]) else name


def _kind(module):
    from torch.nn.utils.parametrize import type_before_parametrizations
    return type_before_parametrizations(module).__name__


# -- the order of the first calls ----------------------------------------------

def _execution_order(model, example_input, rule):
    """The names of the modules in the order in which they are first called."""
    names, order = {module: name for name, module in model.named_modules()}, {}

    def note(module, _inputs):
        for one in (module, *(getattr(module, child) for child in rule(names[module]).within)):
            order.setdefault(names[one])

    with hooked(module.register_forward_pre_hook(note) for module in names), _every_module_called():
        _run(model, example_input)
    return order


def _run(model, example_input):
    """One forward pass; torch's own words for an input that does not fit come with what it was."""
    try:
        if isinstance(example_input, Mapping):
            model(**example_input)
        else:
            model(*example_input if isinstance(example_input, tuple) else (example_input,))
    except (RuntimeError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"example_input must fit the model; got {shown(example_input)} "
                         f"({(str(error).splitlines() or [type(error).__name__])[0]})") from error


@contextmanager
def _every_module_called():
    """Torch runs a transformer layer as one function where it can; then no module in it would be called."""
    from torch.backends import mha
    before = mha.get_fastpath_enabled()
    mha.set_fastpath_enabled(False)
    try:
        yield
    finally:
        mha.set_fastpath_enabled(before)
