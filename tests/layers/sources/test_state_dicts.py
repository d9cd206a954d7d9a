"""Entries of a state dict that look like others: what is split, what is missed, what is a stack."""

import numpy as np
import pytest

from pse_helpers.layers import layer_spectra


@pytest.mark.parametrize("rows, names", [
    (6, ("attn.in_proj_weight[query]", "attn.in_proj_weight[key]", "attn.in_proj_weight[value]")),
    (4, ("attn.in_proj_weight",))])
def test_only_what_has_three_equal_parts_is_split(rows, names):
    weight = np.random.default_rng(1).standard_normal((rows, 5))
    assert layer_spectra({"attn.in_proj_weight": weight}).names == names


@pytest.mark.filterwarnings("ignore::pse_helpers.layers.decomposition.PartlyRead")
@pytest.mark.parametrize("left_out, coverage", [(np.eye(3), 0.5), (np.eye(3, dtype=int), 1.0)])
def test_what_a_reader_leaves_out_is_missed_where_it_could_have_been_a_weight(left_out, coverage):
    spectra = layer_spectra({"a.weight": np.eye(3), "b.weight": left_out}, skip="b.*")
    assert spectra.coverage == coverage and spectra.skipped == (("b.weight", "left out by the reader"),)


def test_a_stack_of_one_is_a_matrix():
    weight = np.random.default_rng(1).standard_normal((1, 4, 6))
    assert layer_spectra({"experts": weight, "other": np.eye(3)}).names == ("experts", "other")
