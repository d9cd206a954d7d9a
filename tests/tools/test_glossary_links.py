"""Words of the glossary are links where a text uses them first, and nowhere else."""

import glossary_links
import pytest
from docutils import nodes
from docutils.core import publish_doctree

KNOWN = {"gap ratio": ("term-gap-ratio", "A ratio of gaps."), "gap": ("term-gap", "What lies between."),
         "cPSE": ("term-cpse", "A number."), "STANDARD": ("term-standard", "A convention.")}


def linked(text):
    """(word, address, meaning) of each link that a text is given."""
    doctree = publish_doctree(text, settings_overrides={"report_level": 5})
    before = doctree.astext()
    glossary_links.link_first_uses(doctree, KNOWN, "there#{}".format)
    assert doctree.astext() == before
    return [(one.astext(), one["refuri"], one["reftitle"]) for one in doctree.findall(nodes.reference)
            if "term" in one["classes"]]


def test_the_first_use_of_each_is_a_link_with_its_meaning():
    assert linked("The cPSE of gap ratios, and gaps.\n\nA gap; the gap ratio; cPSE.") == [
        ("cPSE", "there#term-cpse", "A number."), ("gap ratios", "there#term-gap-ratio", "A ratio of gaps."),
        ("gaps", "there#term-gap", "What lies between.")]


@pytest.mark.parametrize("text, words", [
    ("Gap\n===\n\nOf a *gap*.", ["gap"]), ("A ``gap`` and a **gap**.", []), ("A `gap <http://a.example>`_.", []),
    ("A gap-toothed gapping.", []), ("Standard errors; STANDARD.", ["STANDARD"]),
    ("* Gaps differ.", ["Gaps"]), ("+-----+\n| gap |\n+-----+", [])])
def test_what_is_left_alone(text, words):
    assert [word for word, _, _ in linked(text)] == words


@pytest.mark.parametrize("place", ["`There <there.html>`_", "Definition 12 of `there <there.html>`_"])
def test_terms_are_read_from_a_glossary(place):
    glossary = publish_doctree(f"Gap ratio\n  A *ratio* of gaps. {place}")
    glossary.next_node(nodes.term)["ids"] = ["term-gap-ratio"]
    assert glossary_links.terms(glossary) == {"Gap ratio": ("term-gap-ratio", "A ratio of gaps.")}


def test_two_terms_may_have_one_meaning():
    term, other = nodes.term("", "ResNet", ids=["one"]), nodes.term("", "residual network", ids=["two"])
    meaning = nodes.definition("", nodes.paragraph("", "A network."))
    glossary = nodes.section("", nodes.definition_list("", nodes.definition_list_item("", term, other, meaning)))
    assert glossary_links.terms(glossary) == {"ResNet": ("one", "A network."),
                                              "residual network": ("two", "A network.")}
