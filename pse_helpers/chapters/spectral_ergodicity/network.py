"""The recurrent network whose recurrent matrix the chapter follows through training."""

import torch
from torch import nn


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
    Maps inputs (batch, time, 1) to outputs of the same shape.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.chapters.spectral_ergodicity.network import RecurrentNetwork
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
