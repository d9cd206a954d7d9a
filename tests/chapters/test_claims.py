"""The ledger of claims refuses false and empty claims, and a false one stops its notebook."""

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from pse_helpers.chapters import claims


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
    cell = nbformat.v4.new_code_cell('from pse_helpers.chapters import claims\nclaims.check("False.", 1 > 2)')
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": {"name": "python3", "display_name": "P"}})
    with pytest.raises(Exception, match="ClaimError"):
        NotebookClient(notebook, timeout=120).execute()
