"""The theme's icons, drawn into the pages: its script of 1.5 MB would do the same in the browser, with 2000 icons.

Font Awesome Free's icons are CC BY 4.0; they are taken from the theme's own copy.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

SCRIPT = re.compile(r'\s*<script src="[^"]*scripts/fontawesome\.js[^"]*"></script>')
ICON = re.compile(r'<(i|span) class="([^"]*\bfa(?:s|-solid) [^"]*)"([^>]*)></\1>')
STYLES, SIZES = {"fas", "fa-solid"}, {"fa-lg", "fa-fw"}


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
    """An icon as a picture, with the classes and attributes of its element, as the script would make it."""
    classes = [one for one in found[2].split() if one not in STYLES]
    [name] = [one.removeprefix("fa-") for one in classes if one.startswith("fa-") and one not in SIZES]
    width, height, path = path_of(name)
    title = re.search(r' title="([^"]*)"', found[3])
    told = f"<title>{title[1]}</title>" if title else ""
    kept = found[3].replace(title[0], "") if title else found[3]
    return (f'<svg class="svg-inline--fa {" ".join(classes)}"{kept} aria-hidden="true" '
            f'viewBox="0 0 {width} {height}">{told}<path fill="currentColor" d="{path}"/></svg>')


def with_icons(page):
    """A page that draws its icons itself."""
    return ICON.sub(_drawn, SCRIPT.sub("", page))
