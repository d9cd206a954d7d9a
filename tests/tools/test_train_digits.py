"""The tool loses no finished run, whatever stops it, and packs what it trained."""

import json
import pickle
import signal
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import train_digits

from pse_helpers.networks.digits import Run, archive, training

SMALLEST = Run("resnet8", 2)

WANTED = [SMALLEST, replace(SMALLEST, seed=1), replace(SMALLEST, label_noise=0.4), replace(SMALLEST, seed=2)]

KILLED_WHILE_WRITING = """
import pickle, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import train_digits
from pse_helpers.whole_files import whole_file
from pse_helpers.networks.digits import archive

folder, whole = Path(sys.argv[2]), archive.pack
records, provenance = pickle.load(sys.stdin.buffer)
train_digits.record, train_digits.provenance = records.__getitem__, lambda: provenance

def pack(path, index, **arrays):
    if len(list(folder.glob("*.npz"))) < 2:
        return whole(path, index, **arrays)
    with whole_file(path) as file:
        file.write(b"PK half a file")
        file.flush()
        print("the third", flush=True)
        sys.stdin.read()  # until it is killed

archive.pack = pack
train_digits.finish(list(records), folder)
"""


@pytest.fixture(scope="module")
def records():
    """What the tool records of the wanted runs, trained for two epochs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "EPOCHS", 2)
        patch.setattr(training, "EARLY_EPOCH", 1)
        return {run: train_digits.record(run) for run in WANTED}


@pytest.fixture
def asked(monkeypatch, records):
    """The runs that the tool trains from now on; each was trained before, and once."""
    runs = []
    monkeypatch.setattr(train_digits, "record", lambda run: runs.append(run) or records[run])
    return runs


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory, records):
    folder = tmp_path_factory.mktemp("uninterrupted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train_digits, "record", records.__getitem__)
        train_digits.finish(WANTED, folder)
    train_digits.pack(WANTED, folder, folder / "packed.npz")
    return folder


def arrays_without_date(path):
    with np.load(path) as archive:
        index = json.loads(str(archive["index"]))
        assert all(item["provenance"].pop("date") for item in index)
        return index, archive["values"]


def assert_packs_alike(folder, other):
    train_digits.pack(WANTED, folder, folder / "packed.npz")
    (index, values), (expected_index, expected) = (arrays_without_date(one / "packed.npz") for one in (folder, other))
    assert index == expected_index and np.array_equal(values, expected)


def test_a_killed_process_loses_no_finished_run(uninterrupted, records, tmp_path, asked, root):
    """Killed in the middle of writing the third run: two are kept, and only two are trained on the second call."""
    script = tmp_path / "script.py"
    script.write_text(KILLED_WHILE_WRITING)
    folder = tmp_path / "runs"
    process = subprocess.Popen([sys.executable, script, root / "tools", folder], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    with process:
        pickle.dump((records, json.loads(json.dumps(train_digits.provenance()))), process.stdin)  # plain strings
        process.stdin.flush()
        said = process.stdout.readline()
        process.kill()
    assert said.strip() == b"the third" and process.returncode != 0
    if sys.platform != "win32":
        assert process.returncode == -signal.SIGKILL
    kept = {path: path.read_bytes() for path in folder.glob("*.npz")}
    assert set(kept) == {train_digits.path_of(run, folder) for run in WANTED[:2]}
    assert [path.read_bytes() for path in folder.glob("*.part")] == [b"PK half a file"]
    train_digits.finish(WANTED, folder)
    assert asked == WANTED[2:] and not list(folder.glob("*.part"))
    assert all(path.read_bytes() == content for path, content in kept.items())
    assert_packs_alike(folder, uninterrupted)


def test_a_failing_run_loses_none_before_it(uninterrupted, tmp_path, monkeypatch, asked):
    record = train_digits.record

    def fail_at_the_third(run):
        if run == WANTED[2]:
            raise FloatingPointError("the loss is nan")
        return record(run)

    with monkeypatch.context() as patch, pytest.raises(FloatingPointError, match="the loss is nan"):
        patch.setattr(train_digits, "record", fail_at_the_third)
        train_digits.finish(WANTED, tmp_path)
    assert set(tmp_path.iterdir()) == {train_digits.path_of(run, tmp_path) for run in WANTED[:2]}
    asked.clear()
    train_digits.finish(WANTED, tmp_path)
    train_digits.finish(WANTED, tmp_path)
    assert asked == WANTED[2:]
    assert_packs_alike(tmp_path, uninterrupted)


def copied(folder, to):
    for run in WANTED:
        train_digits.path_of(run, to).write_bytes(train_digits.path_of(run, folder).read_bytes())
    return to


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: b"half", lambda whole: whole[:len(whole) // 2],
                                    lambda whole: whole[:200] + b"\0" * 50 + whole[250:]])
def test_a_damaged_file_is_named(uninterrupted, tmp_path, damage):
    path = train_digits.path_of(WANTED[1], copied(uninterrupted, tmp_path))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=f"path must lead to a whole file with one record; .*{path.name} does not"):
        train_digits.pack(WANTED, tmp_path, tmp_path / "packed.npz")
    assert not (tmp_path / "packed.npz").exists()


def test_a_file_with_another_run_or_several_is_refused(uninterrupted, tmp_path):
    path = train_digits.path_of(WANTED[1], copied(uninterrupted, tmp_path))
    path.write_bytes(train_digits.path_of(WANTED[0], tmp_path).read_bytes())
    with pytest.raises(ValueError, match=r"seed1.npz must hold Run\(.*seed=1\); got Run\(.*seed=0\)"):
        train_digits.pack(WANTED, tmp_path, tmp_path / "packed.npz")
    path.write_bytes((uninterrupted / "packed.npz").read_bytes())
    with pytest.raises(ValueError, match="path must lead to a whole file with one record"):
        archive.read(path)
    path.unlink()
    with pytest.raises(FileNotFoundError, match="seed1.npz"):
        train_digits.pack(WANTED, tmp_path, tmp_path / "packed.npz")
