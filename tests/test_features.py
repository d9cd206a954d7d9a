"""Feature complexity: entropies and dimensions against closed forms, recording against layers computed by hand.

Statistics have fixed seeds; a bound of four standard errors fails once in 16 000
for another seed. Biases are allowed for as far as the docstrings state them.
"""

import numpy as np
import pytest
import torch
from scipy.stats import entropy, multivariate_normal
from torch import nn

from pse_helpers import features
from pse_helpers.features import predictor


def rng(seed):
    return np.random.default_rng(seed)


def bits(seed, samples, neurons, share=0.5):
    return rng(seed).random((samples, neurons)) < share


def raster(seed, samples, neurons, share, rate, driven_rate):
    """Spikes, 0 or 1, of neurons under a common drive."""
    generator = rng(seed)
    drive = generator.random((samples, 1)) < share
    return (generator.random((samples, neurons)) < np.where(drive, driven_rate, rate)).astype(int)


# -- switches one by one ---------------------------------------------------------

def test_switch_entropies_are_those_of_scipy():
    x = rng(1).standard_normal((500, 4)) + [-2, -0.5, 0, 1]
    share = (x > 0).mean(axis=0)
    assert features.switch_entropies(x) == pytest.approx(entropy([share, 1 - share], base=2))
    assert features.switch_entropies([[0.0, 1], [0, 2]]).tolist() == [0, 0]      # zero is off


# -- closed forms of the joint entropy ---------------------------------------------

def test_independent_fair_bits_have_a_bit_each():
    """2 n ln 2 (1 - S) of each own entropy follows chi-squared of one degree: eight lie 0.0064 +- 0.0032 below 8."""
    estimate = features.chain_rule_complexity(bits(1, 900, 8))
    assert 8 - 0.03 < estimate.value <= 8
    assert (estimate.terms <= estimate.own).all()


def test_biased_bits_have_the_sum_of_binary_entropies():
    share = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.6])
    estimate = features.chain_rule_complexity(bits(2, 900, 6, share))
    exact = entropy([share, 1 - share], base=2).sum()
    assert estimate.value == pytest.approx(exact, abs=4 * estimate.standard_error + 0.03)
    variance = (share * (1 - share) * np.log2(1 / share - 1)**2).sum() / 900
    assert estimate.standard_error == pytest.approx(variance**0.5, rel=0.1)


def test_constant_switches_copies_and_complements_add_exactly_nothing():
    a = bits(3, 100, 1)
    estimate = features.chain_rule_complexity(np.hstack([np.ones_like(a), a, ~a, a, ~np.ones_like(a), a]))
    assert estimate.terms[[0, 2, 3, 4, 5]].tolist() == [0] * 5
    assert estimate.value == pytest.approx(features.switch_entropies(a)[0], rel=1e-14)
    assert features.total_correlation(np.hstack([a, ~a, a])) == pytest.approx(2 * estimate.value)


@pytest.mark.parametrize("inputs, others, excess", [(2, 0, 0.06), (3, 0, 0.07), (2, 6, 0.06), (3, 5, 0.07)])
def test_a_parity_adds_nothing_but_the_stated_bias(inputs, others, excess):
    x = bits(4, 900, inputs + others)
    whole = np.column_stack([x, x[:, :inputs].sum(axis=1) % 2])
    last = features.chain_rule_complexity(whole).terms[-1]
    assert 0 <= last < excess


def test_the_bias_of_a_parity_falls_with_the_number_of_samples():
    def excess(n):
        a, b = bits(5, n, 2).T
        return features.chain_rule_complexity(np.column_stack([a, b, a ^ b])).terms[-1]
    assert excess(300) > 2 * excess(900) > 4 * excess(3600) > 0


@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.3, 0.8, 0.99])
def test_gaussian_pairs_follow_the_arcsine_law(correlation):
    x = rng(6).multivariate_normal([0, 0], [[1, correlation], [correlation, 1]], 4000)
    estimate = features.chain_rule_complexity(x)
    exact = features.gaussian_pair_complexity(correlation)
    assert estimate.value == pytest.approx(exact, abs=4 * estimate.standard_error + 0.002)
    both = multivariate_normal([0, 0], [[1, correlation], [correlation, 1]]).cdf([0, 0])
    assert exact == pytest.approx(entropy([both, both, 0.5 - both, 0.5 - both], base=2), abs=1e-4)


