"""cPSE of untrained networks with the shapes of given ones: the null model, for one network or for many."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from pse_helpers.cascade.conventions import STANDARD, check_convention
from pse_helpers.cascade.measure import cpse
from pse_helpers.checks import check_generator, check_whole
from pse_helpers.layers import gaussian_spectra, layer_spectra, spectra_by_name
from pse_helpers.parallel import ordered_draws

ATTEMPTS = 20  # at a draw that has a cPSE


@dataclass(frozen=True, eq=False)
class NullBand:
    """What `null_band` returns.

    Attributes
    ----------
    mean, standard_deviation : float
        Of the samples, with one degree of freedom subtracted.
    samples : ndarray, shape (size,)
        cPSE of each draw.
    remarks : tuple of str
        As those of :class:`pse_helpers.cascade.Cascade`.
    drawn_again : int
        How many draws had no cPSE and gave way to another: see :func:`untrained_cascades`.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import NullBand
    >>> NullBand(-1.5, 0.1, np.array([-1.6, -1.4]))
    NullBand: cPSE -1.5000 +- 0.1000 over 2 draws
    """

    mean: float
    standard_deviation: float
    samples: np.ndarray
    remarks: tuple = ()
    drawn_again: int = 0

    def __repr__(self):
        band = f"NullBand: cPSE {self.mean:.4f} +- {self.standard_deviation:.4f} over {len(self.samples)} draws"
        again = (f"{self.drawn_again} drawn again",) if self.drawn_again else ()
        return ", ".join((band, *again, *self.remarks))


def untrained_cascades(source, size, rng, convention=STANDARD, executor=None):
    """Cascades of untrained networks with the same shapes and norms: what :func:`null_band` is made of.

    Parameters
    ----------
    source, size, rng, convention, executor
        As of :func:`null_band`; `size` may be 1.

    Returns
    -------
    list of Cascade

    Raises
    ------
    ValueError
        Also where twenty draws in a row have no cPSE.

    Notes
    -----
    The histograms of the first layers of a draw coincide now and then, about once in a hundred networks with equal
    layers of 64 rows and 576 columns, whose eigenvalues lie in four bins. Such a draw has a distance of zero, and no
    cPSE; it is drawn again from the same generator. So the twins are those *that have a cPSE*, as the network that is
    held beside them has.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import untrained_cascades
    >>> layers = [np.random.default_rng(1).standard_normal((16, 24)) for _ in range(5)]
    >>> untrained_cascades(layers, 2, np.random.default_rng(2))
    [Cascade: cPSE -0.8959 from 3 distances, Cascade: cPSE -0.4516 from 3 distances]
    """
    size = check_whole(size, "size")
    check_generator(rng)
    return [twin for twin, _ in _draws(layer_spectra(source), size, rng, convention, executor)]


def null_band(source, size, rng, convention=STANDARD, executor=None):
    r"""cPSE of untrained networks with the same shapes and norms.

    Each layer becomes a matrix of independent Gaussian entries of the same shape
    and Frobenius norm. Where spectra are divided by their mean, norms drop out;
    elsewhere the null model inherits those of the source, trained or not.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    size : int
        Number of draws, at least 2.
    rng : numpy.random.Generator
        Each draw has a child of it, so that draws may be made in any order.
    convention : Convention
    executor : concurrent.futures.Executor, optional
        Works on the draws side by side.

    Returns
    -------
    NullBand

    Raises
    ------
    ValueError
        Also where twenty draws in a row have no cPSE, as with a handful of eigenvalues a layer.

    Notes
    -----
    The spectra are drawn from their exact law without the matrices
    (:func:`pse_helpers.layers.gaussian_spectra`); one that has no cPSE is drawn again (:func:`untrained_cascades`).

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import null_band
    >>> layers = [np.random.default_rng(1).standard_normal((16, 24)) for _ in range(5)]
    >>> len(null_band(layers, 20, np.random.default_rng(2)).samples)
    20
    """
    size = check_whole(size, "size", least=2)
    check_generator(rng)
    spectra = layer_spectra(source)
    return band_of(_draws(spectra, size, rng, convention, executor), spectra.remarks)


def band_of(draws, remarks):
    """The NullBand of pairs as :func:`twin_with_cpse` gives them."""
    samples = np.array([twin.value for twin, _ in draws])
    again = sum(again for _, again in draws)
    return NullBand(float(samples.mean()), float(samples.std(ddof=1)), samples, remarks, again)


def twin_with_cpse(spectra, rng, convention):
    """The Cascade of the first draw that has one, and how many before it had none."""
    for again in range(ATTEMPTS):
        try:
            return cpse(gaussian_spectra(spectra, rng), convention), again
        except ValueError as error:
            last = error
    cpse(spectra, convention)  # what is wrong with the source itself is said in its own words
    raise ValueError(f"source: its layers have too few eigenvalues, {min(map(min, spectra.shapes))} the fewest, for a "
                     f"null band; in {ATTEMPTS} draws the histograms of successive layers were equal and cPSE has no "
                     "value") from last


def _draws(spectra, size, rng, convention, executor):
    return list(ordered_draws(partial(twin_with_cpse, convention=convention), [spectra] * size, rng, executor))


def null_bands(sources, size, rng, convention=STANDARD, executor=None):
    """The null band of every network; networks of the same shapes share theirs.

    Parameters
    ----------
    sources : mapping of name to source
        A source is whatever :func:`pse_helpers.layers.layer_spectra` takes.
    size : int
        Draws for each band, at least 2.
    rng : numpy.random.Generator
        Each distinct band has a child of it: the numbers do not depend on the executor.
    convention : Convention
        Where it does not divide spectra by their mean, bands depend on the norms
        too and nothing can be shared.
    executor : concurrent.futures.Executor, optional
        Works on the bands side by side, and before on the spectra of sources that are not spectra yet.

    Returns
    -------
    dict of name to NullBand

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import null_bands
    >>> layers = [np.random.default_rng(i).standard_normal((8, 12)) for i in range(5)]
    >>> bands = null_bands({"a": layers, "b": layers[::-1]}, 10, np.random.default_rng(1))
    >>> bands["a"] is bands["b"]
    True
    """
    check_whole(size, "size", least=2)
    check_generator(rng)
    check_convention(convention)
    spectra = spectra_by_name(sources, executor)
    keys = {name: one.shapes if convention.unit_mean else name for name, one in spectra.items()}
    distinct = {key: spectra[name] for name, key in keys.items()}
    one = partial(null_band, size=size, convention=convention)
    bands = ordered_draws(one, distinct.values(), rng, executor, "null bands")
    by_key = dict(zip(distinct, bands))
    return {name: _with_remarks(by_key[key], spectra[name].remarks) for name, key in keys.items()}


def _with_remarks(band, remarks):
    """A band that networks share, with what is to be said of the reading of one of them."""
    return band if band.remarks == remarks else replace(band, remarks=remarks)
