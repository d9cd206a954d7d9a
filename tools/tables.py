"""Tables of inline nodes, for the pages that the build fills."""

from docutils import nodes


def table(head, rows):
    """A table of inline nodes below a line of words."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in head), cols=len(head))
    group += nodes.thead("", _line([nodes.Text(word) for word in head]))
    group += nodes.tbody("", *map(_line, rows))
    return nodes.table("", group)


def texts(*words):
    return [nodes.Text(str(word)) for word in words]


def _line(cells):
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))
