"""The choices that turn layer spectra into cPSE."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.checks import check_flag, check_number, check_rising


@dataclass(frozen=True)
class Convention:
    """The choices that turn layer spectra into cPSE, each one a field.

    Two are ready: `STANDARD`, this book's, and `REFERENCE`, which computes what
    the authors' code computes, to rounding where every length divides N_max.
    (Elsewhere their value depends on the order in which LAPACK returns the
    eigenvalues.) `dataclasses.replace` changes one choice at a time.

    Attributes
    ----------
    squared : bool
        Eigenvalues of :math:`(W W^T)^2` in place of :math:`W W^T`.
    zeros : bool
        A layer with out > rest adds its out - rest zero eigenvalues.
    unit_mean : bool
        Each spectrum is divided by its mean.
    edges : tuple of float, or None
        Edges of the bins, common to all layers, values outside going to the end
        bins; in units of a layer's mean with `unit_mean`, else of the squared
        weights. None: ten bins from the smallest to the largest counted value.
    whole_periods : bool
        The histogram of a layer with N values is weighted N_max / N, with N_max
        the length of the longest spectrum. False: its spectrum is cycled to
        length N_max, in descending order, the last period cut where N does not
        divide N_max.
    last_layer : bool
        The last layer takes part.
    first_distance : bool
        The distance from the first depth, where ergodicity is zero, takes part.
    shift : float
        The shift of the Kullback-Leibler distance, in the units of ergodicity.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from pse_helpers.cascade import STANDARD
    >>> replace(STANDARD, shift=1e-6).shift
    1e-06
    """

    squared: bool
    zeros: bool
    unit_mean: bool
    edges: tuple | None
    whole_periods: bool
    last_layer: bool
    first_distance: bool
    shift: float

    def __post_init__(self):
        if self.edges is not None:
            edges = check_rising(self.edges, "edges, if not None,", 3)
            object.__setattr__(self, "edges", tuple(edges.tolist()))  # an array would not be hashable
        for name in ("squared", "zeros", "unit_mean", "whole_periods", "last_layer", "first_distance"):
            object.__setattr__(self, name, check_flag(getattr(self, name), name))
        check_number(self.shift, "shift", "a positive number", lambda shift: 1e-150 < shift < 1e150)


STANDARD = Convention(squared=False, zeros=False, unit_mean=True, edges=tuple(np.geomspace(1e-3, 30, 21).tolist()),
                      whole_periods=True, last_layer=True, first_distance=False, shift=1e-9)

REFERENCE = Convention(squared=True, zeros=True, unit_mean=False, edges=None,
                       whole_periods=False, last_layer=False, first_distance=True, shift=1e-9)


def check_convention(convention, name="convention"):
    """Refuse what is no Convention."""
    if not isinstance(convention, Convention):
        raise TypeError(f"{name} must be a Convention, such as STANDARD; got a {type(convention).__name__}")
