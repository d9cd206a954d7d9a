#!/usr/bin/env python3
"""Train the networks of the experiment on training: train_experiment.py FOLDER [--workers N] [--output FILE].

Every finished arm is written to FOLDER at once; a second call goes on where the first one stopped, and packs the
file that ships when no arm is missing. Two arms need Debian's package dataset-fashion-mnist.
"""

import argparse
import datetime
from importlib.metadata import version
from pathlib import Path

import numpy as np

from pse_helpers.chapters.trained_networks.experiment import ARMS, trained
from pse_helpers.chapters.trained_networks.experiment.results import FILE, pack_courses, unpack_courses
from pse_helpers.networks.digits.archive import circumstances
from pse_helpers.parallel import completed, process_pool

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / FILE


def course(arm):
    """The course of one arm."""
    return trained(ARMS[arm])[0]


def path_of(arm, folder):
    return folder / f"{arm.replace(', ', '-').replace(' ', '_')}.npz"


def finish(arms, folder, executor=None):
    """Train the arms that FOLDER does not have yet."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [arm for arm in arms if not path_of(arm, folder).exists()]
    for arm, one in completed(course, missing, executor, "training"):
        pack_courses(path_of(arm, folder), {arm: one}, provenance())  # a file with that name is always whole


def provenance():
    return {**circumstances(), "code": f"pse-helpers {version('pse-helpers')}",
            "date": datetime.date.today().isoformat(), "tool": "tools/train_experiment.py"}


def finished(arm, folder):
    """The course of one finished arm; a file of another setting is refused."""
    with np.load(path_of(arm, folder)) as arrays:
        one = unpack_courses(arrays)[arm]
    if one.setting != ARMS[arm]:
        raise ValueError(f"{path_of(arm, folder)} must hold {ARMS[arm]}; got {one.setting}")
    return one


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where finished arms are kept")
    parser.add_argument("--workers", type=int, help="processes; as many as processors if not given")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the file to write")
    options = parser.parse_args()
    with process_pool(options.workers) as executor:
        finish(ARMS, options.folder, executor)
    pack_courses(options.output, {arm: finished(arm, options.folder) for arm in ARMS}, provenance())


if __name__ == "__main__":
    main()
