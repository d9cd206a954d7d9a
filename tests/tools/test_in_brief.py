"""What a chapter says in brief stands in a box, its figure's picture beside it as a link to the figure."""

import in_brief
import pytest
from docutils import nodes
from docutils.core import publish_doctree

TEXT = """
Title
=====

*A question?*

**In brief.** The answer.

* One line.
* Another.

And a word.

**Prerequisites.** None.

.. container:: cell

   .. figure:: first.png
      :alt: The first.
      :name: fig-first

.. container:: cell chosen

   .. figure:: second.png
      :alt: The second.
      :name: fig-second

      It shows it.
"""


def boxed(text):
    """The document with its box, and the box's own parts in words."""
    doctree = publish_doctree(text, settings_overrides={"report_level": 5})
    for cell in doctree.findall(nodes.container):
        cell["classes"] = ["tag_in-brief" if name == "chosen" else name for name in cell["classes"]]
    for figure in doctree.findall(nodes.figure):
        figure["ids"] = figure[0]["ids"]  # plain docutils gives the name to the picture
    in_brief.boxed(doctree, lambda figure: {"fig-first": 3, "fig-second": 4}[figure["ids"][0]])
    boxes = [one for one in doctree.findall(nodes.container) if "in-brief" in one["classes"]]
    return doctree, [[part.astext() for part in box] for box in boxes]


def test_the_box_takes_the_place_of_the_answer_and_its_lines():
    doctree, boxes = boxed(TEXT)
    assert boxes == [["In brief. The answer.", "One line.\n\nAnother.", "And a word.", "Fig. 4"]]
    parts = [one.astext() for one in doctree.children if isinstance(one, (nodes.paragraph, nodes.container))]
    assert [words.split()[0] for words in parts[:3]] == ["A", "In", "Prerequisites."]


def test_the_picture_is_that_of_the_chosen_figure_and_leads_to_it():
    doctree, _ = boxed(TEXT)
    link, = [one for one in doctree.findall(nodes.reference)]
    picture, = link.findall(nodes.image)
    assert link["refuri"] == "#fig-second" and (picture["uri"], picture["alt"]) == ("second.png", "")
    assert [one["alt"] for one in doctree.findall(nodes.image)] == ["", "The first.", "The second."]


def test_an_answer_without_lines_or_figure_has_a_box_too():
    assert boxed("**In brief.** The answer.\n\n**Prerequisites.** None.")[1] == [["In brief. The answer."]]


def test_an_empty_text_before_it_hides_nothing():
    """As the reader of Markdown makes it."""
    doctree = publish_doctree("**In brief.** The answer.\n\n**Prerequisites.** None.")
    doctree[0].insert(0, nodes.Text(""))
    in_brief.boxed(doctree, None)
    assert [box["classes"] for box in doctree.findall(nodes.container)] == [["in-brief"]]


@pytest.mark.parametrize("text", ["Text. **In brief.** No.\n\n**Prerequisites.** None.", "**In brief.** No end."])
def test_a_page_without_a_brief_or_its_end_stays_as_it_is(text):
    assert boxed(text)[0].pformat() == publish_doctree(text).pformat()
