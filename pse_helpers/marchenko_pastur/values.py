"""What every function of a layer's values asks of them."""

import numpy as np


def in_units_of_the_mean(values):
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any() or not values.any():
        raise ValueError("values must be a row of finite non-negative numbers, not all zero; "
                         f"got shape {values.shape}")
    return values / values.mean()
