"""A model is looked at and stays as it was: its modes, its gradients, its hooks."""

from contextlib import ExitStack, contextmanager


@contextmanager
def undisturbed(model):
    """Evaluation mode without gradients for a while; afterwards every module has its own mode again."""
    import torch
    modes = [(module, module.training) for module in model.modules()]
    try:
        model.eval()
        with torch.no_grad():
            yield
    finally:
        for module, training in modes:
            module.training = training


@contextmanager
def hooked(handles):
    """Hooks for a while, given by the handles that torch returns for each; they are removed whatever happens."""
    with ExitStack() as stack:
        for handle in handles:
            stack.callback(handle.remove)
        yield
