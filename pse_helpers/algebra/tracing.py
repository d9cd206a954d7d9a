"""The graph of a torch model with the shapes of all that flows through it, without data, weights or changes."""

from collections import OrderedDict
from dataclasses import dataclass
from math import prod
from operator import attrgetter

from pse_helpers.algebra.aliases import read_again
from pse_helpers.algebra.copies import dtype_of, first_line, without_weights
from pse_helpers.algebra.piece_rules import Rule, layer_rule, operation_rule, why_refused
from pse_helpers.algebra.symbolic import check_one_input, code_line, graph_of
from pse_helpers.layers.sources.unwrapping import unwrapped


@dataclass(frozen=True, eq=False)
class Step:
    """A layer or an operation of the graph, as the rules see it.

    `sources` are the indexes of the steps whose output it takes, 0 for the network's input, and `varying`
    the nodes of these steps; `arguments` are its arguments by name or position, tensors among them without
    values; `size` and `input_size` are those of one sample; `overwrites` says whether what it changes in
    place is used again by a later step, as the graph does not show the change.
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
    varying: frozenset
    overwrites: bool

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

    def varies(self, position, *names):
        """Whether an argument of a function, by its position or one of its names, is a function of the input."""
        given = dict(enumerate(self.node.args)) | self.node.kwargs
        return any(given.get(key) is one for one in self.varying for key in (position, *names))

    def divides_by_the_input(self):
        return "div" in _kind(self.node, self.module) and self.varies(1, "other")


def steps_of(model, input_shape):
    """The steps of a model, the input as the first, and the indexes of those that are its output."""
    import torch
    model = unwrapped(model)
    check_one_input(model)
    with torch.no_grad(), torch.device("meta"):
        # Inside of a chain the model is called with one tensor, however its forward names what it takes.
        chain = torch.nn.Sequential(OrderedDict([(type(model).__name__, without_weights(model))]))
        return _walk(chain, graph_of(chain), input_shape, dtype_of(model))


# -- its steps -----------------------------------------------------------------

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
            if not _normalises(layer):
                return super().call_module(target, args, kwargs)
            value, = *args, *kwargs.values()
            _check_channels(layer, value)
            return value

    return Runner(module, graph=graph)


def _normalises(layer):
    return getattr(layer, "running_mean", None) is not None and layer_rule(layer) is not None


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
        raise ValueError(f"input_shape {input_shape} does not fit {_name(node)}: {first_line(error)}"
                         f"{code_line(node)}") from error


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
        return Step("input", None, None, node, {}, (), value, size, tuple(value.shape), size, (), frozenset(), False)
    layer = module.get_submodule(node.target) if node.op == "call_module" else None
    rule = _rule(node, layer)
    arguments = map_arg(dict(enumerate(node.args)) | node.kwargs, values.__getitem__)
    first, varying = steps[sources[0]], frozenset(steps[source].node for source in sources)
    shape = () if isinstance(first.value, tuple | list) else tuple(first.value.shape)
    step = Step(_name(node), rule, layer, node, arguments, sources, value, size, shape, first.size, parameters, varying,
                _overwrites(module, node, layer, values, steps))
    if reason := rule.refusal(step) or _reason_of_out(node):
        _refuse(node, layer, reason)
    return step


def _overwrites(module, node, layer, values, steps):
    if _kind(node, layer) not in ("iadd", "isub", "add_", "sub_"):
        return False
    constants = {one: attrgetter(one.target)(module) for one in node.graph.nodes if one.op == "get_attr"}
    return read_again(node, constants | values, {step.node for step in steps if _normalises(step.module)})


def _reason_of_out(node):
    return "writes into another tensor by out=" if node.kwargs.get("out") is not None else None


def _rule(node, layer):
    rule = layer_rule(layer) if layer is not None else operation_rule(node.target)
    if rule is None:
        _refuse(node, layer, why_refused(_kind(node, layer)))
    return rule


def _size(node, value, batch):
    """Numbers per sample."""
    numbers = sum(prod(one.shape) for one in (value if isinstance(value, tuple | list) else [value]))
    if numbers % batch or not numbers:
        raise ValueError(f"model: {_name(node)} makes {numbers} numbers of a batch of {batch}, not as many of each "
                         f"sample{code_line(node)}")
    return numbers // batch


# -- words for errors ----------------------------------------------------------

def _refuse(node, layer, reason):
    raise ValueError(f"model: {_name(node)} ({_kind(node, layer)}) {reason}{code_line(node)}; supported are linear and "
                     "piecewise linear layers, see algebra_rules()")


def _name(node):
    """A layer's name in the model, without the chain around it; the chain's for a model that is itself a layer."""
    return node.target.partition(".")[2] or node.target if node.op == "call_module" else node.name


def _kind(node, module):
    """The class of a layer, the name of a function."""
    if module is not None:
        from torch.nn.utils.parametrize import type_before_parametrizations
        return type_before_parametrizations(module).__name__
    return node.target if isinstance(node.target, str) else node.target.__name__
