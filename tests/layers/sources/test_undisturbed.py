"""A model is looked at and stays as it was: modes, gradients and hooks, also where something fails."""

import pytest
import torch
from torch import nn

from pse_helpers.layers.sources.undisturbed import hooked, undisturbed


@pytest.fixture
def model():
    """Modules in both modes, one of them at two places, in another mode than what holds it."""
    shared = nn.Linear(4, 4)
    model = nn.Sequential(shared, nn.Dropout(), nn.Sequential(nn.BatchNorm1d(4), shared)).train()
    shared.eval()
    model[2][0].eval()
    return model


def modes(model):
    return [module.training for module in model.modules()]


def hooks(model):
    return [len(module._forward_pre_hooks) + len(module._forward_hooks) for module in model.modules()]


# -- modes and gradients -------------------------------------------------------

def test_within_all_is_evaluation_without_gradients(model):
    with undisturbed(model):
        assert not any(modes(model)) and not torch.is_grad_enabled()
        assert not model(torch.ones(2, 4)).requires_grad
    assert torch.is_grad_enabled() and model(torch.ones(2, 4)).requires_grad


def test_every_module_has_its_own_mode_again(model):
    before = modes(model)
    assert before == [True, False, True, True, False]
    with undisturbed(model):
        pass
    assert modes(model) == before


def test_modes_and_gradients_come_back_after_an_exception(model):
    before = modes(model)
    with pytest.raises(LookupError, match="within"), undisturbed(model):
        raise LookupError("within")
    assert modes(model) == before and torch.is_grad_enabled()


def test_gradients_that_were_off_stay_off(model):
    with torch.no_grad():
        with undisturbed(model):
            pass
        assert not torch.is_grad_enabled()


def test_nothing_that_is_trained_or_counted_moves(model):
    model[2][0].train()
    model(torch.randn(8, 4)).sum().backward()
    state = {name: value.clone() for name, value in model.state_dict().items()}
    gradients = [parameter.grad.clone() for parameter in model.parameters()]
    with undisturbed(model):
        model(torch.randn(8, 4))
    assert all(torch.equal(state[name], value) for name, value in model.state_dict().items())
    assert all(map(torch.equal, gradients, (parameter.grad for parameter in model.parameters())))
    assert all(parameter.requires_grad for parameter in model.parameters())


# -- hooks ---------------------------------------------------------------------

def test_hooks_are_there_within_and_gone_afterwards(model):
    seen = []
    model[0].register_forward_hook(lambda *_: None)  # somebody's own
    before = hooks(model)
    with hooked(module.register_forward_pre_hook(lambda module, _: seen.append(module)) for module in model.modules()):
        assert hooks(model) == [number + 1 for number in before]
        model(torch.ones(2, 4))
    assert seen == [model, model[0], model[1], model[2], model[2][0], model[0]] and hooks(model) == before
    model(torch.ones(2, 4))
    assert len(seen) == 6


def test_hooks_go_after_an_exception(model):
    with pytest.raises(LookupError, match="within"):
        with hooked([model.register_forward_hook(lambda *_: None)]):
            raise LookupError("within")
    assert not any(hooks(model))


def test_hooks_go_where_a_later_one_cannot_be_set(model):
    def handles():
        yield model.register_forward_hook(lambda *_: None)
        raise LookupError("no second hook")

    with pytest.raises(LookupError, match="no second hook"), hooked(handles()):
        pass
    assert not any(hooks(model))
