"""Style sheets without the rules that no page of the site can use, which are most of what the theme ships.

A rule is left out when each of its selectors asks for a class that stands in no page and in no script.
"""

import re

STRING = r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\''
COMMENT = r"/\*.*?\*/"
NESTED = ("@media", "@supports", "@layer", "@container")  # these hold rules, others declarations


def words_of(text):
    """Everything in a page or a script that may be the name of a class, or the beginning of one: `bs-`."""
    return set(re.findall(r"[\w-]+", text))


def rules(css):
    """What stands before a brace, and what inside; None for a statement, which has no inside.

    >>> list(rules('@import "a.css"; p { color: red } @media print { a {} }'))
    [('@import "a.css"', None), ('p', ' color: red '), ('@media print', ' a {} ')]
    """
    depth = start = 0
    for found in re.finditer(rf"{STRING}|[{{}};]", css):
        mark, place = found[0], found.start()
        depth += (mark == "{") - (mark == "}")
        if mark == "{" and depth == 1:
            head, start = css[start:place].strip(), place + 1
        elif mark == "}" and depth == 0:
            yield head, css[start:place]
            start = place + 1
        elif mark == ";" and depth == 0:
            yield css[start:place].strip(), None
            start = place + 1


def used(css, words, beginnings=()):
    """The style sheet without the rules that the words of the site cannot call for; licences stay.

    >>> used(".a, .b { x: 1 } .b .c { x: 2 } p { x: 3 } @media print { .b { x: 4 } }", {"a"})
    '.a{ x: 1 }p{ x: 3 }'
    """
    licences = "".join(re.findall(r"/\*!.*?\*/", css, re.DOTALL))
    bare = re.sub(rf"({STRING})|{COMMENT}", lambda found: found[1] or "", css, flags=re.DOTALL)
    return licences + "".join(_kept(*rule, words, beginnings) for rule in rules(bare))


def _kept(head, body, words, beginnings):
    if body is None:
        return f"{head};"
    if head.startswith(NESTED):
        inside = "".join(_kept(*rule, words, beginnings) for rule in rules(body))
        return f"{head}{{{inside}}}" if inside else ""
    if head.startswith("@"):
        return f"{head}{{{body}}}"
    selectors = [one.strip() for one in re.split(r",(?![^()]*\))", head) if _can_match(one, words, beginnings)]
    return f"{','.join(selectors)}{{{body}}}" if selectors else ""


def _can_match(selector, words, beginnings):
    """Whether every class that a selector asks for may be there; what stands in brackets is not looked at."""
    outside = re.sub(r"\[[^]]*\]|\((?:[^()]|\([^()]*\))*\)", "", selector)
    classes = re.findall(r"\.(-?[a-zA-Z_](?:[\w-]|\\.)*)", outside)
    return all(one in words or "\\" in one or one.startswith(tuple(beginnings)) for one in classes)
