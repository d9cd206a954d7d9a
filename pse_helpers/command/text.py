"""The results as plain text, for a terminal."""

from shutil import get_terminal_size
from textwrap import fill

from pse_helpers.command.words import COLUMNS, MEANING, numbers, shortened, summary

WIDEST, NARROWEST, WITHOUT_A_TERMINAL = 100, 40, 72  # lines
LISTED = 6  # of a list


def as_text(examination):
    """Everything, long lists and names shortened."""
    width = _width()
    parts = [examination.title, _listed(examination, width), _table(examination.layers, width), _explained(width),
             _measured(examination, width)]
    return "\n\n".join(part for part in parts if part)


def _width():
    """As many letters as the terminal has in a line, but no line too long to be read."""
    return max(NARROWEST, min(WIDEST, get_terminal_size((WITHOUT_A_TERMINAL, 24)).columns))


def _listed(examination, width):
    """What was read and what was not, and why."""
    spectra = examination.spectra
    lines = [_line(*item, width) for item in summary(examination).items()]
    return "\n".join([*lines, *_pairs("notes", spectra.notes, width), *_pairs("left out", spectra.skipped, width)])


def _pairs(heading, pairs, width):
    """Names with a text, the first few of them; JSON has all."""
    lines = [_line(heading if index == 0 else "", f"{shortened(name)}: {text}", width)
             for index, (name, text) in enumerate(pairs[:LISTED])]
    rest = len(pairs) - LISTED
    return [*lines, _line("", f"and {rest} more (--json lists all)", width)] if rest > 0 else lines


def _line(heading, text, width):
    return fill(f"{heading:<13}{text}", width, subsequent_indent=" " * 13, break_on_hyphens=False)


def _table(layers, width):
    columns = [["shape", *(f"{out} x {rest}" for out, rest in zip(layers.out, layers.rest))]]
    columns += [[column.heading, *map(column.written, layers[name])] for name, column in COLUMNS.items()]
    room = width - sum(2 + max(map(len, column)) for column in columns)
    columns = [["layer", *(shortened(name, min(52, max(14, room))) for name in layers.name)], *columns]
    widths = [max(map(len, column)) for column in columns]
    return "\n".join("  ".join(cell.ljust(width) if index == 0 else cell.rjust(width)
                               for index, (cell, width) in enumerate(zip(row, widths))) for row in zip(*columns))


def _explained(width):
    return "\n".join(_line(column.heading, column.meaning, width) for column in COLUMNS.values())


def _measured(examination, width):
    lines = [_line(*item, width) for item in numbers(examination).items()]
    lines += [fill(reason, width) for reason in examination.reasons]
    return "\n".join([*lines, *([fill(MEANING, width)] if examination.cascade is not None else [])])
