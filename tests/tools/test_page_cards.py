"""What shared links show of a page, with an address and without."""

import page_cards
from docutils.core import publish_doctree


def told(text):
    return page_cards.description(publish_doctree(text, settings_overrides={"report_level": 5}))


def test_the_question_of_a_chapter_comes_before_its_first_paragraph():
    assert told("First.\n\n*What is it?*\n\nMore.") == "What is it?"
    assert told("First, *emphasised*.\n\nMore.") == "First, emphasised."


def test_paragraphs_with_formulas_and_in_lists_are_passed_over():
    assert told("* In a list.\n\nOf :math:`x^2`.\n\nPlain.") == "Plain."
    assert told("* In a list.") is None


def test_a_long_text_ends_behind_a_sentence_or_a_word():
    assert page_cards.shortened("One. Two! " + "word " * 60) == "One. Two!"
    assert page_cards.shortened("word " * 60).endswith("word …") and len(page_cards.shortened("word " * 60)) <= 202


def test_only_a_site_with_an_address_names_pictures():
    without = page_cards.cards("Title", "Told.", "Book", "", "book/page.html")
    assert not any("://" in content for _, _, content in without)
    tags = {name: content for _, name, content in
            page_cards.cards("Title", "Told.", "Book", "https://someone.example/book/", "book/page.html")}
    assert tags["og:url"] == "https://someone.example/book/book/page.html"
    assert tags["og:image"] == "https://someone.example/book/_static/cpse_against_error.png"
    assert tags["twitter:card"] == "summary_large_image"