def test_a_planar_relu_layer_lies_between_the_bounds():
    weights = rng(7).standard_normal((8, 2))
    x = rng(8).standard_normal((4000, 2)) @ weights.T
    exact = features.planar_complexity(weights)
    estimate, below = features.chain_rule_complexity(x), features.plug_in_complexity(x)
    assert below == pytest.approx(exact, abs=4 * estimate.standard_error)      # 16 patterns: all of them seen often
    assert below <= estimate.value <= exact + 0.25
    assert below + features.miller_madow_correction(x) <= np.log2(16)


def test_laws_agree_where_they_meet():
    for angle in (0.3, 1.2, 2.5):
        weights = [[1, 0], [np.cos(angle), np.sin(angle)]]
        assert features.planar_complexity(weights) == pytest.approx(features.gaussian_pair_complexity(np.cos(angle)))
    share, rate, driven = 0.3, 0.1, 0.6
    patterns = (np.arange(16)[:, None] >> np.arange(4)) & 1
    given = [np.where(patterns, r, 1 - r).prod(axis=1) for r in (driven, rate)]
    p = share * given[0] + (1 - share) * given[1]
    assert features.common_drive_complexity(4, share, rate, driven) == pytest.approx(entropy(p, base=2))


def test_a_linear_network_has_no_complexity_and_a_dead_one_neither():
    linear = nn.Sequential(nn.Linear(3, 5), nn.ReLU(), nn.Linear(5, 4), nn.ReLU())
    with torch.no_grad():
        linear[0].bias += 100                                  # no input reaches the kinks: always on
        linear[2].weight.abs_().neg_()                         # dead
        linear[2].bias.fill_(-1)
    for values in features.activations(linear, torch.randn(50, 3, generator=torch.Generator().manual_seed(1))).values():
        assert features.entropic_complexity(values) == 0
    assert (values == 0).all()


# -- the estimate as a function ------------------------------------------------------

def test_the_estimate_depends_on_signs_alone_and_on_no_global_state():
    x = rng(9).standard_normal((120, 5)) @ rng(10).standard_normal((5, 5))
    state = np.random.get_state()[1].copy()
    first = features.entropic_complexity(x)
    assert (state == np.random.get_state()[1]).all()
    assert features.entropic_complexity(np.maximum(x, 0)) == features.entropic_complexity(x > 0) == first
    assert features.entropic_complexity(torch.tensor(x, requires_grad=True)) == first
    assert features.entropic_complexity(x) == first


def test_predictions_are_held_out():
    """What cannot be known cannot be predicted: inputs that name each sample leave a surprisal near or above a bit."""
    names = (np.arange(128)[:, None] >> np.arange(7)) & 1 == 1
    coin = bits(11, 128, 1)[:, 0]
    p = predictor.held_out_probabilities(names, coin)
    assert -np.log2(np.where(coin, p, 1 - p)).mean() > 0.95
    assert p.min() >= 1 / 130 and p.max() <= 129 / 130


def test_a_switch_that_is_constant_in_the_known_folds_is_no_failure():
    for rare in (True, False):
        x = bits(12, 50, 3)
        x[:, 2] = not rare
        x[7, 2] = rare
        estimate = features.chain_rule_complexity(x)
        assert 0 < estimate.terms[2] <= estimate.own[2]
        p = predictor.held_out_probabilities(x[:, :2], x[:, 2])
        assert p[7] == pytest.approx((1 - rare) + (2 * rare - 1) / 52)


# -- counts of patterns ---------------------------------------------------------------

def test_plug_in_entropy_correction_and_unseen_share():
    z = raster(13, 3000, 6, 0.3, 0.05, 0.5)
    exact = features.common_drive_complexity(6, 0.3, 0.05, 0.5)
    values = [features.plug_in_complexity(raster(seed, 400, 6, 0.3, 0.05, 0.5)) for seed in range(200)]
    fixes = [features.miller_madow_correction(raster(seed, 400, 6, 0.3, 0.05, 0.5)) for seed in range(200)]
    error = np.std(values) / 200**0.5
    assert np.mean(values) < exact - 4 * error                               # below, also on average
    assert abs(np.mean(values) + np.mean(fixes) - exact) < 0.4 * (exact - np.mean(values))
    codes = z @ (1 << np.arange(6))
    counts = np.bincount(codes)
    assert features.plug_in_complexity(z) == pytest.approx(entropy(counts, base=2))
    assert features.miller_madow_correction(z) == pytest.approx(((counts > 0).sum() - 1) / (6000 * np.log(2)))
    few = np.bincount(codes[:60])
    assert features.unseen_share(z[:60]) == (few == 1).sum() / 60 > 0 and (few == 2).any()
    assert features.plug_in_complexity(bits(14, 64, 40)) == 6 and features.unseen_share(bits(14, 64, 40)) == 1


