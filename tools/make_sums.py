#!/usr/bin/env python3
"""Write the SHA-256 of every shipped file; run this after a tool has made one of them anew."""

from pathlib import Path

from pse_helpers.data import SUMS, computed_sums

DATA = Path(__file__).resolve().parent.parent / "pse_helpers" / "data"


def main():
    lines = [f"{digits}  {name}\n" for name, digits in computed_sums().items()]
    (DATA / SUMS).write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
