"""VGG in narrow form: the layers of Simonyan and Zisserman (2015), table 1, for small grey images.

Five groups of 3 x 3 convolutions with w, 2 w, 4 w, 8 w and 8 w channels (the
original has w = 64), each followed by pooling, then three linear layers. A
32 x 32 image ends as 8 w numbers, so the linear layers are 8 w wide.
"""

from torch import nn

from pse_helpers.checks import check_whole

CONVOLUTIONS = {11: (1, 1, 2, 2, 2), 13: (2, 2, 2, 2, 2), 16: (2, 2, 3, 3, 3), 19: (2, 2, 4, 4, 4)}


class NarrowVGG(nn.Sequential):
    """A VGG that maps images (batch, 1, 32, 32) to ten scores.

    Parameters
    ----------
    depth : int
        Number of layers: 11, 13, 16 or 19.
    width : int
        Channels of the first group.
    batch_norm : bool
        Whether batch normalisation stands behind every convolution.

    Notes
    -----
    Weights are drawn from torch's global random state, Gaussian with variance
    2 / fan-in. Source: Simonyan and Zisserman (2015), arXiv:1409.1556, table 1,
    made narrow and with short linear layers.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.networks.architectures.narrow_vgg import NarrowVGG
    >>> NarrowVGG(11, 2, batch_norm=False)(torch.zeros(5, 1, 32, 32)).shape
    torch.Size([5, 10])
    """

    def __init__(self, depth, width, batch_norm):
        if depth not in CONVOLUTIONS:
            raise ValueError(f"depth must be 11, 13, 16 or 19; got {depth}")
        check_whole(width, "width")
        channels = [1] + [width * multiple for multiple in (1, 2, 4, 8, 8)]
        groups = [layer for count, before, after in zip(CONVOLUTIONS[depth], channels, channels[1:])
                  for layer in _group(count, before, after, batch_norm)]
        super().__init__(*groups, nn.Flatten(),
                         nn.Linear(8 * width, 8 * width), nn.ReLU(),
                         nn.Linear(8 * width, 8 * width), nn.ReLU(), nn.Linear(8 * width, 10))
        for module in self:
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)


def _group(count, before, after, batch_norm):
    layers = []
    for index in range(count):
        layers.append(nn.Conv2d(before if index == 0 else after, after, 3, padding=1))
        layers += [nn.BatchNorm2d(after)] if batch_norm else []
        layers.append(nn.ReLU())
    return [*layers, nn.MaxPool2d(2)]
