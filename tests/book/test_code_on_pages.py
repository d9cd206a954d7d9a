"""The code on the pages that are not executed at build does what the pages say."""

import re
import shlex
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.stats import t

from pse_helpers.cascade import cpse, null_band, null_bands
from pse_helpers.circular import eigenphases
from pse_helpers.command import main
from pse_helpers.conjugate import spectral_difference
from pse_helpers.networks import spectra
from pse_helpers.parallel import ordered_draws, process_pool

ROOT = Path(__file__).parents[2]
FIRST_STEPS = ROOT / "book" / "first_steps.md"
# The page tells of this warning.
partly_read = pytest.mark.filterwarnings("ignore:source. only 66.7 % of its weights were read")


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


@partly_read
@pytest.mark.parametrize("page, names", [("book/first_steps.md", {}), ("book/scaling.md", given())])
def test_python_on_a_page_runs(page, names):
    assert len(blocks(page, "python")) > 0
    for block in blocks(page, "python"):
        names["executor"] = None  # no pool that an earlier block has closed
        if "Client(" not in block:  # a cluster is started by the tests of executors
            exec(compile(block, page, "exec"), names)


@partly_read
def test_python_on_the_first_steps_prints_what_the_page_shows(capsys):
    """Word for word, whole numbers too; what an untrained model's weights give may differ where torch draws others."""
    names, shown = {}, []
    text = FIRST_STEPS.read_text(encoding="utf-8")
    for kind, body in re.findall(r"^```(python|text)\n(.*?)^```$", text, re.S | re.M):
        if kind == "python":
            exec(compile(body, FIRST_STEPS, "exec"), names)
        else:
            shown.append((body, capsys.readouterr().out))
    assert len(shown) == 4 and capsys.readouterr().out == ""
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


def test_the_score_with_the_last_layer_first_is_that_of_the_command():
    (wrong, right), = re.findall(r"With its last layer put first, .+ scores (.+) in place of (.+)\.\n",
                                 FIRST_STEPS.read_text("utf-8"))
    in_order = spectra("resnet20", "CIFAR10")
    last_first = in_order.taken([len(in_order) - 1, *range(len(in_order) - 1)])
    for told, layers in ((right, in_order), (wrong, last_first)):
        band = null_band(layers, 20, np.random.default_rng(0))
        assert f"{(cpse(layers).value - band.mean) / band.standard_deviation:.1f}" == told


def test_the_share_of_untrained_networks_within_two_is_that_of_students_law():
    """A score from twenty twins is a draw less the mean of twenty others, in their standard deviation."""
    (inside, of), = re.findall(r"within ±2 .+ of untrained networks (\d+) in (\d+) ", FIRST_STEPS.read_text("utf-8"))
    beyond = 2 * t.sf(2 / (1 + 1 / 20)**0.5, 19)
    assert int(of) == round(1 / beyond) and int(inside) == int(of) - 1


def test_the_terminal_of_the_first_steps_shows_what_the_command_prints(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "72")
    prompt, *shown = blocks("book/first_steps.md", "")[0].splitlines()
    assert main(shlex.split(prompt)[4:]) == 0
    printed = iter(capsys.readouterr().out.splitlines())
    missing = [line for line in shown if line != "..." and line not in printed]  # in this order
    assert len(shown) > 20 and missing == [] and max(map(len, shown)) <= 72


def command_line(number):
    """The arguments of one of the page's commands."""
    command, = blocks("book/first_steps.md", "")[number].splitlines()
    prompt, python, option, program, *arguments = shlex.split(command)
    assert (prompt, python, option, program) == ("$", "python", "-m", "pse_helpers")
    return arguments


class Backwards(torch.nn.Module):
    """A model that calls its layers in another order than it defines them, neither being that of their names."""

    defined = ["second", "first", "fourth", "third"]

    def __init__(self):
        super().__init__()
        for name in self.defined:
            self.add_module(name, torch.nn.Linear(16, 16))

    def forward(self, inputs):
        for name in reversed(self.defined):
            inputs = getattr(self, name)(inputs)
        return inputs


def test_the_commands_for_a_file_of_ones_own_run(tmp_path, monkeypatch, capsys):
    """The first takes the order of definition from the file, the second that of the calls from the list."""
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(4)
    model = Backwards()
    from_pt, in_order = command_line(1), command_line(2)
    torch.save(model.state_dict(), from_pt[0])
    assert main(from_pt) == 0
    printed = capsys.readouterr().out
    assert "as the file holds them" in printed and layers_in(printed) == model.defined
    report = Path(from_pt[from_pt.index("--report") + 1])
    assert "<html" in report.read_text(encoding="utf-8")
    report.unlink()
    exec(blocks("book/first_steps.md", "py")[0], {"model": model, "images": torch.zeros(2, 16)})
    assert main(in_order) == 0 and report.exists()
    printed = capsys.readouterr().out
    assert "as given" in printed and layers_in(printed) == model.defined[::-1]


def layers_in(printed):
    """The names of the layers in a table of the command."""
    return re.findall(r"^(\w+)\.weight ", printed, re.MULTILINE)
