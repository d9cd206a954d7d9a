"""Pruned networks and networks of lower rank: against numpy, and against the theorem of Eckart and Young."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.layers import layer_spectra
from pse_helpers.networks.changes import changed, low_rank, pruned


@pytest.fixture
def model():
    torch.manual_seed(1)
    return nn.Sequential(nn.Conv2d(3, 10, 3), nn.BatchNorm2d(10), nn.ReLU(), nn.Flatten(), nn.Linear(10, 7))


def matrices(model):
    layers = [module for module in model if isinstance(module, (nn.Conv2d, nn.Linear))]
    return [layer.weight.detach().flatten(1).numpy() for layer in layers]


@pytest.mark.parametrize("share", [1e-9, 0.1, 0.33, 0.5, 0.99, 1])
def test_pruning_keeps_the_largest_weights(model, share):
    for before, after in zip(matrices(model), matrices(pruned(model, share))):
        kept = after != 0
        assert kept.sum() == max(1, round(share * before.size))
        assert (after[kept] == before[kept]).all()
        assert np.abs(before[kept]).min() >= np.abs(before[~kept]).max(initial=0)


def test_of_equal_weights_just_so_many_are_kept():
    layer = nn.Linear(4, 5)
    nn.init.ones_(layer.weight)
    assert pruned(layer, 0.4).weight.sum() == 8


@pytest.mark.parametrize("share", [1e-9, 0.1, 0.5, 0.9])
def test_low_rank_is_the_best_approximation(model, share):
    """Eckart and Young: the squared error is the sum of the squared singular values left out."""
    for before, after in zip(matrices(model), matrices(low_rank(model, share))):
        values = np.linalg.svd(before, compute_uv=False)
        rank = max(1, round(share * len(values)))
        assert np.linalg.matrix_rank(after, tol=1e-5) == rank
        assert np.linalg.norm(before - after)**2 == pytest.approx((values[rank:]**2).sum(), rel=1e-4)
        assert np.linalg.svd(after, compute_uv=False)[:rank] == pytest.approx(values[:rank], rel=1e-5)


def test_no_random_projection_of_that_rank_comes_as_close(model):
    before, rng = matrices(model)[0].astype(float), np.random.default_rng(2)
    best = np.linalg.norm(before - matrices(low_rank(model, 0.5))[0])
    for _ in range(200):
        basis = np.linalg.qr(before @ rng.standard_normal((27, 5)))[0]
        assert np.linalg.norm(before - basis @ basis.T @ before) > best


def test_spectra_of_low_rank_are_zero_but_for_the_largest(model):
    """In double precision: the Gram matrix of single-precision weights has an error of 1e-7."""
    model = model.double()
    full, low = layer_spectra(model), layer_spectra(low_rank(model, 0.5))
    for one, other in zip(full.values, low.values):
        rank = round(0.5 * len(one))
        assert other[:rank] == pytest.approx(one[:rank], rel=1e-12)
        assert (other[rank:] < 1e-14 * one[0]).all()


@pytest.mark.parametrize("compressed", [pruned, low_rank])
def test_a_share_of_one_is_the_identity_and_the_model_stays(model, compressed):
    state = {name: value.clone() for name, value in model.state_dict().items()}
    twin = compressed(model.eval(), 1)
    assert all(torch.equal(value, state[name]) for name, value in twin.state_dict().items()) and not twin.training
    smaller = compressed(model, 0.3)
    assert all(torch.equal(value, state[name]) for name, value in model.state_dict().items())
    for name, value in smaller.state_dict().items():
        assert torch.equal(value, state[name]) == (value.ndim < 2), name
    assert smaller[0].weight.requires_grad and smaller[0].weight.dtype == torch.float32


@pytest.mark.parametrize("compressed", [pruned, low_rank])
def test_doing_it_twice_changes_nothing_more(model, compressed):
    once = compressed(model, 0.5)
    assert all(np.allclose(a, b, atol=1e-6) for a, b in zip(matrices(once), matrices(compressed(once, 0.5))))


def test_tied_weights_are_changed_once_and_stay_tied():
    model = nn.Sequential(nn.Embedding(5, 4), nn.Linear(4, 5, bias=False))
    model[1].weight = model[0].weight
    twin = changed(model, lambda matrix: 2 * matrix)
    assert twin[1].weight is twin[0].weight and torch.equal(twin[0].weight, 2 * model[0].weight)


def test_half_precision_and_scales_of_a_normalisation_are_kept():
    model = nn.Sequential(nn.Linear(6, 4), nn.LayerNorm((3, 4))).to(torch.bfloat16)
    twin = pruned(model, 0.5)
    assert twin[0].weight.dtype == torch.bfloat16 and int((twin[0].weight != 0).sum()) == 12
    assert torch.equal(twin[1].weight, model[1].weight)


def test_the_layers_are_those_of_the_spectra():
    model = nn.ModuleList([nn.LSTM(3, 4), nn.Conv1d(2, 6, 3, groups=2), nn.Bilinear(2, 3, 4)])
    changes = []
    changed(model, lambda matrix: changes.append(matrix.shape) or matrix)
    assert tuple(changes) == layer_spectra(model).shapes


@pytest.mark.parametrize("call, error, message", [
    (lambda m: pruned(m, 0), ValueError, "share must be a number above 0 and at most 1; got 0"),
    (lambda m: low_rank(m, 1.2), ValueError, "share must be a number above 0 and at most 1; got 1.2"),
    (lambda m: pruned(m, True), ValueError, "share must be a number above 0 and at most 1; got True"),
    (lambda m: low_rank(m, float("nan")), ValueError, "share must be .*; got nan"),
    (lambda m: pruned([np.eye(2)], 0.5), TypeError, "model must be a torch module; got a list"),
    (lambda m: pruned(nn.ReLU(), 0.5), ValueError, "model has no layer matrix"),
    (lambda m: pruned(nn.Sequential(nn.ConvTranspose2d(2, 2, 2)), 0.5), TypeError, "of 0, a ConvTranspose2d"),
    (lambda m: low_rank(nn.MultiheadAttention(4, 2), 0.5), TypeError,
     "of the model, a MultiheadAttention, are not stored"),
    (lambda m: low_rank(nn.utils.parametrizations.weight_norm(nn.Linear(3, 2)), 0.5), ValueError,
     "weight is not a parameter but computed"),
    (lambda m: changed(m, lambda matrix: matrix[0]), ValueError, r"0.weight is \(10, 27\), got \(27,\)"),
])
def test_errors_in_one_line(model, call, error, message):
    with pytest.raises(error, match=message) as raised:
        call(model)
    assert "\n" not in str(raised.value)


def test_no_part_of_a_change_is_lost(model):
    for change, message in ((lambda matrix: 1j * matrix, "change of 0.weight must be real numbers; got complex128"),
                            (lambda matrix: matrix * np.nan, "change of 0.weight must be finite; got 270 of 270"),
                            (lambda matrix: None, "change of 0.weight must be real numbers; got None")):
        with pytest.raises((ValueError, TypeError), match=f"^{message}"):
            changed(model, change)
    with pytest.raises(TypeError, match="^change must be a function; got 2$"):
        changed(model, 2)


def test_complex_weights_are_no_layer_matrix():
    model = nn.Linear(3, 2, dtype=torch.complex64)
    with pytest.raises(ValueError, match=r"^model: weight must have finite, real weights; got torch.complex64"):
        pruned(model, 0.5)
