"""Statistics of levels by hand."""

import numpy as np
import pytest
import torch

from pse_helpers.levels import GAP_RATIO, form_factor, gap_ratio, gap_ratios, number_variance, spacings

QUARTER = np.pi / 2


# -- statistics by hand --------------------------------------------------------

def test_spacings_by_hand():
    np.testing.assert_allclose(spacings([0, QUARTER, np.pi]), [0.75, 0.75, 1.5])
    np.testing.assert_allclose(spacings([np.pi, 0, QUARTER]), [0.75, 0.75, 1.5])  # in any order
    np.testing.assert_allclose(spacings([1.0]), [1])
    np.testing.assert_allclose(spacings([[0, np.pi], [0, QUARTER]]), [[1, 1], [0.5, 1.5]])


def test_spacings_have_unit_mean_and_turn_with_the_circle():
    phases = np.random.default_rng(1).uniform(-np.pi, np.pi, (3, 4, 9))
    gaps = spacings(phases)
    assert gaps.shape == (3, 4, 9)
    np.testing.assert_allclose(gaps.mean(axis=-1), 1)
    turned = np.angle(np.exp(1j * (phases + 2)))
    np.testing.assert_allclose(np.sort(spacings(turned)), np.sort(gaps), atol=1e-12)


def test_gap_ratios_by_hand():
    np.testing.assert_allclose(gap_ratios([0, QUARTER, np.pi]), [1, 0.5, 0.5])
    np.testing.assert_allclose(gap_ratios([0, QUARTER]), [1 / 3, 1 / 3])
    assert gap_ratio([0, QUARTER, np.pi]) == pytest.approx(2 / 3)
    assert gap_ratio([[0, QUARTER, np.pi], [0, 2 * np.pi / 3, 4 * np.pi / 3]]) == pytest.approx(5 / 6)


@pytest.mark.parametrize("phases, ratios", [
    ([0, 0, QUARTER], [0, 1 / 3, 0]), ([0, 0, QUARTER, QUARTER], [0, 0, 0, 0]), ([1, 1], [0, 0]),
    ([-np.pi, 0, np.pi], [1, 0, 0])])  # the last two are one place of the circle
def test_two_equal_levels_have_the_ratio_zero(phases, ratios):
    np.testing.assert_allclose(gap_ratios(phases), ratios, atol=1e-15)
    assert gap_ratio(phases) == pytest.approx(np.mean(ratios))


def test_levels_at_both_ends_leave_no_negative_gap():
    """A span of 2 pi that is rounded down: the gap between its ends is zero or more, never less."""
    starts = np.random.default_rng(5).uniform(-7, 7, 1000)
    ends = np.nextafter(starts + 2 * np.pi, np.inf)
    rows = np.stack([starts, starts, starts + 1, ends], axis=1)[ends - starts <= 2 * np.pi]
    assert len(rows) > 30 and (spacings(rows) >= 0).all()


@pytest.mark.false_alarm(2e-5, detects="a mean that is off by 0.005")
def test_gap_ratio_of_independent_phases():
    """2 ln 2 - 1 for many phases."""
    ratios = gap_ratios(np.random.default_rng(2).uniform(-np.pi, np.pi, (400, 500))).mean(axis=1)
    assert abs(ratios.mean() - GAP_RATIO[0]) < 4.42 * ratios.std(ddof=1) / 400**0.5
    assert GAP_RATIO[0] == pytest.approx(0.386294, abs=1e-6)


def test_number_variance_by_hand():
    mean = 3 / (2 * np.pi)
    by_hand = ((2 - mean)**2 + mean**2) / 2  # the arc from 0 holds two phases, that from pi none
    assert number_variance([0.1, 0.2, 3.0], 1.0, starts=2) == pytest.approx(by_hand)
    assert number_variance([0.1, 0.2, 3.0], 1.0, starts=1) == pytest.approx((2 - mean)**2)
    rows = number_variance([[0.1, 0.2, 3.0], [0.1, 0.2, -1.0]], 1.0, starts=2)
    np.testing.assert_allclose(rows, [by_hand, by_hand])


def test_an_arc_holds_its_beginning_and_not_its_end():
    mean = 2 * QUARTER / (2 * np.pi)
    assert number_variance([0, QUARTER], QUARTER, starts=1) == pytest.approx((1 - mean)**2)


