"""The one style of the book's figures."""

from functools import wraps

import matplotlib.pyplot as plt
import seaborn as sns

TRAINED, UNTRAINED = (sns.color_palette("colorblind")[index] for index in (0, 1))

STYLE = {
    **sns.axes_style("whitegrid"),
    **sns.plotting_context("notebook"),
    "figure.facecolor": "white", "savefig.facecolor": "white", "savefig.dpi": 160, "figure.dpi": 160,
    "figure.constrained_layout.use": True, "figure.figsize": (5.6, 4.2),
    "font.size": 11, "axes.labelsize": 11, "axes.titlesize": 11, "xtick.labelsize": 10, "ytick.labelsize": 10,
    "legend.fontsize": 10, "legend.frameon": True, "grid.color": "0.9",
}


def styled(draw):
    """Draw in the book's style without touching matplotlib's global state."""
    @wraps(draw)
    def in_style(*arguments, **options):
        with plt.rc_context(STYLE):
            return draw(*arguments, **options)
    return in_style


def finished(figure):
    """Hand the figure over once: a notebook shows what a cell returns, and nothing twice."""
    plt.close(figure)
    return figure
