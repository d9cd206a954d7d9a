#!/usr/bin/env python3
"""Train the digits networks of 8 channels and more anew and measure them: measure_digits.py FOLDER [--workers N].

Every measured run is written to FOLDER at once; a second call goes on where the
first one stopped, and packs the file that ships when no run is missing.
"""

import argparse
import datetime
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np

from pse_helpers.measures import FUNCTIONAL, TrainedNetwork, measured
from pse_helpers.networks import digits
from pse_helpers.networks.digits import archive, runs
from pse_helpers.parallel import completed, process_pool
from pse_helpers.training import one_thread
from pse_helpers.whole_files import whole_file

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / archive.MEASURES_FILE


def row(run):
    """One run's measures; refused when the training did not repeat what ships."""
    model, (training, test) = digits.fitted(run, progress=False), digits.data(run)
    error, shipped = digits.error(model, *test), archive.shipped_records()[run].test_error
    if abs(error - shipped) > 1:
        raise ValueError(f"{run} must have the test error that ships, {shipped:.2f} per cent; got {error:.2f}")
    network = TrainedNetwork(model, training, test, np.random.default_rng([run.seed, 3]))
    with one_thread():
        return measured({run: network}, FUNCTIONAL).iloc[0].to_dict()


def path_of(run, folder):
    return folder / f"{run.architecture}-{run.weights}.json"


def finish(wanted, folder, executor=None):
    """Measure the runs that FOLDER does not have yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [run for run in wanted if not path_of(run, folder).exists()]
    for run, one in completed(row, missing, executor, "measuring"):
        with whole_file(path_of(run, folder)) as file:
            file.write(json.dumps(one).encode())


def pack(wanted, folder, output):
    """Put the measured runs of FOLDER into one file."""
    rows = {run: json.loads(path_of(run, folder).read_text()) for run in wanted}
    archive.pack_measures(output, rows, {**archive.circumstances(), "code": f"pse-helpers {version('pse-helpers')}",
                                         "date": datetime.date.today().isoformat()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where measured runs are kept")
    parser.add_argument("--workers", type=int, help="processes; as many as processors if not given")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the file to write")
    options = parser.parse_args()
    wanted = [run for run in runs.family() if run.width >= runs.WIDTH]
    with process_pool(options.workers) as executor:
        finish(wanted, options.folder, executor)
    pack(wanted, options.folder, options.output)


if __name__ == "__main__":
    main()
