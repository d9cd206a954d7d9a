"""A convolution's spectra against dense matrices, torch's own convolution, and what holds exactly."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.layers import circular_operator, input_columns, layer_spectra, output_rows, reshapings, slices, units

SHAPES = [(4, 3, 3, 3), (2, 5, 3, 3), (3, 3, 1, 1), (3, 2, 2, 5), (1, 4, 5, 5), (6, 1, 4, 4)]


def gaussian(shape, seed=1):
    return np.random.default_rng(seed).standard_normal(shape)


def dense_operator(kernel, side):
    """The matrix of torch's circular convolution, column by column from unit images."""
    out, channels, *window = kernel.shape
    layer = nn.Conv2d(channels, out, window, padding=[length // 2 for length in window], padding_mode="circular",
                      bias=False, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(kernel))
        units = torch.eye(channels * side**2, dtype=torch.float64).reshape(-1, channels, side, side)
        return layer(units)[..., :side, :side].reshape(len(units), -1).numpy().T


# -- against dense matrices ----------------------------------------------------

@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape[2] % 2 and shape[3] % 2])
@pytest.mark.parametrize("side", [5, 8])
def test_operator_is_torchs_circular_convolution(shape, side):
    kernel = gaussian(shape)
    dense = np.linalg.svd(dense_operator(kernel, side), compute_uv=False)**2
    np.testing.assert_allclose(circular_operator(kernel, side), dense[:side**2 * min(shape[:2])], rtol=1e-9, atol=1e-9)


def test_operator_of_an_even_kernel_by_hand():
    """A cyclic matrix on 3 x 3 pixels, written out pixel by pixel."""
    kernel, matrix = gaussian((1, 1, 2, 2)), np.zeros((3, 3, 3, 3))
    for i, j, a, b in np.ndindex(3, 3, 2, 2):
        matrix[i, j, (i + a) % 3, (j + b) % 3] += kernel[0, 0, a, b]
    expected = np.linalg.svd(matrix.reshape(9, 9), compute_uv=False)**2
    np.testing.assert_allclose(circular_operator(kernel, 3), expected, atol=1e-12)


@pytest.mark.parametrize("shape", SHAPES)
def test_reshaped_matrices_element_by_element(shape):
    kernel = gaussian(shape)
    out, channels, height, width = shape
    rows, columns = np.empty((out, channels * height * width)), np.empty((out * height * width, channels))
    for o, i, a, b in np.ndindex(*shape):
        rows[o, (i * height + a) * width + b] = columns[(o * height + a) * width + b, i] = kernel[o, i, a, b]
    for values, matrix in ((output_rows(kernel), rows), (input_columns(kernel), columns)):
        np.testing.assert_allclose(values, np.linalg.svd(matrix, compute_uv=False)**2, rtol=1e-12)
    one_by_one = [np.linalg.svd(kernel[:, :, a, b], compute_uv=False)**2 for a, b in np.ndindex(height, width)]
    np.testing.assert_allclose(slices(kernel), np.sort(np.concatenate(one_by_one))[::-1], rtol=1e-10, atol=1e-14)


def test_output_rows_is_what_layer_spectra_takes():
    kernel = gaussian((5, 4, 3, 3))
    np.testing.assert_allclose(output_rows(kernel), layer_spectra([kernel]).values[0], rtol=1e-10)


# -- what holds exactly --------------------------------------------------------

@pytest.mark.parametrize("shape", SHAPES)
def test_frobenius_norm(shape):
    kernel = gaussian(shape)
    norm, side = (kernel**2).sum(), 6
    sums = {name: values.sum() for name, values in reshapings(kernel, side).items()}
    assert sums.pop("operator") == pytest.approx(side**2 * norm, rel=1e-12)
    assert list(sums.values()) == pytest.approx([norm] * 3, rel=1e-12)


def largest(kernel, side=7):
    return {name: values[0] for name, values in reshapings(kernel, side).items()}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", range(5))
