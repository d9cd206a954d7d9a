"""The order of layers from their names: against the definitions of torchvision's and of torch's own networks."""

import random

import pytest
import torch
import torchvision
from torch import nn

from pse_helpers.layers.sources.order import definition_order

# One of each family, and all that look different inside; on no device, since only names matter.
NETWORKS = ["alexnet", "vgg11_bn", "resnet18", "resnet50", "resnext50_32x4d", "densenet121", "squeezenet1_0",
            "googlenet", "inception_v3", "mobilenet_v2", "mobilenet_v3_small", "mnasnet0_5", "shufflenet_v2_x0_5",
            "efficientnet_b0", "efficientnet_v2_s", "convnext_tiny", "vit_b_16", "swin_t", "swin_v2_t", "maxvit_t",
            "mvit_v1_b", "mvit_v2_s", "swin3d_t", "r3d_18", "s3d"]


def names_of(model):
    return [name for name, parameter in model.named_parameters() if parameter.ndim >= 2]


def shuffled(names):
    return random.Random(0).sample(names, len(names))


@pytest.mark.parametrize("name", NETWORKS)
def test_known_architectures_have_the_order_of_their_definition(name):
    options = {"init_weights": False} if name in ("googlenet", "inception_v3") else {}
    with torch.device("meta"):
        names = names_of(torchvision.models.get_model(name, weights=None, **options))
    assert definition_order(sorted(names)) == (names, "architecture") == definition_order(shuffled(names))


@pytest.mark.parametrize("build, where", [
    (lambda: nn.Sequential(*(nn.Linear(n, n + 1) for n in range(2, 14))), "names"),
    (lambda: nn.Sequential(nn.LSTM(3, 4, num_layers=12, bidirectional=True, proj_size=2)), "names"),
    (lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 12), "architecture"),
    (lambda: nn.Transformer(8, 2, 2, 2, 16), "architecture"),
    (lambda: nn.Sequential(nn.MultiheadAttention(4, 2, kdim=3, vdim=5)), "architecture"),
    (lambda: nn.Sequential(nn.GRUCell(3, 4)), "architecture"),
])
@pytest.mark.filterwarnings("ignore:enable_nested_tensor:UserWarning")
def test_torchs_own_layers(build, where):
    names = names_of(build())
    assert definition_order(sorted(names)) == (names, where) == definition_order(shuffled(names))


@pytest.mark.parametrize("names", [
    # the names of blocks in use, in the order of their definition
    ["transformer.wte.weight", "transformer.wpe.weight", "transformer.h.0.attn.c_attn.weight",
     "transformer.h.0.attn.c_proj.weight", "transformer.h.0.mlp.c_fc.weight", "transformer.h.0.mlp.c_proj.weight",
     "transformer.h.10.attn.c_attn.weight", "lm_head.weight"],
    ["model.embed_tokens.weight", "model.layers.2.self_attn.q_proj.weight", "model.layers.2.self_attn.k_proj.weight",
     "model.layers.2.self_attn.v_proj.weight", "model.layers.2.self_attn.o_proj.weight",
     "model.layers.2.mlp.gate_proj.weight", "model.layers.2.mlp.up_proj.weight", "model.layers.2.mlp.down_proj.weight",
     "model.layers.10.self_attn.q_proj.weight", "lm_head.weight"],
    ["encoder.layer.9.attention.self.query.weight", "encoder.layer.9.attention.self.key.weight",
     "encoder.layer.9.attention.self.value.weight", "encoder.layer.9.attention.output.dense.weight",
     "encoder.layer.9.intermediate.dense.weight", "encoder.layer.9.output.dense.weight",
     "encoder.layer.11.attention.self.query.weight"],
    ["layers.0.self_attn.k_proj.weight", "layers.0.self_attn.v_proj.weight", "layers.0.self_attn.q_proj.weight",
     "layers.0.self_attn.out_proj.weight", "layers.0.fc1.weight", "layers.0.fc2.weight"]])
def test_blocks_of_transformers(names):
    assert definition_order(shuffled(names)) == (names, "architecture")


@pytest.mark.parametrize("names", [
    ["encoder.weight", "head.weight", "stem.weight"],           # in no line
    ["q_proj.weight", "k_proj.weight", "v_proj.weight"],        # in two that disagree
    ["embeddings.word_embeddings.weight", "embeddings.position_embeddings.weight",
     "embeddings.token_type_embeddings.weight"],                # two architectures disagree
    ["c1x1_a.weight", "c1x1_w_s1.weight"],                      # alike, but in more than their numbers
    ["2.weight", "head.weight"]])
def test_what_names_do_not_tell_is_unknown(names):
    ordered, where = definition_order(names)
    assert where == "unknown" and sorted(ordered) == sorted(names)
