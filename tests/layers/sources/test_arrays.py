"""What counts as a weight array, where tied ones lie, and quantised weights."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources.arrays import place, to_array

QUANTISED = pytest.mark.filterwarnings("ignore:torch.ao.quantization:DeprecationWarning",
                                       "ignore:.*quantize:UserWarning", "ignore:.*quantized tensor:UserWarning")


# -- one form for all ----------------------------------------------------------

@pytest.mark.parametrize("stored, read", [(torch.float16, np.float32), (torch.bfloat16, np.float32),
                                          (torch.float32, np.float32), (torch.float64, np.float64)])
def test_half_precision_is_widened_and_nothing_else(stored, read):
    tensor = torch.tensor([[1.0, 0.5], [0.25, -3.0]], dtype=stored)
    array = to_array("w", tensor)
    assert array.dtype == read and array.tolist() == [[1.0, 0.5], [0.25, -3.0]]
    if tensor.element_size() >= 4:
        assert np.shares_memory(array, tensor.numpy())


@pytest.mark.parametrize("stored, read", [(np.float16, np.float32), (np.float32, np.float32), (np.float64, np.float64)])
def test_arrays_of_numpy_likewise(stored, read):
    array = np.ones((2, 3), stored)
    assert to_array("w", array).dtype == read
    assert np.shares_memory(to_array("w", array), array) == (stored == read)


@pytest.mark.parametrize("array", [np.arange(9.0).reshape(3, 3), torch.arange(9.0).reshape(3, 3)])
def test_the_place_of_an_array(array):
    """A second view of it is tied; its transpose, a part of it and a copy are not."""
    assert place(array) == place(array[:])
    for other in (array.T, array[1:], array[:, :2], array + 0):
        assert place(array) != place(other)


@pytest.mark.parametrize("source, error, message", [
    ([np.ones((2, 2), complex)], TypeError, r"source\[0\] must be a real floating array; got complex128"),
    ([np.ones((2, 2), int)], TypeError, r"source\[0\] must be a real floating array; got int64"),
    ([torch.ones((2, 2), dtype=torch.int8)], TypeError, r"source\[0\] must be .* got torch.int8"),
    ({"a": torch.ones((2, 2), dtype=torch.complex64)}, TypeError, "source: a must be .* got torch.complex64"),
    ([np.array(1.0)], ValueError, r"source\[0\] must have two or more dimensions; got shape \(\)"),
    ([np.ones(3)], ValueError, r"source\[0\] must have two or more dimensions; got shape \(3,\)"),
    ([np.ones((0, 3))], ValueError, r"source\[0\] is empty; got shape \(0, 3\)"),
    ([[1.0, 2.0]], TypeError, r"source\[0\] must be a real array .* got a list"),
    ({"w": torch.ones(2, 2, device="meta")}, ValueError, "source: w is on the meta device"),
])
def test_bad_arrays(source, error, message):
    with pytest.raises(error, match=message):
        layer_spectra(source)


# -- quantised layers ----------------------------------------------------------

def quantised(model, kinds, **options):
    return torch.ao.quantization.quantize_dynamic(model, kinds, **options)


@QUANTISED
@pytest.mark.parametrize("build, layer", [
    (lambda: quantised(nn.Sequential(nn.Linear(3, 3), nn.Linear(4, 4)), {"1"}), "1"),
    (lambda: quantised(nn.Sequential(nn.Linear(4, 4)), {nn.Linear}, dtype=torch.float16), "0"),
    (lambda: quantised(nn.Sequential(nn.LSTM(4, 3)), {nn.LSTM}), "0"),
    (lambda: quantised(nn.Sequential(nn.GRUCell(4, 3)), {nn.GRUCell}), "0"),
    (lambda: nn.Sequential(torch.ao.nn.quantized.Conv2d(2, 3, 1)), "0.weight"),
    (lambda: nn.Sequential(torch.ao.nn.quantized.Embedding(9, 4)), "0"),
])
def test_quantised_layers_want_the_float_model(build, layer):
    model = build()
    for source in (model, model.state_dict()):
        with pytest.raises(TypeError, match=f"^source: {layer} is quantised; give the float model"):
            layer_spectra(source)


@QUANTISED
def test_a_quantised_tensor_in_a_state_dict_or_a_list():
    weight = torch.quantize_per_tensor(torch.ones(2, 2), 0.1, 0, torch.qint8)
    with pytest.raises(TypeError, match="^source: a.weight is quantised"):
        layer_spectra({"a.weight": weight})
    with pytest.raises(TypeError, match="must be a real floating array; got torch.qint8"):
        layer_spectra([weight])


def test_a_weight_keeps_no_mask():
    masked = np.ma.masked_greater(np.eye(3), 0.5)
    for source in ([masked], {"a": masked}):
        with pytest.raises(TypeError, match="must be an array without a mask; got 3 masked weights$"):
            layer_spectra(source)


@pytest.mark.parametrize("option, message", [
    ({"key": 3}, "key must be the name of a part of source; got 3"), ({"skip": 3}, "skip must be a sequence of names"),
    ({"skip": [3]}, r"skip must be names or patterns of names; got \[3\]"),
    ({"rules": [3]}, "rules must be a mapping of classes to names of weights; got a list"),
    ({"rules": {"Linear": "weight"}}, "rules must be a mapping of classes to names of weights")])
def test_options_of_another_kind(option, message):
    with pytest.raises(TypeError, match=f"^{message}"):
        layer_spectra([np.eye(3)], **option)
