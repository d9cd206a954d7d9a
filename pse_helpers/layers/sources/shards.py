"""A model in several files: a folder, or the index that says which file holds which parameter."""

import json
import re
from collections.abc import Mapping

from pse_helpers.layers.sources.files import LOADERS, existing, read_file

SHARD = re.compile(r"(.*)-(\d+)-of-(\d+)(\.\w+)")


def read_path(path):
    """The mapping at a path, of one file or of many, and whether it forgets the order of its names."""
    path = existing(path)
    if path.is_dir():
        return _read_folder(path)
    if path.name.endswith(".index.json"):
        return _read_index(path)
    if shard := SHARD.fullmatch(path.name):
        raise ValueError(f"source: {str(path)!r} is one of {int(shard[3])} shards; give the folder, or the index")
    return read_file(path)


def _read_folder(folder):
    """One index, or one set of shards, or one file of weights."""
    if indexes := sorted(folder.glob("*.index.json")):
        return _read_index(_only(indexes, folder))
    files = sorted(path for path in folder.iterdir() if path.suffix in LOADERS)
    if shards := [path for path in files if SHARD.fullmatch(path.name)]:
        return _joined(_complete(shards))
    return read_file(_only(files, folder))


def _only(paths, folder):
    if len(paths) != 1:
        raise ValueError(f"source: the folder {str(folder)!r} must hold one model; got "
                         f"{', '.join(path.name for path in paths) or 'no file of weights'}")
    return paths[0]


def _complete(shards):
    """The shards of one model, none missing."""
    first, _, total, suffix = SHARD.fullmatch(shards[0].name).groups()
    expected = [shards[0].with_name(f"{first}-{number:0{len(total)}d}-of-{total}{suffix}")
                for number in range(1, int(total) + 1)]
    if missing := [path.name for path in expected if path not in shards]:
        raise FileNotFoundError(f"source: {missing[0]} is missing, one of {int(total)} shards")
    return expected


def _read_index(path):
    """The parameters of an index, each from the file that it names."""
    try:
        index = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_without_repeats)
        place = index["weight_map"]
    except (json.JSONDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"source: {str(path)!r} is no index of shards: expected a weight_map of names and files "
                         f"({type(error).__name__})") from error
    files = [path.with_name(name) for name in dict.fromkeys(place.values())]
    if missing := [file.name for file in files if not file.is_file()]:
        raise FileNotFoundError(f"source: {missing[0]} is missing, which {path.name} names")
    state, forgotten = _joined(files)
    if missing := next((name for name in place if name not in state), None):
        raise ValueError(f"source: {place[missing]} does not hold {missing}, as {path.name} says")
    return state, forgotten


def _without_repeats(pairs):
    names = [name for name, _ in pairs]
    if repeated := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"source: the index names {repeated} twice")
    return dict(pairs)


def _joined(files):
    """One mapping of all shards; a parameter in two of them is an error."""
    joined, forgotten = {}, False
    for path in files:
        state, sorts = read_file(path)
        if twice := next((name for name in state if name in joined), None):
            raise ValueError(f"source: {twice} is in two shards, the second is {path.name}")
        if any(isinstance(value, Mapping) for value in state.values()):
            raise ValueError(f"source: {path.name} is no shard, but a checkpoint with parts")
        joined, forgotten = joined | state, forgotten or sorts
    return joined, forgotten
