"""Networks with parallel branches, and in which branch of which block each of their layers stands."""

from torch import manual_seed, nn, zeros
from torchvision.models import googlenet

from pse_helpers import networks


def branched(seed):
    """Three networks with random weights of a seed: {name: (model, example input, places)}.

    `places` gives, for the name of a layer, its block and its branch of the block.
    """
    manual_seed(seed)
    return {"ResNet-18": residual_network(), "GoogLeNet": inception_network(), "transformer": transformer()}


def residual_network():
    """ResNet-18: the downsampling layer of a block runs beside its other layers."""
    return networks.load("resnet18", "random"), zeros(1, 3, 64, 64), _beside_the_downsampling


def inception_network():
    """GoogLeNet: an inception block has four branches."""
    return googlenet(weights=None, aux_logits=False, init_weights=False), zeros(1, 3, 64, 64), _block_and_branch


def transformer():
    """An encoder of six layers, each with weights of its own: torch makes them as copies of one."""
    layer = nn.TransformerEncoderLayer(64, 4, 128)
    encoder = nn.TransformerEncoder(layer, 6, enable_nested_tensor=False)
    for weight in encoder.parameters():
        if weight.ndim > 1:
            nn.init.xavier_uniform_(weight)
    return encoder, zeros(5, 1, 64), _query_key_or_value


def _beside_the_downsampling(name):
    return _block(name), "downsample" in name


def _block_and_branch(name):
    block, branch, *_ = name.split(".")
    return block, branch


def _query_key_or_value(name):
    attention, bracket, part = name.partition("[")
    return (attention, part) if bracket else (name, "")


def _block(name):
    """The first two parts of a name: ResNet's `layer2.0`."""
    return ".".join(name.split(".")[:2])
