"""The pages of the API: every public name has its entry, and constants have words, no more and no fewer."""

import inspect

import api_pages
import pytest

import pse_helpers

CONSTANT = api_pages.Room("pse_helpers.circular", "book/api/circular", {"ENSEMBLES": "By name."})


@pytest.fixture(scope="module")
def rooms(root):
    return api_pages.rooms(root)


def test_a_page_is_read(write_tree, tmp_path):
    page = "# A\n\n```{eval-rst}\n.. api-room:: pse_helpers.one\n\n   A: Words: more.\n   B: Others.\n```\n"
    other = "```{eval-rst}\n.. api-room:: pse_helpers.two\n```\n\nText\n\n   C: not one.\n"
    contents = "chapters: [{file: book/api, sections: [{file: book/api/a}, {file: book/api/b}]}]"
    root = write_tree(tmp_path, {"_toc.yml": contents, "book/api/a.md": page, "book/api/b.md": other})
    assert api_pages.rooms(root) == [
        api_pages.Room("pse_helpers.one", "book/api/a", {"A": "Words: more.", "B": "Others."}),
        api_pages.Room("pse_helpers.two", "book/api/b", {})]


@pytest.mark.parametrize("module, present, absent", [
    ("circular", {"eigenphases", "ENSEMBLES"}, {"matrices", "np"}),
    ("ergodicity", {"symmetric_kl"}, {"check_number", "number_variance_law", "np"}),  # from other rooms
    ("training", {"fit", "BATCH"}, {"F", "tqdm", "check_whole"}),
    ("chapters.exercises", {"check", "CHAPTERS"}, {"import_module", "verdicts"})])
def test_public_is_what_a_room_has_of_its_own(module, present, absent):
    names = api_pages.public_names(f"pse_helpers.{module}")
    assert present <= set(names) and not absent & set(names)


def test_every_constant_has_words_and_nothing_else_has(rooms):
    for room in rooms:
        constants = [name for name, one in room.names.items() if not (inspect.isfunction(one) or inspect.isclass(one))]
        assert set(room.words) == set(constants), room.module


def test_a_summary_is_a_whole_sentence(rooms):
    for room in rooms:
        lines = {name: room.words.get(name) or api_pages.summary(one) for name, one in room.names.items()}
        assert {name: line for name, line in lines.items() if not line.endswith(".")} == {}


def test_a_room_is_its_docstring_a_table_and_an_entry_for_each_name():
    used = {"pse_helpers.circular.ENSEMBLES": ["book/one", "book/two"]}
    lines = list(api_pages.room_lines(CONSTANT, used))
    assert lines[0] == ".. automodule:: pse_helpers.circular"
    for name, one in CONSTANT.names.items():
        assert f"   * - :py:obj:`~pse_helpers.circular.{name}`" in lines
        assert (f".. autofunction:: pse_helpers.circular.{name}" in lines) == inspect.isfunction(one)
    entry = lines[lines.index(".. py:data:: ENSEMBLES"):]
    assert entry[2] == "   :value: {'COE': 1, 'CUE': 2, 'CSE': 4}" and entry[4] == "   By name."
    assert entry[8] == "      Used in :doc:`/book/one`, :doc:`/book/two`"
    assert sum("Used in" in line for line in lines) == 1


def test_classes_show_their_members():
    room = api_pages.Room("pse_helpers.cascade", "page", {"STANDARD": "One.", "REFERENCE": "Other."})
    lines = list(api_pages.room_lines(room, {}))
    assert lines[lines.index(".. autoclass:: pse_helpers.cascade.Cascade") + 1] == "   :members:"


def test_the_overview_has_a_row_for_each_page(rooms):
    lines = list(api_pages.overview_lines(rooms))
    pages = list(dict.fromkeys(room.page for room in rooms))
    assert [line for line in lines if ":doc:" in line] == [f"   * - :doc:`/{page}`" for page in pages]
    assert any("``networks``, ``networks.digits``, ``networks.changes``" in line for line in lines)


def test_the_names_of_a_first_session_lead_to_their_rooms(rooms):
    lines = list(api_pages.first_session_lines(rooms))
    place = lines.index("   * - :py:obj:`~pse_helpers.cascade.cpse`")
    assert lines[place + 2] == "     - :doc:`/book/api/cascade`"
    assert sum(":doc:" in line for line in lines) == len(pse_helpers.FIRST_SESSION)
