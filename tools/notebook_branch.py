#!/usr/bin/env python3
"""The branch that Colab and Binder open: the project as it stands, with the notebooks for readers in their places.

A chapter's source shows citations as `{cite}` and its solutions unfolded; what the built site offers reads well. The
branch is one commit, made anew each time and pushed over the last one; no file of the work tree is changed.
"""

import os
import subprocess
import tempfile
from pathlib import Path

BRANCH = "notebooks"
AUTHOR = {f"GIT_{who}_{what}": word for who in ("AUTHOR", "COMMITTER")
          for what, word in (("NAME", "The build"), ("EMAIL", "build@users.noreply.invalid"))}


def git(root, *arguments, index=None):
    """What a command of git says."""
    settings = {**os.environ, **AUTHOR, **({"GIT_INDEX_FILE": index} if index else {})}
    done = subprocess.run(["git", *map(str, arguments)], cwd=root, env=settings, check=True, capture_output=True,
                          text=True)
    return done.stdout.strip()


def commit(root, notebooks):
    """A commit without parents: the tree of HEAD with these files in `book/`; return its name."""
    with tempfile.TemporaryDirectory() as folder:
        index = str(Path(folder) / "index")
        git(root, "read-tree", "HEAD", index=index)
        for path in notebooks:
            blob = git(root, "hash-object", "-w", path)
            git(root, "update-index", "--add", "--cacheinfo", f"100644,{blob},book/{path.name}", index=index)
        tree = git(root, "write-tree", index=index)
    return git(root, "commit-tree", tree, "-m", f"Notebooks for readers of {git(root, 'rev-parse', '--short', 'HEAD')}")


def main(root):
    notebooks = sorted((root / "_build" / "html" / "book").glob("[0-9]*.ipynb"))
    if not notebooks:
        raise SystemExit("there are no notebooks for readers: run `make book` first")
    git(root, "push", "--quiet", "--force", "origin", f"{commit(root, notebooks)}:refs/heads/{BRANCH}")


if __name__ == "__main__":
    main(Path(__file__).resolve().parent.parent)
