"""Everything that the command says of a network, computed and not yet said."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pse_helpers.cascade import REFERENCE, STANDARD, Cascade, NullBand, cpse, tiled_histograms
from pse_helpers.cascade.untrained import band_of, twin_with_cpse
from pse_helpers.command import costs
from pse_helpers.layers import LayerSpectra, gaussian_spectra, stable_rank
from pse_helpers.marchenko_pastur import LawTest, kolmogorov_distance, law_test
from pse_helpers.measures import power_law

CONVENTIONS = {"standard": STANDARD, "reference": REFERENCE}
LAW_DRAWS = 39  # of each shape beside the law: the central 95 per cent lose one at either end
COLUMNS = ("name", "out", "rest", "spectral_norm", "stable_rank", "law_distance", "tail_exponent")


@dataclass(frozen=True, eq=False)
class Examination:
    """What was computed of one network; None, and a line in `reasons`, where something has no value.

    Attributes
    ----------
    title, convention : str
    spectra : LayerSpectra
    layers : pandas.DataFrame
        Columns `COLUMNS`, a row a layer; NaN where a layer has no such number.
    cascade : Cascade
    twins : tuple of Cascade
        Of untrained networks.
    band : NullBand
        The same in short.
    histograms : dict of str to ndarray
        Tiled ones, of the network and of its first twin; empty without `drawn`.
    law : LawTest
        Of the layers that the law speaks of; None without `drawn`.
    reasons : tuple of str
    """

    title: str
    convention: str
    spectra: LayerSpectra
    layers: pd.DataFrame
    cascade: Cascade | None
    twins: tuple
    band: NullBand | None
    histograms: dict = field(default_factory=dict)
    law: LawTest | None = None
    reasons: tuple = ()

    @property
    def score(self):
        """cPSE in standard deviations of untrained networks; None where they do not differ, or there are none."""
        if self.band is None or not self.band.standard_deviation > 0:
            return None
        return (self.cascade.value - self.band.mean) / self.band.standard_deviation


def examined(title, spectra, options, progress):
    """The Examination of a network by its spectra, the draws from the options' seed.

    >>> from pse_helpers import networks
    >>> from pse_helpers.command.examination import examined
    >>> from pse_helpers.command.options import parsed
    >>> from pse_helpers.command.progress import Progress
    >>> spectra = networks.spectra("resnet20", "CIFAR10")
    >>> round(examined("ResNet-20", spectra, parsed(["resnet20", "CIFAR10"]), Progress()).cascade.value, 4)
    -1.3805
    """
    drawn = bool(options.figure or options.report)
    progress.plan(costs.draws(spectra.shapes, options.twins, LAW_DRAWS * drawn), "layers")
    convention, rng = CONVENTIONS[options.convention], np.random.default_rng(options.seed)
    layers = _table(spectra, progress)
    cascade, reason = _or_reason(cpse, spectra, convention)
    twins, band, histograms, lacking = (), None, {}, None
    if cascade is not None:
        progress.step = "untrained twins"
        draws, lacking = _or_reason(_draws, spectra, options.twins, rng, convention, progress)
        if draws:
            band, twins = band_of(draws, spectra.remarks), tuple(twin for twin, _ in draws)
        histograms = _or_reason(_histograms, spectra, options)[0] or {} if drawn else {}
    law = _law(spectra, options, progress) if drawn else None
    reasons = tuple(filter(None, (reason and f"cPSE has no value: {reason}",
                                  lacking and f"cPSE has no null band: {lacking}")))
    return Examination(title, options.convention, spectra, layers, cascade, twins, band, histograms, law, reasons)


def _or_reason(compute, *arguments):
    """A result and None, or None and the line why there is none."""
    try:
        return compute(*arguments), None
    except ValueError as error:
        return None, str(error).removeprefix("source: ").replace("source must have", "it takes", 1)


# -- layer by layer --------------------------------------------------------------

def _table(spectra, progress):
    rows = []
    for layer in zip(spectra.names, spectra.shapes, spectra.values, spectra.resolved_values):
        rows.append(_row(*layer))
        progress.advance(costs.draw(layer[1]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(name, shape, values, resolved):
    norm = float(np.sqrt(values[0]))
    if norm == 0:
        return name, *shape, norm, np.nan, np.nan, np.nan
    matrix = min(shape) > 1
    distance = kolmogorov_distance(values, shape[0] / shape[1]) if matrix else np.nan
    exponent = power_law(resolved).alpha if matrix and len(np.unique(resolved)) > 1 else np.nan
    return name, *shape, norm, stable_rank(values), distance, exponent


# -- beside untrained networks ---------------------------------------------------

def _draws(spectra, size, rng, convention, progress):
    """Those of :func:`pse_helpers.cascade.null_band`, with all their distances."""
    draws = []
    for child in rng.spawn(size):
        draws.append(twin_with_cpse(spectra, child, convention))
        progress.advance(costs.draws(spectra.shapes, 0, 0))
    return draws


def _histograms(spectra, options):
    """On the bins of STANDARD, whatever the convention: REFERENCE has no bins in common."""
    first = np.random.default_rng(options.seed).spawn(1)[0]
    return {"this network": tiled_histograms(spectra), "Gaussian twin": tiled_histograms(
        gaussian_spectra(spectra, first))}


def _law(spectra, options, progress):
    """The test against the law, of the layers with a spectrum; None where there is none."""
    progress.step = "law"
    spoken_of = [index for index, shape in enumerate(spectra.shapes)
                 if min(shape) > 1 and spectra.values[index][0] > 0]
    if not spoken_of:
        return None
    return law_test(spectra.taken(spoken_of), LAW_DRAWS, np.random.default_rng(options.seed))
