"""The bibliography for readers outside the site: labels as the site prints them, addresses, whole references."""

from dataclasses import dataclass

from citation_labels import AuthorYearStyle
from pybtex.backends.markdown import Backend
from pybtex.database import parse_file

FORMS = {"doi": "https://doi.org/{}", "eprint": "https://arxiv.org/abs/{}", "url": "{}"}


@dataclass(frozen=True)
class Citation:
    """One entry: the label by which the text cites it, where it leads, and the whole reference in Markdown."""

    label: str
    address: str
    reference: str

    @property
    def link(self):
        return f"[{self.label}]({self.address})"


class PlainMarkdown(Backend):
    """Markdown with no more escapes than it needs: not every reader's program undoes the others."""

    def format_str(self, text):
        """The text with escapes where Markdown would see emphasis or a link."""
        return "".join(f"\\{letter}" if letter in "\\`*_[]<" else letter for letter in text)

    def format_href(self, url, text, external=False):
        """A link; a bracket in its address would end it."""
        return f"[{text}]({_without_brackets(url)})" if text else ""


def citations(path):
    """All entries of a bibliography, in the order of the site's list: {key: Citation}."""
    entries = parse_file(path).entries
    return {one.key: Citation(one.label, address(entries[one.key].fields), _reference(one.text))
            for one in AuthorYearStyle().format_entries(entries.values())}


def address(fields):
    """Where an entry leads: by its DOI, else its number of the arXiv, else its address."""
    return next(_without_brackets(form.format(fields[name])) for name, form in FORMS.items() if name in fields)


def _reference(text):
    return " ".join(text.render(PlainMarkdown("utf-8")).split())


def _without_brackets(url):
    return url.replace("(", "%28").replace(")", "%29")
