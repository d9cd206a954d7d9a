"""The recurrent network learns, from a given matrix and a seed, and torch's global state stays as it was."""

import numpy as np
import torch

from pse_helpers.chapters.spectral_ergodicity.network import RecurrentNetwork
from pse_helpers.training import fit


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


def test_it_starts_from_the_given_matrix_and_repeats_its_generator():
    start = np.random.default_rng(4).standard_normal((5, 5)).astype(np.float32)
    model, again = (RecurrentNetwork(start, np.random.default_rng(3)) for _ in range(2))
    np.testing.assert_array_equal(model.recurrent_matrix(), start)
    assert all(torch.equal(one, other) for one, other in zip(model.parameters(), again.parameters()))


def test_its_outputs_are_those_of_the_recurrence_by_hand():
    model = RecurrentNetwork(np.random.default_rng(4).standard_normal((5, 5)), np.random.default_rng(3))
    inputs, hidden, cell = torch.tensor([[[0.3], [-1.0], [0.7]]]), torch.zeros(5), model.cell
    with torch.no_grad():
        outputs = model(inputs)
        for step in range(3):
            hidden = torch.tanh(cell.weight_ih_l0 @ inputs[0, step] + cell.bias_ih_l0
                                + cell.weight_hh_l0 @ hidden + cell.bias_hh_l0)
            torch.testing.assert_close(outputs[0, step], model.out(hidden))
