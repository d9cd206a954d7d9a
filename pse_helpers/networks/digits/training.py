"""How the small networks of this project are trained: everything follows from a `Run` and the constants below."""

import numpy as np

from pse_helpers.checks import check_callable, check_flag, check_torch_module, shown
from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources.undisturbed import undisturbed
from pse_helpers.networks.digits.images import data
from pse_helpers.networks.digits.runs import EARLY_EPOCH, Record, Run, check_run

EPOCHS, BATCH = 20, 64
RATE_WITH_BATCH_NORM, RATE_WITHOUT, WEIGHT_DECAY = 1e-2, 2e-3, 5e-4


def untrained(run):
    """A run's network before training.

    Parameters
    ----------
    run : Run

    Returns
    -------
    torch.nn.Module
        A NarrowVGG or CifarResNet with weights drawn from the run's seed, in training mode;
        torch's global random state stays untouched.

    Examples
    --------
    >>> from pse_helpers.networks.digits import Run, untrained
    >>> type(untrained(Run("vgg11"))).__name__
    'NarrowVGG'
    """
    from pse_helpers.training import seeded
    check_run(run)
    with seeded(run.seed):
        return architecture(run.architecture, run.width)


def architecture(name, width):
    """The network that `Run.architecture` names, with weights from torch's random state as it is.

    >>> from pse_helpers.networks import digits
    >>> len(digits.architecture("vgg11", width=2))
    27
    """
    from pse_helpers.networks.architectures.cifar_resnet import CifarResNet
    from pse_helpers.networks.architectures.narrow_vgg import NarrowVGG
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

    Examples
    --------
    >>> from pse_helpers.networks import digits
    >>> from pse_helpers.networks.digits import Run
    >>> model, record = digits.trained(Run("resnet8", width=2))         # doctest: +SKIP
    >>> len(record.final)                                               # doctest: +SKIP
    8
    """
    check_flag(progress, "progress")
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

    Examples
    --------
    >>> from pse_helpers.networks import digits
    >>> from pse_helpers.networks.digits import Run
    >>> model = digits.fitted(Run("resnet8", width=2))                  # doctest: +SKIP
    >>> model.training                                                  # doctest: +SKIP
    False
    """
    import torch

    from pse_helpers.training import fit
    if after_epoch is not None:
        check_callable(after_epoch, "after_epoch")
    check_flag(progress, "progress")
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
    fit(model.train(), lambda: next(batches), torch.nn.functional.cross_entropy, EPOCHS * steps_an_epoch,
        optimiser=optimiser, after_step=after_step, progress=progress)
    return model.eval()


def error(model, images, labels):
    """Share of a model's wrong answers.

    Parameters
    ----------
    model : torch.nn.Module
        Run in evaluation mode; the mode of every module is left as it was.
    images, labels : tensors

    Returns
    -------
    float
        Per cent.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.networks.digits import error
    >>> error(torch.nn.Identity(), torch.eye(4), torch.tensor([0, 1, 2, 2]))
    25.0
    """
    from pse_helpers.training import one_thread
    check_torch_module(model)
    with undisturbed(model), one_thread():
        wrong = _wrong(model, images, labels)
    return 100 * wrong.double().mean().item()


def _wrong(model, images, labels):
    """One truth value an image; what the data are, in one line, where there is none."""
    try:
        wrong = model(images).argmax(1) != labels
        if wrong.shape == (len(images),) and len(images):
            return wrong
    except (RuntimeError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise ValueError(f"images and labels must be tensors that fit the model; got {shown(images)} and "
                         f"{shown(labels)} ({str(error).splitlines()[0]})") from error
    raise ValueError("images and labels must be one and the same number, at least one; "
                     f"got {shown(images)} and {shown(labels)}")


def _batches(images, labels, rng):
    """Endless batches, every image at most once an epoch; what does not fill a batch is left out that time."""
    import torch
    while True:
        order = torch.tensor(rng.permutation(len(images)))
        for chosen in order[:len(order) // BATCH * BATCH].split(BATCH):
            yield images[chosen], labels[chosen]
