"""cPSE of untrained networks with the shapes of given ones: the null model, for one network or for many."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from pse_helpers.cascade.conventions import STANDARD, check_convention
from pse_helpers.cascade.measure import cpse
from pse_helpers.checks import check_generator, check_whole
from pse_helpers.layers import gaussian_spectra, layer_spectra, spectra_by_name
from pse_helpers.parallel import ordered_draws


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

    def __repr__(self):
        band = f"NullBand: cPSE {self.mean:.4f} +- {self.standard_deviation:.4f} over {len(self.samples)} draws"
        return ", ".join((band, *self.remarks))


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
        Among others when the histograms of a draw's first layers coincide, as those of
        a handful of eigenvalues may, so that its cPSE has no value.

    Notes
    -----
    The spectra are drawn from their exact law without the matrices
    (:func:`pse_helpers.layers.gaussian_spectra`).

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
    one = partial(cpse_of_a_twin, convention=convention)
    samples = np.array([twin.value for twin in ordered_draws(one, [spectra] * size, rng, executor)])
    return NullBand(float(samples.mean()), float(samples.std(ddof=1)), samples, spectra.remarks)


def cpse_of_a_twin(spectra, rng, convention):
    """The Cascade of one draw; where it has no cPSE, the error says whether the source or only the draw is to blame."""
    try:
        return cpse(gaussian_spectra(spectra, rng), convention)
    except ValueError as error:
        cpse(spectra, convention)  # what is wrong with the source itself is said in its own words
        fewest = min(map(min, spectra.shapes))
        raise ValueError(f"source: its layers have too few eigenvalues, {fewest} the fewest, for a null band; in one "
                         "draw the histograms of successive layers were equal and cPSE has no value") from error


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
