"""The graph of a torch model with the shapes of all that flows through it, without data, weights or changes."""

import copy
import inspect
from collections import OrderedDict
from dataclasses import dataclass
from math import prod

from pse_helpers.algebra.piece_rules import Rule, layer_rule, operation_rule, why_refused


@dataclass(frozen=True, eq=False)
class Step:
    """A layer or an operation of the graph, as the rules see it.

    `sources` are the indexes of the steps whose output it takes, 0 for the network's input; `arguments`
    are its arguments by name or position, tensors among them without values; `size` and `input_size`
    are those of one sample.
    """

    layer: str
    rule: Rule
    module: object
    node: object
    arguments: dict
    sources: tuple
    value: object
    size: int
    input_shape: tuple
    input_size: int
    parameters: tuple

    @property
    def branches(self):
        return len(self.sources)

    @property
    def weight(self):
        return self.module.weight if self.module is not None else self.option("weight", 1)

    def option(self, name, position):
        """An option of a layer, or of a function that does the same."""
        if self.module is not None:
            return getattr(self.module, name)
        return self.arguments.get(name, self.arguments.get(position))

    def pooled_axes(self):
        """How many axes a pooling works on: its name in torch ends in 1d, 2d or 3d."""
        kinds = type(self.module).__mro__ if self.module is not None else [self.node.target]
        known = self.rule.layers + self.rule.operations
        return next(int(kind.__name__[-2]) for kind in kinds if kind.__name__ in known)

    def divides_by_the_input(self):
        return "div" in _kind(self.node, self.module) and self.node.args[0] not in self.node.all_input_nodes

    def overwrites(self):
        """Whether what it changes in place is used again by a later step: the graph does not show the change."""
        if _kind(self.node, self.module) not in ("iadd", "isub", "add_", "sub_"):
            return False
        changed = self.node.args[0]
        return changed in self.node.all_input_nodes and any(user > self.node for user in changed.users)


def steps_of(model, input_shape):
    """The steps of a model, the input as the first, and the indexes of those that are its output."""
    import torch
    _refuse_several_inputs(model)
    with torch.no_grad(), torch.device("meta"):
        twin = _twin(model)
        return _walk(twin, _graph(twin), input_shape, _dtype(model))


# -- a copy without weights ----------------------------------------------------

def _twin(model):
    """A copy in evaluation mode whose tensors have shapes but no values, and whose hooks are gone."""
    from torch import nn
    memo = {id(tensor): _without_values(name, tensor) for name, tensor in _tensors(model)}
    memo |= {id(hooks): OrderedDict() for hooks in _hooks(model)}
    try:
        twin = copy.deepcopy(model, memo).eval()
    except Exception as error:
        raise ValueError(f"model cannot be copied: {_line(error)}") from error
    return nn.Sequential(OrderedDict([(type(model).__name__, twin)])) if _is_leaf(twin) else twin


def _tensors(model):
    """Parameters, buffers, and what layers keep beside them, as old norms and pruning do."""
    import torch
    for prefix, module in model.named_modules():
        for held in (module._parameters, module._buffers, vars(module)):
            yield from ((f"{prefix}.{name}".lstrip("."), value) for name, value in held.items()
                        if isinstance(value, torch.Tensor))


def _hooks(model):
    """The dictionaries of what is called beside the layers, mostly empty."""
    from torch import nn
    names = [name for name in vars(nn.Module()) if "hooks" in name]
    for module in model.modules():
        yield from (vars(module)[name] for name in names if name in vars(module))


def _without_values(name, tensor):
    import torch
    from torch.nn.parameter import is_lazy
    if is_lazy(tensor):
        raise ValueError(f"model: {name} has no shape yet; run the model once on an input first")
    empty = torch.empty(tensor.shape, dtype=tensor.dtype, device="meta")
    is_parameter = isinstance(tensor, torch.nn.Parameter)
    return torch.nn.Parameter(empty, requires_grad=tensor.requires_grad) if is_parameter else empty


def _dtype(model):
    import torch
    kinds = (parameter.dtype for parameter in model.parameters() if parameter.is_floating_point())
    return next(kinds, torch.get_default_dtype())


# -- the graph -----------------------------------------------------------------

def _is_leaf(module):
    from torch import nn
    own = type(module).__module__.startswith("torch.nn") and not isinstance(module, nn.Sequential)
    return layer_rule(module) is not None or own and not list(module.children())


def _arguments(model):
    wanted = inspect.signature(model.forward).parameters.values()
    return [one for one in wanted if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)]


def _refuse_several_inputs(model):
    names = [one.name for one in _arguments(model) if one.default is one.empty]
    if len(names) != 1:
        raise ValueError(f"model must take one input; its forward takes {len(names)}: {', '.join(names) or 'none'}")


def _graph(model):
    from torch import fx

    class Tracer(fx.Tracer):
        def is_leaf_module(self, module, name):
            return _is_leaf(module) or super().is_leaf_module(module, name)

    defaults = {one.name: one.default for one in _arguments(model) if one.default is not one.empty}
    try:
        return Tracer().trace(model, concrete_args=defaults or None)
    except Exception as error:
        raise ValueError(f"model cannot be traced, its course must not depend on data: {_line(error)}") from error


