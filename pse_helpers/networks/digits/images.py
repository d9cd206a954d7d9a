"""The images of handwritten digits on which the small networks of this project are trained."""

import numpy as np

from pse_helpers.checks import check_number, check_whole
from pse_helpers.networks.digits.runs import check_run

VGG_SIDE, RESNET_SIDE = 32, 16


def images_and_labels(side, label_noise=0.0, seed=0):
    """Training and test images of the handwritten digits, and their labels.

    The 1797 images are split in halves once and for all, each digit alike.

    Parameters
    ----------
    side : int
        In pixels, to which the 8 x 8 images are enlarged, bilinearly.
    label_noise : float
        Share of the training labels that are replaced by labels drawn at random
        (which may be right by chance); test labels stay clean.
    seed : int
        Decides which labels are replaced, and by what.

    Returns
    -------
    (x, y), (x_test, y_test) : tensors
        Images (count, 1, side, side), with mean 0 and standard deviation 1 over
        all pixels of the training images, and digits 0 to 9 (count,).

    Notes
    -----
    Source: scikit-learn's `load_digits`, from Alpaydin and Kaynak (1998), UCI
    Machine Learning Repository.

    Examples
    --------
    >>> from pse_helpers.networks.digits import images_and_labels
    >>> (x, y), (x_test, y_test) = images_and_labels(8)
    >>> tuple(x.shape), len(x_test)
    ((898, 1, 8, 8), 899)
    """
    check_whole(side, "side")
    check_whole(seed, "seed", least=0)
    label_noise = check_number(label_noise, "label_noise", "a share from 0 to 1", lambda share: 0 <= share <= 1)
    images, labels = _digits(side)
    train, test = _split(labels)
    images = (images - images[train].mean()) / images[train].std()
    return ((images[train], _with_noise(labels[train], label_noise, np.random.default_rng([seed, 1]))),
            (images[test], labels[test]))


def _digits(side):
    import torch
    from sklearn.datasets import load_digits
    images, labels = load_digits(return_X_y=True)
    images = torch.tensor(images.reshape(-1, 1, 8, 8), dtype=torch.float32)
    return torch.nn.functional.interpolate(images, size=side, mode="bilinear"), torch.tensor(labels)


def _split(labels):
    from sklearn.model_selection import train_test_split
    return train_test_split(np.arange(len(labels)), test_size=0.5, random_state=0, stratify=labels.numpy())


def _with_noise(labels, share, rng):
    import torch
    changed = torch.tensor(rng.permutation(len(labels))[:round(share * len(labels))])
    noisy = labels.clone()
    noisy[changed] = torch.tensor(rng.integers(10, size=len(changed)))
    return noisy


def baseline_error():
    """Test error of logistic regression on the 64 pixels of the same training images, a float in per cent.

    What a network must fall below to have learned more than a linear rule. The strength of
    regularisation is scikit-learn's default.

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


def data(run):
    """The images and labels of a run.

    Parameters
    ----------
    run : Run

    Returns
    -------
    (x, y), (x_test, y_test) : tensors
        As :func:`images_and_labels`, of the side that the architecture takes: 32 pixels for
        VGG, 16 for residual networks.

    Examples
    --------
    >>> from pse_helpers.networks import digits
    >>> from pse_helpers.networks.digits import Run
    >>> (x, y), (x_test, y_test) = digits.data(Run("resnet8"))
    >>> tuple(x.shape)
    (898, 1, 16, 16)
    """
    check_run(run)
    return images_and_labels(RESNET_SIDE if run.is_resnet else VGG_SIDE, run.label_noise, run.seed)
