"""Sphinx extension: the pages of the API, a room of the package each, and the tables of their overview.

In a page's block of reStructuredText, `.. api-room:: MODULE` becomes what the module says of itself, a table of its
public names, and an entry for each with the pages that use it. Functions and classes speak for themselves; what the
constants are stands below the directive, `NAME: words`. On the overview, `api-first-session` lists the names to begin
with, and `api-rooms` the rooms.
"""

import inspect
import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import contents
from api_uses import uses
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from pse_helpers import FIRST_SESSION

OVERVIEW = "book/api"
SHORT = 60  # characters of a value that is worth showing


# -- what is public --------------------------------------------------------------

@dataclass(frozen=True)
class Room:
    """A module whose public names stand on a page, with the words for its constants, {name: words}."""

    module: str
    page: str
    words: dict

    @property
    def names(self):
        """{public name: object}, in the order of the module."""
        return public_names(self.module)


def rooms(root):
    """All that the API shows, in the order of its pages: this is what is public."""
    return [Room(module, page, dict(re.findall(r"^   (\w+): (.+)$", below, re.M)))
            for page in contents.pages_below(root, OVERVIEW)
            for module, below in re.findall(r"^\.\. api-room:: (\S+)\n((?:(?:   .*)?\n)*)", text_of(root, page), re.M)]


def text_of(root, page):
    return (root / f"{page}.md").read_text(encoding="utf-8")


def public_names(module):
    """{name: object}: the functions and classes of a module's own room, and its constants."""
    home = ".".join(module.split(".")[:2])
    return {name: one for name, one in vars(import_module(module)).items()
            if not name.startswith("_") and is_own(name, one, home)}


def is_own(name, one, home):
    if inspect.isfunction(one) or inspect.isclass(one):
        return f"{one.__module__}.".startswith(f"{home}.")
    return name.isupper() and not inspect.ismodule(one)


def summary(one):
    """The first line of what a module, a class or a function says of itself."""
    return (inspect.getdoc(one) or "").partition("\n")[0]


# -- a room ------------------------------------------------------------------------

def room_lines(room, used):
    """A room as reStructuredText; `used` holds the pages that use a name, {dotted name: pages}."""
    told = {name: room.words.get(name) or summary(one) for name, one in room.names.items()}
    yield from (f".. automodule:: {room.module}", "")
    yield from table_lines(["name", "what it is"], [[link(room, name), told[name]] for name in told])
    for name, one in room.names.items():
        yield from entry_lines(room, name, one)
        yield from (f"   {line}" for line in use_lines(used.get(f"{room.module}.{name}", [])))


def link(room, name):
    return f":py:obj:`~{room.module}.{name}`"


def entry_lines(room, name, one):
    """A name's own entry: autodoc's, or for a constant its words, and its value where it is short."""
    if inspect.isclass(one):
        return [f".. autoclass:: {room.module}.{name}", "   :members:", ""]
    if inspect.isfunction(one):
        return [f".. autofunction:: {room.module}.{name}", ""]
    value = [f"   :value: {one!r}"] if len(repr(one)) <= SHORT else []
    return [f".. py:data:: {name}", f"   :module: {room.module}", *value, "", f"   {room.words[name]}", ""]


def use_lines(pages):
    """A line with links to the pages that use a name."""
    links = ", ".join(f":doc:`/{page}`" for page in pages)
    return [".. rst-class:: used-in", "", f"   Used in {links}", ""] if pages else []


def table_lines(head, rows):
    """A list-table below a line of words."""
    yield from (".. list-table::", "   :header-rows: 1", "   :class: api-names", "")
    for first, *others in [head, *rows]:
        yield from (f"   * - {first}", *(f"     - {cell}" for cell in others))
    yield ""


# -- the overview --------------------------------------------------------------------

def first_session_lines(listed):
    """The names to begin with, in the order of the package, each with its room."""
    by_module = {room.module: room for room in listed}
    rows = []
    for name, short in FIRST_SESSION.items():
        room = by_module[f"pse_helpers.{short}"]
        rows.append([link(room, name), room.words.get(name) or summary(room.names[name]), f":doc:`/{room.page}`"])
    return table_lines(["name", "what it is", "room"], rows)


def overview_lines(listed):
    """The rooms, a row for each page: what its first module says of itself, and the modules that it shows."""
    rows = []
    for page in dict.fromkeys(room.page for room in listed):
        shown = [room for room in listed if room.page == page]
        modules = ", ".join(f"``{room.module.removeprefix('pse_helpers.')}``" for room in shown)
        rows.append([f":doc:`/{page}`", summary(import_module(shown[0].module)), modules])
    return table_lines(["room", "what it is for", "module"], rows)


# -- directives ------------------------------------------------------------------------

class Lines(SphinxDirective):
    """A directive that stands for lines of reStructuredText."""

    has_content = True

    def run(self):
        block = nodes.Element()
        self.state.nested_parse(StringList(list(self.lines(Path(self.env.srcdir))), "api_pages"), 0, block)
        return block.children


class ApiRoom(Lines):
    required_arguments = 1

    def lines(self, root):
        [room] = [one for one in rooms(root) if one.module == self.arguments[0]]
        return room_lines(room, uses(root))


class ApiFirstSession(Lines):
    def lines(self, root):
        return first_session_lines(rooms(root))


class ApiRooms(Lines):
    def lines(self, root):
        return overview_lines(rooms(root))


def setup(app):
    app.add_directive("api-room", ApiRoom)
    app.add_directive("api-first-session", ApiFirstSession)
    app.add_directive("api-rooms", ApiRooms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
