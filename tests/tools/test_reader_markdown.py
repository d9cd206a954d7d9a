"""What only the site understands becomes plain Markdown, or is refused by name; all else stays as it is."""

import pytest
from reader_citations import Citation
from reader_markdown import Book, plain_markdown

BOOK = Book({"one1962": Citation("One, 1962", "https://doi.org/10.1/one", "One."),
             "two2001": Citation("Two and Three, 2001a", "https://arxiv.org/abs/1", "Two.")},
            {"05_cpse.ipynb": "The measure", "design.md": "The design"}, {"fig-a": "5.2"})
PUBLIC = Book(BOOK.citations, BOOK.titles, BOOK.figures, "https://owner.github.io/name")


@pytest.mark.parametrize("text, plain", [
    ("Found {cite}`one1962`.", "Found ([One, 1962](https://doi.org/10.1/one))."),
    ("Found {cite}`one1962, two2001`.",
     "Found ([One, 1962](https://doi.org/10.1/one); [Two and Three, 2001a](https://arxiv.org/abs/1))."),
    ("It is 3.\u2060{claim}`slug name` And *so*.\u2060{claim}`slug other`", "It is 3.\u00a0✓ And *so*.\u00a0✓"),
    ("See {numref}`fig-a`.", "See Figure 5.2."),
    ("With {math}`x_1`.", "With $x_1$."),
])
def test_roles(text, plain):
    assert plain_markdown(text, BOOK) == plain


@pytest.mark.parametrize("text, plain", [
    ("[there](05_cpse.ipynb)", "[there](05_cpse.ipynb)"),
    ("[there](05_cpse.ipynb#the-end)", "[there](05_cpse.ipynb)"),
    ("[](05_cpse.ipynb)", "[The measure](05_cpse.ipynb)"),
    ("[out](https://example.org/a.md#b)", "[out](https://example.org/a.md#b)"),
    ("The [plan](design.md#first).", "The plan (page *The design* of the book)."),
    ("[](design.md)", "*The design* (a page of the book)"),
])
def test_links_work_in_the_folder_of_the_notebooks(text, plain):
    assert plain_markdown(text, BOOK) == plain


def test_links_to_pages_lead_to_the_site_once_it_has_an_address():
    text = plain_markdown("The [plan](design.md#first), [](design.md).", PUBLIC)
    page = "https://owner.github.io/name/book/design.html"
    assert text == f"The [plan]({page}#first), [The design]({page})."


@pytest.mark.parametrize("text, plain", [
    (":::{note}\nMind {numref}`fig-a`.\n\nTwice.\n:::\nOn.", "> **Note.**\n>\n> Mind Figure 5.2.\n>\n> Twice.\nOn."),
    ("```{admonition} In brief\n:class: tip\nIt holds.\n```", "> **In brief.**\n>\n> It holds."),
    (":::{margin}\nAside.\n:::", "> Aside."),
    ("::::{tip}\n:::{margin}\nIn.\n:::\n::::", "> **Tip.**\n>\n> > In."),
    ("```{math}\n:label: eq\nx = 1\n```", "$$\nx = 1\n$$"),
    ("```{code-block} python\nx = 1\n```", "```python\nx = 1\n```"),
    ("(place)=\n## Title", "## Title"),
    ("$$x = 1$$ (eq-one)", "$$x = 1$$"),
])
def test_directives_targets_and_labels(text, plain):
    assert plain_markdown(text, BOOK) == plain


@pytest.mark.parametrize("text", [
    "```python\nx = '{cite}`one1962`'\n```", "```\n(place)=\n[a](b)\n```", "Write `[x](y)` and ``{note}`z` ``.",
    "$E[X](t) + \\left[a\\right](b)$ and $$F[x](y)$$", "| a | b |\n|---|---|\n| 1 | 2 |", "A brace {x} and a tick `y`.",
    "- one\n- two\n\n> said", "",
])
def test_plain_markdown_code_and_formulas_stay(text):
    assert plain_markdown(text, BOOK) == text


@pytest.mark.parametrize("text, reason", [
    ("{eq}`one`", "role eq"), (":::{figure} a.png\nA.\n:::", "directive figure"), (":::tip\nA.\n:::", "directive tip"),
    (":::{note}\nNever closed.", "has no end"), ("[a](nowhere.md)", "leads nowhere"), ("[a](#place)", "leads nowhere"),
])
def test_what_has_no_plain_form_is_refused_by_name(text, reason):
    with pytest.raises(ValueError, match=reason):
        plain_markdown(text, BOOK)


def test_an_unknown_key_is_refused():
    with pytest.raises(KeyError, match="none1900"):
        plain_markdown("{cite}`none1900`", BOOK)
