"""The shipped spectra of altered weights are of the trained ResNet-56, and keep what each alteration keeps."""

import make_altered_spectra
import pytest

from pse_helpers import networks
from pse_helpers.chapters.layer_spectra.altered import altered_spectra

TRAINED = networks.spectra("resnet56", "CIFAR10")


def test_the_file_is_small_and_holds_what_the_tool_makes():
    assert list(altered_spectra()) == list(make_altered_spectra.ALTERATIONS)
    assert make_altered_spectra.OUTPUT.stat().st_size < 40_000


@pytest.mark.parametrize("name", make_altered_spectra.ALTERATIONS)
def test_the_layers_are_those_of_the_trained_network(name):
    altered = altered_spectra()[name]
    assert (altered.names, altered.shapes, altered.skipped) == (TRAINED.names, TRAINED.shapes, ())
    for fact in ("repository", "file", "sha256", "test_error"):
        assert altered.provenance[fact] == TRAINED.provenance[fact]
    assert altered.provenance["seed"] == make_altered_spectra.SEED


@pytest.mark.parametrize("name", ["norms alone", "random signs", "shuffled"])
def test_the_squared_norm_of_every_layer_is_kept(name):
    for altered, trained in zip(altered_spectra()[name].values, TRAINED.values, strict=True):
        assert altered.sum() == pytest.approx(trained.sum(), rel=1e-6)
        assert abs(altered - trained).max() > 0.01 * trained.mean()


def test_rows_of_norm_one_give_their_number():
    altered = altered_spectra()["equal rows"]
    for values, (out, _) in zip(altered.values, altered.shapes, strict=True):
        assert values.sum() == pytest.approx(out, rel=1e-6)
