"""The one check that every measure of features shares."""

import numpy as np


def samples_by_columns(values, name, least):
    """A finite real array of at least `least` samples and one column, as it is; booleans and integers are welcome."""
    values = np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)
    if values.dtype.kind not in "biuf":
        raise TypeError(f"{name} must be real numbers or booleans; got an array of {values.dtype}")
    if values.ndim != 2 or values.shape[1] == 0:
        raise ValueError(f"{name} must have two dimensions, samples and at least one column; got shape {values.shape}")
    if len(values) < least:
        raise ValueError(f"{name} must have at least {least} samples; got {len(values)}")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite; {(~np.isfinite(values)).sum()} of {values.size} values are not")
    return values
