"""Small networks trained by this project on scikit-learn's handwritten digits.

A `Run` names one of them; `trained` trains it. Everything follows from the
run's fields and the constants below, so a run can be repeated anywhere.
"""

import numpy as np
import torch
from torch.nn import functional as F

from pse_helpers.checks import whole
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.cifar_resnet import CifarResNet
from pse_helpers.networks.narrow_vgg import NarrowVGG
from pse_helpers.networks.runs import EARLY_EPOCH, Record, Run
from pse_helpers.networks.seeds import seeded
from pse_helpers.training import fit, one_thread

EPOCHS, BATCH = 20, 64
RATE_WITH_BATCH_NORM, RATE_WITHOUT, WEIGHT_DECAY = 1e-2, 2e-3, 5e-4
VGG_SIZE, RESNET_SIZE = 32, 16


# -- data ----------------------------------------------------------------------

def images_and_labels(size, label_noise=0.0, seed=0):
    """Training and test images of the handwritten digits, and their labels.

    The 1797 images are split in halves once and for all, each digit alike.

    Parameters
    ----------
    size : int
        Side in pixels to which the 8 x 8 images are enlarged, bilinearly.
    label_noise : float
        Share of the training labels that are replaced by labels drawn at random
        (which may be right by chance); test labels stay clean.
    seed : int
        Decides which labels are replaced, and by what.

    Returns
    -------
    (x, y), (x_test, y_test) : tensors
        Images (count, 1, size, size), with mean 0 and standard deviation 1 over
        all pixels of the training images, and digits 0 to 9 (count,).

    Raises
    ------
    ValueError
        For a size below 1, a noise outside 0 to 1, a seed below 0.

    Notes
    -----
    Source: scikit-learn's `load_digits`, from Alpaydin and Kaynak (1998), UCI
    Machine Learning Repository. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks.digits import images_and_labels
    >>> (x, y), (x_test, y_test) = images_and_labels(8)
    >>> tuple(x.shape), len(x_test)
    ((898, 1, 8, 8), 899)
    """
    whole(size, "size")
    whole(seed, "seed", least=0)
    if not 0 <= label_noise <= 1:
        raise ValueError(f"label_noise must be a share from 0 to 1; got {label_noise}")
    images, labels = _digits(size)
    train, test = _split(labels)
    scale = (images - images[train].mean()) / images[train].std()
    return ((scale[train], _with_noise(labels[train], label_noise, np.random.default_rng([seed, 1]))),
            (scale[test], labels[test]))


def _digits(size):
    from sklearn.datasets import load_digits
    images, labels = load_digits(return_X_y=True)
    images = torch.tensor(images.reshape(-1, 1, 8, 8), dtype=torch.float32)
    return F.interpolate(images, size=size, mode="bilinear"), torch.tensor(labels)


def _split(labels):
    from sklearn.model_selection import train_test_split
    return train_test_split(np.arange(len(labels)), test_size=0.5, random_state=0, stratify=labels.numpy())


def _with_noise(labels, share, rng):
    changed = torch.tensor(rng.permutation(len(labels))[:round(share * len(labels))])
    noisy = labels.clone()
    noisy[changed] = torch.tensor(rng.integers(10, size=len(changed)))
    return noisy


def baseline_error():
    """Test error of logistic regression on the 64 pixels of the same training images.

    Returns
    -------
    float
        Per cent.

    Notes
    -----
    The strength of regularisation is scikit-learn's default. What a network must
    reach to have learned more than a line. Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks.digits import baseline_error
    >>> 3 < baseline_error() < 5
    True
    """
    from sklearn.linear_model import LogisticRegression
    (x, y), (x_test, y_test) = images_and_labels(8)
    model = LogisticRegression(max_iter=10_000).fit(x.flatten(1), y)
    return 100 * (1 - model.score(x_test.flatten(1), y_test))


# -- training ------------------------------------------------------------------

def untrained(run):
    """A run's network before training.

    Parameters
    ----------
    run : Run

    Returns
    -------
    torch.nn.Module
        A NarrowVGG or CifarResNet with weights drawn from the run's seed, in training mode.

    Notes
    -----
    Torch's global random state stays untouched. Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks.digits import untrained
    >>> from pse_helpers.networks.runs import Run
    >>> type(untrained(Run("vgg11"))).__name__
    'NarrowVGG'
    """
    with seeded(run.seed):
        return architecture(run.architecture, run.width)


def architecture(name, width):
    """The network that `Run.architecture` names, with weights from torch's random state as it is."""
    run = Run(name, width)
    if run.is_resnet:
        return CifarResNet(run.depth, width, channels=1)
    return NarrowVGG(run.depth, width, run.batch_norm)


