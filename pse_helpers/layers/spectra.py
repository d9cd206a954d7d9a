"""The spectra of a network's layers, and the unit that no scale of weights can move."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from pse_helpers.checks import check_whole, real_array, whole_numbers

WELL_COVERED = 0.99
DOUBLE = 2.0**-52
UNKNOWN = 2.0**-11.5  # its square is single precision's epsilon, what a Gram matrix in single precision resolves


@dataclass(frozen=True, eq=False)
class LayerSpectra:
    """The spectra of a network's layer matrices, in the order of the layers.

    Attributes
    ----------
    names : tuple of str
        The parameters' names.
    shapes : tuple of (int, int)
        The layer matrices' shapes (out, rest).
    values : tuple of ndarray
        Per layer min(out, rest) squared singular values, descending, float64,
        in the squared units of the weights.
    skipped : tuple of (str, str)
        Every parameter with two or more dimensions that was left out, with the reason.
    provenance : mapping
        Where shipped spectra come from; empty for spectra computed on the spot.
    order : str
        Where the order of the layers comes from: "given", "definition", "first call", "file", "names",
        "architecture", or "unknown", which is a guess.
    coverage : float
        The share of the entries of all parameters with two or more dimensions that the layers hold.
    notes : tuple of (str, str)
        Parameters that could have been read in another way, with the way taken and the grounds.
    epsilons : tuple of float
        Of the precision in which each layer's weights were stored; empty where that is not known.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import layer_spectra
    >>> spectra = layer_spectra([np.diag([3.0, 1.0]), np.ones((2, 4))])
    >>> spectra
    LayerSpectra: 2 layers, 4 squared singular values, 0 parameters left out
    >>> spectra.shapes
    ((2, 2), (2, 4))
    """

    names: tuple
    shapes: tuple
    values: tuple
    skipped: tuple = ()
    provenance: Mapping = field(default_factory=dict)
    order: str = "given"
    coverage: float = 1.0
    notes: tuple = ()
    epsilons: tuple = ()

    def __post_init__(self):
        lengths = [np.shape(values)[0] if np.ndim(values) == 1 else None for values in self.values]
        if not len(self.names) == len(self.shapes) == len(self.values) or lengths != [min(s) for s in self.shapes]:
            raise ValueError(f"names, shapes and values must agree, with min(shape) values a layer; got "
                             f"{len(self.names)} names, {len(self.shapes)} shapes, values of lengths {lengths}")
        for name, values in zip(self.names, self.values):
            _check_values(values, f"values of {name}")
        if len(self.epsilons) not in (0, len(self.names)) or not all(epsilon > 0 for epsilon in self.epsilons):
            raise ValueError(f"epsilons must be empty or a positive number for each of {len(self.names)} layers; "
                             f"got {self.epsilons!r}")

    def __reduce__(self):
        """For other processes: the read-only provenance of shipped spectra cannot be pickled as it stands."""
        return LayerSpectra, (self.names, self.shapes, self.values, self.skipped, dict(self.provenance),
                              self.order, self.coverage, self.notes, self.epsilons)

    def taken(self, indexes):
        """The layers at these indexes, in that order; without `skipped` and `provenance`, which told of the whole."""
        indexes = whole_numbers(indexes, "indexes", least=-len(self))
        if strange := [index for index in indexes if index >= len(self)]:
            raise ValueError(f"indexes must be below the number of layers, {len(self)}; got {strange[0]}")
        names, shapes, values, epsilons = (tuple(part[index] for index in indexes) if part else () for part in (
            self.names, self.shapes, self.values, self.epsilons))
        return LayerSpectra(names, shapes, values, order=self.order, coverage=self.coverage, epsilons=epsilons)

    def matrices(self, least=1):
        """The layers with more than one row and column, as `taken`: a vector has one value and no spectrum to compare.

        A ValueError where there are fewer than `least`.

        >>> import numpy as np
        >>> from pse_helpers.layers import layer_spectra
        >>> layer_spectra([np.eye(2), np.ones((1, 9)), np.ones((2, 4))]).matrices().shapes
        ((2, 2), (2, 4))
        """
        least = check_whole(least, "least", least=0)
        found = self.taken([index for index, shape in enumerate(self.shapes) if min(shape) > 1])
        if len(found) < least:
            raise ValueError(f"source must have at least {least} layer matri{'x' if least == 1 else 'ces'} with more "
                             f"than one row and column; got {len(found)}: {', '.join(found.names) or 'none'}")
        return found

    def in_units_of_the_mean(self):
        """The same layers, each spectrum divided by its mean: no scale of a whole layer is left in it.

        A ValueError that names the layer where all weights of one are zero.

        >>> import numpy as np
        >>> from pse_helpers.layers import layer_spectra
        >>> layer_spectra([np.diag([3.0, 1.0])]).in_units_of_the_mean().values
        (array([1.8, 0.2]),)
        """
        return replace(self, values=tuple(map(in_units_of_the_mean, self.values, self.names)))

    @property
    def resolved_values(self):
        r"""Per layer the values that rounding cannot have made: those above its resolution, descending.

        .. math:: \lambda_i > r\, \lambda_1, \qquad r = \max(\varepsilon^2,\; 2^{-52} N)

        with N = min(out, rest) values, the largest :math:`\lambda_1`, and the machine epsilon
        :math:`\varepsilon` of the precision in which the layer's weights were stored. What lies
        below counts as zero: it has no part in a tail, in a logarithm, or in a rank.

        Rounding each weight by a share of up to :math:`\varepsilon / 2` makes singular values, where there
        are none, whose squares are at most :math:`\varepsilon^2 \|W\|_F^2 / 4`, and in a large layer far
        less; a Gram matrix of order N, formed and solved in double precision, makes eigenvalues of up to about
        :math:`2^{-52} N \lambda_1`. Where `epsilons` is empty, r is :math:`2^{-23}`, single precision's epsilon:
        spectra of unknown origin may come of a Gram matrix in single precision, as some that ship do.

        >>> import numpy as np
        >>> from pse_helpers.layers import layer_spectra
        >>> rank_two = np.array([[1.0, 0.1, 0.7], [0.3, 0.6, 0.2], [1.3, 0.7, 0.9]])     # 1 + 2 = 3
        >>> layer_spectra([rank_two]).resolved_values[0].round(3)
        array([4.668, 0.312])
        """
        epsilons = self.epsilons or (UNKNOWN,) * len(self)
        return tuple(map(resolved, self.values, epsilons))

    def __len__(self):
        return len(self.names)

    @property
    def remarks(self):
        """What a reader has to know before trusting a number, a line each: how much was read, in which order.

        >>> import numpy as np
        >>> from pse_helpers.layers import LayerSpectra
        >>> LayerSpectra(("a",), ((1, 1),), (np.ones(1),), order="unknown", coverage=0.065).remarks
        ('6.5 % of the weights', 'order of layers unknown')
        """
        share = () if self.coverage >= WELL_COVERED else (f"{100 * self.coverage:.1f} % of the weights",)
        return share + (("order of layers unknown",) if self.order == "unknown" else ())

    def __repr__(self):
        return ", ".join((f"LayerSpectra: {len(self)} layers", f"{sum(map(len, self.values))} squared singular values",
                          f"{len(self.skipped)} parameters left out", *self.remarks))


def _check_values(values, name):
    """Refuse what is no spectrum: the first value is taken for the largest."""
    values = real_array(values, name, finite=False)
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ValueError(f"{name} must be finite and not negative; got {values.min():g} to {values.max():g}")
    if (values[1:] - values[:-1] > 1e-12 * values.max(initial=0)).any():  # a solver's rounding may exchange equal ones
        raise ValueError(f"{name} must be descending; got {values[0]:g} first and {values.max():g} behind it")


def resolved(values, epsilon=DOUBLE):
    """The values of one spectrum above its resolution: the rule of `LayerSpectra.resolved_values`."""
    resolution = max(float(epsilon)**2, DOUBLE * len(values))
    return values[values > resolution * values.max(initial=0)]


def in_units_of_the_mean(values, name):
    """One spectrum, eigenvalues from 0 on, divided by its mean; `name` is that of its layer."""
    if not values.any():
        raise ValueError(f"source: {name} is zero everywhere; its spectrum has no mean to be divided by")
    return values / values.mean()


def one_spectrum(values):
    """The values of one layer that a reader gives as an array, in units of their mean."""
    values = real_array(values, "values", finite=False)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any() or not values.any():
        raise ValueError(f"values must be a row of finite non-negative numbers, not all zero; got shape {values.shape}")
    if not 1e-300 < values.max() < 1e300:
        raise ValueError(f"values must have sums in range; got the largest {values.max():.0e}")
    return in_units_of_the_mean(values, "values")
