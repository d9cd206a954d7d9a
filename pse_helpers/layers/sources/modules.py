"""Torch modules: their layers' weights as they act, in the order of definition or of the first call."""

import re
import sys
from contextlib import contextmanager

from pse_helpers.layers.sources.arrays import place, refuse_quantised, to_array
from pse_helpers.layers.sources.matrix_rules import rule_of
from pse_helpers.layers.sources.undisturbed import hooked, undisturbed

# Where torch keeps what it computes a weight from: parametrisations, and its older norms and pruning.
PARAMETRISED = re.compile(r"((?:.+?\.)?)parametrizations\.(\w+)\..+")
HOOKED = re.compile(r"_(g|v|orig)$")


def is_module(source):
    torch = sys.modules.get("torch")  # whoever holds a torch module has imported torch
    return torch is not None and isinstance(source, torch.nn.Module)


def read_module(model, example_input):
    """The weights of a module in the order of definition or execution, and what was left out."""
    _refuse_absent_weights(model)
    refuse_quantised(model.state_dict())
    with undisturbed(model):
        modules = dict(model.named_modules())
        called = modules if example_input is None else _execution_order(model, example_input)
        entries, counted = [], {}
        for layer in called:
            if not _is_inside_a_weight(layer):
                entries += _matrices(layer, modules[layer], counted)
        return entries, _left_out(model, counted, set(called))


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


def _matrices(layer, module, counted):
    """[(name, array)] of one layer; a weight that is a parameter is noted in `counted`, and counts once."""
    rule, entries = rule_of(module), []
    for attribute in rule.weights(module):
        weight, name = _effective(module, attribute), _joined(layer, attribute)
        key = place(weight) if attribute in module._parameters and weight is not None else name
        if weight is not None and key not in counted:
            counted[key] = name
            entries += [(label, to_array(f"source: {label}", matrix))
                        for label, matrix in rule.matrices(module, name, weight).items()]
    return entries


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

def _left_out(model, counted, called):
    """The parameters with two or more dimensions that were not counted, each with its reason."""
    modules = dict(model.named_modules(remove_duplicate=False))
    return [(name, _reason(name, parameter, modules, counted, called))
            for name, parameter in model.named_parameters(remove_duplicate=False)
            if parameter.ndim >= 2 and counted.get(place(parameter)) != name]


def _reason(name, parameter, modules, counted, called):
    whole = _whole(name, modules)
    layer, _, attribute = whole.rpartition(".")
    rule = rule_of(modules[layer])
    if place(parameter) in counted:
        return f"tied to {counted[place(parameter)]}, which is counted"
    if attribute in rule.reasons:
        return rule.reasons[attribute]
    if layer not in called and attribute in rule.weights(modules[layer]):
        return f"{layer} was not called on the example input"
    if whole != name and whole in counted:
        return f"a part of {whole}, which is counted"
    return f"no rule for a parameter of {_kind(modules[layer])}"


def _whole(name, modules):
    """The weight that a parameter belongs to: itself, or what torch computes from it."""
    if match := PARAMETRISED.fullmatch(name):
        return "".join(match.groups())
    layer, _, attribute = name.rpartition(".")
    weight = HOOKED.sub("", attribute)
    return _joined(layer, weight) if weight in rule_of(modules[layer]).weights(modules[layer]) else name


def _kind(module):
    from torch.nn.utils.parametrize import type_before_parametrizations
    return type_before_parametrizations(module).__name__


# -- the order of the first calls ----------------------------------------------

def _execution_order(model, example_input):
    """The names of the modules in the order in which they are first called."""
    names, order = {module: name for name, module in model.named_modules()}, {}

    def note(module, _inputs):
        for one in (module, *(getattr(module, child) for child in rule_of(module).within)):
            order.setdefault(names[one])

    with hooked(module.register_forward_pre_hook(note) for module in names), _every_module_called():
        model(*example_input if isinstance(example_input, tuple) else (example_input,))
    return order


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
