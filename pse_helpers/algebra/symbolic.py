"""The graph of a torch model, traced symbolically, with the line of its code behind every node."""

import inspect
import linecache
import operator
import os
import sys
import textwrap
import traceback
from functools import lru_cache
from pathlib import Path

from pse_helpers.algebra.copies import first_line
from pse_helpers.algebra.piece_rules import layer_rule

# torch's tracer leaves these out, and Python then takes z = z + x for z += x: the same but for what else z was.
_IN_PLACE = ("iadd", "isub", "imul", "itruediv")


def check_one_input(model):
    """Refuse what cannot be called with one tensor; optional arguments keep their defaults."""
    import torch
    if isinstance(model, torch.jit.ScriptModule):
        raise ValueError("model must be the Python module, whose code can be traced; got a ScriptModule made of it")
    wanted = inspect.signature(model.forward).parameters.values()
    names = [one.name for one in wanted if one.default is one.empty and one.kind not in (one.VAR_POSITIONAL,
                                                                                         one.VAR_KEYWORD)]
    takes_any = any(one.kind is one.VAR_POSITIONAL for one in wanted)
    implemented = type(model).forward is not torch.nn.Module.forward
    if len(names) != 1 and not (not names and takes_any and implemented):
        raise ValueError(f"model must take one input; its forward takes {len(names)}: {', '.join(names) or 'none'}")


def graph_of(model):
    """The graph of a model down to the layers that have a rule, and to torch's own."""
    try:
        return _tracer()().trace(model)
    except Exception as error:
        frames = reversed(list(traceback.walk_tb(error.__traceback__)))
        raise ValueError(f"model cannot be traced, its course must not depend on data: {first_line(error)}"
                         f"{_in_words(_own_line(frames))}") from error


@lru_cache(maxsize=1)
def _tracer():
    """The class of the tracer, made when it is needed, as torch is slow to import."""
    from torch import fx

    changes = {f"__{name}__": _recorded(getattr(operator, name)) for name in _IN_PLACE}
    changes["__getattr__"] = lambda self, name: attribute(self, name)
    attribute = type("Attribute", (fx.proxy.Attribute,), changes)
    proxy = type("Proxy", (fx.Proxy,), changes)

    class Tracer(fx.Tracer):
        def is_leaf_module(self, module, name):
            return _is_leaf(module) or super().is_leaf_module(module, name)

        def proxy(self, node):
            return proxy(node, self)

        def create_node(self, *args, **kwargs):
            node = super().create_node(*args, **kwargs)
            node.meta["line"] = _own_line(traceback.walk_stack(sys._getframe()))
            return node

    return Tracer


def _recorded(change):
    return lambda self, other: self.tracer.create_proxy("call_function", change, (self, other), {})


def _is_leaf(module):
    from torch import nn
    own = type(module).__module__.startswith("torch.nn") and not isinstance(module, nn.Sequential)
    return layer_rule(module) is not None or own and not list(module.children())


# -- the line of code ----------------------------------------------------------

def _own_line(frames):
    """File and number of the innermost line that is the model's: neither torch's nor this file's; None if none is."""
    import torch
    others = (os.path.dirname(torch.__file__) + os.sep, __file__)
    for frame, number in frames:
        if frame.f_code is graph_of.__code__:  # beyond, there is whoever asks for the graph
            return None
        if not frame.f_code.co_filename.startswith(others):
            return frame.f_code.co_filename, number


def code_line(node):
    """Where in the model's code a function is called, in brackets; nothing for a layer, which has a name."""
    return "" if node.op == "call_module" else _in_words(node.meta.get("line"))


def _in_words(line):
    if line is None:
        return ""
    path, number = line
    source = textwrap.shorten(linecache.getline(path, number), 80)
    return f" ({Path(path).name}, line {number}{': ' if source else ''}{source})"
