"""Networks without weights: the same structure as with them, in no memory."""

import pytest
from torchvision import models

from pse_helpers.algebra import layer_algebra
from pse_helpers.chapters.layer_algebra import torchvision_networks as networks


def test_a_network_without_values_has_the_structure_of_one_with_them():
    real = layer_algebra(models.squeezenet1_1(), (1, 3, 224, 224))
    assert networks.read("squeezenet1_1").equals(real)
    assert networks.read("squeezenet1_1").attrs == real.attrs


def test_what_is_built_takes_no_memory():
    assert {parameter.device.type for parameter in networks.built("vgg19").parameters()} == {"meta"}


@pytest.mark.parametrize("name, kin", [("wide_resnet50_2", "ResNet"), ("regnet_x_8gf", "RegNetX"), ("vit_b_32", None),
                                       ("mobilenet_v3_small", None), ("googlenet", "Inception"),
                                       ("retinanet_resnet50_fpn", None)])
def test_families(name, kin):
    assert networks.family(name) == kin


def test_the_recipe_is_that_of_the_first_weights():
    assert networks.recipe("resnet50").meta["_metrics"]["ImageNet-1K"]["acc@1"] == 76.13
