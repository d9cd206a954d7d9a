"""What is asked for on the command line; what cannot be done is refused here, before any work."""

import argparse
import os
from importlib.util import find_spec
from pathlib import Path

EPILOGUE = """MODEL is a weight file (.safetensors, .pt, .pth, .th, .ckpt, .bin, .npz), a folder of shards, or, with
WEIGHTS, the name of a network whose weights are published: resnet20 CIFAR10."""
FIGURES, PAGES = (".png", ".svg", ".pdf"), (".html", ".htm")
ADVICE = "pip install 'pse-helpers[chapters]' adds it"


class Refused(ValueError):
    """What was asked for cannot be done; the text is the line that the command ends with."""


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Refused(f"{message} (--help shows what there is)")


def parsed(arguments=None):
    """The options, checked, as a namespace.

    >>> from pse_helpers.command.options import parsed
    >>> parsed(["model.pt", "--order", "b.weight,a.weight"]).order
    ['b.weight', 'a.weight']
    """
    options = _parser().parse_args(arguments)
    if options.weights and (options.order or options.key or options.skip):
        raise Refused("--order, --key and --skip go with a file or a folder, not with a network by name")
    _check_output(options.figure, "--figure", FIGURES)
    _check_output(options.report, "--report", PAGES)
    options.order = _names(options.order)
    return options


def _parser():
    parser = _Parser(prog="pse-helpers", epilog=EPILOGUE, allow_abbrev=False, description=(
        "The spectra of a network's layers, and its cPSE beside untrained networks of the same shapes."))
    parser.add_argument("model", metavar="MODEL")
    parser.add_argument("weights", metavar="WEIGHTS", nargs="?")
    _add_reading(parser)
    _add_measuring(parser)
    _add_writing(parser)
    return parser


def _add_reading(parser):
    add = parser.add_argument_group("how the weights are read").add_argument
    add("--order", metavar="FILE_OR_LIST", help="names in the order of the layers: a file, one a line, or a,b,c")
    add("--key", help="the part of a checkpoint to read, where several hold weights")
    add("--skip", metavar="PATTERN", action="append", default=[], help="parameters to leave out; may be repeated")


def _add_measuring(parser):
    add = parser.add_argument_group("how cPSE is measured").add_argument
    add("--convention", choices=("standard", "reference"), default="standard", help="the book's, or the authors'")
    add("--twins", metavar="N", type=_whole(2), default=20, help="untrained networks in the null band (default: 20)")
    add("--seed", metavar="N", type=_whole(0), default=0, help="of their draws (default: 0)")


def _add_writing(parser):
    group = parser.add_argument_group("what is written")
    either = group.add_mutually_exclusive_group()
    either.add_argument("--json", action="store_true", help="print everything as JSON")
    either.add_argument("--csv", action="store_true", help="print the table of layers as CSV")
    group.add_argument("--figure", metavar="FILE", help="draw distances over depth beside untrained twins; .png, "
                                                        ".svg or .pdf")
    group.add_argument("--report", metavar="FILE", help="one page with the table and three figures; .html")


def _whole(least):
    def whole(text):
        if not text.isdecimal() or int(text) < least:
            raise argparse.ArgumentTypeError(f"must be a whole number of at least {least}; got {text!r}")
        return int(text)
    return whole


def _check_output(path, option, suffixes):
    """A file of the right kind, in a folder that exists, by packages that are installed."""
    if path is None:
        return
    path = Path(path)
    if path.suffix.lower() not in suffixes:
        raise Refused(f"{option} must end in {' or '.join(suffixes)}; got {str(path)!r}")
    if path.is_dir() or not path.parent.is_dir():
        raise Refused(f"{option}: {str(path)!r} is a folder" if path.is_dir()
                      else f"{option}: there is no folder {str(path.parent)!r}")
    if not os.access(path.parent, os.W_OK):
        raise Refused(f"{option}: the folder {str(path.parent)!r} cannot be written to")
    if missing := [name for name in ("matplotlib", "seaborn") if find_spec(name) is None]:
        raise Refused(f"{option} needs {missing[0]}; {ADVICE}")


def _names(order):
    """The names in a file, one a line, or in a list with commas."""
    if order is None:
        return None
    if Path(order).is_file():
        names = Path(order).read_text(encoding="utf-8").splitlines()
    elif "," in order:
        names = order.split(",")
    else:
        raise Refused(f"--order: there is no file {order!r}, and a list has commas")
    return [name.strip() for name in names if name.strip()]
