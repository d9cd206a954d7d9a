"""Sphinx extension: the style `author_year`, which labels an entry of the bibliography as the text cites it.

The label is the authors and the year, [Süzen et al., 2017]; of several entries with the
same authors and year each gets a letter, in the order of the list. The reference style
`label` quotes it in the text, so that text and list cannot differ.
"""

from pybtex.plugin import register_plugin
from pybtex.style.formatting.alpha import Style as AlphaStyle
from pybtex.style.labels.alpha import LabelStyle as AlphaLabels

NAME = "author_year"


class AuthorYearLabels(AlphaLabels):
    """Labels of authors and year; the letters for equal ones are those of the style `alpha`."""

    def format_label(self, entry):
        """The label of an entry before it gets a letter."""
        return f"{short_authors(entry)}, {entry.fields['year']}"


class AuthorYearStyle(AlphaStyle):
    """The style `alpha`, sorted by authors, year and title, with labels of authors and year."""

    default_label_style = AuthorYearLabels


def short_authors(entry):
    """The last names of one or two authors, or the first with "et al."."""
    names = [last_name(person) for person in entry.persons["author"]]
    return f"{names[0]} et al." if len(names) > 2 else " and ".join(names)


def last_name(person):
    """A last name with what belongs before it, as "von Neumann", without LaTeX."""
    return " ".join(str(part) for part in person.rich_prelast_names + person.rich_last_names)


def setup(app):
    """Make the style known; `bibtex_default_style` asks for it."""
    register_plugin("pybtex.style.formatting", NAME, AuthorYearStyle)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
