"""What leaves the command: files whole or not at all, and standard output as long as somebody reads it."""

import os
import sys
from pathlib import Path


def write_whole(path, content):
    """Write bytes beside the path, then move them there: an interrupt leaves what was there before.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from pse_helpers.command.outputs import write_whole
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(f"{folder}/page.html", b"<p>")
    ...     [path.name for path in Path(folder).iterdir()]
    ['page.html']
    """
    path = Path(path)
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def printed(text):
    """Print, and say whether there was somebody to read it to the end."""
    try:
        print(text, flush=True)
        return True
    except BrokenPipeError:
        # Python flushes once more when it exits, and would complain again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
