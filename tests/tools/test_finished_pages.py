"""Pages and style sheets after the build: lighter, and the same to look at."""

import accessible_pages
import inline_icons
import not_found
import offline_site
import plain_tokens
import pytest
import used_styles


def test_an_icon_is_drawn_with_the_classes_by_which_the_theme_styles_it():
    page = ('<script src="a/scripts/fontawesome.js?x=1"></script>'
            '<i class="theme-switch fa-solid fa-sun fa-lg" title="Light"></i>')
    drawn = inline_icons.with_icons(page)
    assert drawn.startswith('<svg class="svg-inline--fa theme-switch fa-sun fa-lg" aria-hidden="true" viewBox="0 0 512')
    assert "<title>Light</title>" in drawn and "<i" not in drawn and "fontawesome.js" not in drawn


def test_an_icon_of_the_solid_kind_is_taken_and_an_unknown_one_refused():
    assert inline_icons.path_of("file")[2].startswith("M0 64")  # the outlined file begins elsewhere
    with pytest.raises(ValueError, match="no-such-icon"):
        inline_icons.path_of("no-such-icon")


@pytest.mark.parametrize("css, kept", [
    (".a { x: 1 } .b { x: 2 }", ".a{ x: 1 }"),
    (".b, p, .a.b { x: 1 }", "p{ x: 1 }"),
    (".a:not(.b) { x: 1 }", ".a:not(.b){ x: 1 }"),
    (":is(.a, .b) p { x: 1 }", ":is(.a, .b) p{ x: 1 }"),
    ('.a::before { content: "} .b {" }', '.a::before{ content: "} .b {" }'),
    ("@media print { .b { x: 1 } .a { x: 2 } }", "@media print{.a{ x: 2 }}"),
    ("@keyframes b { from { x: 1 } to { x: 2 } }", "@keyframes b{ from { x: 1 } to { x: 2 } }"),
    ("/*! licence */ /* .a */ .b { x: 1 }", "/*! licence */"),
    (".bs-tooltip { x: 1 }", ".bs-tooltip{ x: 1 }"),
    ('@charset "utf-8"; .b {}', '@charset "utf-8";'),
])
def test_a_style_sheet_keeps_what_some_page_may_use(css, kept):
    assert used_styles.used(css, {"a"}, {"bs-"}) == kept


def test_tokens_that_look_like_the_code_around_them_in_every_theme_lose_their_marks():
    css = "".join(f'html[data-theme="{theme}"] .highlight{{ background: {ground}; color: {ink} }}'
                  f'html[data-theme="{theme}"] .highlight .n{{ color: {ink} }}'
                  f'html[data-theme="{theme}"] .highlight .p{{ color: {other} }}'
                  for theme, ground, ink, other in [("light", "#fff", "#000", "#000"),
                                                    ("dark", "#000", "#fff", "#f00")])
    kinds = plain_tokens.coloured(css)
    assert kinds == {"p"}
    page = '<span class="n">x</span><span class="p">(</span><span class="label">y</span>'
    assert plain_tokens.with_plain_tokens(page, kinds) == 'x<span class="p">(</span><span class="label">y</span>'


def test_a_page_without_formulas_does_not_load_mathjax():
    scripts = ('<script>window.MathJax = {"a": 1}</script>\n'
               '    <script defer="defer" src="_static/mathjax/startup.js?v=1"></script>')
    assert offline_site.without_idle_mathjax(f"{scripts}<p>text</p>") == "<p>text</p>"
    formula = f'{scripts}<span class="math notranslate nohighlight">x</span>'
    assert offline_site.without_idle_mathjax(formula) == formula


def test_empty_corners_of_tables_are_no_headers_and_filled_ones_stay():
    table = '<thead><tr><th></th><th class="blank level0" >&nbsp;</th><th>name</th></tr></thead>'
    assert accessible_pages.accessible(table) == \
        '<thead><tr><td></td><td class="blank level0" ></td><th>name</th></tr></thead>'


def test_the_button_for_a_notebook_saves_it():
    page = '<li><a href="05_cpse.ipynb" target="_blank"\n   class="btn"><a href="https://a.example" target="_blank">'
    assert accessible_pages.accessible(page) == page.replace('ipynb" target="_blank"', 'ipynb" download')


@pytest.mark.parametrize("address, root", [("", "/"), ("https://a.example", "/"), ("https://a.example/book", "/book/"),
                                           ("https://a.example/book/", "/book/")])
def test_links_of_the_page_for_lost_readers_count_from_the_root_of_the_site(address, root):
    assert not_found.root_of(address) == root


def test_the_arrow_of_a_page_with_others_below_it_has_a_name():
    page = ('<a class="reference internal" href="api.html">\nThe package\n</a><details open="open"><summary>'
            '<span class="toctree-toggle" role="presentation"></span></summary>')
    assert '<summary aria-label="Pages below: The package"><span' in accessible_pages.accessible(page)
