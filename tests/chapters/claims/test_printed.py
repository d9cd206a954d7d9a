"""Numbers as sentences print them: found as a whole or not at all, and compared to their last digit."""

import pytest

from pse_helpers.chapters.claims.printed import rounds_to, times_printed, value_of


@pytest.mark.parametrize("printed, value, tolerance", [
    ("20", 20, 0), ("0", 0, 0), ("0.70", 0.7, 0.005), ("−1.38", -1.38, 0.005), ("-2", -2, 0), ("3,000", 3000, 0),
    ("16 000", 16000, 0), ("16\u202f000", 16000, 0), ("1,234.5", 1234.5, 0.05), ("10^{-5}", 1e-5, 0), ("10^4", 1e4, 0),
    (r"3 \times 10^{-5}", 3e-5, 5e-6), (r"2.5 \times 10^{3}", 2500, 50), ("2.5 · 10^{−3}", 0.0025, 5e-5)])
def test_values_and_tolerances(printed, value, tolerance):
    assert value_of(printed) == pytest.approx((value, tolerance), rel=1e-12)


@pytest.mark.parametrize("printed", ["", "about 3", "1e5", "3.", ".5", "--1", "1 2", None, 3, "10^", "1,23"])
def test_what_is_no_number_is_refused(printed):
    with pytest.raises(ValueError, match="numbers must be printed as a sentence prints them"):
        value_of(printed)


@pytest.mark.parametrize("sentence, printed, times", [
    ("It is 3.", "3", 1), ("From 3 to 3.", "3", 2), ("Of 3,000 few.", "3", 0), ("Of 3 000 few.", "3", 0),
    ("Of 3 000 few.", "000", 0), ("It is 1e5.", "5", 0), ("It is 1e5.", "1", 0), ("It is 3.14, or so.", "3.1", 0),
    ("It is 3.14, or so.", "14", 0), ("It is 3.14, or so.", "3.14", 1), ("It is −1.4.", "1.4", 0),
    ("It is −1.4.", "−1.4", 1), ("It is -1.4.", "1.4", 0), ("ResNet-20 has 20.", "20", 1), ("$10^{-5}$", "5", 0),
    ("$10^{-5}$", "10", 0), ("$10^5$", "5", 0), ("$10^{-5}$", "10^{-5}", 1), ("22 % and 22 per cent", "22", 2),
    ("3 to 5 of them", "5", 1), ("0.99, then 0.99", "0.99", 2), ("a 4x4 matrix", "4", 0), ("In 2.5 of 5.", "5", 1),
    ("(12)", "12", 1), ("$n = 12$", "12", 1), ("16 000 of them", "16 000", 1), ("x_3", "3", 0)])
def test_a_number_is_found_as_a_whole_or_not_at_all(sentence, printed, times):
    assert times_printed(printed, sentence) == times


@pytest.mark.parametrize("value, printed, holds", [
    (0.7049, "0.70", True), (0.7051, "0.70", False), (0.695, "0.70", True), (20, "20", True), (20.001, "20", False),
    (-1.384, "−1.38", True), (1.38, "−1.38", False), (float("nan"), "0.70", False), (3.4e-5, r"3 \times 10^{-5}", True),
    (3.6e-5, r"3 \times 10^{-5}", False), (float("inf"), "20", False)])
def test_rounding(value, printed, holds):
    assert rounds_to(value, printed) == holds
