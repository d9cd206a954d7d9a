"""The residual networks of He et al. (2016), section 4.2, for 32 x 32 images.

Depth 6 n + 2: a convolution, three stages of n blocks with 16, 32 and 64
channels (in general w, 2 w and 4 w), and a linear layer. Shortcuts have no
parameters: where a stage widens, they take every second pixel and pad the new
channels with zeros. The parameters' names are those of the published CIFAR-10
weights.
"""

from torch import nn
from torch.nn import functional as F

from pse_helpers.checks import check_whole


class Block(nn.Module):
    """Two 3 x 3 convolutions and a shortcut."""

    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.stride = channels_out // channels_in
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride=self.stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)
        self.relu1, self.relu2 = nn.ReLU(), nn.ReLU()

    def shortcut(self, x):
        missing = self.conv2.out_channels - self.conv1.in_channels
        return F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, missing // 2, missing // 2))

    def forward(self, x):
        y = self.relu1(self.bn1(self.conv1(x)))
        return self.relu2(self.bn2(self.conv2(y)) + self.shortcut(x))


class CifarResNet(nn.Module):
    """A residual network that maps images (batch, channels, height, width) to ten scores.

    Parameters
    ----------
    depth : int
        Number of layers: 8, 14, 20, ...
    width : int
        Channels of the first stage, an even number.
    channels : int
        Of the images: 3 for colour, 1 for grey.

    Notes
    -----
    Weights are drawn from torch's global random state, Gaussian with variance
    2 / fan-in. Source: He et al. (2016), arXiv:1512.03385, section 4.2.

    Examples
    --------
    >>> import torch
    >>> from pse_helpers.networks.architectures.cifar_resnet import CifarResNet
    >>> CifarResNet(8, width=2, channels=1)(torch.zeros(5, 1, 16, 16)).shape
    torch.Size([5, 10])
    """

    def __init__(self, depth, width=16, channels=3):
        if check_whole(depth, "depth") < 8 or depth % 6 != 2:
            raise ValueError(f"depth must be 8, 14, 20, ...; got {depth}")
        if check_whole(width, "width") % 2:
            raise ValueError(f"width must be even, since shortcuts pad on both sides; got {width}")
        check_whole(channels, "channels")
        super().__init__()
        blocks = (depth - 2) // 6
        self.conv1 = nn.Conv2d(channels, width, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.relu = nn.ReLU()
        self.layer1 = self._stage(width, width, blocks)
        self.layer2 = self._stage(width, 2 * width, blocks)
        self.layer3 = self._stage(2 * width, 4 * width, blocks)
        self.linear = nn.Linear(4 * width, 10)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)

    @staticmethod
    def _stage(channels_in, channels_out, blocks):
        return nn.Sequential(Block(channels_in, channels_out),
                             *[Block(channels_out, channels_out) for _ in range(blocks - 1)])

    def forward(self, x):
        x = self.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean(dim=(2, 3)))
