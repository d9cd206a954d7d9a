"""Quantised weights: scaled 8-bit floats are multiplied out, whole numbers with scales are refused."""

import re
from math import ceil

from pse_helpers.layers.sources.arrays import is_array, is_tensor, kind, precision

# Names by which quantisers store what belongs to a weight of whole numbers, and packed weights themselves.
COMPANIONS = {"SCB", "absmax", "scales", "scale", "weight_scale", "weight_scale_inv", "qzeros", "zeros", "zero_point",
              "weight_zero_point", "quant_map", "quant_state", "g_idx", "nested_absmax"}
PACKED = re.compile(r"(^|\.|_)(qweight|qzeros|weight_packed|packed_weight|weight_int4|weight_int8|weight_q)$|"
                    r"_(blocks|packed)$|\.quant_state\.|(^|\.)_packed_params(\.|$)")


def refuse_quantised(state):
    """A quantised weight is whole numbers with a scale, often packed: not the matrix that was trained."""
    modules = {name.rpartition(".")[0] for name in state if name.rpartition(".")[2] in COMPANIONS}
    for name, value in state.items():
        if _is_torchs(value) or PACKED.search(name) or _is_scaled_whole(name, value, modules):
            layer = name.split("._")[0] if "._" in name else name  # what follows is private to the layer
            raise TypeError(f"source: {layer} is quantised; give the float model that it was made from")


def _is_torchs(value):
    return type(value).__name__ == "ScriptObject" or (is_tensor(value) and value.is_quantized)


def _is_scaled_whole(name, value, modules):
    """Whole numbers as a weight, beside a scale: in the same module, or below the weight's own name."""
    whole = is_array(value) and value.ndim >= 2 and kind(value) == "whole"
    return whole and name.endswith("weight") and not {name, name.rpartition(".")[0]}.isdisjoint(modules)


# -- scaled 8-bit floats ---------------------------------------------------------

def scales(state):
    """{weight: its scale} for all 8-bit floats of a state dict that are stored with one."""
    found = {}
    for name, value in state.items():
        if is_array(value) and "float8" in precision(value) and value.ndim >= 2:
            module = name.rpartition(".")[0]
            partners = [f"{name}_scale_inv", f"{name}_scale", f"{module}.scale_weight".lstrip(".")]
            if scale := next((partner for partner in partners if partner in state), None):
                found[name] = scale
            elif odd := [other for other in state if other.startswith(name) and other != name]:
                raise TypeError(f"source: {name} has entries of 8 bits, and what {odd[0]} makes of them is not known; "
                                "give the float model that it was made from")
    return found


def multiplied(name, weight, scale):
    """Codes times their scale: one for all, one a row, or one a block of equal size."""
    import torch
    weight, scale = weight.float(), scale.float()
    if scale.numel() == 1:
        return weight * scale.reshape(())
    if scale.ndim == 1 and len(scale) == len(weight):
        return weight * scale.reshape(-1, *[1] * (weight.ndim - 1))
    if scale.ndim != weight.ndim:
        raise _unknown(name, weight, scale)
    for axis, (extent, blocks) in enumerate(zip(weight.shape, scale.shape)):
        scale = scale.repeat_interleave(_block(name, weight, scale, extent, blocks), dim=axis)
        scale = torch.narrow(scale, axis, 0, extent)
    return weight * scale


def _block(name, weight, scale, extent, blocks):
    """The extent of a block along an axis: 128 where that fits, as is usual, else what divides it evenly."""
    for block in (128, extent // max(blocks, 1)):
        if block and ceil(extent / block) == blocks and (block == 128 or block * blocks == extent):
            return block
    raise _unknown(name, weight, scale)


def _unknown(name, weight, scale):
    return TypeError(f"source: {name} of shape {tuple(weight.shape)} has scales of shape {tuple(scale.shape)}, which "
                     "are neither one for all, nor one a row or a block; give the float model that it was made from")
