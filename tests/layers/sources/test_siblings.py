"""The lines of known parts: each stands once, and the pairs on which two disagree are known ones."""

from itertools import combinations

from pse_helpers.layers.sources.siblings import SIBLINGS


def test_every_line_orders_at_least_two_parts_once():
    assert all(len(set(line)) == len(line) >= 2 for line in SIBLINGS)
    assert len({tuple(line) for line in SIBLINGS}) == len(SIBLINGS)


def test_pairs_in_both_orders_are_those_of_architectures_that_differ():
    """Parts of which no more than such a pair is there have an unknown order."""
    ordered = {pair for line in SIBLINGS for pair in combinations(line, 2)}
    assert {frozenset(pair) for pair in ordered if pair[::-1] in ordered} == {
        frozenset(pair) for pair in (("q_proj", "k_proj"), ("q_proj", "v_proj"),
                                     ("position_embeddings", "token_type_embeddings"))}
