"""Chapters with other seeds: their seeds move, the verdicts come back, and claims that promise too much are named."""

import nbformat
import numpy as np
import pytest
import shifted_claims

from pse_helpers.chapters import claims


@pytest.mark.parametrize("code, expected", [
    ("load('a', seed=0)", "load('a', seed=other_seed(0))"), ("f(seed=one)", "f(seed=other_seed(one))"),
    ("torch.manual_seed(3)", "torch.manual_seed(other_seed(3))"), ("f(seeds=3)", "f(seeds=3)"), ("f(3)", "f(3)")])
def test_seeds_in_code_move(code, expected):
    assert shifted_claims.with_other_seeds(code) == expected


def test_generators_of_the_notebook_move_and_no_others(monkeypatch):
    monkeypatch.setattr(np.random, "default_rng", np.random.default_rng)  # is put back afterwards
    notebook = {"np": np}
    draw = ("first = np.random.default_rng(1).random()\n"
            "second = np.random.default_rng(np.random.SeedSequence(1)).random()")
    exec(draw, notebook)
    before = notebook["first"], notebook["second"]
    shifted_claims.shift(notebook, 2)
    exec(draw, notebook)
    assert notebook["first"] != before[0] and notebook["second"] == before[1]
    assert np.random.default_rng(1).random() == before[0]  # this file's generators stay
    assert notebook["other_seed"](3) == 2_000_003 and notebook["other_seed"](None) is None


@pytest.fixture
def three():
    return [kind(f"It is {kind.__name__}.", *rate)(lambda: True)
            for kind, rate in ((claims.exact, ()), (claims.fixed_seed, ()), (claims.statistical, (0.01,)))]


@pytest.mark.parametrize("failures, rounds, kept", [
    ((0, 3, 0), 3, [True, True, True]), ((1, 0, 1), 3, [False, True, True]), ((0, 20, 2), 20, [True, True, True]),
    ((0, 0, 4), 20, [True, True, False])])
def test_promises(three, failures, rounds, kept):
    results = [(claim, number, rounds) for claim, number in zip(three, failures)]
    assert [shifted_claims.keeps_its_promise(*one) for one in results] == kept
    named = [line for line in shifted_claims.report(results) if line.startswith("TOO OFTEN")]
    assert len(named) == kept.count(False)


@pytest.mark.parametrize("failing, rounds", [((), 3), ((2,), 5), ((1, 2, 3, 4, 5), 5)])
def test_where_a_statistical_claim_failed_its_chapter_runs_on(three, failing, rounds, monkeypatch, tmp_path):
    monkeypatch.setattr(shifted_claims.claims, "claims_of", lambda slug: three[2:])
    monkeypatch.setattr(shifted_claims, "one_round", lambda path, number, folder: {
        three[2].name: "does not hold" if number in failing else "holds"})
    runs, *found = shifted_claims.of_a_chapter(tmp_path / "01_small.ipynb", tmp_path, 3, 5)
    assert found == [(three[2], len(failing), rounds)] and runs[1:] == (0, rounds)


def test_a_round_executes_the_chapter_and_is_kept(tmp_path, monkeypatch):
    """On the first chapter's claims, of which those that need no more than `n` can be judged."""
    path = tmp_path / "01_circular_ensembles.ipynb"
    cells = [nbformat.v4.new_code_cell("n = 128"),
             nbformat.v4.new_code_cell("1 / 0", metadata={"tags": ["skip-execution"]})]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={
        "chapter": "circular_ensembles", "kernelspec": {"name": "python3", "display_name": "Python 3"}}), path)
    found = shifted_claims.one_round(path, 1, tmp_path)
    assert found["independent_points_in_a_half_circle"] == "holds"
    assert found["gap_ratios_follow_their_laws"] == "cannot be judged here"
    monkeypatch.setattr(shifted_claims, "NotebookClient", None)
    assert shifted_claims.one_round(path, 1, tmp_path) == found


def test_a_chapter_that_stops_is_named_and_the_others_are_judged(three, monkeypatch, tmp_path, capsys):
    path = tmp_path / "01_circular_ensembles.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")], metadata={
        "chapter": "circular_ensembles", "kernelspec": {"name": "python3", "display_name": "Python 3"}}), path)
    assert shifted_claims.one_round(path, 1, tmp_path) is None
    assert "01_circular_ensembles, round 1: ZeroDivisionError: division by zero" in "".join(capsys.readouterr())
    monkeypatch.setattr(shifted_claims.claims, "claims_of", lambda slug: three)
    monkeypatch.setattr(shifted_claims, "one_round", lambda path, number, folder: (
        None if number == 2 else {claim.name: "holds" for claim in three}))
    results = shifted_claims.of_a_chapter(path, tmp_path, 3, 20)
    assert [one[1:] for one in results] == [(1, 3), (0, 2), (0, 2), (0, 2)]
    assert "TOO OFTEN exact 0: 1 of 3: 01_circular_ensembles runs to its end." in shifted_claims.report(results)
