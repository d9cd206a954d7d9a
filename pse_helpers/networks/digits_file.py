"""The digits family as one file: records in, records out, each run with its provenance."""

import json
import platform
import zipfile
import zlib
from functools import cache
from types import MappingProxyType

import numpy as np

from pse_helpers.data_files import shipped_arrays
from pse_helpers.layers import LayerSpectra
from pse_helpers.networks.runs import Record, Run

FILE = "digits_family.npz"


def circumstances():
    """What the last digits of a training run depend on besides its seed.

    Returns
    -------
    dict of str to str
        Versions under torch, numpy and scikit-learn; under processor its model and
        the instructions that torch uses on it.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks.digits_file import circumstances
    >>> list(circumstances())
    ['torch', 'numpy', 'scikit-learn', 'processor']
    """
    import sklearn
    import torch
    return {"torch": torch.__version__, "numpy": np.__version__, "scikit-learn": sklearn.__version__,
            "processor": f"{platform.machine()} {torch.backends.cpu.get_cpu_capability()} {_processor()}"}


def _processor():
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor()


def pack(file, records, provenances):
    """Write records to one compressed file.

    Parameters
    ----------
    file : path or open binary file
    records : list of Record
        At least one.
    provenances : list of mapping
        One a record, of what JSON can hold.

    Raises
    ------
    ValueError
        For no records, or another number of provenances.

    Notes
    -----
    Spectra are stored in single precision, with a relative error of at most 6e-8.
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> import io
    >>> import numpy as np
    >>> from pse_helpers.layers import layer_spectra
    >>> from pse_helpers.networks.digits_file import pack, unpack
    >>> from pse_helpers.networks.runs import Record, Run
    >>> spectra, file = layer_spectra([np.eye(2)]), io.BytesIO()
    >>> pack(file, [Record(Run("resnet8"), spectra, spectra, np.array([3.5]), 0.0)], [{"date": "2000-01-01"}])
    >>> start = file.seek(0)
    >>> unpack(np.load(file))[0].test_errors
    array([3.5])
    """
    if not len(records) == len(provenances) > 0:
        raise ValueError(f"records must be at least one, with a provenance each; got {len(records)} records and "
                         f"{len(provenances)} provenances")
    index = [{**vars(record.run), "layers": record.final.names, "shapes": record.final.shapes,
              "train_error": record.train_error, "test_errors": list(record.test_errors), "provenance": dict(origin)}
             for record, origin in zip(records, provenances)]
    values = [layer for record in records for spectra in (record.early, record.final) for layer in spectra.values]
    np.savez_compressed(file, index=np.array(json.dumps(index)), values=np.concatenate(values).astype(np.float32))


def unpack(arrays):
    """The records of a file's arrays.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        What numpy.load finds in a file that :func:`pack` has written.

    Returns
    -------
    list of Record
        In the order in which they were packed; arrays that cannot be written to,
        spectra with their run's provenance.

    Raises
    ------
    ValueError
        For spectra that are not as long as the index says.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.data_files import shipped_arrays
    >>> from pse_helpers.networks.digits_file import FILE, unpack
    >>> unpack(shipped_arrays(FILE))[0].run
    Run(architecture='vgg11', width=8, label_noise=0.0, seed=0)
    """
    records, values = [], arrays["values"].astype(float)
    values.flags.writeable = False  # shared between all callers
    index = json.loads(str(arrays["index"]))
    if len(values) != (expected := sum(2 * min(shape) for item in index for shape in item["shapes"])):
        raise ValueError(f"arrays: the index needs {expected} values; got {len(values)}")
    for item in index:
        early, values = _layer_spectra(item, values)
        final, values = _layer_spectra(item, values)
        run = Run(item["architecture"], item["width"], item["label_noise"], item["seed"])
        errors = np.array(item["test_errors"])
        errors.flags.writeable = False
        records.append(Record(run, early, final, errors, item["train_error"]))
    return records


def read(path):
    """The record of a file that holds one.

    Parameters
    ----------
    path : path

    Returns
    -------
    Record

    Raises
    ------
    FileNotFoundError
        Where there is no file.
    ValueError
        For a file that is damaged, or holds another number of records.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> import os, tempfile
    >>> from pse_helpers.networks import digits_file
    >>> from pse_helpers.networks.runs import Run
    >>> record = digits_file.shipped()[Run("vgg11")]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "one.npz")
    ...     digits_file.pack(path, [record], [record.final.provenance])
    ...     digits_file.read(path).run
    Run(architecture='vgg11', width=8, label_noise=0.0, seed=0)
    """
    try:
        with open(path, "rb") as file, np.load(file) as archive:  # np.load alone leaves a damaged file open
            record, = unpack(archive)
    except (ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"path must lead to a whole file with one record; {path} does not ({error})") from error
    return record


def _layer_spectra(item, values):
    """One network's spectra from the front of `values`, and the rest."""
    ends = np.cumsum([min(shape) for shape in item["shapes"]])
    provenance = MappingProxyType(item["provenance"])
    spectra = LayerSpectra(tuple(item["layers"]), tuple(map(tuple, item["shapes"])),
                           tuple(np.split(values[:ends[-1]], ends[:-1])), (), provenance)
    return spectra, values[ends[-1]:]


@cache
def shipped():
    """Every shipped record, read once.

    Returns
    -------
    mapping of Run to Record
        In the order of :func:`pse_helpers.networks.runs.family`; read-only. Neither
        torch nor a network connection is needed.

    Notes
    -----
    tools/train_digits.py writes the file. Source: this book. Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.networks import digits_file
    >>> from pse_helpers.networks.runs import Run
    >>> len(digits_file.shipped()[Run("vgg11")].final)
    11
    """
    return MappingProxyType({record.run: record for record in unpack(shipped_arrays(FILE))})