def test_inequalities_of_the_largest_value(shape, seed):
    top, area = largest(gaussian(shape, seed)), shape[2] * shape[3]
    reshaped = top["output rows"], top["input columns"]
    slack = 1 + 1e-9
    assert top["slices"] <= min(reshaped) * slack and max(reshaped) <= top["operator"] * slack
    assert top["operator"] <= area * min(reshaped) * slack and max(reshaped) <= area * top["slices"] * slack


def test_bounds_are_attained():
    matrix = gaussian((4, 3))
    constant = np.broadcast_to(matrix[:, :, None, None], (4, 3, 3, 3))
    top = largest(constant)
    assert top["operator"] == pytest.approx(9 * top["output rows"]) == pytest.approx(9 * top["input columns"])
    pointwise = np.zeros((4, 3, 3, 3))
    pointwise[:, :, 1, 1] = matrix
    assert list(largest(pointwise).values()) == pytest.approx([top["slices"]] * 4)


def test_the_reshaped_gram_matrix_is_the_mean_over_frequencies():
    """Hence Ky Fan: partial sums of its eigenvalues are at most the operator's, per pixel."""
    kernel, side = gaussian((4, 6, 3, 3)), 5
    blocks = np.fft.fft2(kernel, (side, side)).transpose(2, 3, 0, 1)
    mean = (blocks @ blocks.conj().swapaxes(2, 3)).mean(axis=(0, 1))
    rows = kernel.reshape(4, -1)
    np.testing.assert_allclose(mean, rows @ rows.T, atol=1e-12)
    partial = np.cumsum(circular_operator(kernel, side).reshape(4, -1).sum(axis=1)) / side**2
    assert (np.cumsum(output_rows(kernel)) <= partial + 1e-9).all()


# -- units, input --------------------------------------------------------------

@pytest.mark.false_alarm(2e-6, detects="a variance that is off by a twentieth, such as fan-in for both fans")
def test_units_agree_with_torchs_initialisations():
    layer = nn.Conv2d(64, 128, 3)
    nn.init.xavier_normal_(layer.weight, generator=torch.Generator().manual_seed(1))
    measured = {"Glorot": float(layer.weight.detach().var())}
    nn.init.kaiming_normal_(layer.weight, generator=torch.Generator().manual_seed(1))
    measured["He"] = float(layer.weight.detach().var())
    expected = units((128, 64 * 9), area=9)
    for rule in measured:  # 73728 entries: a relative standard error of 0.005
        assert measured[rule] == pytest.approx(expected[rule], rel=0.025)
    assert expected["raw"] == 1 and expected["1/rest"] == 576


@pytest.mark.parametrize("kernel", [np.ones((2, 3)), np.ones((2, 0, 3, 3)), np.full((1, 1, 2, 2), np.nan),
                                    np.ones((1, 1, 2, 2)) * 1j, np.array([[[["a"]]]]),
                                    np.full((1, 1, 2, 2), 1e200), np.full((1, 1, 2, 2), 1e-200)])
def test_what_is_not_a_kernel_is_refused(kernel):
    for function in (output_rows, input_columns, slices, lambda one: circular_operator(one, 8)):
        with pytest.raises((ValueError, TypeError), match="^kernel must (be|have) .*; got .*[^\n]$"):
            function(kernel)


@pytest.mark.parametrize("side", [4, 8.0, True, None])
def test_an_image_is_at_least_as_large_as_the_kernel(side):
    with pytest.raises(ValueError, match="side must be a whole number of at least 5"):
        circular_operator(np.ones((1, 1, 5, 3)), side)


@pytest.mark.parametrize("arguments, name", [(((3,),), "shape"), (((3, 0),), "shape"), (((3, 4), 0), "area")])
def test_units_refuse(arguments, name):
    with pytest.raises(ValueError, match=name):
        units(*arguments)
