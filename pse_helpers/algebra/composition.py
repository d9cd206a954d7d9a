"""The three rules of composition over a graph: what leaves in series, sums and concatenations make together.

A graph is a list of sources: node 0 is the input, and `sources[i]` are the nodes, all before i, that
node i takes, as often as it takes them. `sizes[i]` is the size of node i's output.
"""

from functools import reduce


def bottlenecks(sources):
    """For every node the last one before it through which all that it takes has passed."""
    found = [0]

    def common(a, b):
        while a != b:
            a, b = (found[a], b) if a > b else (a, found[b])
        return a

    for taken in sources[1:]:
        found.append(reduce(common, taken))
    return found


def dimensions(sizes, sources):
    """Upper bound of the dimension of the affine space in which each output lies, on one piece of the network.

    An affine map cannot raise it; several maps together have at most the sum of theirs, and no
    more than what reached the place through which all of them have passed.
    """
    found = [sizes[0]]
    for size, taken, place in zip(sizes[1:], sources[1:], bottlenecks(sources)[1:]):
        found.append(min(size, found[place], sum(found[source] for source in taken)))
    return found


def gains(sizes, sources, joins):
    """Output size over the network's input size, by the rules alone: of every node, in order.

    In series gains multiply, a sum keeps that of its largest branch, in a concatenation they add.
    """
    found = [1.0]
    for i in range(1, len(sizes)):
        own = sizes[i] / taken_size(sizes, sources[i], joins[i])
        found.append(own * _joined([found[source] for source in sources[i]], joins[i]))
    return found


def taken_size(sizes, taken, join):
    """The size of a node's input; of a sum, that of its largest branch."""
    return _joined([sizes[source] for source in taken], join)


def _joined(values, join):
    return sum(values) if join == "concatenation" else max(values)
