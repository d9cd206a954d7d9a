"""The digits family as two tables: its runs, and their measures at work."""

import pandas as pd

from pse_helpers.networks.digits.archive import shipped_measures, shipped_records
from pse_helpers.networks.digits.runs import EARLY_EPOCH


def digits_family():
    """The small networks that this project trained on handwritten digits, one row a run.

    Returns
    -------
    pandas.DataFrame
        Columns architecture, depth, width (channels of the first layer),
        batch_norm, label_noise (share of training labels drawn at random), seed;
        train_error (on the labels that were trained on), test_error and their
        difference gap, in per cent; early_test_error, the test error after 5 of the
        20 epochs; early and final, the LayerSpectra then and at the end; run, the
        Run that `networks.digits.trained` repeats.

    Notes
    -----
    Trained by tools/train_digits.py.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> family = networks.digits_family()
    >>> family.query("architecture == 'resnet20' and label_noise == 0.8").seed.tolist()
    [0, 1, 2, 3, 4]
    >>> family.final[0]
    LayerSpectra: 11 layers, 482 squared singular values, 0 parameters left out
    """
    return pd.DataFrame([_row(record) for record in shipped_records().values()])


def _row(record):
    run = record.run
    return {"architecture": run.architecture, "depth": run.depth, "width": run.width, "batch_norm": run.batch_norm,
            "label_noise": run.label_noise, "seed": run.seed, "train_error": record.train_error,
            "test_error": record.test_error, "gap": record.test_error - record.train_error,
            "early_test_error": float(record.test_errors[EARLY_EPOCH - 1]),
            "early": record.early, "final": record.final, "run": run}


def digits_measures():
    """Measures of small networks trained on handwritten digits that cannot be had from their spectra.

    Returns
    -------
    pandas.DataFrame
        A row for each run of the digits family with 8 channels or more: run, the Run that
        `networks.digits.fitted` repeats; path norm (decades), sharpness (nats), complexity and
        switch entropy (bits) and effective dimension, the measures of `pse_helpers.measures.FUNCTIONAL`.
        Its `.attrs["provenance"]` says with what and when.

    Notes
    -----
    Trained anew and measured by tools/measure_digits.py.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> table = networks.digits_measures().set_index("run")
    >>> table.shape, table.columns[:2].tolist()
    ((136, 5), ['path norm', 'sharpness'])
    """
    return shipped_measures().copy()
