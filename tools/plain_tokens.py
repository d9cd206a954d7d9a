"""Code without the marks that change no colour: names and brackets, which are most of it."""

import re

RULE = re.compile(r'(?:html\[data-theme="(\w+)"\] )?\.highlight(?: \.(\w+))? ?\{([^}]*)\}')


def coloured(css):
    """The kinds of token, by Pygments' short names, that look other than the code around them in some theme.

    >>> sorted(coloured(".highlight { background: white; color: black } .highlight .n { color: black }"
    ...                 ".highlight .k { color: red }"))
    ['k']
    """
    rules = RULE.findall(css)
    around = {theme: found[0] for theme, kind, style in rules
              if not kind and (found := re.search(r"(?<!-)color: [^; ]+", style))}
    return {kind for theme, kind, style in rules if kind and style.strip(" ;") != around.get(theme)}


def with_plain_tokens(page, kinds):
    """A page whose code is marked where its look changes.

    >>> with_plain_tokens('<span class="k">def</span> <span class="n">f</span><span class="p">()</span>', {"k"})
    '<span class="k">def</span> f()'
    """
    return re.sub(r'<span class="([a-z][a-z0-9]{0,2})">([^<]*)</span>',
                  lambda found: found[0] if found[1] in kinds else found[2], page)
