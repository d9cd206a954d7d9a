"""The theme's icons, drawn into the pages: its script of 1.5 MB would do the same in the browser, with 2000 icons.

Font Awesome Free's icons are CC BY 4.0; they are taken from the theme's own copy.
"""

import re
from functools import cache
from html import escape
from importlib.util import find_spec
from pathlib import Path

SCRIPT = re.compile(r'\s*<script src="[^"]*scripts/fontawesome\.js[^"]*"></script>')
ICON = re.compile(r'<(i|span) class="([^"]*\bfa(?:s|-solid) [^"]*)"([^>]*)></\1>')
STYLES = {"fa-solid", "fa-lg", "fa-fw"}


@cache
def _solid_icons():
    """The definitions of all solid icons, as the theme's script has them."""
    theme = Path(find_spec("pydata_sphinx_theme").origin).parent / "theme" / "pydata_sphinx_theme"
    script = (theme / "static" / "scripts" / "fontawesome.js").read_text(encoding="utf-8")
    return re.search(r'\("far",\w+\)(.*?)\("fas",\w+\)', script, re.DOTALL)[1]


@cache
def path_of(name):
    """Width, height and path of a solid icon."""
    found = re.search(rf'[{{,]"?{re.escape(name)}"?:\[(\d+),(\d+),\[[^]]*\],"\w+","([^"]*)"', _solid_icons())
    if not found:
        raise ValueError(f"the theme has no solid icon named {name}")
    return found.groups()


def _drawn(found):
    """An icon as a picture, with the classes and attributes of the element that named it."""
    classes, attributes = found[2].split(), found[3]
    [name] = [one.removeprefix("fa-") for one in classes if one.startswith("fa-") and one not in STYLES]
    width, height, path = path_of(name)
    hint = re.search(r' title="([^"]*)"', attributes)
    title = f"<title>{escape(hint[1])}</title>" if hint else ""
    return (f'<svg class="svg-inline--fa {" ".join(classes)}"{attributes.replace(hint[0], "") if hint else attributes} '
            f'aria-hidden="true" viewBox="0 0 {width} {height}">{title}<path fill="currentColor" d="{path}"/></svg>')


def with_icons(page):
    """A page that draws its icons itself."""
    return ICON.sub(_drawn, SCRIPT.sub("", page))
