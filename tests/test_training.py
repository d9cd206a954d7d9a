"""The training loop learns, stops at nonsense, and leaves torch's global state alone."""

import numpy as np
import pytest
import torch

from pse_helpers.training import RecurrentNetwork, fit


def copy_task(rng):
    inputs = torch.from_numpy(rng.standard_normal((16, 6, 1))).float()
    targets = torch.zeros_like(inputs)
    targets[:, 1:] = inputs[:, :-1]
    return inputs, targets


def trained(seed):
    rng = np.random.default_rng(seed)
    model = RecurrentNetwork(np.eye(12), rng)
    return fit(model, lambda: copy_task(rng), torch.nn.MSELoss(), steps=150, rate=1e-2), model


def test_a_recurrent_network_learns_and_seeds_decide():
    before = torch.get_rng_state()
    (first, model), (again, _), (other, _) = trained(1), trained(1), trained(2)
    assert first[-10:].mean() < 0.2 * first[0]
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)
    assert not np.array_equal(model.recurrent_matrix(), np.eye(12))


def test_a_loss_that_is_not_finite_stops():
    line = torch.nn.Linear(1, 1)
    with pytest.raises(FloatingPointError, match="the loss is nan at step 0; try a smaller rate"):
        fit(line, lambda: (torch.ones(2, 1), torch.full((2, 1), torch.nan)), torch.nn.MSELoss(), steps=3)
