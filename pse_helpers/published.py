"""Numbers that the papers print, as data, each with its source."""

import pandas as pd

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

    Notes
    -----
    Chapter: Cascading PSE.

    Examples
    --------
    >>> from pse_helpers.published import cpse_table
    >>> table = cpse_table()
    >>> table[table.family == "ResNet"].cpse.tolist()
    [-0.19, -0.74, -1.03, -1.77, -2.29]
    """
    table = pd.DataFrame(_CPSE_TABLE, columns=["network", "family", "top1_error", "top5_error", "cpse"])
    table.attrs["source"] = CPSE_SOURCE
    return table
