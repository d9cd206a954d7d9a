"""Claims hold, do not hold, or cannot be judged; the build hears of all failures at once, a reader of no error."""


import numpy as np
import pytest

from pse_helpers.chapters import claims


@pytest.fixture
def chapter(monkeypatch):
    """The variables `draws` and `ten` of a chapter with four claims."""
    @claims.exact("Half of ten is 5.")
    def half(ten):
        return {"5": ten / 2}

    @claims.fixed_seed("The mean is 0.50, the first 0.50, and there are 3.")
    def mean(draws):
        return {"0.50": (draws.mean(), draws[0]), "3": len(draws)}

    @claims.statistical("All are positive.", rate=0.01)
    def positive(draws):
        return (draws > 0).all()

    @claims.here("The last is above 0.6.")
    def last(draws):
        return draws[-1] > 0.6
    monkeypatch.setattr("pse_helpers.chapters.claims.judging.claims_of", lambda slug: [half, mean, positive, last])
    return {"draws": np.array([0.5, 0.3, 0.7]), "ten": 10}


def verdicts(names):
    return claims.review("small", names).table["verdict"].tolist()


HOLDS, FAILS, UNKNOWN = "holds", "does not hold", "cannot be judged here"


def test_a_table_of_all(chapter):
    table = claims.review("small", chapter).table
    assert table["verdict"].tolist() == [HOLDS] * 4
    assert table["kind"].tolist() == ["exact", "fixed seed", "statistical", "here"]
    assert table["printed"][1] == "0.50, 0.50, 3" and table["computed"][1] == "0.5, 0.5, 3"


def test_a_notebook_shows_whole_sentences(chapter):
    review = claims.review("small", {**chapter, "ten": 11})
    assert "The mean is 0.50, the first 0.50, and there are 3." in review._repr_html_()
    assert repr(review).splitlines()[:2] == [
        "3 holds, 1 does not hold", "does not hold: Half of ten is 5. (5 is printed, 5.5 computed)"]


def test_a_record_for_the_ledger(chapter):
    shown, metadata = claims.record("small", chapter)._repr_mimebundle_()
    assert shown == {"text/plain": "✓ 4 claims hold"}
    assert metadata[claims.METADATA][1] == {"name": "mean", "numbers": (("0.50", 0.5), ("0.50", 0.5), ("3", 3.0)),
                                            "sentence": "The mean is 0.50, the first 0.50, and there are 3."}


@pytest.mark.parametrize("changed, expected", [
    ({"ten": 11}, [FAILS, HOLDS, HOLDS, HOLDS]),
    ({"draws": np.array([0.4, 0.4, 0.7])}, [HOLDS, FAILS, HOLDS, HOLDS]),
    ({"draws": np.array([0.5, -0.3, 1.3])}, [HOLDS, HOLDS, FAILS, HOLDS]),
    ({"draws": np.array([0.5, 0.9, 0.1])}, [HOLDS, HOLDS, HOLDS, UNKNOWN]),
    ({"draws": None}, [HOLDS, UNKNOWN, UNKNOWN, UNKNOWN])])
def test_verdicts_on_a_readers_own_variables(chapter, changed, expected):
    assert verdicts({**chapter, **changed}) == expected


def test_a_variable_that_is_not_there_is_named(chapter):
    table = claims.review("small", {"draws": chapter["draws"]}).table
    assert table["verdict"][0] == UNKNOWN and table["reason"][0] == "the chapter has no ten"


def test_the_build_hears_of_all_failures_at_once_with_both_values(chapter):
    with pytest.raises(claims.ClaimError) as caught:
        claims.record("small", {"draws": np.array([0.5, -0.3, 0.1])})
    first, *rest = str(caught.value).splitlines()
    assert first == "4 claims of small do not hold:"
    assert rest[0] == "? Half of ten is 5. (the chapter has no ten)"
    assert rest[1].startswith("✗ The mean is 0.50, the first 0.50, and there are 3. (0.50 is printed, 0.1 computed")
    assert rest[3] == "✗ The last is above 0.6. (what the sentence says is not so)"


@pytest.mark.parametrize("result, reason", [
    (None, "gives None"), (1, "gives 1"), ({}, "gives"), ((True, False), "gives"),
    ({"5": 5, "7": 7}, "7 stands 0 times"),
    ({"5": (5, 5)}, "5 stands 1 times in the sentence, and 2 values are computed"),
    ({5: 5}, "numbers must be printed as")])
def test_what_a_claim_may_give(result, reason):
    claim = claims.exact("Half of ten is 5.")(lambda: result)
    judgement = claims.judged(claim, {})
    assert judgement.verdict == UNKNOWN and reason in judgement.reason


@pytest.mark.parametrize("result", [True, np.True_, {"5": 5}, (True, {"5": np.float64(5)}), (np.True_, {"5": 5})])
def test_forms_that_hold(result):
    assert claims.judged(claims.exact("Half of ten is 5.")(lambda: result), {}).verdict == HOLDS


@pytest.mark.parametrize("slug", ["no such chapter", "", None, "claims", 3])
def test_an_unknown_chapter_is_refused(slug):
    with pytest.raises(ValueError, match="^slug must name a chapter with claims"):
        claims.review(slug, {})


@pytest.mark.parametrize("rate", [0, -0.1, 0.06, float("nan"), 1])
def test_rates_that_mean_something(rate):
    with pytest.raises(ValueError, match="^rate must be a number above 0"):
        claims.statistical("It holds.", rate)


def test_a_number_that_is_printed_twice_wants_two_values():
    judgement = claims.judged(claims.exact("Half of ten is 5, and so is 2 + 3 = 5.")(lambda: {"5": 5}), {})
    assert judgement.verdict == UNKNOWN and judgement.reason.endswith(
        "5 stands 2 times in the sentence, and 1 values are computed")
