"""Numbers as they are printed in a sentence, and whether computed ones round to them."""

import re

from pse_helpers.checks import shown

SPACE = "[\u00a0\u2009\u202f ]"  # that may stand between thousands
PLAIN = rf"\d{{1,3}}(?:(?:{SPACE}|,)\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?"
POWER = r"10\^(?:\{(?P<long>[−-]?\d+)\}|(?P<short>\d))"
NUMBER = re.compile(rf"(?P<sign>[−-]?)(?:(?P<plain>{PLAIN})(?:(?: *\\(?:times|cdot) *| *[×·] *){POWER})?"
                    r"|(?P<bare>10\^(?:\{[−-]?\d+\}|\d)))")


def value_of(printed):
    r"""The value of a number as it is printed, and how far from it one may be that is rounded to it.

    Half a unit of the last digit where there are decimals or a power of ten; a whole number is exact.

    >>> from pse_helpers.chapters.claims.printed import value_of
    >>> value_of("−1.38"), value_of("20"), value_of("16 000"), value_of(r"3 \times 10^{-5}")
    ((-1.38, 0.005), (20.0, 0.0), (16000.0, 0.0), (3e-05, 5e-06))
    """
    found = NUMBER.fullmatch(printed) if isinstance(printed, str) else None
    if not found:
        raise ValueError(f"numbers must be printed as a sentence prints them, such as 20, 0.05, −1.4, 16 000 or "
                         f"3 \\times 10^{{-5}}; got {shown(printed)}")
    digits = re.sub(rf"{SPACE}|,", "", found["plain"] or "1")
    decimals = len(digits.partition(".")[2])
    power = found["long"] or found["short"] or (found["bare"] or "").removeprefix("10^").strip("{}")
    exponent = int(power.replace("−", "-") or 0)
    value = float(f"{digits}e{exponent}") * (-1 if found["sign"] else 1)
    rounded = decimals or (power and found["plain"])
    return value, float(f"5e{exponent - decimals - 1}") if rounded else 0.0


def times_printed(printed, sentence):
    """How often a number stands in a sentence as a whole: not "3" in "3,000", in "1e3" or in "ResNet-3".

    >>> from pse_helpers.chapters.claims.printed import times_printed
    >>> times_printed("3", "Of 3 in 3,000 only 3 are 1e3 or −3."), times_printed("20", "It is ResNet-20.")
    (2, 0)
    """
    before = r"(?<![\w.,^−-])(?<!\^\{)" + rf"(?<!\d{SPACE})" * bool(re.fullmatch(r"\d{3}", printed))
    after = rf"(?![\w^]|[.,]\d|{SPACE}\d{{3}}\b)"
    return len(re.findall(before + re.escape(printed) + after, sentence))


def rounds_to(value, printed):
    """Whether a computed number is what is printed, when rounded to as many digits."""
    expected, tolerance = value_of(printed)
    return bool(abs(value - expected) <= tolerance * (1 + 1e-9))
