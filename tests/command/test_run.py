"""The command from end to end: its forms, its statuses, and one line for all that goes wrong."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.torch import save_file

from pse_helpers.cascade import cpse, null_band
from pse_helpers.command import main
from pse_helpers.command.progress import Progress

COMMAND = [sys.executable, "-m", "pse_helpers"]


@pytest.mark.parametrize("kind", ["module", "safetensors", "arrays", "shards", "checkpoint"])
def test_every_kind_of_file(net, saved, kind, capsys):
    assert main([*saved[kind], "--json"]) == 0
    out, err = capsys.readouterr()
    found, band = json.loads(out), null_band(net, 20, np.random.default_rng(0))
    assert found["cpse"]["value"] == pytest.approx(cpse(net).value)
    assert found["cpse"]["untrained"] == pytest.approx(band.mean) and err == ""


def test_text_csv_figure_and_report_together(saved, tmp_path, capsys):
    figure, report = tmp_path / "out.png", tmp_path / "out.html"
    assert main([*saved["module"], "--csv", "--figure", str(figure), "--report", str(report)]) == 0
    out, err = capsys.readouterr()
    assert len(pd.read_csv(io.StringIO(out))) == 6 and err == ""
    assert figure.read_bytes().startswith(b"\x89PNG") and report.read_text().count("<img") == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.html", "out.png"]


def test_a_network_by_name(capsys):
    assert main(["resnet20", "CIFAR10"]) == 0
    assert "layer1.0.conv1.weight" in capsys.readouterr().out


def test_warnings_are_one_line_each_in_our_words(tmp_path, capsys):
    state = {name: torch.randn(8, 9) for name in ("mystery", "riddle", "enigma", "puzzle")}
    save_file(state, tmp_path / "net.safetensors")
    assert main([str(tmp_path / "net.safetensors"), "--skip", "puzzle", "--twins", "3"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "pse-helpers: warning: only 75.0 % of the weights were read; the rest is listed with the reasons",
        "pse-helpers: warning: the order of the layers is not known, and cPSE depends on it; --order tells it"]


def test_a_network_without_cpse(tmp_path, capsys):
    np.savez(tmp_path / "net.npz", a=np.eye(3, 5), b=np.ones((1, 4)))
    path, figure = str(tmp_path / "net.npz"), str(tmp_path / "x.svg")
    assert main([path, "--figure", figure]) == 0
    assert "cPSE has no value: it takes at least 3" in capsys.readouterr().out
    assert main([path, "--skip", "a", "--figure", str(tmp_path / "y.svg")]) == 2
    out, err = capsys.readouterr()
    assert "1 x 4" in out and "--figure: this network has no layer that could be drawn" in err.splitlines()[-1]
    assert not (tmp_path / "y.svg").exists()


@pytest.fixture
def wrong(tmp_path):
    """Files and folders that hold no network."""
    (tmp_path / "zero.pt").touch()
    (tmp_path / "zero.safetensors").touch()
    (tmp_path / "zero.npz").touch()
    (tmp_path / "text.txt").write_text("no weights")
    (tmp_path / "empty").mkdir()
    torch.save({"a": {"w": torch.eye(3)}, "b": {"w": torch.eye(3)}}, tmp_path / "two.ckpt")
    return tmp_path


@pytest.mark.parametrize("name, line", [
    ("zero.pt", "is damaged, or holds more than weights"), ("zero.safetensors", "is damaged"),
    ("zero.npz", "is damaged"), ("text.txt", "does not end in .safetensors"),
    ("empty", "must hold one model; got no file of weights"), ("missing.pt", "there is no file or folder"),
    ("two.ckpt", "MODEL holds weights in 2 parts, a, b; choose one with --key")])
def test_errors_are_one_line_and_status_2(wrong, capsys, name, line):
    assert main([str(wrong / name), "--json"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("pse-helpers: ") and line in err and len(err.splitlines()) == 1


@pytest.mark.parametrize("arguments, line", [
    (["two.ckpt", "--key", "c"], "--key must name a part of "),
    (["two.ckpt", "--key", "a", "--skip", "none"], "--skip must name or match parameters"),
    (["two.ckpt", "--key", "a", "--order", "v,u"], "--order must name every parameter"),
    (["two.ckpt", "--figure", "x.xyz"], "--figure must end in .png")])
def test_the_library_s_parameters_are_our_options(wrong, capsys, arguments, line):
    assert main([str(wrong / arguments[0]), *arguments[1:]]) == 2
    assert capsys.readouterr().err.startswith(f"pse-helpers: {line}")


def test_a_missing_package_is_named(saved, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pse_helpers.command.models", None)
    assert main(saved["module"]) == 2
    assert "pip install 'pse-helpers[chapters]' adds it" in capsys.readouterr().err


def test_help_exits_well(capsys):
    with pytest.raises(SystemExit) as exit:
        main(["--help"])
    assert exit.value.code == 0 and "--report" in capsys.readouterr().out


@pytest.mark.parametrize("place", ["pse_helpers.command.examination.power_law", "os.replace"])
def test_an_interrupt_leaves_nothing_half_written(tmp_path, monkeypatch, capsys, place):
    monkeypatch.setattr(place, lambda *_: signal.raise_signal(signal.SIGINT))
    assert main(["resnet20", "CIFAR10", "--report", str(tmp_path / "out.html")]) == 130
    assert capsys.readouterr() == ("", "pse-helpers: interrupted\n") and list(tmp_path.iterdir()) == []


ENDLESS = """
import hashlib, sys
from concurrent.futures import ThreadPoolExecutor
from pse_helpers.command import examination, main

