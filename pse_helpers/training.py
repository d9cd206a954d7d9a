"""One short training loop, for one network or for many small ones together, and weights drawn from a seed."""

import threading
from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from torch.func import stack_module_state
from torch.nn import functional as F
from tqdm import tqdm

from pse_helpers.checks import (
    check_callable,
    check_flag,
    check_generator,
    check_number,
    check_torch_module,
    check_whole,
    listed,
    shown,
)

_DRAWING = threading.RLock()  # torch has one random state for all threads


@contextmanager
def seeded(seed):
    """Within, torch draws from the seed, on the CPU; its global random state is as before afterwards.

    >>> import torch
    >>> from pse_helpers.training import seeded
    >>> with seeded(1):
    ...     first = torch.rand(3)
    >>> with seeded(1):
    ...     bool((torch.rand(3) == first).all())
    True
    """
    check_whole(seed, "seed", least=-2**63)
    with _DRAWING, torch.device("cpu"), torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)  # torch.manual_seed would seed the GPUs as well
        yield


@contextmanager
def one_thread():
    """Small networks train fastest on one thread, and give the same numbers however many the machine has.

    >>> import torch
    >>> from pse_helpers.training import one_thread
    >>> with one_thread():
    ...     torch.get_num_threads()
    1
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def fit(model, batch, loss, steps, rate=1e-3, optimiser=None, after_step=None, progress=True):
    """Train a model by Adam on fresh batches, with a progress bar.

    Parameters
    ----------
    model : torch.nn.Module
        Changed in place.
    batch : callable
        Without arguments; returns (inputs, targets).
    loss : callable
        Of (outputs, targets); returns a scalar tensor.
    steps : int
    rate : float
        Learning rate of Adam.
    optimiser : torch.optim.Optimizer, optional
        Over the model's parameters; takes the place of Adam with `rate`.
    after_step : callable, optional
        Called with the number of steps done, 1 to `steps`: to record, or to change the rate.
    progress : bool
        Whether a bar is shown.

    Returns
    -------
    ndarray, shape (steps,)
        The loss before each step. One that is not finite is a FloatingPointError.

    Notes
    -----
    The environment variable TQDM_DISABLE=1 hides the bar. Source: Kingma and Ba (2015), arXiv:1412.6980.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.training import fit
    >>> x = torch.ones(4, 1)
    >>> line = torch.nn.Linear(1, 1)
    >>> losses = fit(line, lambda: (x, 3 * x), torch.nn.functional.mse_loss, 300, rate=0.1)
    >>> bool(losses[-1] < 1e-3)
    True
    """
    _check_functions(model=model, batch=batch, loss=loss, **_given(after_step=after_step))
    steps, progress = check_whole(steps, "steps", 0), check_flag(progress, "progress")
    rate = check_number(rate, "rate", "a positive number, at most 1e30", lambda rate: 0 < rate <= 1e30)
    if optimiser is None:
        check_torch_module(model)
        optimiser = torch.optim.Adam(model.parameters(), lr=rate)
    elif not isinstance(optimiser, torch.optim.Optimizer):
        raise TypeError(f"optimiser must be a torch.optim.Optimizer; got {shown(optimiser)}")
    losses = []
    with one_thread():
        for step in tqdm(range(steps), leave=False) if progress else range(steps):
            inputs, targets = batch()
            value = loss(model(inputs), targets)
            if not torch.isfinite(value):
                raise FloatingPointError(f"the loss is {value.item()} at step {step}; try a smaller rate")
            optimiser.zero_grad()
            value.backward()
            optimiser.step()
            losses.append(value.item())
            if after_step is not None:
                after_step(step + 1)
    return np.array(losses)


def _given(**options):
    return {name: value for name, value in options.items() if value is not None}


def _check_functions(**functions):
    for name, function in functions.items():
        check_callable(function, name)


BATCH, RATE = 64, 3e-3  # of `fit_together`


def fit_together(models, inputs, labels, steps, rng, after_step=None):
    """Train classifiers of one architecture by Adam, all on the same batches of inputs, each with labels of its own.

    Parameters
    ----------
    models : list of torch.nn.Sequential
        Of Linear layers with biases and ReLUs, alike in their sizes; changed in place.
    inputs : tensor, shape (samples, features)
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
        The sum of the models' losses before each step. One that is not finite is a FloatingPointError.

    Notes
    -----
    The learning rate is 0.003. The models end where each by itself would, up to rounding. Source: Kingma
    and Ba (2015), arXiv:1412.6980.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.training import fit_together
    >>> models = [torch.nn.Sequential(torch.nn.Linear(2, 2)) for _ in range(3)]
    >>> inputs, labels = torch.eye(2), torch.tensor([[0, 1], [1, 0], [0, 0]])
    >>> fit_together(models, inputs, labels, [5, 9], np.random.default_rng(0)).shape
    (9,)
    """
    check_generator(rng)
    _check_functions(**_given(after_step=after_step))
    models = listed(models, "models", "networks")
    _check_perceptrons(models)
    steps = _increasing(steps)
    for name, data in (("inputs", inputs), ("labels", labels)):
        if not isinstance(data, torch.Tensor):
            raise TypeError(f"{name} must be a tensor; got {shown(data)}")
    if inputs.ndim != 2 or len(inputs) == 0:
        raise ValueError(f"inputs must have the shape (samples, features), with a sample at least; got {shown(inputs)}")
    if labels.shape != (len(models), len(inputs)):
        raise ValueError(f"labels must be of shape (models, samples), here ({len(models)}, {len(inputs)}); "
                         f"got {tuple(labels.shape)}")
    weights, _ = stack_module_state(models)

    def batch():
        chosen = torch.tensor(rng.integers(len(inputs), size=BATCH))
        return inputs[chosen], labels[:, chosen]

    def outputs(images):
        values = images.expand(len(models), *images.shape)
        for name, part in models[0].named_children():
            values = _linear(weights, name, values) if isinstance(part, nn.Linear) else part(values)
        return values

    def loss(scores, targets):
        return len(models) * F.cross_entropy(scores.flatten(0, 1), targets.flatten())

    def at_step(step):
        if step in steps:
            _hand_over(weights, models)
            if after_step is not None:
                after_step(step)

    adam = torch.optim.Adam(weights.values(), RATE, fused=True)
    return fit(outputs, batch, loss, steps[-1], optimiser=adam, after_step=at_step, progress=False)


def _increasing(steps):
    """The steps at which training pauses, as a list of int."""
    found = listed(steps, "steps", "whole numbers")
    whole = all(isinstance(step, (int, np.integer)) and not isinstance(step, bool) for step in found)
    if not whole or not found or found[0] < 1 or (np.diff(found) <= 0).any():
        raise ValueError(f"steps must be whole numbers that increase from 1 on; got {shown(steps)}")
    return [int(step) for step in found]


def _check_perceptrons(models):
    if not models:
        raise ValueError("models must be at least one network; got none")
    for model in models:
        wrong = [part for part in model if not _known(part)] if isinstance(model, nn.Sequential) else [model]
        if wrong:
            raise TypeError("models must be torch.nn.Sequential of Linear layers with biases and ReLUs; "
                            f"got {shown(wrong[0])}")


def _known(part):
    return isinstance(part, nn.ReLU) or isinstance(part, nn.Linear) and part.bias is not None


def _linear(weights, name, values):
    """One Linear layer of every model at once: (models, batch, in) to (models, batch, out)."""
    return torch.baddbmm(weights[f"{name}.bias"][:, None], values, weights[f"{name}.weight"].mT)


def _hand_over(weights, models):
    with torch.no_grad():
        for index, model in enumerate(models):
            for name, parameter in model.named_parameters():
                parameter.copy_(weights[name][index])
