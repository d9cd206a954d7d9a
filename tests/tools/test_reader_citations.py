"""References outside the site carry its labels, lead to their sources, and are Markdown that every program reads."""

import re

import pytest
from reader_citations import address, citations

ENTRIES = r"""
@article{later, author = {Two, B. and One, A. and Three, C.}, title = {A *second* [paper]}, journal = {J}, year = 1999,
  doi = {10.1016/S0024(02)1-3}}
@article{early, author = {One, A. and von Two, B.}, title = {First}, journal = {J}, year = 1998, eprint = {math/01}}
@article{again, author = {One, A. and von Two, B.}, title = {Second}, journal = {J}, year = 1998,
  url = {https://example.org/x}}
"""


@pytest.fixture
def known(tmp_path):
    (tmp_path / "references.bib").write_text(ENTRIES)
    return citations(tmp_path / "references.bib")


def test_labels_and_order_are_those_of_the_list(known):
    assert {key: one.label for key, one in known.items()} == {
        "early": "One and von Two, 1998a", "again": "One and von Two, 1998b", "later": "Two et al., 1999"}
    assert list(known) == ["early", "again", "later"]


def test_a_citation_leads_to_its_source_and_a_bracket_does_not_end_the_link(known):
    assert known["later"].link == "[Two et al., 1999](https://doi.org/10.1016/S0024%2802%291-3)"
    assert known["early"].address == "https://arxiv.org/abs/math/01"
    assert known["again"].address == "https://example.org/x"
    assert address({"url": "https://a.org", "doi": "10.1/b"}) == "https://doi.org/10.1/b"


def test_a_reference_is_one_line_whose_letters_are_no_markup(known):
    assert r"A \*second\* \[paper\]" in known["later"].reference and "\n" not in known["later"].reference
    assert r"\." not in known["later"].reference and "%2802%29" in known["later"].reference


def test_every_entry_of_the_book_has_a_whole_reference(root):
    known = citations(root / "book" / "references.bib")
    assert len(known) > 50
    for one in known.values():
        assert one.address.startswith("https://") and re.search(r"\[.+\]\(https://\S+\)", one.reference)
