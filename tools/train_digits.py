#!/usr/bin/env python3
"""Train the digits family: train_digits.py FOLDER [--workers N] [--output FILE].

Every finished run is written to FOLDER at once; a second call goes on where the
first one stopped, and packs the file that ships when no run is missing.
"""

import argparse
import datetime
from importlib.metadata import version
from pathlib import Path

from pse_helpers.networks import digits
from pse_helpers.networks.digits import archive, runs
from pse_helpers.parallel import completed, process_pool

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / archive.RECORDS_FILE


def record(run):
    """One run, trained without a progress bar of its own."""
    return digits.trained(run, progress=False)[1]


def path_of(run, folder):
    return folder / f"{run.architecture}-{run.weights}.npz"


def finish(wanted, folder, executor=None):
    """Train the runs that FOLDER does not have yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [run for run in wanted if not path_of(run, folder).exists()]
    for run, one in completed(record, missing, executor, "training"):
        archive.pack_records(path_of(run, folder), [one], [provenance()])  # a file with that name is always whole


def provenance():
    return {**archive.circumstances(), "code": f"pse-helpers {version('pse-helpers')}",
            "date": datetime.date.today().isoformat()}


def finished(run, folder):
    """The record of one finished run; a file that holds another is refused."""
    record = archive.read(path_of(run, folder))
    if record.run != run:
        raise ValueError(f"{path_of(run, folder)} must hold {run}; got {record.run}")
    return record


def pack(wanted, folder, output):
    """Put the finished runs of FOLDER into one file."""
    records = [finished(run, folder) for run in wanted]
    archive.pack_records(output, records, [record.final.provenance for record in records])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where finished runs are kept")
    parser.add_argument("--workers", type=int, help="processes; as many as processors if not given")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the file to write")
    options = parser.parse_args()
    with process_pool(options.workers) as executor:
        finish(runs.family(), options.folder, executor)
    pack(runs.family(), options.folder, options.output)


if __name__ == "__main__":
    main()