def trained(run, progress=True):
    """Train a run's network, and keep what is worth keeping.

    Parameters
    ----------
    run : Run
    progress : bool
        Whether a bar is shown.

    Returns
    -------
    torch.nn.Module, Record
        The trained network, in evaluation mode, and what is kept of its training.

    Raises
    ------
    FloatingPointError
        When the loss is no longer finite.

    Notes
    -----
    As :func:`fitted`, which is a quarter faster because it measures nothing on the way.
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks import digits
    >>> from pse_helpers.networks.runs import Run
    >>> model, record = digits.trained(Run("resnet8", width=2))         # doctest: +SKIP
    >>> len(record.final)                                               # doctest: +SKIP
    8
    """
    (training, test), spectra, errors = data(run), {}, []

    def keep(model, epoch):
        errors.append(error(model, *test))
        if epoch in (EARLY_EPOCH, EPOCHS):
            spectra[epoch] = layer_spectra(model)

    model = fitted(run, keep, progress)
    return model, Record(run, spectra[EARLY_EPOCH], spectra[EPOCHS], np.array(errors), error(model, *training))


def fitted(run, after_epoch=None, progress=True):
    """Train a run's network.

    Parameters
    ----------
    run : Run
    after_epoch : callable, optional
        Called with the network and the number of epochs done; must leave the network as it is.
    progress : bool
        Whether a bar is shown.

    Returns
    -------
    torch.nn.Module
        In evaluation mode.

    Raises
    ------
    FloatingPointError
        When the loss is no longer finite.

    Notes
    -----
    AdamW (Loshchilov and Hutter 2019, arXiv:1711.05101) on batches of 64, with a
    rate that rises and falls once (Smith and Topin 2019, arXiv:1708.07120) up to
    0.01 with batch normalisation and 0.002 without, weight decay 5e-4, 20 epochs.
    The same run gives the same numbers, to the last digit under the circumstances
    that its provenance records. It takes seconds to a minute of one processor.
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks import digits
    >>> from pse_helpers.networks.runs import Run
    >>> model = digits.fitted(Run("resnet8", width=2))                  # doctest: +SKIP
    >>> model.training                                                  # doctest: +SKIP
    False
    """
    training, _ = data(run)
    model = untrained(run)
    steps_an_epoch = len(training[0]) // BATCH
    rate = RATE_WITH_BATCH_NORM if run.batch_norm else RATE_WITHOUT
    optimiser = torch.optim.AdamW(model.parameters(), weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=EPOCHS * steps_an_epoch)

    def after_step(step):
        schedule.step()
        epoch, remainder = divmod(step, steps_an_epoch)
        if after_epoch is not None and remainder == 0:
            after_epoch(model, epoch)

    batches = _batches(*training, np.random.default_rng([run.seed, 2]))
    fit(model.train(), lambda: next(batches), F.cross_entropy, EPOCHS * steps_an_epoch,
        optimiser=optimiser, after_step=after_step, progress=progress)
    return model.eval()


def data(run):
    """The images and labels of a run.

    Parameters
    ----------
    run : Run

    Returns
    -------
    (x, y), (x_test, y_test) : tensors
        As :func:`images_and_labels`, in the size that the architecture takes: 32 pixels for
        VGG, 16 for residual networks.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks import digits
    >>> from pse_helpers.networks.runs import Run
    >>> (x, y), (x_test, y_test) = digits.data(Run("resnet8"))
    >>> tuple(x.shape)
    (898, 1, 16, 16)
    """
    return images_and_labels(RESNET_SIZE if run.is_resnet else VGG_SIZE, run.label_noise, run.seed)


def error(model, images, labels):
    """Share of a model's wrong answers.

    Parameters
    ----------
    model : torch.nn.Module
        Run in evaluation mode; its own mode is left as it was.
    images, labels : tensors

    Returns
    -------
    float
        Per cent.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.networks.digits import error
    >>> error(torch.nn.Identity(), torch.eye(4), torch.tensor([0, 1, 2, 2]))
    25.0
    """
    mode = model.training
    with torch.no_grad(), one_thread():
        wrong = model.eval()(images).argmax(1) != labels
    model.train(mode)
    return 100 * wrong.double().mean().item()


def _batches(images, labels, rng):
    """Endless batches, every image at most once an epoch; what does not fill a batch is left out that time."""
    while True:
        order = torch.tensor(rng.permutation(len(images)))
        for chosen in order[:len(order) // BATCH * BATCH].split(BATCH):
            yield images[chosen], labels[chosen]
