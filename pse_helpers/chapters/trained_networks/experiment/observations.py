"""What is kept of a network at one step: measures of its spectrum, of its errors, and of every layer."""

import numpy as np
from torch.nn import functional as F

from pse_helpers.chapters.trained_networks.experiment.design import SPECTRUM
from pse_helpers.layers import layer_spectra
from pse_helpers.marchenko_pastur import kolmogorov_distance
from pse_helpers.measures import SPECTRAL


def of_spectrum(matrices):
    """The measures named in SPECTRUM; NaN where a layer has left nothing to measure."""
    spectra = layer_spectra(matrices)
    return [_or_nan(SPECTRAL[name], spectra) for name in SPECTRUM]


def _or_nan(measure, spectra):
    """An exponent needs two values above the resolution, which a layer of rank one does not have."""
    try:
        return measure(spectra)
    except ValueError:
        return np.nan


def of_errors(outputs, labels, test_outputs, test_labels):
    """The figures named in ERRORS, per cent and nats."""
    return [_error(outputs, labels), F.cross_entropy(outputs, labels).item(), _error(test_outputs, test_labels)]


def _error(outputs, labels):
    return 100 * (outputs.argmax(-1) != labels).double().mean().item()


def of_layers(matrices, start):
    """For every layer the figures named in LAYER.

    Its distance to the law of untrained layers; the part of its start W0 that is left, <W, W0> / <W0, W0>;
    and the logarithms of its Frobenius norm and of its median singular value over those of the start.
    """
    return [_of_layer(matrix, before) for matrix, before in zip(matrices, start)]


def _of_layer(matrix, before):
    singular, at_start = (np.linalg.svd(one, compute_uv=False) for one in (matrix, before))
    median = np.log(max(np.median(singular), np.finfo(np.float32).tiny) / np.median(at_start))
    size = np.log(np.linalg.norm(matrix) / np.linalg.norm(before))
    return [kolmogorov_distance(singular**2, len(matrix) / matrix.shape[1]),
            float((matrix * before).sum() / (before * before).sum()), float(size), float(median)]
