"""The one check that every measure of features shares."""

import numpy as np

from pse_helpers.checks import real_numbers


def samples_by_columns(values, name, least):
    """A finite real array of at least `least` samples and one column, as it is; booleans and integers are welcome."""
    values = real_numbers(values, name, booleans=True)
    if values.ndim != 2 or values.shape[1] == 0:
        raise ValueError(f"{name} must have two dimensions, samples and at least one column; got shape {values.shape}")
    if len(values) < least:
        raise ValueError(f"{name} must have at least {least} samples; got {len(values)}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite; {(~np.isfinite(values)).sum()} of {values.size} values are not")
    return values
