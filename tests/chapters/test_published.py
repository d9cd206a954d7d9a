"""The papers' numbers have their source, and what is said of the authors' package is what it gives when it is run."""

from hashlib import sha256

import numpy as np
import pytest
from make_reference_ensembles import (
    ENSEMBLES,
    OUTPUT,
    N,
    column_overlaps,
    distinct_spectra,
    eigenvalues,
    ensemble_as_shipped,
    summed_metric,
)

from pse_helpers import networks
from pse_helpers.chapters import published


@pytest.fixture(scope="module")
def stored():
    return published.reference_ensembles()


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_moduli(stored, ensemble):
    """As samples: one seed gives other matrices where the solver returns eigenvectors in another order."""
    recomputed, expected = np.abs(eigenvalues(ensemble, 5)), np.abs(stored[f"eigenvalues_{ensemble}"])
    assert recomputed.shape[1] == expected.shape[1] and len(expected) == 30
    assert np.median(recomputed) == pytest.approx(np.median(expected), rel=0.15)
    assert recomputed.max() < 1.5 * expected.max()


def test_only_the_cue_is_unitary(stored):
    largest = {ensemble: np.abs(stored[f"eigenvalues_{ensemble}"]).max() for ensemble in ENSEMBLES}
    assert largest["CUE"] == pytest.approx(1, abs=1e-5) and largest["COE"] < 0.3 and largest["CSE"] < 0.1


@pytest.mark.parametrize("row, ensemble", list(enumerate(ENSEMBLES)))
def test_distinct_spectra(stored, row, ensemble):
    """Their number does not depend on the order of the matrices, so a small one will do."""
    assert distinct_spectra(ensemble_as_shipped(ensemble, 8)) == stored["distinct"][row] == 4


def test_summed_metric(stored):
    drawn = ensemble_as_shipped("CUE", N)
    assert summed_metric(drawn, N) == pytest.approx(stored["summed_metric"][ENSEMBLES.index("CUE")], rel=0.3)


def test_column_overlaps(stored):
    np.testing.assert_allclose(column_overlaps(3), stored["column_overlap"][:3], rtol=1e-4)
    assert stored["column_overlap"].min() > 0.99


def test_provenance_and_size(stored):
    provenance = stored["provenance"]
    assert {"package", "version", "date", "numpy", "seeds"} <= set(provenance)
    assert provenance["package"] == "bristol" and len(provenance["seeds"]) == 4
    assert OUTPUT.stat().st_size < 60_000
    with pytest.raises(TypeError):
        stored["distinct"] = 0


# -- the published tables ------------------------------------------------------

def test_the_table_of_distances_names_its_source():
    table = published.ergodicity_distances()
    assert len(table) == 15 and table.groupby("ensemble").size().tolist() == [5, 5, 5]
    assert list(table.columns) == ["pair", "ensemble", "log10_distance"]
    assert "1704.08303" in table.attrs["source"] and "0.01" in table.attrs["source"]


def test_the_published_heights_fall():
    table = published.ergodicity_distances().pivot(index="pair", columns="ensemble", values="log10_distance")
    in_order = table.loc[["64-128", "128-256", "256-512", "512-768", "768-1024"]]
    assert (in_order.diff()[1:] < 0).all(axis=None) and (in_order.CSE < in_order.CUE).all()


@pytest.mark.parametrize("family, error, quoted", [
    ("ResNet", "top1_error", 0.94), ("VGG", "top5_error", 0.44), ("VGG with batch norm", "top1_error", 0.93)])
def test_the_quoted_correlations_follow_from_the_table(family, error, quoted):
    rows = published.cpse_table().query("family == @family")
    assert rows[error].corr(rows.cpse) == pytest.approx(quoted, abs=0.005)


def test_the_table_has_the_errors_of_the_networks():
    """Against those of the same weights today, which were measured anew to a few hundredths of a per cent."""
    today = networks.available().query("weights == 'IMAGENET1K_V1'").set_index("name").test_error
    table = published.cpse_table().set_index("network")
    assert table.top1_error.to_dict() == pytest.approx(today[table.index].to_dict(), abs=0.05)


def test_the_table_names_its_source():
    table = published.cpse_table()
    assert len(table) == 13 and "1911.07831" in table.attrs["source"]


def digits_of(lines):
    return sha256("\n".join(lines).encode()).hexdigest()


def test_the_table_has_the_digits_of_its_source():
    """The SHA-256 of rows as bristol's works/cPSE/periodic_spectral_ergodicity_dnn.ipynb compiles them at its end."""
    lines = [f"{row.network.replace('_', '')} & {row.top1_error:.2f} & {row.top5_error:.2f} & {row.cpse:.2f}"
             for row in published.cpse_table().itertuples()]
    assert digits_of(lines) == "d512e4fea2ab23d82df510ff93403909efa82367085c023ad9fc8b1c5804a31c"


def test_the_heights_are_those_that_were_read():
    """SHA-256 of the readings: nobody prints these numbers, so that a slip of the pen would stay."""
    table = published.ergodicity_distances()
    lines = [" ".join([ensemble, *(f"{height:.2f}" for height in rows.log10_distance)])
             for ensemble, rows in table.groupby("ensemble", sort=False)]
    assert digits_of(lines) == "1960c50c334a69b803e07b5b38acdc9b420ff3fde5d81494ad36c17dd499eb5f"
