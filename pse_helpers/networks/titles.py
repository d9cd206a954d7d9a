"""How networks are written where a reader sees them."""

import re

from pse_helpers.checks import shown
from pse_helpers.networks.wheels import WHEELS

FAMILIES = {"vgg": "VGG", "resnet": "ResNet"}
OWN = {wheel.name: wheel.title for wheel in WHEELS}


def title(name):
    """A network's name as prose, tables and figures have it; names of other families stay as they are.

    Parameters
    ----------
    name : str
        As in `available()`, or as torchvision has it; what follows a space, such as a width, is kept.

    Returns
    -------
    str

    Examples
    --------
    >>> from pse_helpers import networks
    >>> [networks.title(name) for name in ("resnet20", "vgg11_bn", "digits_vgg16", "vgg11_bn w8", "googlenet")]
    ['ResNet-20', 'VGG-11 BN', 'VGG-16', 'VGG-11 BN w8', 'googlenet']
    >>> networks.title("efficientnet_lite0")
    'EfficientNet-Lite0'
    """
    if not isinstance(name, str):
        raise TypeError(f"name must be that of a network, a text; got {shown(name)}")
    if name in OWN:
        return OWN[name]
    known = re.fullmatch(r"(?:digits_)?(vgg|resnet)(\d+)(_bn)?(\W.*)?", name)
    if known is None:
        return name
    family, depth, batch_norm, rest = known.groups(default="")
    return f"{FAMILIES[family]}-{depth}{' BN' if batch_norm else ''}{rest}"