def endless(values):
    with ThreadPoolExecutor(1) as pool:  # as small matrices are solved
        step = pool.submit(hashlib.pbkdf2_hmac, "sha256", b"", b"", 2**31 - 1)  # minutes in C, like large ones
        print("begun", file=sys.stderr, flush=True)
        step.result()

examination.power_law = endless
sys.argv[1:] = ["resnet20", "CIFAR10", "--report", sys.argv[1]]
sys.exit(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there that one process sends another")
def test_an_interrupt_ends_a_long_step_at_once(tmp_path):
    command = [sys.executable, "-c", ENDLESS, str(tmp_path / "out.html")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr.readline() == "begun\n"
        run.send_signal(signal.SIGINT)
        try:
            assert run.communicate(timeout=60) == ("", "pse-helpers: interrupted\n")
        finally:
            run.kill()
    assert run.returncode == 130 and list(tmp_path.iterdir()) == []


def test_an_interrupt_of_a_caller_in_python_leaves_it_alive(monkeypatch, capsys):
    """And the work that was left behind ends at its next step."""
    ended, advance = threading.Event(), Progress.advance

    def interrupted(progress, seconds):
        signal.raise_signal(signal.SIGINT)
        while not progress.ended:
            time.sleep(0.01)
        try:
            advance(progress, seconds)
        finally:
            ended.set()

    monkeypatch.setattr(Progress, "advance", interrupted)
    assert main(["resnet20", "CIFAR10"]) == 130 and ended.wait(60)
    assert capsys.readouterr() == ("", "pse-helpers: interrupted\n")


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="a system without pseudo-terminals")
def test_a_terminal_sees_the_time_left_and_can_interrupt(tmp_path):
    rng = np.random.default_rng(1)
    np.savez(tmp_path / "net.npz", **{f"{n}.w": rng.random((1000, 1000), dtype=np.float32) for n in range(40)})
    screen, terminal = os.openpty()
    run = subprocess.Popen([*COMMAND, str(tmp_path / "net.npz")], stdout=subprocess.PIPE, stderr=terminal)
    os.close(terminal)
    seen = read_until(screen, b" left")
    run.send_signal(signal.SIGINT)
    seen += read_until(screen, b"interrupted")
    assert run.communicate(timeout=60)[0] == b"" and run.returncode == 130
    assert b"spectra, " in seen and b"Traceback" not in seen and seen.endswith(b"pse-helpers: interrupted")
    os.close(screen)


def read_until(screen, end):
    seen = b""
    while end not in seen:
        seen += os.read(screen, 1000)
    return seen.rstrip()


def test_a_closed_pipe_is_no_error():
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "resnet20", "CIFAR10"], stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
