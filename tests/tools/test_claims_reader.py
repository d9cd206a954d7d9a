"""The reader of chapters marks each claimed sentence once, in text and captions, and adds what judges the claims."""

import claims_reader
import nbformat
import pytest

from pse_helpers.chapters import claims


@pytest.fixture
def chapter(monkeypatch):
    """A chapter with a claim in its text, over a line break, and one in a caption."""
    @claims.exact("There are 3 of $x^2$, in *all*.")
    def number(drawn):
        return {"3": len(drawn)}

    @claims.exact("The first is one.")
    def first(drawn):
        return drawn[0] == 1
    monkeypatch.setattr(claims_reader, "claims_of", lambda slug: [number, first])
    monkeypatch.setattr(claims_reader, "digest", lambda slug: "abc")
    text = nbformat.v4.new_markdown_cell("# Small\n\nThere are 3 of $x^2$,\nin *all*. More.")
    figure = nbformat.v4.new_code_cell("drawn", metadata={"mystnb": {"figure": {"caption": "It. The first is one."}}})
    return nbformat.v4.new_notebook(cells=[text, figure], metadata={"chapter": "small"})


def read(notebook):
    return claims_reader.read(nbformat.writes(notebook))


def test_marks_and_the_last_cell(chapter):
    text, figure, judging = read(chapter).cells
    assert text.source == "# Small\n\nThere are 3 of $x^2$,\nin *all*.\u2060{claim}`small number` More."
    assert figure.metadata.mystnb.figure.caption == "It. The first is one.\u2060{claim}`small first`"
    assert "record('small', dict(globals()))" in judging.source and judging.source.startswith("# abc\n")
    assert judging.metadata.tags == ["remove-cell"] and figure.source == "drawn"


def test_what_is_told_in_the_margin(chapter):
    chapter.cells[0].metadata["tags"] = ["margin"]
    told = read(chapter).cells[0].source
    assert told.startswith(":::{margin}\n# Small") and told.endswith(" More.\n:::") and "{claim}`small number`" in told


def test_a_notebook_without_a_name_is_left_as_it_is(chapter):
    del chapter.metadata["chapter"]
    assert read(chapter) == chapter


@pytest.mark.parametrize("text, times", [("Nothing.", 0), ("There are 3 of $x^2$, in *all*. " * 2, 2)])
def test_a_sentence_must_stand_in_one_place(chapter, text, times):
    chapter.cells[0].source = text
    with pytest.raises(ValueError, match=f"claim number stands in {times} places of the chapter, not in one: There"):
        read(chapter)


def test_the_digest_is_of_the_file_with_the_claims():
    assert len(claims_reader.digest("circular_ensembles")) == 64
    assert claims_reader.digest("circular_ensembles") != claims_reader.digest("cpse")
