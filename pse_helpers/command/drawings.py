"""The figures of one network, each with what a page says of it."""

import io
import sys
from typing import NamedTuple

import numpy as np

from pse_helpers.cascade import STANDARD
from pse_helpers.command.words import shortened


class Drawing(NamedTuple):
    """A function that draws, and the words for those who read and those who cannot see it."""

    draw: callable
    caption: str
    alt: str


def drawings(examination):
    """Those that the results allow: histograms, distances over depth, distances to the law."""
    return list(filter(None, (_histograms(examination), _distances(examination), _law(examination))))


def main_drawing(examination):
    """The one that a single figure shows: distances over depth or, without them, what there is; None without any."""
    return next(filter(None, (_distances(examination), *drawings(examination))), None)


def image(drawing, form):
    """The bytes of a drawing as png, svg or pdf."""
    import matplotlib
    if "matplotlib.pyplot" not in sys.modules:
        matplotlib.use("agg")  # no window is opened, whatever the machine prefers
    held = io.BytesIO()
    drawing.draw().savefig(held, format=form, metadata={"Software": None} if form == "png" else None)
    return held.getvalue()


def _histograms(examination):
    maps = examination.histograms
    if not maps:
        return None
    low, total = ([counts[:, 0].sum() for counts in maps.values()], [counts.sum() for counts in maps.values()])
    shares = [f"{100 * one / whole:.1f}" for one, whole in zip(low, total)]
    return Drawing(
        lambda: _plots().histograms_over_depth(maps, STANDARD.edges),
        "The spectra of all layers, in units of their means and repeated to one length, and those of one untrained "
        "twin.",
        f"Two maps with {len(maps['this network'])} layers across and eigenvalues from a thousandth to thirty times "
        f"their mean up. The lowest bin holds {shares[0]} per cent of the counts of this network, and {shares[1]} of "
        "those of its twin.")


def _distances(examination):
    cascade, twins = examination.cascade, examination.twins
    if not twins:
        return None
    title = shortened(examination.title)
    drawn = np.array([twin.distances for twin in twins])
    above, below = (cascade.distances > drawn.max(axis=0)).sum(), (cascade.distances < drawn.min(axis=0)).sum()
    return Drawing(
        lambda: _plots().distances_over_depth({title: cascade}, {title: twins}, label="this network"),
        f"How far each new layer moves the ergodicity, and the range over {len(twins)} untrained twins.",
        f"The distance between successive depths on a logarithmic axis, from {cascade.depths[0]} to "
        f"{cascade.depths[-1]} layers. Of {len(cascade.distances)} distances, {above} lie above those of all untrained "
        f"twins and {below} below.")


def _law(examination):
    law = examination.law
    if law is None:
        return None
    return Drawing(
        lambda: _plots().distances_to_law({"this network": law}),
        "The distance of every layer to the law of untrained layers, and what it is by chance in Gaussian layers of "
        "the same shape.",
        f"One point a layer on a logarithmic axis of distance, over grey bands. {(law.distance > law.high).sum()} of "
        f"{len(law.distance)} layers lie above their band.")


def _plots():
    """Slow to import, and not needed before something is drawn."""
    from pse_helpers import plots
    return plots
