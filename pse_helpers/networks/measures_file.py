"""Measures of the digits family that need its networks at work: rows in, rows out, with their provenance."""

import json
from functools import cache

import numpy as np

from pse_helpers.data_files import shipped_arrays
from pse_helpers.networks.runs import Run

FILE = "digits_measures.npz"


def pack(file, rows, provenance):
    """Write rows, dicts of the same measures by Run, to one compressed file.

    >>> import io
    >>> from pse_helpers.networks import measures_file
    >>> from pse_helpers.networks.runs import Run
    >>> measures_file.pack(io.BytesIO(), {Run("vgg11"): {"parameters": 7}}, {"date": "today"})
    """
    if not rows:
        raise ValueError("rows must hold the measures of at least one run; got none")
    names = list(next(iter(rows.values())))
    for run, row in rows.items():
        if list(row) != names:
            raise ValueError(f"rows must have the same measures, {', '.join(names)}; got {', '.join(row)} for {run}")
    keys = [[run.architecture, run.width, run.label_noise, run.seed] for run in rows]
    np.savez_compressed(file, index=json.dumps({"runs": keys, "measures": names, "provenance": dict(provenance)}),
                        values=np.array([[row[name] for name in names] for row in rows.values()], dtype=float))


@cache
def _shipped():
    import pandas as pd
    arrays = shipped_arrays(FILE)
    index = json.loads(str(arrays["index"]))
    table = pd.DataFrame(arrays["values"], columns=index["measures"])
    table.insert(0, "run", [Run(*key) for key in index["runs"]])
    table.attrs["provenance"] = index["provenance"]
    return table


def digits_measures():
    """Measures of small networks trained on handwritten digits that cannot be had from their spectra.

    Returns
    -------
    pandas.DataFrame
        A row for each run of the digits family with 8 channels or more: run, the Run that
        `networks.digits.fitted` repeats; path norm (decades), sharpness (nats), complexity and
        switch entropy (bits) and effective dimension, the measures of `side_by_side.FUNCTIONAL`.
        Its `.attrs["provenance"]` says with what and when.

    Notes
    -----
    Trained anew and measured by tools/measure_digits.py. Chapter: Side by side.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> table = networks.digits_measures().set_index("run")
    >>> table.shape, table.columns[:2].tolist()
    ((136, 5), ['path norm', 'sharpness'])
    """
    return _shipped().copy()