# -- spikes ---------------------------------------------------------------------------

def test_a_spike_raster_has_the_entropy_of_its_common_drive():
    parameters = 8, 0.3, 0.05, 0.5
    exact = features.common_drive_complexity(*parameters)
    z = raster(15, 2000, *parameters)
    estimate = features.chain_rule_complexity(z)
    assert estimate.value == pytest.approx(exact, abs=4 * estimate.standard_error + 0.1)
    assert features.plug_in_complexity(z) - 4 * estimate.standard_error < exact
    few = z[:200, :4]
    assert features.entropic_complexity(3 * few) == features.entropic_complexity(few.astype(bool))
    correlation = features.switch_entropies(few).sum() - features.entropic_complexity(few)
    assert features.total_correlation(few) == pytest.approx(correlation) and correlation > 0.1


def test_the_dimension_of_a_spike_raster_follows_from_its_covariance():
    """Neurons under a common drive have variance v and covariance c: one eigenvalue v + (m - 1) c, the others v - c."""
    m, share, rate, driven = 8, 0.3, 0.05, 0.5
    mean = share * driven + (1 - share) * rate
    variance, covariance = mean * (1 - mean), share * (1 - share) * (driven - rate)**2
    exact = np.exp(entropy([variance + (m - 1) * covariance] + [variance - covariance] * (m - 1)))
    z = raster(16, 5000, m, share, rate, driven)
    found = np.log(features.corrected_effective_dimension(z) / exact)
    assert abs(found) < 4 * features.effective_dimension_error(z)
    assert features.effective_dimension(z.astype(bool)) == features.effective_dimension(z.astype(np.uint8))


# -- effective dimension --------------------------------------------------------------

@pytest.mark.parametrize("shape", [(40, 7), (7, 40), (6000, 5), (5, 6000)])
def test_effective_dimension_is_that_of_a_principal_component_analysis(shape):
    from sklearn.decomposition import PCA
    x = rng(17).standard_normal(shape) * np.geomspace(1, 50, shape[1]) + 1000
    ratios = PCA(svd_solver="full").fit(x).explained_variance_ratio_
    found = features.effective_dimension(x)
    assert found == pytest.approx(np.exp(entropy(ratios)))
    assert found <= min(shape[0] - 1, shape[1])
    turn = np.linalg.qr(rng(18).standard_normal((min(shape[1], 40),) * 2))[0]
    if len(turn) == shape[1]:
        assert features.effective_dimension(1e200 * (x @ turn - 5)) == pytest.approx(found)


def test_effective_dimension_of_constructed_directions():
    axes = np.vstack([np.eye(6), -np.eye(6)]) * 1e-170
    assert features.effective_dimension(axes) == pytest.approx(6)
    assert features.effective_dimension([[0, 0], [1, 2]]) == pytest.approx(1)
    little = np.eye(10)[:, :3] * 1e-17
    for grey in (0.1, 0.3, 0.7, 1.1):                           # the mean of equal numbers is not always that number
        for width in (3, 12):
            constant = np.hstack([little, np.full((10, width), grey)])
            assert features.effective_dimension(constant) == pytest.approx(features.effective_dimension(little))


SPECTRA = {"equal": np.ones(10), "power": 1 / np.arange(1, 16), "geometric": 0.7**np.arange(20)}


@pytest.mark.parametrize("name", SPECTRA)
def test_the_law_of_the_bias_is_that_of_gaussian_samples(name):
    variances, n = SPECTRA[name], 200
    exact, law = entropy(variances / variances.sum()), features.effective_dimension_bias_law(variances, n)
    draws = [child.standard_normal((n, len(variances))) * np.sqrt(variances) for child in rng(19).spawn(600)]
    errors = np.log([features.effective_dimension(x) for x in draws]) - exact
    standard_error = errors.std() / 600**0.5
    assert abs(errors.mean() - law) < 4 * standard_error + 0.05 * abs(law)       # second order: d / n is 0.1 at most
    estimated = np.mean([features.effective_dimension_bias(x) for x in draws[:100]])
    assert estimated == pytest.approx(law, rel=0.15)
    corrected = np.log([features.corrected_effective_dimension(x) for x in draws[:100]]) - exact
    assert abs(corrected.mean()) < 0.25 * abs(law) + 4 * corrected.std() / 10
    stated = np.mean([features.effective_dimension_error(x) for x in draws[:100]])
    assert stated == pytest.approx(errors.std(), rel=0.15) or name == "equal" and stated > errors.std()


