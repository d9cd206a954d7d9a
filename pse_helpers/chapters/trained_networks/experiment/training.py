"""Train the networks of a setting, and observe them on the way."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from pse_helpers.chapters.trained_networks.experiment import observations
from pse_helpers.chapters.trained_networks.experiment.data_sets import data
from pse_helpers.chapters.trained_networks.experiment.design import Setting
from pse_helpers.chapters.trained_networks.experiment.perceptrons import Perceptrons
from pse_helpers.networks.digits import architecture
from pse_helpers.training import fit, one_thread, seeded

AT_MOST = 2048  # training images on which errors are taken, and the moments of batch normalisation


@dataclass(frozen=True, eq=False)
class Course:
    """What is kept of the training of one setting.

    `spectrum` (seeds, marks, measures) and `errors` (seeds, marks, figures), by the names in
    `design.SPECTRUM` and `.ERRORS`; `layers` (seeds, marks, layers, figures), by `.LAYER`.
    """

    setting: Setting
    spectrum: np.ndarray
    errors: np.ndarray
    layers: np.ndarray


def trained(setting, seeds=None, progress=False):
    """The course of a setting's networks, one a seed, and their layer matrices at the end.

    Parameters
    ----------
    setting : Setting
    seeds : sequence of int, optional
        Those of the design if not given.
    progress : bool
        Whether a bar is shown.

    Returns
    -------
    Course, list of list of ndarray
        The matrices (out, rest) of every network, in the order of the seeds.

    Raises
    ------
    FloatingPointError
        When a loss is no longer finite.

    Examples
    --------
    >>> from pse_helpers.chapters.trained_networks.experiment import Setting, trained
    >>> course, matrices = trained(Setting(steps=3), seeds=[0, 1])
    >>> course.errors.shape, len(matrices[0])                # steps 0, 1 and 3; seven layers
    ((2, 3, 3), 7)
    """
    seeds = setting.seeds if seeds is None else tuple(seeds)
    with one_thread():
        if setting.is_residual:
            runs = [_residual(setting, seed, progress) for seed in seeds]
        else:
            runs = _perceptrons(setting, seeds, progress)
    spectrum, errors, layers = (np.array([run[part] for run in runs]) for part in range(3))
    return Course(setting, spectrum, errors, layers), [run[3] for run in runs]


def starts(setting, seeds):
    """The layer matrices (out, rest) of a setting's perceptrons before training, for every seed.

    >>> from pse_helpers.chapters.trained_networks.experiment import Setting, starts
    >>> starts(Setting(), [0])[0][0].shape
    (48, 64)
    """
    model = Perceptrons(setting.sizes, seeds, setting.normalised)
    return [model.matrices(index) for index in range(len(seeds))]


def _optimiser(parameters, setting):
    if setting.optimiser == "SGD":
        return torch.optim.SGD(parameters, setting.rate, setting.momentum, weight_decay=setting.decay)
    return torch.optim.AdamW(parameters, setting.rate, weight_decay=setting.decay)


class _Log:
    """The observations of one network, mark by mark."""

    def __init__(self, start):
        self.start, self.spectrum, self.errors, self.layers = start, [], [], []

    def add(self, matrices, *outputs_and_labels):
        self.spectrum.append(observations.of_spectrum(matrices))
        self.errors.append(observations.of_errors(*outputs_and_labels))
        self.layers.append(observations.of_layers(matrices, self.start))

    def closed(self, matrices):
        return self.spectrum, self.errors, self.layers, matrices


# -- perceptrons, all seeds together -------------------------------------------

def _perceptrons(setting, seeds, progress):
    sets = [data(setting.data, setting.label_noise, seed) for seed in seeds]
    (images, _), (test_images, test_labels) = ((x.flatten(1), y) for x, y in sets[0])
    chosen = torch.tensor(np.array([_chosen(len(images), setting.images, seed) for seed in seeds]))
    labels = torch.stack([own[0][1][indexes] for own, indexes in zip(sets, chosen)])
    model = Perceptrons(setting.sizes, seeds, setting.normalised)
    draws = [np.random.default_rng([seed, 2]) for seed in seeds]
    logs = [_Log([matrix.copy() for matrix in model.matrices(index)]) for index in range(len(seeds))]

    def batch():
        drawn = torch.tensor(np.array([rng.integers(setting.images, size=setting.batch) for rng in draws]))
        return images[chosen.gather(1, drawn)], labels.gather(1, drawn)

    def loss(outputs, targets):  # the gradient of each network is that of its own mean
        return len(seeds) * F.cross_entropy(outputs.flatten(0, 1), targets.flatten())

    @torch.no_grad()
    def observe(step):
        if step in setting.marks:
            model.train()
            model(images[chosen[:, :AT_MOST]])  # the moments of batch normalisation
            model.eval()
            for log, matrices, *rest in zip(logs, map(model.matrices, range(len(seeds))),
                                            model(images[chosen[:, :AT_MOST]]), labels[:, :AT_MOST],
                                            model(test_images.expand(len(seeds), -1, -1))):
                log.add(matrices, *rest, test_labels)
            model.train()

    observe(0)
    fit(model, batch, loss, setting.steps, optimiser=_optimiser(model.parameters(), setting), after_step=observe,
        progress=progress)
    return [log.closed([matrix.copy() for matrix in model.matrices(index)]) for index, log in enumerate(logs)]


def _chosen(available, number, seed):
    """Which of the training images a network has: all in their order, or so many drawn without replacement."""
    if number == available:
        return np.arange(available)
    return np.random.default_rng([seed, 4]).permutation(available)[:number]


# -- residual networks, one after another --------------------------------------

def _residual(setting, seed, progress):
    (images, labels), (test_images, test_labels) = data(setting.data, setting.label_noise, seed)
    with seeded(seed):
        model = architecture(setting.network, setting.width)
    rng, log = np.random.default_rng([seed, 2]), _Log([matrix.copy() for matrix in _matrices(model)])

    def batch():
        drawn = torch.tensor(rng.integers(len(images), size=setting.batch))
        return images[drawn], labels[drawn]

    @torch.no_grad()
    def observe(step):
        if step in setting.marks:
            model.eval()
            log.add(_matrices(model), model(images), labels, model(test_images), test_labels)
            model.train()

    observe(0)
    fit(model.train(), batch, F.cross_entropy, setting.steps, optimiser=_optimiser(model.parameters(), setting),
        after_step=observe, progress=progress)
    return log.closed([matrix.copy() for matrix in _matrices(model)])


def _matrices(model):
    """The layer matrices of a model, views of its weights."""
    return [weight.detach().flatten(1).numpy() for weight in model.parameters() if weight.ndim > 1]
