"""What else changes where a tensor is changed in place: other names of the same memory, such as views of it."""


def read_again(node, values, apart):
    """Whether what a node changes in place is read by a later node, under any name but the node's own.

    `values` are the tensors of the nodes so far, and of all constants. The nodes `apart` only pass their
    values on where the model makes new ones: what comes after them shares no memory with what came before.
    """
    changed, nodes = node.args[0], list(node.graph.nodes)
    read = {one for later in nodes[nodes.index(node) + 1:] for one in later.all_input_nodes}
    later = [one for one in read & values.keys() - {node} if _share(values[one], values[changed])]
    behind = _behind(changed, values, apart)
    return any(_behind(one, values, apart) is behind and _overlap(values[one], values[changed]) for one in later)


def _behind(node, values, apart):
    """The node of `apart` whose memory a node's value lies in, if it is that of one."""
    while node is not None and node not in apart:
        node = next((one for one in node.all_input_nodes if _share(values[one], values[node])), None)
    return node


def _overlap(value, other):
    """Whether two values in one memory have an element in common: two chunks of one tensor have none."""
    import torch
    first, second = _places(value), _places(other)
    marks = torch.zeros(int(max(first.max(), second.max())) + 1, dtype=torch.bool, device="cpu")
    marks[first] = True
    return bool(marks[second].any())


def _places(value):
    """Where in their memory the elements of a value lie, counted from its beginning."""
    import torch
    found = []
    for one in _tensors(value):
        steps = [torch.arange(extent, device="cpu") * step for extent, step in zip(one.shape, one.stride())]
        grid = torch.meshgrid(*steps, indexing="ij") if steps else [torch.zeros((), dtype=torch.long, device="cpu")]
        found.append(one.storage_offset() + sum(grid).flatten())
    return torch.cat(found)


def _share(value, other):
    """Whether two values lie in one memory, if at different places of it."""
    first, second = ({one.untyped_storage()._cdata for one in _tensors(each)} for each in (value, other))
    return not first.isdisjoint(second)


def _tensors(value):
    import torch
    values = value if isinstance(value, tuple | list) else [value]
    return [one for one in values if isinstance(one, torch.Tensor)]
