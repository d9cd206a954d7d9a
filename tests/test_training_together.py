"""Networks that are trained at once end where each ends by itself."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from pse_helpers.training import fit
from pse_helpers.training import fit_together


def network(seed):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3))


INPUTS = torch.tensor(np.random.default_rng(1).standard_normal((80, 4))).float()
LABELS = torch.tensor(np.random.default_rng(2).integers(3, size=(2, 80)))


def alone(seed, labels, steps):
    model, rng = network(seed), np.random.default_rng(3)

    def batch():
        chosen = torch.tensor(rng.integers(80, size=64))
        return INPUTS[chosen], labels[chosen]
    fit(model, batch, F.cross_entropy, steps, rate=3e-3, progress=False)
    return nn.utils.parameters_to_vector(model.parameters()).detach()


def test_together_is_as_alone():
    models, seen = [network(0), network(1)], {}

    def after_step(step):
        seen[step] = [nn.utils.parameters_to_vector(model.parameters()).detach().clone() for model in models]
    losses = fit_together(models, INPUTS, LABELS, [7, 30], np.random.default_rng(3), after_step)
    assert len(losses) == 30 and list(seen) == [7, 30]
    for step, vectors in seen.items():
        for seed, vector in enumerate(vectors):
            assert torch.allclose(vector, alone(seed, LABELS[seed], step), atol=1e-5)
    assert (nn.utils.parameters_to_vector(models[0].parameters()) == seen[30][0]).all()


@pytest.mark.parametrize("steps, labels, words", [
    ([], LABELS, "steps must be whole numbers"), ([0, 3], LABELS, "increase from 1"), ([5, 5], LABELS, "increase from 1"),
    ([5], LABELS[:1], r"labels must be of shape \(models, samples\), here \(2, 80\); got \(1, 80\)")])
def test_what_is_refused(steps, labels, words):
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
