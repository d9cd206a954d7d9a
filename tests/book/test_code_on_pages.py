"""The code on the pages that are not executed at build does what the pages say."""

import re
import shlex
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from pse_helpers.cascade import cpse, null_band, null_bands
from pse_helpers.circular import eigenphases
from pse_helpers.command import main
from pse_helpers.conjugate import spectral_difference
from pse_helpers.networks import spectra
from pse_helpers.parallel import ordered_draws, process_pool

ROOT = Path(__file__).parents[2]
FIRST_STEPS = ROOT / "book" / "first_steps.md"


def blocks(page, language):
    text = (ROOT / page).read_text(encoding="utf-8")
    return [body for kind, body in re.findall(r"^```(\S*)\n(.*?)^```$", text, re.S | re.M) if kind == language]


def given():
    """What a page that speaks of many networks takes as given."""
    networks = {depth: spectra(f"resnet{depth}", "CIFAR10") for depth in (20, 32)}
    return {"np": np, "null_bands": null_bands, "process_pool": process_pool, "partial": partial, "networks": networks,
            "eigenphases": eigenphases, "spectral_difference": spectral_difference, "ordered_draws": ordered_draws,
            "rng": np.random.default_rng(1)}


def test_the_messages_of_what_goes_wrong_are_still_given():
    """Word for word in the source of the package or of the task script, but for Python's own."""
    source = "".join(path.read_text(encoding="utf-8") for path in [*(ROOT / "pse_helpers").rglob("*.py"),
                                                                     ROOT / "tools" / "dev.py"])
    text = FIRST_STEPS.read_text(encoding="utf-8").partition("## If something goes wrong")[2]
    rows = [row.split("|")[1] for row in text.splitlines() if row.startswith("| ")]
    messages = [one for row in rows for one in re.findall("`(.+?)`", row) if not one.startswith("No module")]
    assert len(messages) > 8 and [one for one in messages if one not in source] == []


@pytest.mark.parametrize("page, names", [("book/first_steps.md", {}), ("book/scaling.md", given())])
def test_python_on_a_page_runs(page, names):
    assert len(blocks(page, "python")) > 0
    for block in blocks(page, "python"):
        names["executor"] = None  # no pool that an earlier block has closed
        if "Client(" not in block:  # a cluster is started by the tests of executors
            exec(compile(block, page, "exec"), names)


def test_python_on_the_first_steps_prints_what_the_page_shows(capsys):
    """Word for word, whole numbers too; what an untrained model's weights give may differ where torch draws others."""
    names, shown = {}, []
    text = FIRST_STEPS.read_text(encoding="utf-8")
    for kind, body in re.findall(r"^```(python|text)\n(.*?)^```$", text, re.S | re.M):
        if kind == "python":
            exec(compile(body, FIRST_STEPS, "exec"), names)
        else:
            shown.append((body, capsys.readouterr().out))
    assert len(shown) == 2 and capsys.readouterr().out == ""
    decimal = r"-?\d+\.\d+"
    for on_page, printed in shown:
        assert re.sub(decimal, "x", on_page) == re.sub(decimal, "x", printed)
        numbers = [np.array(re.findall(decimal, text), dtype=float) for text in (on_page, printed)]
        np.testing.assert_allclose(*numbers, atol=0.2)


def test_the_score_beside_many_twins_is_that_of_chapter_5():
    text = FIRST_STEPS.read_text("utf-8")
    (draws, told), = re.findall(r"chapter 5 draws (\d+) for this network, and gets (\d\.\d)\.", text)
    (shown, error), = re.findall(r"^score +(\d\.\d) \+- (\d\.\d), since 20 twins", text, re.M)
    small = spectra("resnet20", "CIFAR10")
    band = null_band(small, int(draws), np.random.default_rng(20))
    score = (cpse(small).value - band.mean) / band.standard_deviation
    assert f"{score:.1f}" == told and float(error) == pytest.approx(float(shown) / 6, abs=0.05)


def test_the_terminal_of_the_first_steps_shows_what_the_command_prints(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "72")
    prompt, *shown = blocks("book/first_steps.md", "")[0].splitlines()
    assert main(shlex.split(prompt)[4:]) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    missing = [line for line in shown if line != "..." and line not in printed]  # in this order
    assert len(shown) > 20 and missing == [] and max(map(len, shown)) <= 72


def test_the_second_command_of_the_first_steps_runs_on_a_file(tmp_path, monkeypatch, capsys):
    command, = blocks("book/first_steps.md", "")[1].splitlines()
    program, *arguments = shlex.split(command)[3:]
    monkeypatch.chdir(tmp_path)
    names = ["second.weight", "first.weight", "third.weight", "fourth.weight"]
    rng = np.random.default_rng(4)
    save_file({name: rng.standard_normal((12, 16)) for name in names}, arguments[0])
    (tmp_path / arguments[arguments.index("--order") + 1]).write_text("\n".join(names))
    assert program == "pse_helpers" and main(arguments) == 0 and "as given" in capsys.readouterr().out
    assert "<html" in (tmp_path / arguments[arguments.index("--report") + 1]).read_text(encoding="utf-8")
