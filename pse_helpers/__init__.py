"""The spectra of networks: their ergodicity over depth, their equivalence, and other views of complexity.

The rooms of this package stand in the order in which the data flows; each imports
only those above it.

circular, levels, ergodicity
    Dyson's ensembles, statistics of levels, the Thirumalai-Mountain metric
layers, marchenko_pastur
    from weights to spectra, and the law of untrained layers
cascade
    cPSE, its null model, its conventions
conjugate
    conjugate circular ensembles, classes of networks
algebra, features
    a network's structure alone; what its layers compute on data
training, networks
    a training loop; networks by name, changed, and trained by this project
measures
    every measure once, in one table
plots
    the kinds of figure that fit any network
command
    all of it in one line: python -m pse_helpers MODEL
chapters
    what exactly one chapter of the book uses

Beside them stand `checks` of arguments, `whole_files` for writing, `parallel` maps over
executors, `statistics` of correlations, and the shipped `data`. The names of a first session are here as well:

>>> import numpy as np, pse_helpers
>>> rng = np.random.default_rng(1)
>>> layers = [rng.standard_normal((16, 24)) for _ in range(6)]
>>> pse_helpers.cpse(layers)
Cascade: cPSE -0.7558 from 4 distances
"""

from importlib import import_module
from pkgutil import iter_modules

FIRST_SESSION = {
    "eigenphases": "circular", "thirumalai_mountain": "ergodicity", "layer_spectra": "layers",
    "gaussian_twins": "layers", "law_test": "marchenko_pastur", "cpse": "cascade", "null_band": "cascade",
    "STANDARD": "cascade", "REFERENCE": "cascade", "equivalence": "conjugate", "layer_algebra": "algebra",
    "effective_dimension": "features", "entropic_complexity": "features", "available": "networks",
    "load": "networks", "spectra": "networks"}


def __getattr__(name):
    """Rooms, and names of a first session, are imported when they are first asked for."""
    if name in FIRST_SESSION:
        return getattr(import_module(f"pse_helpers.{FIRST_SESSION[name]}"), name)
    if name in _rooms():
        return import_module(f"pse_helpers.{name}")
    raise AttributeError(f"module 'pse_helpers' has no attribute {name!r}")


def __dir__():
    return sorted([*FIRST_SESSION, *_rooms()])


def _rooms():
    return [room.name for room in iter_modules(__path__) if room.name != "__main__"]
