"""The ledger refuses false and empty claims; the checkers know right answers from typical wrong ones."""

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from pse_helpers.chapters import claims, exercises, published
from pse_helpers.cascade import cpse
from pse_helpers.networks import spectra


def test_a_true_claim_is_quiet_and_leaves_a_record():
    claim = claims.check("It is 3.14, or so.", True, {"3.14": np.float64(np.pi)})
    shown, record = claim._repr_mimebundle_()
    assert shown == {"text/plain": "✓ checked: 3.14 (3.14159)"}
    assert record == {"pse_claim": {"sentence": "It is 3.14, or so.", "numbers": {"3.14": np.pi}}}


@pytest.mark.parametrize("holds, numbers, message", [
    (False, None, "does not hold: It is 3.14."),
    (np.False_, {"3.14": np.pi}, "does not hold"),
    (True, {"3.14": 3.1451}, "printed 3.14, computed 3.1451"),
    (None, {"3.14": 3.1349}, "printed 3.14, computed 3.1349"),
    (None, {"3.14": float("nan")}, "printed 3.14, computed nan"),
])
def test_a_false_claim_stops(holds, numbers, message):
    with pytest.raises(claims.ClaimError, match=message):
        claims.check("It is 3.14.", holds, numbers)


@pytest.mark.parametrize("arguments, message", [
    ((), "holds or numbers must be given"),
    ((None, {}), "holds or numbers must be given"),
    ((True, {"2.72": 2.72}), "numbers: 2.72 does not stand in the sentence"),
    ((True, {"3.1": 3.1}), "numbers: 3.1 does not stand in the sentence"),
    ((True, {"14": 14}), "numbers: 14 does not stand in the sentence"),
    ((True, {"1e-3": 1e-3}), "does not stand in the sentence"),
])
def test_an_empty_claim_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        claims.check("It is 3.14.", *arguments)


@pytest.mark.parametrize("value", [19, 21, 19.9])
def test_whole_numbers_are_exact(value):
    with pytest.raises(claims.ClaimError, match="printed 20, computed"):
        claims.check("All 20 of them.", numbers={"20": value})


@pytest.mark.parametrize("holds", ["no", float("nan"), np.array([True]), {"3.14": np.pi}, all])
def test_only_truth_values_hold(holds):
    with pytest.raises(TypeError, match="holds must be a computed truth value; got a"):
        claims.check("It is 3.14.", holds)


def test_a_false_claim_fails_its_notebook():
    cell = nbformat.v4.new_code_cell('from pse_helpers import claims\nclaims.check("False.", 1 > 2)')
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": "P"}})
    with pytest.raises(Exception, match="ClaimError"):
        NotebookClient(notebook, timeout=120).execute()


# -- exercises -----------------------------------------------------------------

def by_definition(histograms):
    return np.array([histograms[:l + 1].var(axis=0) for l in range(len(histograms))]) / histograms[0].sum()


def counts(histograms):
    return np.arange(1, len(histograms) + 1)[:, None]


def around_the_final_mean(histograms):
    return np.cumsum((histograms - histograms.mean(axis=0))**2, axis=0) / counts(histograms) / histograms[0].sum()


@pytest.mark.parametrize("answer, hint", [
    (lambda h: by_definition(h) * h[0].sum(), "divide by the period as well"),
    (lambda h: by_definition(h) * counts(h), "divide by the number of layers as well"),
    (lambda h: by_definition(h) * counts(h) * h[0].sum(), "divide by the number of layers and by the period"),
    (around_the_final_mean, "that of the first l layers"),
    (lambda h: np.sqrt(by_definition(h)), "no square root"),
    (lambda h: by_definition(h)[-1], "has shape"),
    (lambda h: by_definition(h) + [[0], [0], [1], [1]], "index 2"),
    (lambda h: None, "returned None"),
    (7, "should be a function"),
    (lambda: None, "it raised TypeError"),
    (lambda h: 1 / 0, "it raised ZeroDivisionError: division by zero"),
    (lambda h: [[1], [1, 2]], "it raised ValueError"),
])
def test_wrong_ergodicity(answer, hint):
    verdict = exercises.check("05-ergodicity", answer)
    assert not verdict.right and hint in verdict.message


def test_right_ergodicity():
    assert exercises.check("05-ergodicity", by_definition).right
    assert exercises.check("05-ergodicity", lambda h: by_definition(h).tolist()).right


@pytest.mark.parametrize("answer, hint", [
    (cpse(spectra("resnet56", "CIFAR10")).value, "in the original order"),
    (-1.0, "reverse names, shapes and values"),
    ("-1.8", "should be a number"),
])
def test_wrong_reversed(answer, hint):
    verdict = exercises.check("05-reversed", answer)
    assert not verdict.right and hint in verdict.message


def test_unknown_exercises():
    with pytest.raises(ValueError, match="name must be one of 01-phase-fix, .*; got '5'"):
        exercises.check("5", 1)


# -- published numbers ---------------------------------------------------------

@pytest.mark.parametrize("family, error, quoted", [
    ("ResNet", "top1_error", 0.94), ("VGG", "top5_error", 0.44), ("VGG with batch norm", "top1_error", 0.93)])
def test_the_quoted_correlations_follow_from_the_table(family, error, quoted):
    rows = published.cpse_table().query("family == @family")
    assert rows[error].corr(rows.cpse) == pytest.approx(quoted, abs=0.005)


def test_the_table_names_its_source():
    table = published.cpse_table()
    assert len(table) == 13 and "1911.07831" in table.attrs["source"]
