"""Many perceptrons of one size as one model: a matrix product for all of them costs little more than for one."""

import numpy as np
import torch
from torch import nn

SMALL = 1e-5  # what batch normalisation adds to a variance


class Perceptrons(nn.Module):
    """Perceptrons with ReLUs, one a seed, their weights iid Gaussian of variance 2 / inputs.

    Inputs (models, batch, pixels), outputs (models, batch, classes). With `normalised`, the inner layers have batch
    normalisation; in evaluation it uses the moments of the last images that were seen in training mode.
    Source of the variance: He, Zhang, Ren and Sun (2015), arXiv:1502.01852.
    """

    def __init__(self, sizes, seeds, normalised):
        super().__init__()
        rngs = [np.random.default_rng([seed, 3]) for seed in seeds]
        self.weights = nn.ParameterList(_gaussian(rngs, *layer) for layer in zip(sizes, sizes[1:]))
        self.biases = nn.ParameterList(torch.zeros(len(rngs), 1, out) for out in sizes[1:])
        self.scales = nn.ParameterList(torch.ones(len(rngs), 1, out) for out in sizes[1:-1] if normalised)
        self.moments = {}

    def forward(self, values):
        for layer, (weight, bias) in enumerate(zip(self.weights, self.biases)):
            values = values @ weight if layer == 0 else torch.relu(values) @ weight
            values = (self._normalised(layer, values) if layer < len(self.scales) else values) + bias
        return values

    def _normalised(self, layer, values):
        if self.training:
            self.moments[layer] = values.mean(1, keepdim=True), values.var(1, keepdim=True, unbiased=False)
        mean, variance = self.moments[layer]
        return (values - mean) / (variance + SMALL).sqrt() * self.scales[layer]

    def matrices(self, model):
        """The layer matrices (out, rest) of one of the models."""
        return [weight[model].detach().numpy().T for weight in self.weights]


def _gaussian(rngs, rest, out):
    drawn = [rng.standard_normal((rest, out)) * np.sqrt(2 / rest) for rng in rngs]
    return torch.tensor(np.array(drawn), dtype=torch.float32)
