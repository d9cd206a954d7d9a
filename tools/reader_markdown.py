"""A chapter's Markdown as plain Markdown: without the roles and directives that only the site understands.

Whatever has no plain form is refused by name, so that nothing raw reaches a reader.
"""

import re
from dataclasses import dataclass, field

CLAIM = "\u00a0✓"  # kept on the line of its sentence
ADMONITIONS = {"admonition", "attention", "caution", "danger", "dropdown", "error", "hint", "important", "margin",
               "note", "seealso", "sidebar", "tip", "topic", "warning"}

_FENCE = re.compile(r" *(:{3,}|`{3,}|~{3,})(?:\{([\w:-]+)\})? *(.*)")
_INLINE = re.compile(
    r"(?P<kept>\$\$.+?\$\$|\$[^$]+\$|``.+?``|(?<![`}])`[^`]+`)"  # formulas and code stay
    r"|\u2060?\{(?P<role>[\w:-]+)\}`(?P<content>[^`]+)`"
    r"|\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]+)\)", flags=re.DOTALL)
_TARGET = re.compile(r"^\([\w-]+\)=\n", flags=re.MULTILINE)
_EQUATION_LABEL = re.compile(r"(?<=\$\$) *\([\w-]+\)(?=\s|$)")


@dataclass(frozen=True)
class Book:
    """What a chapter refers to: citations by key, titles by file, numbers of figures by name; and the site's address.

    The address is empty while there is none: then the text names pages that are no notebooks, and links none.
    """

    citations: dict = field(default_factory=dict)
    titles: dict = field(default_factory=dict)
    figures: dict = field(default_factory=dict)
    site: str = ""


def plain_markdown(text, book):
    """A Markdown text without roles, directives, targets and labels, and with links that work beside the notebook."""
    lines, done, waiting = iter(text.split("\n")), [], []
    for line in lines:
        fence = _FENCE.fullmatch(line)
        if fence is None:
            waiting.append(line)
            continue
        done += [_inline("\n".join(waiting), book)] * bool(waiting)
        waiting = []
        done.append(_block(fence, line, _body(lines, fence[1]), book))
    return "\n".join([*done, *[_inline("\n".join(waiting), book)] * bool(waiting)])


def _body(lines, fence):
    """The lines up to the end of a block, which is taken with them."""
    body = []
    for line in lines:
        if re.fullmatch(rf" *{fence[0]}{{{len(fence)},}} *", line):
            return body
        body.append(line)
    raise ValueError(f"the block {fence} {' '.join(body)[:60]!r} has no end")


# -- directives -------------------------------------------------------------------

def _block(fence, line, body, book):
    mark, name, argument = fence.groups()
    if name in ADMONITIONS:
        title = argument if argument and name != "margin" else name.capitalize() * (name != "margin")
        return _quoted(title, _without_options(body), book)
    if name == "math":
        return "\n".join(["$$", *_without_options(body), "$$"])
    if name in ("code", "code-block"):
        return "\n".join([f"```{argument}", *_without_options(body), "```"])
    if name or mark[0] == ":":
        raise ValueError(f"the directive {name or argument} has no form outside the site")
    return "\n".join([line, *body, mark])


def _without_options(body):
    start = next((k for k, line in enumerate(body) if not re.match(r":[\w-]+:", line)), len(body))
    return body[start:]


def _quoted(title, body, book):
    """A box as a quotation, its title first."""
    text = plain_markdown("\n".join(body).strip("\n"), book)
    head = [f"**{plain_markdown(title, book).rstrip('.')}.**", ""] if title else []
    return "\n".join(f"> {line}".rstrip() for line in [*head, *text.split("\n")])


# -- roles and links ------------------------------------------------------------

def _inline(text, book):
    text = _EQUATION_LABEL.sub("", _TARGET.sub("", text))
    return _INLINE.sub(lambda found: _piece(book, **found.groupdict()), text)


def _piece(book, kept, role, content, text, target):
    return kept or (_role(role, content, book) if role else _link(text, target, book))


def _role(name, content, book):
    if name == "cite":
        return f"({'; '.join(book.citations[key.strip()].link for key in content.split(','))})"
    if name == "claim":
        return CLAIM
    if name in ("ref", "numref"):
        return f"Figure {book.figures[content]}"
    if name == "math":
        return f"${content}$"
    raise ValueError(f"the role {name} has no form outside the site: {content}")


def _link(text, target, book):
    """Notebooks lie in one folder; a page of the site is elsewhere, or as yet nowhere."""
    name, _, place = target.partition("#")
    if ":" in target:
        return f"[{text}]({target})"
    if name.endswith(".ipynb"):
        return f"[{text or book.titles[name]}]({name})"
    if name not in book.titles:
        raise ValueError(f"a link leads nowhere outside the site: [{text}]({target})")
    if book.site:
        page = f"{book.site}/book/{name.removesuffix('.md')}.html"
        return f"[{text or book.titles[name]}]({page}{'#' * bool(place)}{place})"
    title = f"*{book.titles[name]}*"
    return f"{text} (page {title} of the book)" if text else f"{title} (a page of the book)"
