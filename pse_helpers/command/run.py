"""The command as a whole: one line and a status for all that can go wrong."""

import re
import sys
import warnings

from pse_helpers.command.interrupts import beside, leave
from pse_helpers.command.options import ADVICE, parsed
from pse_helpers.command.outputs import printed
from pse_helpers.command.progress import Progress
from pse_helpers.whole_files import whole_file

REFUSED, INTERRUPTED, UNREAD = 2, 130, 141  # the last two: 128 and the number of the signal, as shells count


def main(arguments=None):
    """Run the command, and return its exit status: 0, 2 for what cannot be done, 130 interrupted, 141 not read on.

    Parameters
    ----------
    arguments : list of str, optional
        Without them, those of the command line.

    Returns
    -------
    int

    Examples
    --------
    >>> from pse_helpers.command import main
    >>> main(["resnet20", "CIFAR10", "--csv"])                       # doctest: +ELLIPSIS
    name,out,rest,spectral_norm,stable_rank,law_distance,tail_exponent
    conv1.weight,16,27,...
    0
    """
    stream = sys.stderr
    if arguments is not None:
        _check_texts(arguments)
    try:
        return _answered(parsed(arguments), stream)
    except KeyboardInterrupt:
        return _interrupted(stream, own_process=arguments is None)
    except ImportError as error:
        return _said(stream, f"{error}; {ADVICE}", REFUSED)
    except (ValueError, TypeError, OSError, RuntimeError, MemoryError) as error:
        return _said(stream, _in_our_words(str(error) or type(error).__name__), REFUSED)


def _check_texts(arguments):
    from pse_helpers.checks import listed, shown  # numpy is slow to import, and `--help` needs none
    if not all(isinstance(one, str) for one in listed(arguments, "arguments", "texts")):
        raise TypeError(f"arguments must be a list of texts; got {shown(arguments)}")


def _interrupted(stream, own_process):
    """The status; a process of the command's own ends here, what else called it goes on."""
    status = _said(stream, "interrupted", INTERRUPTED)
    if own_process:
        leave(status)
    return status


def _said(stream, text, status):
    print(f"pse-helpers: {' '.join(text.split())}", file=stream)
    return status


def _in_our_words(text):
    """The library speaks of parameters, the command has options."""
    text = text.removeprefix("source: ").replace("with key=", "with --key")
    text = re.sub(r"(?<!\S)source(?!\S)", "MODEL", text)
    return re.sub(r"^(order|key|skip) must", r"--\1 must", text)


def _answered(options, stream):
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with Progress(stream) as progress:
            examination = _examined(options, progress, stream)
        drawn = _write_files(examination, options)
    for line in _warned(examination, heard):
        _said(stream, f"warning: {line}", None)
    if not printed(_form(options)(examination)):
        return UNREAD
    return 0 if drawn else _said(stream, "--figure: this network has no layer that could be drawn", REFUSED)


def _examined(options, progress, stream):
    from pse_helpers.command.examination import examined  # scipy and pandas: what is refused at once is refused before
    from pse_helpers.command.models import measured, opened
    title = " ".join(filter(None, (options.model, options.weights)))
    model = opened(options, quiet=not stream.isatty())  # here, where an interrupt leaves no half of a download
    return beside(lambda: examined(title, measured(model, options, progress), options, progress))


def _write_files(examination, options):
    """Those that were asked for; False where there is nothing to draw."""
    from pse_helpers.command.drawings import image, main_drawing
    from pse_helpers.command.page import as_page
    drawing = main_drawing(examination) if options.figure else None
    if drawing:
        _write(options.figure, image(drawing, options.figure.rpartition(".")[2].lower()))
    if options.report:
        _write(options.report, as_page(examination).encode())
    return drawing is not None or not options.figure


def _write(path, content):
    with whole_file(path) as file:
        file.write(content)


def _warned(examination, heard):
    """Each warning once; what the library says of an unknown order is said in the command's own words."""
    from pse_helpers.cascade.tiling import UnknownOrder
    from pse_helpers.command.words import warned
    others = [str(one.message) for one in heard if not issubclass(one.category, UnknownOrder)]
    return dict.fromkeys([*warned(examination), *others])


def _form(options):
    from pse_helpers.command.records import as_csv, as_json
    from pse_helpers.command.text import as_text
    return as_json if options.json else as_csv if options.csv else as_text
