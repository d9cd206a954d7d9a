"""Products of numbers with weights that are no layers: how many multiply-adds they take, and what keeps them linear."""

from math import prod

# What torch calls the two factors of a product to which another tensor, given first, is added.
_FACTORS = ("mat1", "batch1", "mat"), ("mat2", "batch2", "vec")


def last_axis(step):
    """A product over the last axis of its first factor, as of matrices."""
    return step.size * step.option("input", 0).shape[-1]


def last_axis_of_the_second(step):
    """The same, of a product to which another tensor is added; none where weights alone are multiplied."""
    factor = next(one for name in _FACTORS[0] if (one := step.option(name, 1)) is not None)
    return step.size * factor.shape[-1] if any(_vary(step)) else 0


def _vary(step):
    return [step.varies(place, *names) for place, names in enumerate(_FACTORS, start=1)]


def given_axes(step):
    """A tensordot: a number stands for the last axes of the first factor, a pair names its axes first."""
    axes, factor = step.option("dims", 2), step.option("a", 0)
    axes = 2 if axes is None else axes
    return step.size * prod(factor.shape[axis] for axis in (range(-axes, 0) if isinstance(axes, int) else axes[0]))


def indices(step):
    """An einsum: the function of the input is multiplied by weight after weight; sums over one factor come first."""
    terms, output = _labelled_factors(step)
    extents = {label: max(term.get(label, 1) for term in terms) for term in terms for label in term}
    axes = [{label for label in term if term[label] == extents[label]} for term in terms]  # without what is broadcast
    work, left = 0, axes[0]
    for i, right in enumerate(axes[1:], start=2):
        needed = output.union(*axes[i:])
        summed = left & right - needed
        left = left | right
        work += prod(extents[label] for label in left & (needed | summed)) if summed else 0
        left = left & needed
    return work // (step.value.numel() // step.size)


def _labelled_factors(step):
    """The factors of an einsum as {label: extent}, the function of the input first, and the labels of its output."""
    taken, _, output = step.option("equation", 0).replace(" ", "").partition("->")
    factors = [step.arguments[place] for place in range(1, len(step.node.args))]  # a list of them torch takes apart
    terms = [_labels(term, factor) for term, factor in zip(taken.split(","), factors)]
    varies = [factor in step.varying for factor in step.node.args[1:]]
    if "->" in step.option("equation", 0):
        labels = set(_labels(output, step.value))
    else:
        labels = {label for term in terms for label in term if isinstance(label, int) or taken.count(label) == 1}
    return [term for _, term in sorted(zip(varies, terms), key=lambda pair: not pair[0])], labels


def _labels(term, tensor):
    """{label: extent} of a factor; the axes behind its dots go by their places from the last of them on."""
    first, dots, last = term.partition("...")
    behind = range(len(first) + len(last) - tensor.ndim, 0) if dots else ()
    return dict(zip([*first, *behind, *last], tensor.shape))


# -- what keeps them from being linear ------------------------------------------

def one_varies(step):
    if step.branches > 1:
        return "multiplies functions of the input"


def one_varies_by_letters(step):
    spelled = isinstance(step.option("equation", 0), str)
    return one_varies(step) if spelled else "gives its indices as lists; write them as a string"


def one_factor_varies(step):
    """What is added to a product may be a function of the input too."""
    if all(_vary(step)):
        return "multiplies functions of the input"
