"""Sentences that every form of the results says in the same way."""

from math import isnan, sqrt
from typing import NamedTuple

from pse_helpers.layers.spectra import WELL_COVERED

MEANING = ("The score is cPSE corrected for depth: how far it lies above, or if negative below, untrained networks of "
           "the same shapes, in their standard deviations; cPSE itself mostly measures depth, and neither number says "
           "how good the network is.")
ORDERS = {"given": "as given", "definition": "as the network defines them", "first call": "as they are first called",
          "file": "as the file holds them", "names": "by the numbers in their names; the file has forgotten it",
          "architecture": "that of a known architecture, by their names; the file has forgotten it",
          "unknown": "a guess: the file has forgotten it, and the names do not tell"}


class Column(NamedTuple):
    """What heads a column of numbers, what they mean, and how they are written."""

    heading: str
    meaning: str
    form: str

    def written(self, value):
        return "-" if isnan(value) else format(value, self.form)


COLUMNS = {
    "spectral_norm": Column("norm", "largest singular value", ".4g"),
    "stable_rank": Column("stable rank", "sum of the squared singular values over the largest of them", ".1f"),
    "law_distance": Column("to law", "Kolmogorov distance to the Marchenko-Pastur law of untrained layers; small "
                                     "layers are some way off by chance", ".3f"),
    "tail_exponent": Column("exponent", "of a power law fitted to the largest eigenvalues, whether or not it holds",
                            ".2f")}


def summary(examination):
    """{heading: what was read, and in which order}.

    >>> import numpy as np
    >>> from types import SimpleNamespace
    >>> from pse_helpers.command.words import summary
    >>> from pse_helpers.layers import layer_spectra
    >>> summary(SimpleNamespace(spectra=layer_spectra([np.eye(3)])))
    {'read': '1 layer, 3 squared singular values, 100 % of the weights', 'order': 'as given'}
    """
    spectra = examination.spectra
    layers = f"{len(spectra)} layer{'s' * (len(spectra) != 1)}"
    read = f"{layers}, {sum(map(len, spectra.values))} squared singular values, {share(spectra)} of the weights"
    if not spectra.provenance:
        return {"read": read, "order": ORDERS[spectra.order]}
    return {"read": f"{read}; the spectra ship with the package", "order": "as the network defines them"}


def shortened(name, longest=52):
    """A long name without its beginning, which the names of a network mostly share.

    >>> from pse_helpers.command.words import shortened
    >>> shortened("a.very.long.name.of.a.parameter.weight", 20)
    '..a.parameter.weight'
    """
    return name if len(name) <= longest else f"..{name[2 - longest:]}"


def share(spectra):
    """The share of the weights that was read; never rounded up to all of them."""
    percent = 100 * spectra.coverage
    return "100 %" if percent == 100 else f"{min(percent, 99.9):.1f} %"


def numbers(examination):
    """{heading: cPSE, its null band, the score}; those that have no value are not there."""
    cascade, band = examination.cascade, examination.band
    told = {}
    if cascade is not None:
        told["cPSE"] = (f"{cascade.value:.4f} over {len(cascade.distances)} distances, convention "
                        f"{examination.convention.upper()}")
    if band is not None:
        told["untrained"] = (f"{band.mean:.4f} +- {band.standard_deviation:.4f} over {len(band.samples)} twins of the "
                             f"same shapes{f', {band.drawn_again} drawn again' if band.drawn_again else ''}")
    if examination.score is not None:
        told["score"] = (f"{examination.score:.1f} +- {score_error(examination.score, len(band.samples)):.1f}, since "
                         f"{len(band.samples)} twins are a sample; more with --twins")
    return told


def score_error(score, twins):
    """The standard error of a score by the luck of its bell-shaped twins: sqrt(1 / n + score**2 / (2 (n - 1))).

    >>> from pse_helpers.command.words import score_error
    >>> round(score_error(3.6, 20), 2)
    0.63
    """
    return sqrt(1 / twins + score**2 / (2 * (twins - 1)))


def warned(examination):
    """What a reader has to know before trusting a number, a line each."""
    spectra = examination.spectra
    if spectra.coverage < WELL_COVERED:
        yield f"only {share(spectra)} of the weights were read; the rest is listed with the reasons"
    if spectra.order == "unknown" and examination.cascade is not None:
        yield "the order of the layers is not known, and cPSE depends on it; --order tells it"
