"""What only runs a torch model, and the model inside of it."""


def unwrapped(model):
    """The network inside of what only runs it: on several devices, compiled, or with an average of its weights."""
    while (inner := _wrapped(model)) is not None:
        model = inner
    return model


def _wrapped(model):
    """What a wrapper of torch's own wraps, or None; a subclass with a forward of its own is another model."""
    from torch import nn
    from torch.optim.swa_utils import AveragedModel
    for kind in (nn.DataParallel, nn.parallel.DistributedDataParallel, AveragedModel):
        if isinstance(model, kind) and type(model).forward is kind.forward:
            return model.module
    return getattr(model, "_orig_mod", None)  # so torch.compile calls it
