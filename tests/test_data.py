"""The shipped arrays: every file is read whole, against its SHA-256, and none needs a pickle."""

import pickle
import shutil
from importlib import resources

import numpy as np
import pytest

from pse_helpers import data
from pse_helpers.data import SUMS, computed_sums, shipped_arrays, shipped_sums

FOLDER = resources.files("pse_helpers") / "data"
SHIPPED = sorted(file.name for file in FOLDER.iterdir() if file.name.endswith(".npz"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_file_is_read_whole(name):
    arrays = shipped_arrays(name)
    with np.load(FOLDER / name) as archive:
        assert set(arrays) == set(archive.files) != set()
    assert all(array.dtype != object for array in arrays.values())


def test_the_sums_are_those_of_the_files():
    assert shipped_sums() == computed_sums() and list(shipped_sums()) == SHIPPED
    assert all(len(digits) == 64 for digits in shipped_sums().values())


def test_a_name_that_is_not_shipped():
    with pytest.raises(FileNotFoundError, match="no_such_file.npz"):
        shipped_arrays("no_such_file.npz")


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the shipped file of trained spectra, and of the sums, in place of the package's folder."""
    for name in ("trained_spectra.npz", SUMS):
        shutil.copy(FOLDER / name, tmp_path)
    monkeypatch.setattr(data, "_folder", lambda: tmp_path)
    return tmp_path / "trained_spectra.npz"


def write_sum(path, digits):
    """A sum of another file in place of the true one."""
    path.with_name(SUMS).write_text(f"{digits}  {path.name}\n")


def other_number(path):
    """A whole archive of the same arrays, in which one number is another."""
    with np.load(path) as archive:
        arrays = dict(archive)
    arrays["resnet20/CIFAR10"][3] *= 1.0001
    np.savez_compressed(path, **arrays)


@pytest.mark.parametrize("damage", [
    lambda path: path.write_bytes(b""),
    lambda path: path.write_bytes(b"no archive"),
    lambda path: path.write_bytes(path.read_bytes()[:-100]),
    lambda path: path.write_bytes(pickle.dumps([{}])),
    other_number])
def test_a_damaged_file_is_said_to_be(copied, damage):
    damage(copied)
    with pytest.raises(ValueError, match="^the shipped file trained_spectra.npz is damaged; install the package"):
        shipped_arrays("trained_spectra.npz")


def test_a_whole_copy_is_read(copied):
    assert "index" in shipped_arrays("trained_spectra.npz")


@pytest.mark.parametrize("place", [0, 8, 63])
def test_every_digit_of_a_sum_counts(copied, place):
    digits = shipped_sums()[copied.name]
    write_sum(copied, digits[:place] + ("1" if digits[place] == "0" else "0") + digits[place + 1:])
    with pytest.raises(ValueError, match="is damaged"):
        shipped_arrays(copied.name)


def test_a_pickle_is_not_run_even_under_its_own_sum(copied):
    np.savez_compressed(copied, index=np.array([{}], dtype=object))
    write_sum(copied, computed_sums()[copied.name])
    with pytest.raises(ValueError, match="allow_pickle=False"):
        shipped_arrays(copied.name)
