"""Training learns, stops at nonsense, is the same together as alone, and leaves torch's global state as it was."""

from functools import partial

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from tqdm import tqdm

from pse_helpers import training
from pse_helpers.training import fit, fit_together, one_thread, seeded

# -- a seed, a thread ----------------------------------------------------------

@pytest.mark.fixed_seed("the package's own seed on one side, the same on the other")
def test_within_a_seed_torch_draws_from_it_on_the_cpu(monkeypatch):
    """What a generator of one's own draws; no GPU is seeded, and the global state is as before, also after an error."""
    def refused(seed):
        raise AssertionError("the GPUs were seeded")
    monkeypatch.setattr(torch.cuda, "manual_seed_all", refused)
    expected, before = torch.rand(4, generator=torch.Generator().manual_seed(5)), torch.get_rng_state()
    with torch.device("meta"), seeded(5):
        assert torch.equal(torch.rand(4), expected)
    with pytest.raises(LookupError), seeded(6):
        assert not torch.equal(torch.rand(4), expected)
        raise LookupError
    assert torch.equal(torch.get_rng_state(), before)


@pytest.fixture
def three_threads():
    """Whatever the machine has, more than one."""
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


def test_threads_are_as_before_even_after_a_failure(three_threads):
    with pytest.raises(LookupError), one_thread():
        assert torch.get_num_threads() == 1
        raise LookupError
    assert torch.get_num_threads() == 3


# -- the loop ------------------------------------------------------------------

def test_a_loss_that_is_not_finite_stops():
    line = nn.Linear(1, 1)
    with pytest.raises(FloatingPointError, match="the loss is nan at step 0; try a smaller rate"):
        fit(line, lambda: (torch.ones(2, 1), torch.full((2, 1), torch.nan)), nn.MSELoss(), steps=3)


def line_and_batch():
    """A line through the origin with weight 0, and the batch x = 1, y = 1: the gradient is 2 (w - 1)."""
    line = nn.Linear(1, 1, bias=False)
    nn.init.zeros_(line.weight)
    return line, lambda: (torch.ones(4, 1), torch.ones(4, 1))


def test_an_optimiser_takes_the_place_of_adam():
    """Gradient descent by hand: w - 1 shrinks by 1 - 2 * 0.25 a step; rate is not used."""
    line, batch = line_and_batch()
    losses = fit(line, batch, F.mse_loss, 5, rate=1e9, optimiser=torch.optim.SGD(line.parameters(), lr=0.25))
    np.testing.assert_allclose(losses, 0.25 ** np.arange(5), rtol=1e-6)
    assert line.weight.item() == pytest.approx(1 - 0.5**5)


def test_without_one_it_is_adam_with_the_rate():
    (line, batch), (other, _) = line_and_batch(), line_and_batch()
    expected = fit(other, batch, F.mse_loss, 7, optimiser=torch.optim.Adam(other.parameters(), lr=0.02))
    np.testing.assert_array_equal(fit(line, batch, F.mse_loss, 7, rate=0.02), expected)
    assert abs(expected[1] - 0.98**2) < 1e-5  # Adam's first step is the rate


def test_after_step_counts_the_steps_done_and_sees_their_weights_on_one_thread(three_threads):
    line, batch = line_and_batch()
    seen = []
    fit(line, batch, F.mse_loss, 4, optimiser=torch.optim.SGD(line.parameters(), lr=0.25),
        after_step=lambda step: seen.append((step, line.weight.item(), torch.get_num_threads())))
    assert [step for step, _, _ in seen] == [1, 2, 3, 4] and {threads for *_, threads in seen} == {1}
    assert [weight for _, weight, _ in seen] == pytest.approx([1 - 0.5**step for step in range(1, 5)])


