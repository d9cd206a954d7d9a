"""Networks of torchvision as structures: built without a single weight, read, and sorted into families."""

from functools import cache

import torch
from torch.overrides import TorchFunctionMode
from torchvision import models

from pse_helpers.algebra import layer_algebra

FAMILIES = {"alexnet": "AlexNet", "densenet": "DenseNet", "googlenet": "Inception", "inception": "Inception",
            "mnasnet": "MNASNet", "mobilenet_v2": "MobileNetV2", "regnet_x": "RegNetX", "resnet": "ResNet",
            "resnext": "ResNet", "wide_resnet": "ResNet", "shufflenet": "ShuffleNetV2", "squeezenet": "SqueezeNet",
            "vgg": "VGG"}  # those that consist of linear pieces

_EXTRA = dict.fromkeys(["googlenet", "inception_v3"], {"aux_logits": False, "init_weights": False})


class WithoutValues(TorchFunctionMode):
    """Where parameters have shapes but no memory, and what would fill them in place does nothing."""

    def __torch_function__(self, function, types, args=(), options=None):
        options, name = options or {}, function.__name__
        if name.endswith("_") and not name.endswith("__"):
            return args[0] if args else options["tensor"]
        meta = {"device": "meta"} if function is torch.empty else {}
        return function(*args, **{**options, **meta})


def recipe(name):
    """The entry of a network's first published weights: how they were trained and what they reach."""
    return models.get_model_weights(name).IMAGENET1K_V1


def built(name):
    """A network of torchvision without values."""
    with WithoutValues():
        return models.get_model(name, **_EXTRA.get(name, {}))


@cache
def read(name):
    """Its table of the layer algebra, for one image of the size that its recipe takes."""
    side, = recipe(name).transforms().crop_size
    return layer_algebra(built(name), (1, 3, side, side))


def family(name):
    """The family of a network, or None where it is of none that consists of linear pieces."""
    return next((kin for start, kin in FAMILIES.items() if name.startswith(start)), None)