def test_the_law_of_the_bias_is_half_the_mean_second_derivative():
    """Entries of a Gaussian sample covariance are uncorrelated, of variance a_i a_j / (n - 1), twice that for i = j."""
    variances, n, step = np.array([5.0, 2.0, 1.0, 0.3]), 101, 1e-3

    def second_derivative(i, j):
        turn = np.zeros((4, 4))
        turn[i, j] = turn[j, i] = step
        values = [entropy(np.linalg.eigvalsh(np.diag(variances) + sign * turn)) for sign in (-1, 0, 1)]
        return (values[0] - 2 * values[1] + values[2]) / step**2
    pairs = [(i, j) for i in range(4) for j in range(i, 4)]
    sums = [variances[i] * variances[j] * (1 + (i == j)) * second_derivative(i, j) for i, j in pairs]
    assert features.effective_dimension_bias_law(variances, n) == pytest.approx(sum(sums) / (2 * (n - 1)), rel=1e-4)


def test_the_law_for_equal_variances_is_minus_d_over_2n():
    for d, n in ((1, 10), (2, 50), (20, 401)):
        law = -(d - 1) * (d + 2) / d / (2 * (n - 1))
        assert features.effective_dimension_bias_law([3.0] * d, n) == pytest.approx(law)
    nearly = features.effective_dimension_bias_law(1 + 1e-7 * np.arange(20), 401)
    assert nearly == pytest.approx(features.effective_dimension_bias_law([1] * 20, 401), rel=1e-6)
    assert features.effective_dimension_bias_law([1, 2, 0], 9) == features.effective_dimension_bias_law([1, 2], 9)


def test_the_bias_of_sparse_samples_is_not_the_gaussian_one():
    draws = [child.random((300, 10)) < 0.1 for child in rng(20).spawn(200)]
    errors = np.log([features.effective_dimension(x) for x in draws]) - np.log(10)
    estimated = np.mean([features.effective_dimension_bias(x) for x in draws])
    assert estimated == pytest.approx(errors.mean(), rel=0.1)
    assert features.effective_dimension_bias_law(np.ones(10), 300) > 0.8 * errors.mean()


def test_no_correction_where_samples_are_few():
    x = rng(21).standard_normal((40, 40))
    with pytest.raises(ValueError, match="features must have more samples for a correction: ln d_eff of these 40"):
        features.corrected_effective_dimension(x)
    enough = rng(22).standard_normal((int(2 * 40 * abs(features.effective_dimension_bias(x)) / 0.2) + 1, 40))
    assert features.corrected_effective_dimension(enough) == pytest.approx(40, rel=0.05)


# -- recording ------------------------------------------------------------------------

class Twice(nn.Module):
    """One ReLU module called twice, in place, between convolutions, as in torchvision's ResNets."""

    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3)
        self.second, self.relu, self.unused = nn.Conv2d(3, 2, 3), nn.ReLU(inplace=True), nn.Linear(2, 2)

    def forward(self, x):
        return self.relu(self.second(self.relu(self.norm(self.first(x)))))


@pytest.fixture
def network():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        model = Twice()
    model.norm.eval()
    return model


@pytest.fixture
def images():
    return torch.randn(6, 1, 5, 5, generator=torch.Generator().manual_seed(2))


def test_recorded_values_are_those_of_the_layers(network, images):
    found = features.activations(network, images, layers=["first", "norm", "relu"])
    with torch.no_grad():
        first = network.first(images)
        norm = network.norm(first)
        second = network.second(norm.clamp(min=0)).clamp(min=0)
    expected = {"first": first, "norm": norm, "relu": norm.clamp(min=0), "relu:2": second}
    assert list(found) == list(expected)
    for name in expected:                                        # "norm" was changed in place by the ReLU after it
        assert found[name] == pytest.approx(expected[name].flatten(1).numpy(), abs=1e-6)
    assert list(features.activations(network, images)) == ["relu", "relu:2"]