def test_after_step_may_change_the_rate():
    line, batch = line_and_batch()
    optimiser = torch.optim.SGD(line.parameters(), lr=0.5)  # reaches the target in one step
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 0.0 if step else 0.5)
    losses = fit(line, batch, F.mse_loss, 4, optimiser=optimiser, after_step=lambda step: schedule.step())
    np.testing.assert_allclose(losses, [1, 0.25, 0.25, 0.25])


@pytest.mark.parametrize("progress", [True, False])
def test_the_bar_is_on_standard_error_and_can_be_left_out(progress, capfd, monkeypatch):
    monkeypatch.setattr(training, "tqdm", partial(tqdm, disable=False))  # TQDM_DISABLE may be set around the tests
    line, batch = line_and_batch()
    losses = fit(line, batch, F.mse_loss, 6, progress=progress)
    out, err = capfd.readouterr()
    assert out == "" and ("0/6" in err) == progress and bool(err) == progress and len(losses) == 6


# -- together ------------------------------------------------------------------

def network(seed):
    with seeded(seed):
        return nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3))


INPUTS = torch.tensor(np.random.default_rng(1).standard_normal((80, 4))).float()
LABELS = torch.tensor(np.random.default_rng(2).integers(3, size=(2, 80)))


def alone(seed, labels, steps):
    model, rng = network(seed), np.random.default_rng(3)

    def batch():
        chosen = torch.tensor(rng.integers(80, size=64))
        return INPUTS[chosen], labels[chosen]
    losses = fit(model, batch, F.cross_entropy, steps, rate=3e-3, progress=False)
    return nn.utils.parameters_to_vector(model.parameters()).detach(), losses


def test_together_is_as_alone():
    models, seen = [network(0), network(1)], {}

    def after_step(step):
        seen[step] = [nn.utils.parameters_to_vector(model.parameters()).detach().clone() for model in models]
    losses = fit_together(models, INPUTS, LABELS, [7, 30], np.random.default_rng(3), after_step)
    assert len(losses) == 30 and list(seen) == [7, 30]
    np.testing.assert_allclose(losses, sum(alone(seed, LABELS[seed], 30)[1] for seed in range(2)), rtol=1e-5)
    for step, vectors in seen.items():
        for seed, vector in enumerate(vectors):
            assert torch.allclose(vector, alone(seed, LABELS[seed], step)[0], atol=1e-5)
    assert (nn.utils.parameters_to_vector(models[0].parameters()) == seen[30][0]).all()


@pytest.mark.parametrize("steps, labels, words", [
    ([], LABELS, "steps must be whole numbers"), ([0, 3], LABELS, "increase from 1"),
    ([5, 5], LABELS, "increase from 1"),
    ([5], LABELS[:1], r"labels must be of shape \(models, samples\), here \(2, 80\); got \(1, 80\)")])
def test_steps_and_labels_that_do_not_fit(steps, labels, words):
    with pytest.raises(ValueError, match=words):
        fit_together([network(0), network(1)], INPUTS, labels, steps, np.random.default_rng(3))


@pytest.mark.parametrize("model", [nn.Linear(4, 3), nn.Sequential(nn.Linear(4, 3, bias=False)),
                                   nn.Sequential(nn.Linear(4, 3), nn.Softmax(1))])
def test_only_perceptrons_are_trained_together(model):
    with pytest.raises(TypeError, match="models must be torch.nn.Sequential of Linear layers with biases and ReLUs"):
        fit_together([model] * 2, INPUTS, LABELS, [5], np.random.default_rng(3))


def test_a_generator_is_needed():
    with pytest.raises(TypeError, match="rng must be"):
        fit_together([network(0), network(1)], INPUTS, LABELS, [5], 3)


@pytest.mark.parametrize("steps", [[2.5], [True], [], [2, 1], [0]])
def test_steps_are_whole_and_increase(steps):
    with pytest.raises(ValueError, match="^steps must be whole numbers that increase from 1 on; got "):
        fit_together([nn.Sequential(nn.Linear(2, 2))], torch.eye(2), torch.tensor([[0, 1]]), steps,
                     np.random.default_rng(0))
