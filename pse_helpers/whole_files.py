"""Files that are written whole or not at all, whatever stops the writing."""

import os
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_file(path):
    """An open binary file that takes the place of `path` when it is complete; until then, what was there stays.

    It is written beside `path`, in the same folder, under that name with `.part` at its end. A full disk, an
    error or an interrupt removes it; what a killed process leaves is overwritten the next time.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from pse_helpers.whole_files import whole_file
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(f"{folder}/page.html") as file:
    ...         _ = file.write(b"<p>")
    ...     [path.name for path in Path(folder).iterdir()]
    ['page.html']
    """
    path = Path(path)
    beside = path.with_name(f"{path.name}.part")
    try:
        with open(beside, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())  # or a power cut could leave the new name on an empty file
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