def _walk(module, graph, input_shape, dtype):
    """Run the graph on tensors without values, node by node, and note the steps."""
    import torch
    runner = _runner(module, graph)
    runner.args_iter = iter([torch.empty(input_shape, dtype=dtype)])
    steps, places, parameters = [], {}, {}
    for node in graph.nodes:
        if node.op == "output":
            return steps, _outputs(node, places)
        sources = _sources(node, places)
        if node.op == "call_module" and sources:
            _rule(node, module.get_submodule(node.target))
        value = runner.env[node] = _run(runner, node, input_shape)
        constants = [parameters[one] for one in node.all_input_nodes if one not in places]
        parameters[node] = _own_parameters(module, node, value) + sum(constants, ())
        if node.op == "placeholder" and not steps or sources and _is_tensor(value):
            places[node] = len(steps)
            steps.append(_step(module, node, value, runner.env, sources, steps, parameters[node], input_shape[0]))


def _runner(module, graph):
    """An interpreter that only checks normalisations: without values they are slow to run, and change nothing."""
    from torch import fx

    class Runner(fx.Interpreter):
        def call_module(self, target, args, kwargs):
            layer = self.fetch_attr(target)
            if getattr(layer, "running_mean", None) is None or layer_rule(layer) is None:
                return super().call_module(target, args, kwargs)
            value, = *args, *kwargs.values()
            _check_channels(layer, value)
            return value

    return Runner(module, graph=graph)


def _check_channels(layer, value):
    layer._check_input_dim(value)
    per_channel = (layer.running_mean, layer.running_var, layer.weight, layer.bias)
    channels = sorted({tensor.numel() for tensor in per_channel if tensor is not None})
    if channels != [value.shape[1]]:
        raise ValueError(f"it normalises {' or '.join(map(str, channels))} channels and is given {value.shape[1]}")


def _run(runner, node, input_shape):
    try:
        return runner.run_node(node)
    except Exception as error:
        raise ValueError(f"input_shape {input_shape} does not fit {_name(node)}: {_line(error)}") from error


def _sources(node, places):
    """The steps among a node's arguments, as often as they stand there."""
    from torch.fx.node import map_arg
    found = []
    map_arg((node.args, node.kwargs), lambda one: found.append(places.get(one)))
    return tuple(place for place in found if place is not None)


def _outputs(node, places):
    found = _sources(node, places)
    if not found:
        raise ValueError("model: its output does not depend on its input")
    return found


def _own_parameters(module, node, value):
    import torch
    if node.op == "call_module":
        return tuple(module.get_submodule(node.target).parameters())
    return (value,) if node.op == "get_attr" and isinstance(value, torch.nn.Parameter) else ()


def _is_tensor(value):
    import torch
    if isinstance(value, tuple | list):
        return len(value) > 0 and all(isinstance(one, torch.Tensor) for one in value)
    return isinstance(value, torch.Tensor)


def _step(module, node, value, values, sources, steps, parameters, batch):
    from torch.fx.node import map_arg
    size = _size(node, value, batch)
    if not sources:
        return Step("input", None, None, node, {}, (), value, size, tuple(value.shape), size, ())
    layer = module.get_submodule(node.target) if node.op == "call_module" else None
    rule = _rule(node, layer)
    arguments = map_arg(dict(enumerate(node.args)) | node.kwargs, values.__getitem__)
    first = steps[sources[0]]
    shape = () if isinstance(first.value, tuple | list) else tuple(first.value.shape)
    step = Step(_name(node), rule, layer, node, arguments, sources, value, size, shape, first.size, parameters)
    if reason := rule.refusal(step):
        _refuse(node, layer, reason)
    return step


def _rule(node, layer):
    rule = layer_rule(layer) if layer is not None else operation_rule(node.target)
    if rule is None:
        _refuse(node, layer, why_refused(_kind(node, layer)))
    return rule


def _size(node, value, batch):
    """Numbers per sample."""
    numbers = sum(prod(one.shape) for one in (value if isinstance(value, tuple | list) else [value]))
    if numbers % batch or not numbers:
        raise ValueError(f"model: {_name(node)} makes {numbers} numbers of a batch of {batch}, "
                         "not as many of each sample")
    return numbers // batch


# -- words for errors ----------------------------------------------------------

def _refuse(node, layer, reason):
    raise ValueError(f"model: {_name(node)} ({_kind(node, layer)}) {reason}; supported are linear and piecewise "
                     "linear layers, see algebra_rules()")


def _name(node):
    return node.target if node.op == "call_module" else node.name


def _kind(node, module):
    """The class of a layer, the name of a function."""
    if module is not None:
        from torch.nn.utils.parametrize import type_before_parametrizations
        return type_before_parametrizations(module).__name__
    return node.target if isinstance(node.target, str) else node.target.__name__


def _line(error):
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
