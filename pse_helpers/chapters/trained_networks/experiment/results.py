"""What ships of the experiment: the course of every arm, and one table of all of them."""

from dataclasses import asdict
from functools import cache
from types import MappingProxyType

import numpy as np

from pse_helpers.cascade import null_band
from pse_helpers.chapters.trained_networks.experiment.design import (
    ARMS,
    ERRORS,
    LAYER,
    RESIDUAL_SHAPES,
    SPECTRUM,
    Setting,
    base_of,
    clock,
)
from pse_helpers.data import shipped_arrays
from pse_helpers.layers import LayerSpectra
from pse_helpers.networks.packing import pack, unpacked_index

FILE = "training_experiment.npz"
PARTS = ("spectrum", "errors", "layers")


def pack_courses(file, courses, provenance):
    """Write courses, {arm: Course}, to one compressed file, in single precision."""
    index = {"arms": {arm: asdict(course.setting) for arm, course in courses.items()}, "provenance": dict(provenance)}
    arrays = {f"{arm}/{part}": getattr(course, part).astype(np.float32)
              for arm, course in courses.items() for part in PARTS}
    pack(file, index, **arrays)


def unpack_courses(arrays):
    """The courses, {arm: Course}, that `pack_courses` wrote as these arrays."""
    from pse_helpers.chapters.trained_networks.experiment.training import Course
    return {arm: Course(Setting(**setting), *(arrays[f"{arm}/{part}"].astype(float) for part in PARTS))
            for arm, setting in unpacked_index(arrays)["arms"].items()}


@cache
def shipped():
    """Every arm's course, as tools/train_experiment.py packed them: a read-only mapping, read once.

    >>> from pse_helpers.chapters.trained_networks.experiment import shipped
    >>> shipped()["plain"].errors.shape                  # seeds, marks, figures
    (6, 14, 3)
    """
    return MappingProxyType(unpack_courses(shipped_arrays(FILE)))


def table():
    """The experiment as one table, a row for each arm, seed and step at which networks were measured.

    Columns: arm, its starting point (base), its task (digits, clothes, or digits with random labels, half of them or
    all) and its pace, a slower, the same or a faster clock than its starting point has; seed, step, rate and clock;
    the measures of the spectrum (cPSE, tail beyond 2, distance to law, power-law exponent, spectral norm, stable
    rank); training error, training loss, test error, in per cent and nats; and means over the inner layers: part of
    the start, a pure number; size and median, the logarithms of the Frobenius norm and of the median singular value
    over those of the start; and memory, the cosine between a layer's weights and their start.

    >>> from pse_helpers.chapters.trained_networks.experiment import table
    >>> int(table().query("arm == 'plain' and seed == 100").step.max())
    28000
    """
    import pandas as pd
    return pd.concat([_rows(arm, course) for arm, course in shipped().items()], ignore_index=True)


def _rows(arm, course):
    import pandas as pd
    setting, inner = course.setting, course.layers[:, :, 1:-1]
    seeds, steps = np.meshgrid(setting.seeds, setting.marks, indexing="ij")
    known = {"arm": arm, "base": base_of(arm), "task": _task(setting),
             "pace": _pace(setting, ARMS[base_of(arm)]), "rate": setting.rate}
    known |= {"seed": seeds.ravel(), "step": steps.ravel(), "clock": clock(setting, steps.ravel())}
    figures = dict(zip(SPECTRUM + ERRORS, np.concatenate([course.spectrum, course.errors], axis=2).T))
    by_layer = {name: inner[..., LAYER.index(name)] for name in LAYER[1:]}
    by_layer["memory"] = by_layer["part of the start"] / np.exp(by_layer["size"])
    figures |= {name: values.mean(axis=2).T for name, values in by_layer.items()}
    return pd.DataFrame(known | {name: values.T.ravel() for name, values in figures.items()})


def _task(setting):
    return "random labels" if setting.label_noise else {"digits": "digits", "fashion": "clothes"}[setting.data]


def _pace(setting, start):
    own, other = (round(clock(one, 10**6), 6) for one in (setting, start))
    return f"{'slower' if own < other else 'faster' if own > other else 'same'} clock"


def with_scores(rows, size, rng):
    """The table with one column more, the score of cPSE beside a null band of so many draws, one for all of a shape.

    >>> import numpy as np
    >>> from pse_helpers.chapters.trained_networks.experiment import table, with_scores
    >>> start = table().query("arm == 'plain' and step == 0")
    >>> bool(abs(with_scores(start, 20, np.random.default_rng(0)).score).max() < 4)
    True
    """
    bands = {shapes: null_band(_untrained(shapes), size, rng) for shapes in dict.fromkeys(map(_shapes_of, ARMS))}
    own = [bands[_shapes_of(arm)] for arm in rows.arm]
    return rows.assign(score=[(value - band.mean) / band.standard_deviation for value, band in zip(rows.cPSE, own)])


def _shapes_of(arm):
    setting = ARMS[arm]
    if setting.is_residual:
        return RESIDUAL_SHAPES
    return tuple(zip(setting.sizes[1:], setting.sizes))


def _untrained(shapes):
    return LayerSpectra(tuple(map(str, range(len(shapes)))), shapes, tuple(np.ones(min(shape)) for shape in shapes))
