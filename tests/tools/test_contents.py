"""The pages of the book in their order, those below others included."""

import contents
import pytest

PARTS = """
root: book/index
parts:
  - chapters:
      - file: one
      - file: two
        sections: [{file: two/a}, {file: two/b}]
  - chapters: [{file: three}]
"""


@pytest.mark.parametrize("text, expected", [(PARTS, ["one", "two", "two/a", "two/b", "three"]),
                                            ("chapters: [{file: one}]", ["one"])])
def test_pages_come_in_the_order_of_reading(write_tree, tmp_path, text, expected):
    assert contents.pages(write_tree(tmp_path, {"_toc.yml": text})) == expected


def test_pages_below_another(write_tree, tmp_path):
    root = write_tree(tmp_path, {"_toc.yml": PARTS})
    assert contents.pages_below(root, "two") == ["two/a", "two/b"] and contents.pages_below(root, "one") == []


def test_every_page_of_this_book_exists(root):
    pages = contents.pages(root)
    assert len(set(pages)) == len(pages) > 20
    assert [page for page in pages if not any((root / f"{page}{end}").is_file() for end in (".md", ".ipynb"))] == []
