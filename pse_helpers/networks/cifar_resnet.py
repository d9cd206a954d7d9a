"""The residual networks of He et al. (2016), section 4.2, for 32 x 32 images.

Depth 6 n + 2: a convolution, three stages of n blocks with 16, 32 and 64
channels, and a linear layer. Shortcuts have no parameters: where a stage
widens, they take every second pixel and pad the new channels with zeros.
The parameters' names are those of the published CIFAR-10 weights.
"""

from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    """Two 3 x 3 convolutions and a shortcut."""

    def __init__(self, channels_in, channels_out):
        super().__init__()
        self.stride = channels_out // channels_in
        self.conv1 = nn.Conv2d(channels_in, channels_out, 3, stride=self.stride, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels_out)
        self.conv2 = nn.Conv2d(channels_out, channels_out, 3, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels_out)

    def shortcut(self, x):
        missing = self.conv2.out_channels - self.conv1.in_channels
        return F.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, missing // 2, missing // 2))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class CifarResNet(nn.Module):
    """A residual network of 6 n + 2 layers that maps (batch, 3, 32, 32) to ten scores."""

    def __init__(self, depth):
        super().__init__()
        blocks = (depth - 2) // 6
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = self._stage(16, 16, blocks)
        self.layer2 = self._stage(16, 32, blocks)
        self.layer3 = self._stage(32, 64, blocks)
        self.linear = nn.Linear(64, 10)
        for module in self.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                nn.init.kaiming_normal_(module.weight)

    @staticmethod
    def _stage(channels_in, channels_out, blocks):
        return nn.Sequential(Block(channels_in, channels_out),
                             *[Block(channels_out, channels_out) for _ in range(blocks - 1)])

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean(dim=(2, 3)))
