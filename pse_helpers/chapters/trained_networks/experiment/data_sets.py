"""The images of the experiment: scikit-learn's digits, or photographs of clothes brought to the same size."""

import gzip
from functools import cache
from pathlib import Path

import numpy as np
import torch

from pse_helpers.networks.digits import images_and_labels

FASHION = Path("/usr/share/datasets/fashion-mnist")  # where Debian's package dataset-fashion-mnist puts it
SIDE = 8


def data(name, label_noise, seed):
    """Training and test images of 8 x 8 pixels and their labels, ((x, y), (x_test, y_test)).

    "digits" are those of `networks.digits`; "fashion" is Fashion-MNIST (Xiao, Rasul and Vollgraf 2017,
    arXiv:1708.07747), 60 000 and 10 000 photographs of ten kinds of clothes, averaged over pixels.
    """
    if name == "digits":
        return images_and_labels(SIDE, label_noise, seed)
    if label_noise:
        raise ValueError(f"label_noise must be 0 with fashion; got {label_noise}")
    return _fashion()


@cache
def _fashion():
    sets = [(_shrunk(_read(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)),
             torch.tensor(_read(f"{part}-labels-idx1-ubyte.gz", 8), dtype=torch.long)) for part in ("train", "t10k")]
    mean, deviation = sets[0][0].mean(), sets[0][0].std()
    return tuple(((images - mean) / deviation, labels) for images, labels in sets)


def _read(name, header):
    """The bytes of a file in the format of the MNIST files, after its header."""
    return np.frombuffer(gzip.decompress((FASHION / name).read_bytes()), np.uint8, offset=header)


def _shrunk(images):
    return torch.nn.functional.adaptive_avg_pool2d(torch.tensor(images[:, None], dtype=torch.float32), SIDE)
