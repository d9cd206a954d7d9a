"""The images of digits: every one of scikit-learn's once, standardised, with as much label noise as was asked for."""

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from pse_helpers.networks import digits
from pse_helpers.networks.digits import Run


def test_the_split():
    (x, y), (x_test, y_test) = digits.images_and_labels(8)
    assert (len(x), len(x_test)) == (898, 899)
    originals, labels = load_digits(return_X_y=True)
    counts = [torch.bincount(part, minlength=10).numpy() for part in (y, y_test)]
    assert np.abs(counts[0] - counts[1]).max() <= 1 and np.array_equal(counts[0] + counts[1], np.bincount(labels))
    pixels = torch.cat([x, x_test]).flatten(1).double().numpy()
    back = np.rint((pixels - pixels.min()) / (pixels.max() - pixels.min()) * 16)  # grey values are 0 to 16
    assert sorted(map(tuple, back)) == sorted(map(tuple, originals))  # together every image, once
    again, _ = digits.images_and_labels(8, seed=7)
    assert torch.equal(again[0], x) and torch.equal(again[1], y)


@pytest.mark.parametrize("side", [8, 16, 32])
def test_pixels_are_standardised_over_the_training_images(side):
    (x, _), (x_test, _) = digits.images_and_labels(side)
    assert x.shape == (898, 1, side, side) and x.dtype == x_test.dtype == torch.float32
    assert abs(x.double().mean()) < 1e-5 and x.double().std() == pytest.approx(1, abs=1e-5)
    assert abs(x_test.double().mean()) > 1e-4  # nothing of the test images went into it


@pytest.mark.parametrize("share", [0.1, 0.4, 0.8, 1.0])
@pytest.mark.false_alarm(2e-4, detects="replaced labels that are never right, from a share of 0.4 on")
def test_label_noise(share):
    """Of the replaced labels a tenth is right by chance: binomial, four standard deviations."""
    (x, clean), (x_test, y_test) = digits.images_and_labels(8)
    seed = int(np.random.default_rng(3).integers(2**31))
    (x_noisy, noisy), (_, y_test_too) = digits.images_and_labels(8, share, seed=seed)
    replaced, wrong = round(share * 898), (noisy != clean).sum().item()
    assert wrong <= replaced and abs(wrong - 0.9 * replaced) < 4 * np.sqrt(0.09 * replaced)
    assert torch.equal(x, x_noisy) and torch.equal(y_test, y_test_too)
    assert set(noisy.tolist()) == set(range(10))


def test_the_seed_decides_which_labels_are_replaced():
    first, again, other = (digits.images_and_labels(8, 0.2, seed)[0][1] for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)


@pytest.mark.parametrize("arguments, message", [
    ((0,), "side must be a positive integer; got 0"), ((8, 1.5), "label_noise must be a share from 0 to 1; got 1.5"),
    ((8, 0.1, -1), "seed must be a whole number of at least 0; got -1")])
def test_what_data_refuse(arguments, message):
    with pytest.raises(ValueError, match=message):
        digits.images_and_labels(*arguments)


def test_baseline_against_a_pipeline_of_its_own():
    """Pixels scaled one by one instead of all alike: another optimum, so equal within nine test images."""
    pixels, labels = load_digits(return_X_y=True)
    x, x_test, y, y_test = train_test_split(pixels, labels, test_size=0.5, random_state=0, stratify=labels)
    plain = LogisticRegression(max_iter=10_000).fit((x - x.mean()) / x.std(), y)
    wrong = plain.predict((x_test - x.mean()) / x.std()) != y_test
    assert digits.baseline_error() == pytest.approx(100 * wrong.mean(), abs=0.12)
    scaled = make_pipeline(StandardScaler(), LogisticRegression(max_iter=10_000)).fit(x, y)
    assert digits.baseline_error() == pytest.approx(100 * np.mean(scaled.predict(x_test) != y_test), abs=1.0)
    assert digits.baseline_error() == pytest.approx(3.8, abs=0.3)


@pytest.mark.parametrize("run, side", [(Run("resnet20", 4, 0.4, 3), 16), (Run("vgg11_bn", 4, 0.1, 2), 32)])
def test_the_data_of_a_run_are_those_of_its_seed_its_noise_and_its_architecture(run, side):
    expected = digits.images_and_labels(side, run.label_noise, run.seed)
    for pair, other in zip(digits.data(run), expected, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(pair, other, strict=True))


@pytest.mark.parametrize("noise", [True, "0.1", None, 1.5, np.nan])
def test_a_share_of_labels(noise):
    with pytest.raises(ValueError, match="^label_noise must be a share from 0 to 1; got "):
        digits.images_and_labels(8, noise)
