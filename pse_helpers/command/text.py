"""The results as plain text, for a terminal."""

from textwrap import fill

from pse_helpers.command.words import COLUMNS, MEANING, numbers, shortened, summary

WIDTH, LISTED = 100, 6  # of a line, of a list


def as_text(examination):
    """Everything, long lists and names shortened."""
    parts = [examination.title, _listed(examination), _table(examination.layers), _explained(), _measured(examination)]
    return "\n\n".join(part for part in parts if part)


def _listed(examination):
    """What was read and what was not, and why."""
    spectra = examination.spectra
    lines = [_line(*item) for item in summary(examination).items()]
    return "\n".join([*lines, *_pairs("notes", spectra.notes), *_pairs("left out", spectra.skipped)])


def _pairs(heading, pairs):
    """Names with a text, the first few of them; JSON has all."""
    lines = [_line(heading if index == 0 else "", f"{shortened(name)}: {text}")
             for index, (name, text) in enumerate(pairs[:LISTED])]
    rest = len(pairs) - LISTED
    return [*lines, _line("", f"and {rest} more (--json lists all)")] if rest > 0 else lines


def _line(heading, text):
    return fill(f"{heading:<13}{text}", WIDTH, subsequent_indent=" " * 13, break_on_hyphens=False)


def _table(layers):
    names = [shortened(name) for name in layers.name]
    columns = [["layer", *names], ["shape", *(f"{out} x {rest}" for out, rest in zip(layers.out, layers.rest))]]
    columns += [[column.heading, *map(column.written, layers[name])] for name, column in COLUMNS.items()]
    widths = [max(map(len, column)) for column in columns]
    return "\n".join("  ".join(cell.ljust(width) if index == 0 else cell.rjust(width)
                               for index, (cell, width) in enumerate(zip(row, widths))) for row in zip(*columns))


def _explained():
    return "\n".join(_line(column.heading, column.meaning) for column in COLUMNS.values())


def _measured(examination):
    lines = [_line(*item) for item in numbers(examination).items()]
    lines += [fill(reason, WIDTH) for reason in examination.reasons]
    return "\n".join([*lines, *([fill(MEANING, WIDTH)] if examination.cascade is not None else [])])
