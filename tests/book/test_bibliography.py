"""Every entry of the bibliography leads to its source, is cited, and has one label, in the text as in the list."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from html import unescape

import pytest
import yaml
from pybtex.database import parse_file

SETTINGS = {"bibtex_default_style": "author_year", "bibtex_reference_style": "label"}
EXTENSIONS = ["myst_parser", "sphinxcontrib.bibtex", "citation_labels"]

# The fields that lead to a source: what they hold, and the address that this makes.
LINKS = {
    "doi": (r"10\.\d{4,5}/\S+", "https://doi.org/{}"),
    "eprint": (r"\d{4}\.\d{4,5}|[a-z-]+/\d{7}", "https://arxiv.org/abs/{}"),
    "url": (r"https://\S+", "{}"),
}


@pytest.fixture(scope="module")
def entries(root):
    """The entries of the bibliography by their keys."""
    return parse_file(root / "book" / "references.bib").entries


@pytest.fixture(scope="module")
def small_site(root, entries, tmp_path_factory):
    """The HTML of two pages: one cites every entry in a paragraph of its own, the other is the bibliography."""
    source, site = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("site")
    settings = {"extensions": EXTENSIONS, "bibtex_bibfiles": ["references.bib"], **SETTINGS}
    lines = [f"{name} = {value!r}" for name, value in settings.items()]
    (source / "conf.py").write_text("\n".join([f"import sys\nsys.path.insert(0, {str(root / 'tools')!r})", *lines]))
    cited = "\n\n".join(f"{key}: {{cite}}`{key}`" for key in entries)
    (source / "index.md").write_text(f"# All\n\n{cited}\n\n```{{toctree}}\nbibliography\n```\n")
    for name in ("bibliography.md", "references.bib"):
        (source / name).write_bytes((root / "book" / name).read_bytes())
    subprocess.run([sys.executable, "-m", "sphinx", "-q", "-W", source, site], check=True)
    return {name: (site / f"{name}.html").read_text(encoding="utf-8") for name in ("index", "bibliography")}


def links(entry):
    """The addresses to which an entry leads."""
    values = [(entry.fields.get(name, ""), *forms) for name, forms in LINKS.items()]
    return [address.format(value) for value, pattern, address in values if re.fullmatch(pattern, value)]


def plain(html):
    """The text of a piece of HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def docstrings(path):
    """All docstrings of a module."""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, kinds)]
    return [ast.get_docstring(node) or "" for node in nodes]


def prose_of_the_book(root):
    """Everything a reader reads: pages, the Markdown of the chapters, the docstrings that the API's page shows."""
    chapters = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((root / "book").glob("*.ipynb"))]
    cells = [cell for chapter in chapters for cell in chapter["cells"] if cell["cell_type"] == "markdown"]
    pages = [path.read_text(encoding="utf-8") for path in sorted((root / "book").glob("*.md"))]
    docs = [text for path in sorted((root / "pse_helpers").rglob("*.py")) for text in docstrings(path)]
    return "\n".join(["".join(cell["source"]) for cell in cells] + pages + docs)


def cited_keys(text):
    """The keys in the citations of a text, in Markdown's and in the docstrings' form."""
    groups = re.findall(r"(?:\{cite[\w:]*\}|:cite[\w:]*:)`([^`]+)`", text)
    return {key.strip() for group in groups for key in group.split(",")}


def test_every_entry_has_a_link(entries):
    """A DOI, a number of the arXiv or an address, and none that is written wrongly."""
    assert [key for key, entry in entries.items() if not links(entry)] == []
    assert [key for key, entry in entries.items() if len(links(entry)) < len(set(LINKS) & set(entry.fields))] == []


def test_no_source_has_two_entries(entries):
    """Neither two entries of one title nor two with the same link."""
    titles = [re.sub(r"\W", "", entry.fields["title"]).lower() for entry in entries.values()]
    shared = Counter(titles + [link.lower() for entry in entries.values() for link in set(links(entry))])
    assert [one for one, times in shared.items() if times > 1] == []


def test_every_entry_is_cited_and_every_citation_has_an_entry(root, entries):
    """The list shows cited entries only, so one that nobody cites would be seen by nobody."""
    assert cited_keys(prose_of_the_book(root)) ^ set(entries) == set()


def test_every_citation_is_the_label_in_brackets(root):
    """Other roles, as `{cite:t}`, would write the authors beside a label that names them."""
    assert re.findall(r"\{?:?cite:\w+\}?:?`[^`]+`", prose_of_the_book(root)) == []


def test_the_list_shows_the_labels_by_which_the_text_cites(small_site, entries):
    """Label by label, over the link from the citation to its place in the list."""
    link = r'<p>([^:<]+): <span[^>]*>(\[<a .*?href="bibliography\.html#(\w+)".*?</a>\])</span></p>'
    place = r'<div class="citation" id="(\w+)"[^>]*>\n<span class="label">(.*?)</span>\n'
    cited, listed = re.findall(link, small_site["index"]), re.findall(place, small_site["bibliography"])
    assert [key for key, _, _ in cited] == list(entries)
    assert {where: plain(label) for _, label, where in cited} == {where: plain(label) for where, label in listed}


def test_no_two_entries_have_the_same_label(small_site, entries):
    """Two papers of the same authors and year are told apart by a letter."""
    labels = [plain(label) for label in re.findall(r'<span class="label">(.*?)</span>\n', small_site["bibliography"])]
    assert len(labels) == len(set(labels)) == len(entries)
    assert {"[Hanin and Rolnick, 2019a]", "[Hanin and Rolnick, 2019b]", "[von Neumann, 1941]"} <= set(labels)
    assert all(re.fullmatch(r"\[.*[^\W\d_].*, \d{4}[a-z]?\]", label) for label in labels)


def test_the_book_has_the_settings_of_the_small_site(root):
    """Without them the labels of the list are others than those of the text."""
    sphinx = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))["sphinx"]
    assert sphinx["local_extensions"]["citation_labels"] == "tools"
    assert {name: value for name, value in sphinx["config"].items() if name in SETTINGS} == SETTINGS
