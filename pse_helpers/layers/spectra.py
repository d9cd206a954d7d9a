"""The spectra of a network's layers, and the unit that no scale of weights can move."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np


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
            if not (np.isfinite(values).all() and (np.asarray(values) >= 0).all()):
                raise ValueError(f"values of {name} must be finite and not negative")

    def __reduce__(self):
        """For other processes: the read-only provenance of shipped spectra cannot be pickled as it stands."""
        return LayerSpectra, (self.names, self.shapes, self.values, self.skipped, dict(self.provenance),
                              self.order, self.coverage, self.notes, self.epsilons)

    def taken(self, indexes):
        """The layers at these indexes, in that order; without `skipped` and `provenance`, which told of the whole."""
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

    def __len__(self):
        return len(self.names)

    def __repr__(self):
        return (f"LayerSpectra: {len(self)} layers, {sum(map(len, self.values))} squared singular values, "
                f"{len(self.skipped)} parameters left out")


def in_units_of_the_mean(values, name):
    """One spectrum, eigenvalues from 0 on, divided by its mean; `name` is that of its layer."""
    if not values.any():
        raise ValueError(f"source: {name} is zero everywhere; its spectrum has no mean to be divided by")
    return values / values.mean()


def one_spectrum(values):
    """The values of one layer that a reader gives as an array, in units of their mean."""
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any() or not values.any():
        raise ValueError(f"values must be a row of finite non-negative numbers, not all zero; got shape {values.shape}")
    return in_units_of_the_mean(values, "values")
