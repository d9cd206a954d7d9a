"""The training loop learns, stops at nonsense, and leaves torch's global state alone."""

import numpy as np
import pytest
import torch

from pse_helpers.chapters.spectral_ergodicity.recurrent_network import RecurrentNetwork
from pse_helpers.training import fit, one_thread


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


# -- an optimiser of one's own, a look after each step, the bar -----------------

def line_and_batch():
    """A line through the origin with weight 0, and the batch x = 1, y = 1: the gradient is 2 (w - 1)."""
    line = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(line.weight)
    return line, lambda: (torch.ones(4, 1), torch.ones(4, 1))


def test_an_optimiser_takes_the_place_of_adam():
    """Gradient descent by hand: w - 1 shrinks by 1 - 2 * 0.25 a step; rate is not used."""
    line, batch = line_and_batch()
    losses = fit(line, batch, torch.nn.functional.mse_loss, 5, rate=1e9,
                 optimiser=torch.optim.SGD(line.parameters(), lr=0.25))
    np.testing.assert_allclose(losses, 0.25 ** np.arange(5), rtol=1e-6)
    assert line.weight.item() == pytest.approx(1 - 0.5**5)


def test_without_one_it_is_adam_with_the_rate():
    (line, batch), (other, _) = line_and_batch(), line_and_batch()
    expected = fit(other, batch, torch.nn.functional.mse_loss, 7,
                   optimiser=torch.optim.Adam(other.parameters(), lr=0.02))
    np.testing.assert_array_equal(fit(line, batch, torch.nn.functional.mse_loss, 7, rate=0.02), expected)
    assert abs(expected[1] - 0.98**2) < 1e-5  # Adam's first step is the rate


def test_after_step_counts_the_steps_done_and_sees_their_weights():
    line, batch = line_and_batch()
    seen = []
    fit(line, batch, torch.nn.functional.mse_loss, 4, optimiser=torch.optim.SGD(line.parameters(), lr=0.25),
        after_step=lambda step: seen.append((step, line.weight.item(), torch.get_num_threads())))
    assert [step for step, _, _ in seen] == [1, 2, 3, 4] and {threads for *_, threads in seen} == {1}
    assert [weight for _, weight, _ in seen] == pytest.approx([1 - 0.5**step for step in range(1, 5)])


def test_after_step_may_change_the_rate():
    line, batch = line_and_batch()
    optimiser = torch.optim.SGD(line.parameters(), lr=0.5)  # reaches the target in one step
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 0.0 if step else 0.5)
    losses = fit(line, batch, torch.nn.functional.mse_loss, 4, optimiser=optimiser,
                 after_step=lambda step: schedule.step())
    np.testing.assert_allclose(losses, [1, 0.25, 0.25, 0.25])


@pytest.mark.parametrize("progress", [True, False])
def test_the_bar_is_on_standard_error_and_can_be_left_out(progress, capfd, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    line, batch = line_and_batch()
    losses = fit(line, batch, torch.nn.functional.mse_loss, 6, progress=progress)
    out, err = capfd.readouterr()
    assert out == "" and ("0/6" in err) == progress and bool(err) == progress and len(losses) == 6


def test_threads_are_as_before_even_after_a_failure():
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        with pytest.raises(LookupError), one_thread():
            assert torch.get_num_threads() == 1
            raise LookupError
        assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(before)
