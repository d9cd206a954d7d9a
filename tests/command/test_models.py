"""Every kind of file gives the network's own spectra."""

from pathlib import Path

import numpy as np
import pytest
import torch

from pse_helpers import networks
from pse_helpers.command.costs import decomposition, draws
from pse_helpers.command.models import measured, opened
from pse_helpers.command.options import Refused, parsed
from pse_helpers.command.progress import Progress
from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources import files


def spectra_of(*arguments, progress=None):
    options = parsed(arguments)
    return measured(opened(options), options, progress or Progress())


@pytest.mark.parametrize("kind, order", [("module", "file"), ("safetensors", "names"), ("arrays", "file"),
                                         ("shards", "names"), ("checkpoint", "file")])
def test_every_kind_of_file(net, saved, kind, order):
    spectra, expected = spectra_of(*saved[kind]), layer_spectra(net)
    assert (spectra.names, spectra.shapes, spectra.order) == (expected.names, expected.shapes, order)
    factor = 4 if kind == "checkpoint" else 1
    assert all(np.allclose(one, factor * two) for one, two in zip(spectra.values, expected.values))


def test_reading_tells_its_progress_and_plans_about_what_it_does(saved):
    progress = Progress()
    spectra_of(*saved["module"], progress=progress)
    assert 0 < progress.done < progress.total


@pytest.mark.parametrize("kind", ["module", "safetensors", "arrays", "checkpoint"])
def test_a_file_is_opened_once(saved, kind, monkeypatch):
    seen, (name, *_) = [], saved[kind]
    load = files.LOADERS[Path(name).suffix]
    monkeypatch.setitem(files.LOADERS, Path(name).suffix, lambda path: seen.append(path.name) or load(path))
    spectra_of(*saved[kind])
    assert seen == [Path(name).name]


def test_options_of_reading(saved, net):
    names = list(net.state_dict())
    backwards = spectra_of(*saved["module"], "--order", ",".join(names[::-1]), "--skip", "0.*")
    assert backwards.names == tuple(name for name in names[::-1] if name.endswith("weight"))[:-1]
    assert backwards.order == "given" and backwards.coverage < 1


def test_a_network_by_name_ships_or_is_loaded(monkeypatch):
    assert spectra_of("resnet20", "CIFAR10") is networks.spectra("resnet20", "CIFAR10")
    monkeypatch.setattr(networks, "load", lambda name, weights: torch.nn.Linear(3, 4))
    assert spectra_of("resnet18", "IMAGENET1K_V1").shapes == ((4, 3),)


@pytest.mark.parametrize("arguments, line", [
    (["nowhere.pt"], "there is no file or folder 'nowhere.pt', and no network of that name"),
    (["resnet20"], "resnet20 wants the name of its weights: CIFAR10"),
    (["resnet20", "IMAGENET"], "the weights of resnet20 are CIFAR10; got 'IMAGENET'"),
    (["resnet21", "CIFAR10"], "no network has the name 'resnet21'; known are resnet20, ")])
def test_what_is_not_there(arguments, line):
    with pytest.raises(Refused) as refused:
        spectra_of(*arguments)
    assert str(refused.value).startswith(line)


def test_a_stack_of_experts_is_planned_as_its_matrices(tmp_path):
    torch.save({"experts": torch.randn(3, 20, 10), "last": torch.randn(2, 5)}, tmp_path / "moe.pt")
    progress = Progress()
    assert len(spectra_of(str(tmp_path / "moe.pt"), progress=progress)) == 4
    each = 3 * [(20, 10)] + [(2, 5)]
    assert progress.total == pytest.approx(sum(map(decomposition, each)) + draws(each, 20, 0))
    assert progress.done < progress.total
