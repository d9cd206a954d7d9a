"""What ships of the digits family: records of the runs, and their measures at work, each a file with its provenance."""

import platform
import zipfile
import zlib
from functools import cache
from types import MappingProxyType

import numpy as np

from pse_helpers.data import shipped_arrays
from pse_helpers.networks.digits.runs import Record, Run
from pse_helpers.networks.packing import number_of_values, pack, unpacked_index, unpacked_spectra

RECORDS_FILE, MEASURES_FILE = "digits_family.npz", "digits_measures.npz"


def circumstances():
    """What the last digits of a training run depend on besides its seed: versions, and processor, as strings.

    >>> from pse_helpers.networks.digits.archive import circumstances
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


def pack_records(file, records, provenances):
    """Write records, at least one, to one compressed file, with a provenance each of what JSON can hold.

    Spectra are stored in single precision, with a relative error of at most 6e-8.

    >>> import io
    >>> import numpy as np
    >>> from pse_helpers.layers import layer_spectra
    >>> from pse_helpers.networks.digits import Record, Run, archive
    >>> spectra, file = layer_spectra([np.eye(2)]), io.BytesIO()
    >>> record = Record(Run("resnet8"), spectra, spectra, np.array([3.5]), 0.0)
    >>> archive.pack_records(file, [record], [{"date": "2000-01-01"}])
    >>> start = file.seek(0)
    >>> archive.unpack_records(np.load(file))[0].test_errors
    array([3.5])
    """
    if not len(records) == len(provenances) > 0:
        raise ValueError(f"records must be at least one, with a provenance each; got {len(records)} records and "
                         f"{len(provenances)} provenances")
    index = [{**vars(record.run), "layers": record.final.names, "shapes": record.final.shapes,
              "train_error": record.train_error, "test_errors": list(record.test_errors), "provenance": dict(origin)}
             for record, origin in zip(records, provenances)]
    values = [layer for record in records for spectra in (record.early, record.final) for layer in spectra.values]
    pack(file, index, values=np.concatenate(values).astype(np.float32))


def unpack_records(arrays):
    """The list of records, in their order, that `pack_records` wrote as these arrays; they cannot be written to."""
    index, values = unpacked_index(arrays), arrays["values"]
    if len(values) != (expected := 2 * sum(map(number_of_values, index))):
        raise ValueError(f"arrays: the index needs {expected} values; got {len(values)}")
    ends = np.cumsum([number_of_values(item) for item in index for _ in ("early", "final")])
    every = np.split(values, ends[:-1])
    return [_record(item, early, final) for item, early, final in zip(index, every[::2], every[1::2])]


def _record(item, early, final):
    run = Run(item["architecture"], item["width"], item["label_noise"], item["seed"])
    errors = np.array(item["test_errors"])
    errors.flags.writeable = False  # shared between all callers
    return Record(run, unpacked_spectra(item, early), unpacked_spectra(item, final), errors, item["train_error"])


def read(path):
    """The record of a file that holds one; a ValueError where the file is damaged, or holds another number."""
    try:
        with open(path, "rb") as file, np.load(file) as archive:  # np.load alone leaves a damaged file open
            record, = unpack_records(archive)
    except (ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError(f"path must lead to a whole file with one record; {path} does not ({error})") from error
    return record


@cache
def shipped_records():
    """Every record that tools/train_digits.py packed, read once: a read-only mapping of Run to Record, as in `family`.

    >>> from pse_helpers.networks.digits import Run, archive
    >>> len(archive.shipped_records()[Run("vgg11")].final)
    11
    """
    return MappingProxyType({record.run: record for record in unpack_records(shipped_arrays(RECORDS_FILE))})


def pack_measures(file, rows, provenance):
    """Write rows, dicts of the same measures by Run, to one compressed file.

    >>> import io
    >>> from pse_helpers.networks.digits import Run, archive
    >>> archive.pack_measures(io.BytesIO(), {Run("vgg11"): {"parameters": 7}}, {"date": "today"})
    """
    if not rows:
        raise ValueError("rows must hold the measures of at least one run; got none")
    names = list(next(iter(rows.values())))
    for run, row in rows.items():
        if list(row) != names:
            raise ValueError(f"rows must have the same measures, {', '.join(names)}; got {', '.join(row)} for {run}")
    keys = [[run.architecture, run.width, run.label_noise, run.seed] for run in rows]
    pack(file, {"runs": keys, "measures": names, "provenance": dict(provenance)},
         values=np.array([[row[name] for name in names] for row in rows.values()], dtype=float))


@cache
def shipped_measures():
    """The shipped measures as one table, read once."""
    import pandas as pd
    arrays = shipped_arrays(MEASURES_FILE)
    index = unpacked_index(arrays)
    table = pd.DataFrame(arrays["values"], columns=index["measures"])
    table.insert(0, "run", [Run(*key) for key in index["runs"]])
    table.attrs["provenance"] = index["provenance"]
    return table
