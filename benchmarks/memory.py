"""Peak memory of chapters, each executed by itself in a kernel of its own: python benchmarks/memory.py CHAPTER ...

The peak is that of the largest single process, the kernel; chapters start no others that hold data.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
MEGABYTE = 2**20 if sys.platform == "darwin" else 2**10  # in the unit of ru_maxrss

MEASURE = """
import resource
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak(chapter):
    """The most memory that the kernel of a chapter had resident, in MB."""
    import dev  # a tool, on the path since the line above
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, "-c", dev.EXECUTE + MEASURE, str(chapter), empty]
        done = subprocess.run(command, env=dev.settings(), stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout.split()[-1]) / MEGABYTE


def main(names):
    for chapter in map(Path, names):
        print(f"{chapter.stem}: {peak(chapter.resolve()):.0f} MB", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or sorted((ROOT / "book").glob("[0-9]*.ipynb")))
