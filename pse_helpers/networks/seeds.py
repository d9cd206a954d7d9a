"""Weights drawn from a seed, and nothing else changed."""

from contextlib import contextmanager


@contextmanager
def seeded(seed):
    """Within, torch draws from the seed, on the CPU; its global random state is as before afterwards."""
    import torch
    with torch.device("cpu"), torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)  # torch.manual_seed would seed the GPUs as well
        yield
