"""Numbers that the papers print, as data, each with its source."""

import json
from types import MappingProxyType

import pandas as pd

from pse_helpers.data import shipped_arrays

CPSE_SOURCE = "Süzen, Cerdà and Weber (2019), arXiv:1911.07831, table in the notebook of the authors' package bristol"

_CPSE_TABLE = (
    # network, family, top-1 error (%), top-5 error (%), cPSE
    ("vgg11", "VGG", 30.98, 11.37, 0.04),
    ("vgg13", "VGG", 30.07, 10.75, 0.41),
    ("vgg16", "VGG", 28.41, 9.63, 0.14),
    ("vgg19", "VGG", 27.62, 9.12, -0.10),
    ("vgg11_bn", "VGG with batch norm", 29.62, 10.19, 0.38),
    ("vgg13_bn", "VGG with batch norm", 28.45, 9.63, 0.36),
    ("vgg16_bn", "VGG with batch norm", 26.63, 8.50, 0.18),
    ("vgg19_bn", "VGG with batch norm", 25.76, 8.15, -0.07),
    ("resnet18", "ResNet", 30.24, 10.92, -0.19),
    ("resnet34", "ResNet", 26.70, 8.58, -0.74),
    ("resnet50", "ResNet", 23.85, 7.13, -1.03),
    ("resnet101", "ResNet", 22.63, 6.44, -1.77),
    ("resnet152", "ResNet", 21.69, 5.94, -2.29),
)


def cpse_table():
    """The published cPSE of thirteen ImageNet networks, with their test errors.

    Returns
    -------
    pandas.DataFrame
        Columns network, family, top1_error and top5_error (ImageNet, per cent)
        and cpse; one row a network. The source stands in `.attrs["source"]`.

    Examples
    --------
    >>> from pse_helpers.chapters.published import cpse_table
    >>> table = cpse_table()
    >>> table[table.family == "ResNet"].cpse.tolist()
    [-0.19, -0.74, -1.03, -1.77, -2.29]
    """
    table = pd.DataFrame(_CPSE_TABLE, columns=["network", "family", "top1_error", "top5_error", "cpse"])
    table.attrs["source"] = CPSE_SOURCE
    return table


# -- chapter 3: ergodicity of random matrices ----------------------------------

ERGODICITY_SOURCE = ("Süzen, Weber and Cerdà (2017), arXiv:1704.08303, bar chart stored in the second notebook of the "
                     "authors' package bristol; heights read off the picture, to 0.01")

_PAIRS = ("64-128", "128-256", "256-512", "512-768", "768-1024")
_LOG10_DISTANCES = {
    "COE": (1.52, 1.47, 1.40, 1.31, 1.23),
    "CUE": (1.52, 1.47, 1.39, 1.30, 1.22),
    "CSE": (1.51, 1.45, 1.34, 1.21, 1.10),
}


def ergodicity_distances():
    """The published distances between the ergodicity metrics of consecutive matrix sizes.

    Ensembles of 40 matrices, bins of 1e-4 radians, logarithm to base 10.

    Returns
    -------
    pandas.DataFrame
        Columns pair ("64-128", ...), ensemble ("COE", "CUE", "CSE") and
        log10_distance, read off a bar chart to 0.01; one row a bar. The source
        stands in `.attrs["source"]`.

    Notes
    -----
    Source: Süzen, Weber and Cerdà (2017), arXiv:1704.08303.

    Examples
    --------
    >>> from pse_helpers.chapters.published import ergodicity_distances
    >>> table = ergodicity_distances()
    >>> table[table.ensemble == "CSE"].log10_distance.tolist()
    [1.51, 1.45, 1.34, 1.21, 1.1]
    """
    rows = [(pair, ensemble, height) for ensemble, heights in _LOG10_DISTANCES.items()
            for pair, height in zip(_PAIRS, heights)]
    table = pd.DataFrame(rows, columns=["pair", "ensemble", "log10_distance"])
    table.attrs["source"] = ERGODICITY_SOURCE
    return table


def reference_ensembles():
    """What the authors' package draws under the names COE, CUE and CSE, computed with it and shipped.

    Matrices of order n = 64 (for CSE, 128 eigenvalues); ensembles of 40 matrices
    with the authors' seeds and bins of 0.05 radians. Rows of the small arrays stand
    in the order COE, CUE, CSE. `tools/make_reference_ensembles.py` writes the file.

    Returns
    -------
    mapping of str to ndarray
        eigenvalues_COE, eigenvalues_CUE, eigenvalues_CSE : complex, shape (30, n), for
        CSE (30, 2n), of matrices with a seed each; distinct : shape (3,), how many of
        the 40 spectra of an ensemble differ; summed_metric : shape (3,), the metric
        summed over its bins, counts squared per eigenphase; distances : shape (3, 2),
        between sizes 64, 128 and 256; column_overlap : shape (100,), squared overlap of
        the first column of a CUE matrix with (1, ..., 1) / sqrt(n). Under
        "provenance" a dictionary: package, version, date, seeds, numpy version.

    Notes
    -----
    Source: bristol 0.2.14, called.

    Examples
    --------
    >>> from pse_helpers.chapters.published import reference_ensembles
    >>> drawn = reference_ensembles()
    >>> drawn["provenance"]["version"], drawn["distinct"].tolist()
    ('0.2.14', [4, 4, 4])
    """
    arrays = shipped_arrays("reference_ensembles.npz")
    arrays["provenance"] = json.loads(str(arrays["provenance"]))
    return MappingProxyType(arrays)
