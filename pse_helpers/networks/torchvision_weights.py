"""What torchvision publishes on the weights of its VGG and residual networks, copied so that it need not be imported.

Left out are the weights IMAGENET1K_FEATURES of vgg16: their last layers are NaN, so that they classify nothing.
"""

FILE = "{name}-{sha256}.pth"
TEST_ERROR_SOURCE = "torchvision's metadata of the weights: 100 - acc@1, ImageNet validation images"

# network: {weights: (first 8 digits of the file's SHA-256, top-1 error in per cent)}
PUBLISHED = {
    "vgg11": {"IMAGENET1K_V1": ("8a719046", 30.98)},
    "vgg13": {"IMAGENET1K_V1": ("19584684", 30.072)},
    "vgg16": {"IMAGENET1K_V1": ("397923af", 28.408)},
    "vgg19": {"IMAGENET1K_V1": ("dcbb9e9d", 27.624)},
    "vgg11_bn": {"IMAGENET1K_V1": ("6002323d", 29.63)},
    "vgg13_bn": {"IMAGENET1K_V1": ("abd245e5", 28.414)},
    "vgg16_bn": {"IMAGENET1K_V1": ("6c64b313", 26.64)},
    "vgg19_bn": {"IMAGENET1K_V1": ("c79401a0", 25.782)},
    "resnet18": {"IMAGENET1K_V1": ("f37072fd", 30.242)},
    "resnet34": {"IMAGENET1K_V1": ("b627a593", 26.686)},
    "resnet50": {"IMAGENET1K_V1": ("0676ba61", 23.87), "IMAGENET1K_V2": ("11ad3fa6", 19.142)},
    "resnet101": {"IMAGENET1K_V1": ("63fe2227", 22.626), "IMAGENET1K_V2": ("cd907fc2", 18.114)},
    "resnet152": {"IMAGENET1K_V1": ("394f9c45", 21.688), "IMAGENET1K_V2": ("f82ba261", 17.716)},
}


def address(name, weights):
    """Where torchvision keeps the file; it is asked at the time, since it may move its files."""
    from torchvision.models import get_model_weights
    return get_model_weights(name)[weights].url