def test_arcs_go_around_the_circle():
    mean = 2 * 5 / (2 * np.pi)
    assert number_variance([-0.1, -2.0], 5.0, starts=1) == pytest.approx((1 - mean)**2)  # the arc ends at -1.28


def test_form_factor_by_hand():
    np.testing.assert_allclose(form_factor([0, QUARTER], [0, 1, 2, 3, 4]), [4, 2, 0, 2, 4], atol=1e-14)
    one = form_factor([0, QUARTER], 1)
    assert one.shape == () and one == pytest.approx(2)
    assert form_factor(np.zeros((3, 2, 5)), [1, 2]).shape == (3, 2, 2)
    np.testing.assert_allclose(form_factor(np.zeros((3, 2, 5)), 7), np.full((3, 2), 25))


# -- bad input -----------------------------------------------------------------

STATISTICS = [spacings, gap_ratio, gap_ratios,
              lambda phases: number_variance(phases, 1.0), lambda phases: form_factor(phases, 1)]


@pytest.mark.parametrize("function", STATISTICS)
@pytest.mark.parametrize("phases, message", [
    ([0, np.nan], r"must be finite, of shape \(\.\.\., n\); got shape \(2,\)"),
    ([[0, np.inf]], r"must be finite, of shape \(\.\.\., n\); got shape \(1, 2\)"),
    ([], r"must be finite, of shape \(\.\.\., n\); got shape \(0,\)"),
    (3.0, r"must be finite, of shape \(\.\.\., n\); got shape \(\)"),
    ([0, 7.0], "of one row must span at most 2 pi"),
])
def test_bad_phases(function, phases, message):
    with pytest.raises(ValueError, match=f"^phases {message}"):
        function(phases)


@pytest.mark.parametrize("function", [gap_ratio, gap_ratios])
def test_one_phase_has_no_gap_ratio(function):
    with pytest.raises(ValueError, match=r"^phases must have at least two in a row; got shape \(3, 1\)"):
        function(np.zeros((3, 1)))


@pytest.mark.parametrize("function", [gap_ratio, gap_ratios])
@pytest.mark.parametrize("phases, where", [
    ([2, 0.5, 0.5, 0.5], "this row has them at 0.5"), ([1, 1, 1], "this row has them at 1"),
    ([[0, 1, 2], [0, 1, 2], [3, 3, 3], [1, 1, 1]], "row 2 has them at 3"),
    (np.stack([np.arange(12).reshape(3, 4) / 12, np.full((3, 4), 0.25)]), r"row \(1, 0\) has them at 0.25"),
    ([-np.pi, 0, np.pi, np.pi], "this row has them at 3.14159")])  # on the circle one place
def test_three_equal_levels_have_no_gap_ratio(function, phases, where):
    with pytest.raises(ValueError, match="^phases must have no three equal levels, whose gap ratio is 0/0; "
                                         f"{where}$"):
        function(phases)


def test_no_rows_have_no_mean():
    assert gap_ratios(np.empty((0, 4))).shape == (0, 4)
    with pytest.raises(ValueError, match=r"^phases must have at least one row; got shape \(0, 4\)$"):
        gap_ratio(np.empty((0, 4)))


@pytest.mark.parametrize("function", STATISTICS)
@pytest.mark.parametrize("phases, got", [
    (np.exp(1j * np.arange(3)), r"complex128 of shape \(3,\)"), ([True, False], r"bool of shape \(2,\)"),
    (["a", "b"], r"<U1 of shape \(2,\)"), (None, "None")])
def test_eigenvalues_and_words_are_no_phases(function, phases, got):
    with pytest.raises(TypeError, match=f"^phases must be real numbers; got {got}$"):
        function(phases)


@pytest.mark.parametrize("starts", [0, -1, 2.0, True, None])
def test_bad_starts(starts):
    with pytest.raises(ValueError, match=f"^starts must be a positive integer; got {starts}"):
        number_variance([0.0, 1.0], 1.0, starts=starts)


@pytest.mark.parametrize("phases", [[0.0, 0, 0, 1], torch.tensor([0.0, 0, 0, 1], requires_grad=True)])
def test_three_equal_levels_are_refused_of_any_origin(phases):
    with pytest.raises(ValueError, match="^phases must have no three equal levels"):
        gap_ratios(phases)
