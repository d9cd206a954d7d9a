"""The runs of the digits family: which small networks are trained, and what is kept of each."""

import re
from dataclasses import dataclass

import numpy as np

from pse_helpers.checks import check_number, check_whole, shown

WIDTH, EARLY_EPOCH = 8, 5  # channels of the first layer unless stated; the epoch of `Record.early`
ARCHITECTURES = tuple([f"vgg{depth}{norm}" for norm in ("", "_bn") for depth in (11, 13, 16, 19)]
                      + [f"resnet{depth}" for depth in (20, 32, 44, 56)])


@dataclass(frozen=True, order=True)
class Run:
    """One training run of the digits family.

    Attributes
    ----------
    architecture : str
        vgg11, vgg13, vgg16 or vgg19, with _bn behind it for batch normalisation,
        or resnet and a depth 6 n + 2.
    width : int
        Channels of the first layer.
    label_noise : float
        Share of the training labels that are replaced by random ones, 0 to 1.
    seed : int
        Of the initial weights, the order of the images and the noise.
    depth : int
        Number of layer matrices.
    is_resnet, batch_norm : bool
    network : str
        The architecture's name among those of `networks.available`.
    weights : str
        The run's name among the weights of its architecture.

    Notes
    -----
    Source: the architectures are those of Simonyan and Zisserman (2015),
    arXiv:1409.1556, and He et al. (2016), arXiv:1512.03385.

    Examples
    --------
    >>> from pse_helpers.networks.digits import Run
    >>> Run("vgg11_bn", label_noise=0.2).weights
    'width8-noise0.2-seed0'
    """

    architecture: str
    width: int = WIDTH
    label_noise: float = 0.0
    seed: int = 0

    def __post_init__(self):
        if not isinstance(self.architecture, str) or not re.fullmatch(
                r"vgg(11|13|16|19)(_bn)?|resnet[1-9]\d*", self.architecture) or self.is_resnet and (
                self.depth < 8 or self.depth % 6 != 2):
            raise ValueError("architecture must be vgg11, 13, 16 or 19, with or without _bn, or resnet and a depth "
                             f"8, 14, 20, ...; got {shown(self.architecture)}")
        check_whole(self.width, "width")
        check_whole(self.seed, "seed", least=0)
        check_number(self.label_noise, "label_noise", "a share from 0 to 1", lambda share: 0 <= share <= 1)

    @property
    def is_resnet(self):
        return self.architecture.startswith("resnet")

    @property
    def depth(self):
        return int(re.search(r"\d+", self.architecture)[0])

    @property
    def batch_norm(self):
        return self.is_resnet or self.architecture.endswith("_bn")

    @property
    def network(self):
        return f"digits_{self.architecture}"

    @property
    def weights(self):
        return f"width{self.width}-noise{self.label_noise:g}-seed{self.seed}"


def check_run(run):
    """Refuse what is no Run."""
    if not isinstance(run, Run):
        raise TypeError(f"run must be a Run; got {shown(run)}")


def family():
    """Every run that ships.

    Returns
    -------
    list of Run, length 170
        Four depths of VGG, with and without batch normalisation, and four of
        residual networks, five seeds each; label noise 0.1 to 0.8 and width 2 to 16
        at fixed depth, five seeds each; a grid of depth and width, three seeds each.
        A run that serves two purposes stands once.

    Examples
    --------
    >>> from pse_helpers.networks.digits import family
    >>> len(family())
    170
    """
    main = [Run(name, WIDTH, 0.0, seed) for seed in range(5)
            for name in [f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")]
            + [f"resnet{depth}" for depth in (20, 32, 44, 56)]]
    grid = [Run(f"resnet{depth}", width, 0.0, seed) for seed in range(3)
            for depth in (8, 14, 20, 26, 32) for width in (2, 4, 8, 16)]
    noise = [Run(name, WIDTH, share, seed) for seed in range(5)
             for name in ("resnet20", "vgg11_bn") for share in (0.1, 0.2, 0.4, 0.6, 0.8)]
    width = [Run("resnet20", width, 0.0, seed) for seed in range(5) for width in (2, 4, 16)]
    return list(dict.fromkeys(main + grid + noise + width))


@dataclass(frozen=True, eq=False)
class Record:
    """What is kept of a run.

    Attributes
    ----------
    run : Run
    early, final : LayerSpectra
        After five of the 20 epochs, and at the end.
    test_errors : ndarray, shape (20,)
        Test error after each epoch, per cent.
    train_error : float
        Error at the end on the training images with the labels that were trained
        on, random ones included, per cent.
    test_error : float
        The last of `test_errors`.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.networks.digits import Record, Run
    >>> Record(Run("resnet8"), None, None, np.array([40.0, 2.5]), 0.0).test_error
    2.5
    """

    run: Run
    early: object
    final: object
    test_errors: np.ndarray
    train_error: float

    @property
    def test_error(self):
        return float(self.test_errors[-1])
