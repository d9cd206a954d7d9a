"""Each alteration keeps what it should and takes away the rest; the tool takes the catalogue's file and no other."""

from dataclasses import replace

import make_altered_spectra as tool
import numpy as np
import pytest

from pse_helpers.layers.sources import read_weights

MATRIX = np.arange(1.0, 41).reshape(5, 8) * [[1], [-1], [2], [0.1], [3]]


def rng():
    return np.random.default_rng(6)


def norms(matrix):
    return np.sqrt(np.sum(matrix**2, axis=1))


def test_equal_rows_keep_their_directions():
    changed = tool.equal_rows(MATRIX, rng())
    assert norms(changed) == pytest.approx(np.ones(5))
    assert np.sum(changed * MATRIX, axis=1) == pytest.approx(norms(MATRIX))


def test_norms_alone_keep_no_direction():
    """Of rows that are all parallel nothing is left but their norms: the directions are those of the generator."""
    parallel = np.outer([1.0, 2, 3, 4, 50], np.ones(8))
    changed = tool.norms_alone(parallel, rng())
    assert norms(changed) == pytest.approx(norms(parallel))
    drawn = rng().standard_normal((5, 8))
    assert np.sum(changed * drawn, axis=1) == pytest.approx(norms(changed) * norms(drawn))


@pytest.mark.false_alarm(8e-5, detects="one sign for a whole row or column")
def test_random_signs_keep_every_size_in_its_place():
    """One row or column of twenty has one sign with probability 2 / 2^20, and there are forty."""
    matrix = np.arange(1.0, 401).reshape(20, 20)
    changed = tool.random_signs(matrix, rng())
    assert np.array_equal(np.abs(changed), matrix)
    for axis in (0, 1):
        assert (changed < 0).any(axis).all() and (changed > 0).any(axis).all()


@pytest.mark.fixed_seed("no row and no column of this seed keeps its entries")
def test_shuffled_entries_leave_their_rows_and_columns():
    changed = tool.shuffled(MATRIX, rng())
    assert np.array_equal(np.sort(changed, axis=None), np.sort(MATRIX, axis=None))
    for axis in (0, 1):
        assert (np.sort(changed, axis) != np.sort(MATRIX, axis)).any(axis).all()


def test_the_spectra_are_those_of_the_altered_matrices(saved_resnet20, tmp_path):
    computed = tool.compute(saved_resnet20, tmp_path)
    weights = dict(read_weights(tmp_path / saved_resnet20.file_name)[0])
    assert [key for key in computed] == [("resnet20", name) for name in tool.ALTERATIONS]
    for (_, name), spectra in computed.items():
        generator = np.random.default_rng(tool.SEED)
        assert list(spectra.names) == list(weights)
        assert (spectra.provenance["sha256"], spectra.provenance["seed"]) == (saved_resnet20.sha256, tool.SEED)
        for weight, shape, values in zip(weights.values(), spectra.shapes, spectra.values, strict=True):
            matrix = np.array(weight, dtype=float).reshape(shape)
            expected = np.linalg.svd(tool.ALTERATIONS[name](matrix, generator), compute_uv=False)**2
            assert values.dtype == np.float32
            np.testing.assert_allclose(values, expected, rtol=1e-6, atol=1e-9)


def test_the_tool_refuses_other_files(saved_resnet20, tmp_path):
    with pytest.raises(SystemExit, match="has SHA-256 .*; expected 0000"):
        tool.compute(replace(saved_resnet20, sha256="0" * 64), tmp_path)
