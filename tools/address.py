#!/usr/bin/env python3
"""The book's public address, kept here, and all that follows from it: `make address URL=https://github.com/OWNER/NAME`.

It writes the install cell of every chapter, the launch buttons of the site, the badges of the front page and the
addresses of the citation; `URL=none` takes it away again. The site is looked for on the Pages of the repository.
Without a URL what follows is written anew, as after a change of the package's version.
"""

import re
import sys
from pathlib import Path

from notebook_branch import BRANCH

REPOSITORY = ""  # https://github.com/OWNER/NAME, or empty while there is none

ROOT = Path(__file__).resolve().parent.parent
COLAB = "https://colab.research.google.com"
BINDER = "https://mybinder.org"


def site(repository=None):
    """Where the Pages of a repository are; empty while there is none."""
    repository = REPOSITORY if repository is None else repository
    if not repository:
        return ""
    owner, name = _parts(repository)
    return f"https://{owner.lower()}.github.io/{name}"


def wheel_name(root=ROOT):
    """The file of the package's version."""
    version = re.search(r'^version = "(.+)"', (root / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]
    return f"pse_helpers-{version}-py3-none-any.whl"


def _parts(repository):
    found = re.fullmatch(r"https://github\.com/([\w-]+)/([\w.-]+?)(?:\.git)?/?", repository)
    if not found:
        raise SystemExit(f"the address of a repository is https://github.com/OWNER/NAME, not {repository!r}")
    return found.groups()


# -- what follows from it -----------------------------------------------------------

def configuration(repository):
    """The part of _config.yml: without an address the theme would link to a repository of its own.

    The branch is that which the launch buttons open.
    """
    return "" if not repository else f"""repository:
  url: {repository}
  branch: {BRANCH}
"""


def buttons(repository):
    """The launch buttons of _config.yml."""
    return "" if not repository else f"""  colab_url: {COLAB}
  binderhub_url: {BINDER}
"""


def badges(repository):
    """The first lines of README.md below its title."""
    if not repository:
        return ""
    path = "/".join(_parts(repository))
    return f"""[Read the book]({site(repository)}/)
· [open a chapter in Colab]({COLAB}/github/{path}/blob/{BRANCH}/book/05_cpse.ipynb)
· [start it on Binder]({BINDER}/v2/gh/{path}/{BRANCH}?urlpath=lab/tree/book)
"""


def citation(repository):
    """The addresses of CITATION.cff."""
    return "" if not repository else f"""repository-code: {repository}
url: {site(repository)}/
"""


PLACES = {"_config.yml": [configuration, buttons], "README.md": [badges], "CITATION.cff": [citation]}


def written(text, parts):
    """A text with new parts between its pairs of lines `address (…` and `end of address`."""
    parts = iter(parts)
    return re.sub(r"(?ms)^([^\n]*\baddress \(tools/address\.py\)[^\n]*\n).*?(?=^[^\n]*\bend of address\b)",
                  lambda found: found[1] + next(parts), text)


def write(repository, root=ROOT):
    """All places of a tree, its install cells included."""
    for name, parts in PLACES.items():
        _change(root / name, lambda text, parts=parts: written(text, [part(repository) for part in parts]))
    for page in ("first_steps.md", "run_it_yourself.md"):
        _change(root / "book" / page,
                lambda text: re.sub(r"pse_helpers-[\w.]+-py3-none-any\.whl", wheel_name(root), text))
    _change(root / "tools" / "address.py",
            lambda text: re.sub(r'(?m)^REPOSITORY = ".*?"', f'REPOSITORY = "{repository}"', text))
    import install_cell  # it asks this module for the address
    install_cell.write(root, repository)


def _change(path, change):
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def main(arguments):
    url = arguments[0] if arguments else REPOSITORY
    repository = "" if url == "none" else url
    if repository:
        _parts(repository)
    write(repository.removesuffix("/").removesuffix(".git"))


if __name__ == "__main__":
    main(sys.argv[1:])
