"""Definitions, theorems and propositions have places, definitions stand in the index, and their names lead there."""

import pytest
import statements
from docutils import nodes
from docutils.core import publish_doctree
from sphinx import addnodes


def placed(text):
    doctree = publish_doctree(text, settings_overrides={"report_level": 5})
    statements.Statements(doctree).apply()
    return doctree


def linked(text):
    """(words, address) of each statement's name that became a link."""
    doctree = placed(text)
    before = doctree.astext()
    statements.link_names(doctree)
    assert doctree.astext() == before
    return [(one.astext(), one["refuri"]) for one in doctree.findall(nodes.reference) if "statement" in one["classes"]]


@pytest.mark.parametrize("name, place, entries", [
    ("Definition 2 (effective dimension).", "definition-2", ["effective dimension"]),
    ("Theorem 1 (Dyson; with less, Mehta).", "theorem-1", []), ("Proposition 12.", "proposition-12", []),
    ("Definition 1.", "definition-1", [])])
def test_a_statement_has_a_place_and_a_definition_an_entry_in_the_index(name, place, entries):
    doctree = placed(f"Before.\n\n**{name}** It is so.")
    assert [one["ids"] for one in doctree.findall(nodes.paragraph)] == [[], [place]]
    assert [one["entries"] for one in doctree.findall(addnodes.index)] == [
        [("single", entry, place, "main", None)] for entry in entries]


@pytest.mark.parametrize("words", ["**Theorems.** So it is.", "**Exercise 1 (look).** Do.", "*Theorem 1.* So."])
def test_what_is_no_statement_has_no_place(words):
    assert [one["ids"] for one in placed(words).findall(nodes.paragraph)] == [[]]


OWN = "**Theorem 1.** It is so.\n\n**Theorem 10.** And so.\n\n"


@pytest.mark.parametrize("text, links", [
    ("By Theorem 1, and Theorem 10.", [("Theorem 1", "#theorem-1"), ("Theorem 10", "#theorem-10")]),
    ("By Theorem 2, which nobody states.", []), ("By ``Theorem 1``.", []),
    ("By Theorem 2 of `chapter 4 <04_layers.html>`_, not Theorem 1.",
     [("Theorem 2", "04_layers.html#theorem-2"), ("Theorem 1", "#theorem-1")]),
    ("As Theorem 1 and Theorem 2 of `chapter 4 <04_layers.html>`_",
     [("Theorem 1", "#theorem-1"), ("Theorem 2", "04_layers.html#theorem-2")]),
    ("By Theorem 2 of the chapter on `layers <04_layers.html>`_.", [("Theorem 2", "04_layers.html#theorem-2")]),
    ("Definition 3 in the `last chapter <03_last.html>`_", [("Definition 3", "03_last.html#definition-3")]),
    ("By Theorem 1 of *somebody*.", [("Theorem 1", "#theorem-1")]),
    ("Heading of Theorem 1\n====================\n\nText.", [])])
def test_its_name_leads_to_a_statement(text, links):
    assert linked(OWN + text) == links


@pytest.mark.parametrize("page, links", [("book/04_layers", 1), ("book/notation", 1), ("book/first_steps", 0)])
def test_names_lead_there_from_chapters_and_from_the_glossary(page, links):
    doctree = placed("Term\n  A meaning. Definition 2 of `chapter 3 <03_last.html>`_")
    statements._link_chapter(None, doctree, page)
    assert [one["refuri"] for one in doctree.findall(nodes.reference)] == (
        links * ["03_last.html#definition-2"] + ["03_last.html"])
