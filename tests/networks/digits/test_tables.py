"""The two tables of the digits family: a row for every run, and measures within what they can be."""

import numpy as np

from pse_helpers import networks
from pse_helpers.measures import FUNCTIONAL
from pse_helpers.networks.digits import archive, runs


def test_what_ships_is_a_row_for_each_run_of_width_8_and_more():
    table = networks.digits_measures()
    assert set(table.run) == {run for run in runs.family() if run.width >= runs.WIDTH} and table.run.is_unique
    assert list(table.columns) == ["run", *FUNCTIONAL]
    assert np.isfinite(table[list(FUNCTIONAL)]).all(axis=None) and {"date", "torch"} <= set(table.attrs["provenance"])


def test_what_ships_is_within_what_the_measures_can_be():
    """Bits of a switch from 0 to 1, of a layer from 0 to its channels; dimensions from 1 to them."""
    table = networks.digits_measures()
    channels = np.array([(4 if run.is_resnet else 8) * run.width for run in table.run])
    assert table["switch entropy"].between(0, 1).all()
    assert (table.complexity > 0).all() and (table.complexity <= channels + 0.5).all()
    assert (table["effective dimension"] >= 1).all() and (table["effective dimension"] <= channels).all()
    assert (table.sharpness > 0).all()


def test_a_row_of_the_family_is_what_its_record_says():
    table = networks.digits_family()
    assert list(table.run) == runs.family() and not table.isna().any(axis=None)
    for row, record in zip(table.itertuples(), archive.shipped_records().values(), strict=True):
        run = record.run
        assert row.run == run
        for name in ("architecture", "depth", "width", "batch_norm", "label_noise", "seed"):
            assert getattr(row, name) == getattr(run, name)
        assert row.early is record.early and row.final is record.final
        assert row.early_test_error == record.test_errors[4] and row.test_error == record.test_errors[19]
        assert row.train_error == record.train_error and row.gap == row.test_error - row.train_error


def test_what_a_reader_does_to_a_table_stays_there():
    for table in (networks.digits_family, networks.digits_measures):
        own = table()
        own["run"] = None
        assert own.run.isna().all() and table().run.notna().all()
