"""Which networks the experiment trains: two starting points, and from each one circumstance varied at a time."""

from dataclasses import dataclass, replace

# Steps after which a network is measured; 14 are an epoch, of 898 images in batches of 64.
MARKS = (0, 1, 3, 10, 28, 70, 140, 280, 560, 1400, 2800, 7000, 14000, 28000)
SEEDS = tuple(range(100, 106))  # those of the pilot were 0 to 4
RESIDUAL_SEEDS, RESIDUAL_STEPS = SEEDS[:5], 7000
RESIDUAL_SHAPES = ((8, 9), (8, 72), (8, 72), (16, 72), (16, 144), (32, 144), (32, 288), (10, 32))

# What is kept at a mark: of the spectrum, of the errors, of every layer.
SPECTRUM = ("cPSE", "tail beyond 2", "distance to law", "power-law exponent", "spectral norm", "stable rank")
ERRORS = ("training error", "training loss", "test error")
LAYER = ("distance to law", "part of the start", "size", "median")


@dataclass(frozen=True)
class Setting:
    """How a network is made and trained.

    `network` is a perceptron of seven layers, `width` neurons in the six inner ones, or resnet8, with `width`
    channels and batch normalisation; `data` is digits or fashion, 8 x 8 pixels; `label_noise` the share of
    training labels drawn at random; `optimiser` SGD or AdamW at a constant `rate`, with weight decay `decay` on
    all parameters and, for SGD, `momentum`.

    >>> from pse_helpers.chapters.trained_networks.experiment import Setting
    >>> Setting(steps=100).marks
    (0, 1, 3, 10, 28, 70)
    """

    network: str = "perceptron"
    data: str = "digits"
    images: int = 898
    label_noise: float = 0.0
    width: int = 48
    normalised: bool = False
    optimiser: str = "SGD"
    rate: float = 0.05
    momentum: float = 0.9
    decay: float = 5e-4
    batch: int = 64
    steps: int = MARKS[-1]

    @property
    def is_residual(self):
        return self.network == "resnet8"

    @property
    def seeds(self):
        return RESIDUAL_SEEDS if self.is_residual else SEEDS

    @property
    def marks(self):
        return tuple(mark for mark in MARKS if mark <= self.steps)

    @property
    def sizes(self):
        """The numbers of neurons of a perceptron, pixels first, classes last."""
        return (64, *(self.width,) * 6, 10)


def clock(setting, step):
    r"""By how much weight decay alone shrinks a weight until a step, as the logarithm.

    .. math:: \tau = \frac{\eta \lambda t}{1 - \mu} \text{ (SGD)}, \qquad \tau = \eta \lambda t \text{ (AdamW)}

    with rate :math:`\eta`, decay :math:`\lambda`, momentum :math:`\mu` and step t: a weight without
    gradient falls as :math:`e^{-\tau}`.

    >>> from pse_helpers.chapters.trained_networks.experiment import Setting, clock
    >>> round(clock(Setting(), 4000), 3)
    1.0
    """
    slowness = 1 - setting.momentum if setting.optimiser == "SGD" else 1
    return setting.rate * setting.decay * step / slowness


def base_of(arm):
    """The name of the arm from which this one starts.

    >>> from pse_helpers.chapters.trained_networks.experiment.design import base_of
    >>> base_of("plain, decay 0"), base_of("plain")
    ('plain', 'plain')
    """
    return arm.partition(",")[0]


PLAIN = Setting()
NORMALISED = Setting(normalised=True)
RESIDUAL = Setting(network="resnet8", width=8, normalised=True, steps=RESIDUAL_STEPS)

# {name of an arm: its setting}; the name says what is varied, and from which starting point.
ARMS = {
    "plain": PLAIN,
    **{f"plain, decay {value:g}": replace(PLAIN, decay=value) for value in (0, 1e-4, 2e-3)},
    **{f"plain, rate {value:g}": replace(PLAIN, rate=value) for value in (0.005, 0.015)},
    "plain, batch 256": replace(PLAIN, batch=256),  # with 16 and 32 a loss diverged
    **{f"plain, images {value}": replace(PLAIN, images=value) for value in (100, 300)},
    **{f"plain, width {value}": replace(PLAIN, width=value) for value in (24, 96)},
    **{f"plain, label noise {value:g}": replace(PLAIN, label_noise=value) for value in (0.5, 1)},
    "plain, momentum 0": replace(PLAIN, momentum=0.0),
    "plain, same clock, rate 0.005": replace(PLAIN, rate=0.005, decay=5e-3),
    "plain, same clock, AdamW": replace(PLAIN, optimiser="AdamW", rate=1e-3, decay=0.25),
    "plain, fashion": replace(PLAIN, data="fashion"),
    "plain, fashion, images 60000": replace(PLAIN, data="fashion", images=60000),
    "plain, fashion, images 60000, decay 0": replace(PLAIN, data="fashion", images=60000, decay=0.0),
    "normalised": NORMALISED,
    **{f"normalised, decay {value:g}": replace(NORMALISED, decay=value) for value in (0, 1e-4, 2e-3)},
    **{f"normalised, rate {value:g}": replace(NORMALISED, rate=value) for value in (0.005, 0.015, 0.15)},
    **{f"normalised, batch {value}": replace(NORMALISED, batch=value) for value in (16, 256)},
    "normalised, images 100": replace(NORMALISED, images=100),
    "normalised, label noise 1": replace(NORMALISED, label_noise=1.0),
    "normalised, label noise 1, decay 0": replace(NORMALISED, label_noise=1.0, decay=0.0),
    "normalised, fashion, images 60000": replace(NORMALISED, data="fashion", images=60000),
    "normalised, fashion, images 60000, decay 0": replace(NORMALISED, data="fashion", images=60000, decay=0.0),
    "residual": RESIDUAL,
    "residual, decay 0": replace(RESIDUAL, decay=0.0),
    "residual, rate 0.005": replace(RESIDUAL, rate=0.005),
    "residual, label noise 1": replace(RESIDUAL, label_noise=1.0),
}
