"""One short training loop, and the recurrent network that the second chapter trains with it."""

from contextlib import contextmanager

import numpy as np
import torch
from torch import nn
from tqdm import tqdm


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
        The loss before each step.

    Raises
    ------
    FloatingPointError
        When the loss is no longer finite.

    Notes
    -----
    The environment variable TQDM_DISABLE=1 hides the bar.
    Source: Kingma and Ba (2015), arXiv:1412.6980. Chapter: Spectral ergodicity.

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
    optimiser, losses = optimiser or torch.optim.Adam(model.parameters(), lr=rate), []
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


@contextmanager
def one_thread():
    """Small networks train fastest on one thread, and give the same numbers however many the machine has."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class RecurrentNetwork(nn.Module):
    """A plain recurrent network with one input and one output a time step.

    Parameters
    ----------
    recurrent : ndarray, shape (n, n)
        The initial recurrent matrix.
    rng : numpy.random.Generator
        Draws the input and output weights; torch's global state stays untouched.

    Notes
    -----
    Maps inputs (batch, time, 1) to outputs of the same shape. Chapter: Spectral ergodicity.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.training import RecurrentNetwork
    >>> RecurrentNetwork(np.eye(3), np.random.default_rng(1))(torch.zeros(2, 5, 1)).shape
    torch.Size([2, 5, 1])
    """

    def __init__(self, recurrent, rng):
        super().__init__()
        n = len(recurrent)
        with torch.random.fork_rng(devices=[]):
            self.cell, self.out = nn.RNN(1, n, batch_first=True), nn.Linear(n, 1)
        for parameter in self.parameters():
            parameter.data = torch.tensor(rng.normal(0, n**-0.5, parameter.shape), dtype=torch.float32)
        self.cell.weight_hh_l0.data = torch.tensor(recurrent, dtype=torch.float32)

    def forward(self, inputs):
        return self.out(self.cell(inputs)[0])

    def recurrent_matrix(self):
        """The recurrent matrix as it stands, ndarray of shape (n, n)."""
        return self.cell.weight_hh_l0.detach().numpy().copy()
