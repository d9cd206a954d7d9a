"""What separates two conventions, choice by choice."""

from dataclasses import fields, replace

import numpy as np

from pse_helpers.cascade.conventions import REFERENCE, STANDARD, Convention, check_convention
from pse_helpers.cascade.measure import cpse
from pse_helpers.checks import listed
from pse_helpers.layers import layer_spectra

NAMES = [field.name for field in fields(Convention)]


def ablation(source, start=REFERENCE, target=STANDARD, twins=()):
    r"""cPSE on the way from one convention to another, one choice at a time.

    Every choice in which the two conventions differ is changed alone, all others
    staying those of `start`. Changes of single choices need not add up to the
    change of all, since choices act on one another: common bins, for instance, hold
    other values once spectra are divided by their mean.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    start, target : Convention
    twins : sequence of source, optional
        Untrained networks of the same shapes, from
        :func:`pse_helpers.layers.gaussian_twins`: none, or at least 2.

    Returns
    -------
    pandas.DataFrame
        A row per changed choice, named in the index `changed` like the field of
        `Convention`, between a first row "nothing" and a last row "everything".
        Columns: cpse; change, cpse minus that of the first row; and with twins z, the
        distance of cpse from the mean of the twins in their standard deviations, all
        in the convention of the row.

    Examples
    --------
    >>> import numpy as np
    >>> from dataclasses import replace
    >>> from pse_helpers.cascade import STANDARD, ablation
    >>> layers = [np.random.default_rng(i).standard_normal((8, 12)) for i in range(5)]
    >>> table = ablation(layers, STANDARD, replace(STANDARD, squared=True, last_layer=False))
    >>> table.index.tolist()
    ['nothing', 'squared', 'last_layer', 'everything']
    """
    import pandas as pd
    steps, twins = _steps(start, target), [layer_spectra(twin) for twin in listed(twins, "twins", "networks")]
    if len(twins) == 1:
        raise ValueError("twins must be none or at least 2, to have a standard deviation; got 1")
    source = layer_spectra(source)
    rows = {changed: _row(source, convention, twins) for changed, convention in steps.items()}
    table = pd.DataFrame(rows).T.rename_axis("changed")
    table.insert(1, "change", table.cpse - table.cpse["nothing"])
    return table


def _steps(start, target):
    """{name of the changed choice: convention}, from `start` by single changes to `target`."""
    for name, convention in (("start", start), ("target", target)):
        check_convention(convention, name)
    changes = {name: getattr(target, name) for name in NAMES if getattr(target, name) != getattr(start, name)}
    if not changes:
        raise ValueError("start and target must differ in at least one choice; got equal conventions")
    single = {name: replace(start, **{name: choice}) for name, choice in changes.items()}
    return {"nothing": start, **single, "everything": target}


def _row(source, convention, twins):
    value = cpse(source, convention).value
    if not twins:
        return {"cpse": value}
    null = [cpse(twin, convention).value for twin in twins]
    return {"cpse": value, "z": (value - np.mean(null)) / np.std(null, ddof=1)}
