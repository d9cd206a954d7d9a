"""JSON and CSV hold what was computed, to the last digit."""

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd

from pse_helpers.command.examination import examined
from pse_helpers.command.options import parsed
from pse_helpers.command.progress import Progress
from pse_helpers.command.records import as_csv, as_json
from pse_helpers.command.text import as_text
from pse_helpers.layers import layer_spectra

RNG = np.random.default_rng(5)
SPECTRA = layer_spectra([*(RNG.standard_normal((9, 12)) for _ in range(4)), np.ones((1, 9))])


def examination_of(spectra):
    return examined("net", spectra, parsed(["net.pt"]), Progress())


def test_json_holds_the_numbers():
    examination = examination_of(SPECTRA)
    record = json.loads(as_json(examination))
    assert record["cpse"]["value"] == examination.cascade.value and record["cpse"]["score"] == examination.score
    assert record["cpse"]["untrained"] == examination.band.mean == np.mean(record["cpse"]["twins"])
    assert record["cpse"]["standard_deviation"] == np.std(record["cpse"]["twins"], ddof=1)
    assert record["cpse"]["distances"] == examination.cascade.distances.tolist()
    assert record["cpse"]["depths"] == examination.cascade.depths.tolist() == [3, 4]
    assert [row["stable_rank"] for row in record["layers"]] == examination.layers.stable_rank.tolist()
    assert record["layers"][4]["law_distance"] is None and record["layers"][0]["out"] == 9


def test_json_and_text_tell_how_many_twins_were_drawn_again():
    examination = examination_of(SPECTRA)
    assert json.loads(as_json(examination))["cpse"]["drawn_again"] == 0 and "drawn again" not in as_text(examination)
    examination = replace(examination, band=replace(examination.band, drawn_again=3))
    assert json.loads(as_json(examination))["cpse"]["drawn_again"] == 3
    assert "of the same shapes, 3 drawn again" in " ".join(as_text(examination).split())


def test_json_of_a_network_without_cpse():
    record = json.loads(as_json(examination_of(SPECTRA.taken([0, 1]))))
    assert record["cpse"]["value"] is None and record["cpse"]["twins"] == []
    assert record["reasons"][0].startswith("cPSE has no value: ")


def test_csv_reads_back():
    examination = examination_of(SPECTRA)
    back = pd.read_csv(io.StringIO(as_csv(examination)), dtype={"name": str})
    pd.testing.assert_frame_equal(back, examination.layers, check_exact=True)