def test_the_model_stays_as_it_was(network, images):
    network.train()
    network.second.eval()
    modes = [module.training for module in network.modules()]
    state = {name: value.clone() for name, value in network.state_dict().items()}
    features.activations(network, images)
    for bad in (torch.zeros(2, 7, 5, 5), images[0, 0]):
        with pytest.raises(ValueError, match="batches must fit the model"):
            features.activations(network, bad)
    with pytest.raises(ZeroDivisionError):
        features.activations(network, images, feature_maps=lambda values: 1 / 0)
    assert [module.training for module in network.modules()] == modes
    assert not any(module._forward_hooks for module in network.modules())
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters()) and network(images).requires_grad


def test_batches_one_at_a_time_are_one_large_batch(network, images):
    whole = features.activations(network, images)
    alive = []

    def batches():
        for part in images.split(2):
            alive.append(1)
            yield part, torch.zeros(2)                           # as a data loader gives them
    for name, values in features.activations(network, batches()).items():
        assert values == pytest.approx(whole[name], abs=1e-6)
    assert len(alive) == 3


def test_batches_are_not_collected_before_the_model_sees_them(network, images):
    seen = []
    network.first.register_forward_hook(lambda *_: seen.append(torch.is_grad_enabled()))

    def batches():
        for i, part in enumerate(images.split(2)):
            assert len(seen) == i
            yield part
    features.activations(network, batches())
    assert seen == [False] * 3                                    # nothing is kept for a backward pass


def test_layouts_of_feature_maps(network, images):
    with torch.no_grad():
        maps = network.norm(network.first(images)).numpy()
    found = {name: features.activations(network, images, ["norm"], name)["norm"] for name in features.FEATURE_MAPS}
    assert found["flatten"] == pytest.approx(maps.reshape(6, 75), abs=1e-6)
    rows = [maps[i, :, a, b] for i in range(6) for a in range(5) for b in range(5)]
    assert found["positions"] == pytest.approx(np.array(rows), abs=1e-6)
    assert found["pooled"] == pytest.approx(maps.mean(axis=(2, 3)), abs=1e-6)
    flat = rng(23).standard_normal((4, 3))
    for layout in features.FEATURE_MAPS.values():
        assert (layout(flat) == flat).all()


def test_sampled_layouts():
    maps = np.arange(2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    some = features.sampled_positions(5, rng(24))(maps)
    every = {tuple(row) for row in features.positions(maps)}
    assert some.shape == (10, 3) and len({tuple(row) for row in some}) == 10 and {tuple(row) for row in some} < every
    assert set(some[:5, 0]) != set(some[5:, 0] - 48)             # each image has places of its own
    assert (features.sampled_positions(5, rng(24))(maps) == some).all()
    assert {tuple(row) for row in features.sampled_positions(99, rng(24))(maps)} == every
    kept = features.sampled_neurons(6, rng(25))
    first, again = kept(maps), kept(maps + 1)
    assert first.shape == (2, 6) and (again == first + 1).all() and set(first[0]) < set(range(48))
    assert (features.sampled_neurons(48, rng(25))(maps) == features.flatten(maps)).all()


def test_half_precision_is_read():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU()).to(torch.bfloat16)
    assert features.activations(model, torch.ones(4, 2, dtype=torch.bfloat16))["1"].dtype == np.float32


# -- errors ---------------------------------------------------------------------------

ENTROPIES = [features.entropic_complexity, features.switch_entropies, features.plug_in_complexity,
             features.total_correlation, features.unseen_share, features.miller_madow_correction]
DIMENSIONS = [features.effective_dimension, features.effective_dimension_bias, features.corrected_effective_dimension,
              features.effective_dimension_error]


@pytest.mark.parametrize("measure", ENTROPIES + DIMENSIONS)
@pytest.mark.parametrize("values, error, words", [
    (np.ones((1, 4)), ValueError, r"s must have at least \d+ samples; got 1"),
    (np.ones((20, 4)) * 1j, TypeError, "s must be real numbers or booleans; got an array of complex128"),
    (np.full((20, 4), "on"), TypeError, "s must be real numbers or booleans; got"),
    (np.ones(20), ValueError, r"s must have two dimensions, samples and at least one column; got shape \(20,\)"),
    (np.ones((20, 2, 2)), ValueError, r"got shape \(20, 2, 2\)"),
    (np.ones((20, 0)), ValueError, r"got shape \(20, 0\)"),
    (np.array([[1.0, np.nan], [np.inf, 2]] * 10), ValueError, "s must be finite; 20 of 40 values are not")])
def test_measures_refuse(measure, values, error, words):
    with pytest.raises(error, match=words) as caught:
        measure(values)
    assert str(caught.value).startswith("activations" if measure in ENTROPIES else "features")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("measure", DIMENSIONS)
