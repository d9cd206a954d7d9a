"""The runs of the digits family: which there are, what they are called, and what is no run."""

import numpy as np
import pytest

from pse_helpers.networks.digits import Record, Run, family


def test_the_family_has_170_runs_with_names_of_their_own():
    assert len(family()) == len(set(family())) == 170
    assert len({(run.architecture, run.weights) for run in family()}) == 170


def seeds(architecture, width, label_noise):
    wanted = architecture, width, label_noise
    return {run.seed for run in family() if (run.architecture, run.width, run.label_noise) == wanted}


def test_what_the_family_holds():
    main = [f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")]
    main += [f"resnet{depth}" for depth in (20, 32, 44, 56)]
    assert len(main) == 12 and all(seeds(name, 8, 0.0) == set(range(5)) for name in main)
    for share in (0.1, 0.2, 0.4, 0.6, 0.8):
        assert seeds("resnet20", 8, share) == seeds("vgg11_bn", 8, share) == set(range(5))
    assert all(seeds("resnet20", width, 0.0) == set(range(5)) for width in (2, 4, 8, 16))
    assert all(seeds(f"resnet{depth}", width, 0.0) >= {0, 1, 2}
               for depth in (8, 14, 20, 26, 32) for width in (2, 4, 8, 16))


@pytest.mark.parametrize("change, message", [
    ({"architecture": "vgg12"},
     "architecture must be vgg11, 13, 16 or 19, .* or resnet and a depth 8, 14, 20, ...; got 'vgg12'"),
    ({"architecture": "resnet18"}, "got 'resnet18'"), ({"architecture": "resnet2"}, "got 'resnet2'"),
    ({"architecture": "resnet08"}, "got 'resnet08'"), ({"architecture": "resnet20_bn"}, "got 'resnet20_bn'"),
    ({"architecture": "vgg11 "}, "got 'vgg11 '"),
    ({"width": 0}, "width must be a positive integer; got 0"),
    ({"width": 8.0}, "width must be a positive integer; got 8.0"),
    ({"seed": -1}, "seed must be a whole number of at least 0; got -1"),
    ({"label_noise": 1.1}, "label_noise must be a share from 0 to 1; got 1.1"),
    ({"label_noise": float("nan")}, "label_noise must be a share from 0 to 1; got nan")])
def test_what_is_no_run(change, message):
    with pytest.raises(ValueError, match=message):
        Run(**{"architecture": "resnet8"} | change)


def test_properties_of_runs():
    assert [Run(name).depth for name in ("vgg11_bn", "vgg19", "resnet110")] == [11, 19, 110]
    assert [Run(name).batch_norm for name in ("vgg11_bn", "vgg19", "resnet8")] == [True, False, True]
    assert Run("vgg11", 4, 0.25, 3).weights == "width4-noise0.25-seed3"


def test_the_test_error_of_a_record_is_the_last_and_not_the_best():
    assert Record(Run("resnet8"), None, None, np.array([40.0, 2.5, 3.5]), 0.0).test_error == 3.5
