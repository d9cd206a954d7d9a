"""Many small networks of one architecture trained at once, which takes hardly longer than one."""

import numpy as np
import torch
from torch.func import functional_call, stack_module_state, vmap
from torch.nn import functional as F

from pse_helpers.checks import generator
from pse_helpers.training import fit

BATCH, RATE = 64, 3e-3


def fit_together(models, inputs, labels, steps, rng, after_step=None):
    """Train classifiers of one architecture by Adam, all on the same batches of inputs, each with labels of its own.

    Parameters
    ----------
    models : list of torch.nn.Module
        Changed in place. Layers must not depend on the rest of a batch: no batch normalisation.
    inputs : tensor, shape (samples, ...)
    labels : tensor, shape (models, samples)
        Classes, a row a model.
    steps : iterable of int
        At which steps the models are brought up to date and `after_step` is called; increasing,
        from 1. Training ends with the last.
    rng : numpy.random.Generator
        Draws the batches, 64 samples each, with replacement.
    after_step : callable, optional
        Of the number of steps done.

    Returns
    -------
    ndarray, shape (steps,)
        The sum of the models' losses before each step.

    Raises
    ------
    TypeError
        For an rng of another type.
    ValueError
        For labels of another shape, steps that do not increase from 1 on.
    FloatingPointError
        When the loss is no longer finite.

    Notes
    -----
    The learning rate is 0.003. The models end where each by itself would, up to rounding. Source: Kingma
    and Ba (2015), arXiv:1412.6980. Chapter: Feature complexity.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.training_together import fit_together
    >>> models = [torch.nn.Linear(2, 2) for _ in range(3)]
    >>> inputs, labels = torch.eye(2), torch.tensor([[0, 1], [1, 0], [0, 0]])
    >>> fit_together(models, inputs, labels, [5, 9], np.random.default_rng(0)).shape
    (9,)
    """
    generator(rng)
    steps = [int(step) for step in steps]
    if not steps or steps[0] < 1 or (np.diff(steps) <= 0).any():
        raise ValueError(f"steps must be whole numbers that increase from 1 on; got {steps}")
    if labels.shape != (len(models), len(inputs)):
        raise ValueError(f"labels must be of shape (models, samples), here ({len(models)}, {len(inputs)}); "
                         f"got {tuple(labels.shape)}")
    weights, buffers = stack_module_state(models)

    def batch():
        chosen = torch.tensor(rng.integers(len(inputs), size=BATCH))
        return inputs[chosen], labels[:, chosen]

    def outputs(images):
        return vmap(lambda *state: functional_call(models[0], state, images))(weights, buffers)

    def loss(scores, targets):
        return len(models) * F.cross_entropy(scores.flatten(0, 1), targets.flatten())

    def at_step(step):
        if step in steps:
            _hand_over(weights, models)
            if after_step is not None:
                after_step(step)

    adam = torch.optim.Adam(weights.values(), RATE, fused=True)
    return fit(outputs, batch, loss, steps[-1], optimiser=adam, after_step=at_step, progress=False)


def _hand_over(weights, models):
    with torch.no_grad():
        for index, model in enumerate(models):
            for name, parameter in model.named_parameters():
                parameter.copy_(weights[name][index])