def test_constant_features_have_no_dimension(measure):
    with pytest.raises(ValueError, match="features must vary; all 5 samples are equal"):
        measure(np.full((5, 3), 0.1))


@pytest.mark.parametrize("arguments, words", [
    ({"layers": ["first", "third"]}, r"layers must be names of the model's modules; got \['third'\], known are first"),
    ({"layers": []}, "layers must be names"),
    ({"layers": "unused"}, "layers: the model never called 'unused'"),
    ({"layers": ["first", "unused"]}, "layers: the model never called 'unused'"),
    ({"feature_maps": "gap"}, "feature_maps must be one of flatten, positions, pooled or a function; got 'gap'"),
    ({"batches": []}, "batches must hold at least one batch"),
    ({"batches": [torch.zeros(2, 1, 5, 5), torch.zeros(2, 1, 6, 6)]},
     r"batches must give 'relu' one number of neurons; got \[75, 108\]")])
def test_activations_refuses(network, images, arguments, words):
    with pytest.raises(ValueError, match=words):
        features.activations(network, **{"batches": images} | arguments)


def test_activations_refuses_what_has_no_switches_to_read():
    with pytest.raises(ValueError, match="model has no torch.nn.ReLU module; give in layers"):
        features.activations(nn.Linear(2, 2), torch.ones(3, 2))
    with pytest.raises(TypeError, match="model must be a torch.nn.Module; got a function"):
        features.activations(lambda x: x, torch.ones(3, 2))
    with pytest.raises(TypeError, match="layers: the output of 'a' must be a real tensor; got tuple"):
        features.activations(_Named(nn.GRU(2, 2)), torch.ones(3, 2, 2), ["a"])
    with pytest.raises(TypeError, match="got torch.complex64"):
        features.activations(_Named(nn.Identity()), torch.ones(3, 2, dtype=torch.complex64), ["a"])
    with pytest.raises(ValueError, match=r"at least two dimensions, samples and neurons; got shape \(3,\)"):
        features.activations(_Named(nn.Identity()), torch.ones(3), ["a"])


@pytest.mark.parametrize("inputs, words", [
    (torch.ones(5, 2, dtype=torch.long), r"batches must fit the model; got torch.int64 of shape \(5, 2\) \("),
    (torch.ones(5, 2, dtype=torch.complex64), r"batches must fit the model; got torch.complex64 of shape \(5, 2\) \("),
    ([(torch.ones(5, 3), torch.ones(5))], r"batches must fit the model; got torch.float32 of shape \(5, 3\) \("),
    (np.ones((5, 2)), "batches must hold tensors; got an ndarray"),
    ([(np.ones((5, 2)), np.ones(5))], "batches must hold tensors; got an ndarray")])
def test_activations_refuses_batches_that_the_model_cannot_take(inputs, words):
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    with pytest.raises((TypeError, ValueError), match=words) as caught:
        features.activations(model, inputs)
    assert "\n" not in str(caught.value)
    assert not model[1]._forward_hooks


class _Named(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.a = a

    def forward(self, x):
        return self.a(x)


@pytest.mark.parametrize("call, words", [
    (lambda: features.gaussian_pair_complexity(1.5), "correlation must be a number from -1 to 1; got 1.5"),
    (lambda: features.planar_complexity([[1, 2, 3]]), r"weights must be finite, of shape \(neurons, 2\); got shape \(1, 3\)"),
    (lambda: features.planar_complexity([[1, 2], [0, 0]]), "weights must not be zero for any neuron"),
    (lambda: features.common_drive_complexity(3, 0.5, 0.1, 1.5), "driven_rate must be a probability; got 1.5"),
    (lambda: features.common_drive_complexity(0, 0.5, 0.1, 0.5), "neurons must be a positive integer; got 0"),
    (lambda: features.effective_dimension_bias_law([1, -1], 9), "variances must be a vector of finite numbers"),
    (lambda: features.effective_dimension_bias_law([1, 1], 1), "samples must be a whole number of at least 2; got 1"),
    (lambda: features.sampled_positions(0, rng(1)), "count must be a positive integer; got 0"),
    (lambda: features.sampled_neurons(2.5, rng(1)), "count must be a positive integer; got 2.5")])
def test_laws_and_layouts_refuse(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_sampled_layouts_need_a_generator():
    for layout in (features.sampled_positions, features.sampled_neurons):
        with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a int"):
            layout(3, 1)
