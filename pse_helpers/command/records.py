"""The results for other programs: JSON with everything, CSV with the table of layers."""

import json

import numpy as np


def as_csv(examination):
    """The table, a row a layer; where a layer has no such number, nothing."""
    return examination.layers.to_csv(index=False).rstrip("\n")


def as_json(examination):
    """Everything; null where there is no value."""
    spectra = examination.spectra
    reading = {"layers": len(spectra), "values": sum(map(len, spectra.values)), "order": spectra.order,
               "coverage": spectra.coverage, "remarks": list(spectra.remarks), "notes": _pairs(spectra.notes, "text"),
               "skipped": _pairs(spectra.skipped, "reason"), "provenance": dict(spectra.provenance)}
    record = {"model": examination.title, "read": reading, "layers": _rows(examination.layers),
              "cpse": _measure(examination), "reasons": list(examination.reasons)}
    return json.dumps(record, indent=2, ensure_ascii=False, allow_nan=False)


def _pairs(pairs, second):
    return [{"name": name, second: text} for name, text in pairs]


def _rows(layers):
    return [{column: None if isinstance(value, float) and np.isnan(value) else value for column, value in row.items()}
            for row in layers.to_dict("records")]


def _measure(examination):
    cascade, band = examination.cascade, examination.band
    return {"convention": examination.convention,
            "value": cascade and cascade.value,
            "untrained": band and band.mean,
            "standard_deviation": band and band.standard_deviation,
            "score": examination.score,
            "distances": [] if cascade is None else cascade.distances.tolist(),
            "depths": [] if cascade is None else cascade.depths.tolist(),
            "twins": [] if band is None else band.samples.tolist(),
            "drawn_again": 0 if band is None else band.drawn_again}
