"""One page with everything, in one file that needs no other: styles and images are in it."""

from base64 import b64encode
from html import escape
from string import Template

from pse_helpers.command.drawings import drawings, image
from pse_helpers.command.words import COLUMNS, MEANING, numbers, summary, warned

PAGE = Template("""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<style>$style</style>
</head>
<body>
<h1>$title</h1>
$parts
</body>
</html>
""")

STYLE = """
:root { color-scheme: light dark; --text: #1f2328; --quiet: #59636e; --face: #ffffff; --line: #d1d9e0;
        --raised: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6e8eb; --quiet: #a3adb8; --face: #15181c; --line: #3a424b; --raised: #1e2329; }
}
body { margin: 0 auto; padding: 1rem; max-width: 56rem; color: var(--text); background: var(--face);
       font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; margin: 0.5rem 0; }
dt { color: var(--quiet); } dd { margin: 0; min-width: 0; }
.warning { border-left: 3px solid #c77700; padding: 0.3rem 0.8rem; background: var(--raised); }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.9rem; }
th, td { padding: 0.25rem 0.6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { background: var(--raised); } th:first-child { text-align: left; }
tbody th { font-weight: normal; white-space: normal; min-width: 12rem; }
@media (max-width: 40rem) {
  table { font-size: 0.78rem; } th, td { padding: 0.2rem 0.25rem; } thead th { white-space: normal; }
  tbody th { min-width: 6rem; } thead th:not(:first-child) { overflow-wrap: normal; }
}
figure { margin: 1.5rem 0; } figcaption, .quiet { color: var(--quiet); font-size: 0.9rem; }
img { display: block; width: 100%; max-width: 40rem; height: auto; background: white; border-radius: 4px; }
"""


def as_page(examination):
    """The page as HTML."""
    parts = [*(f'<p class="warning">{_capital(escape(line))}.</p>' for line in warned(examination)),
             _pairs(summary(examination).items()), "<h2>cPSE beside untrained networks</h2>", _measured(examination),
             *map(_figure, drawings(examination)), "<h2>Layers</h2>", _table(examination.layers),
             _folded("Notes on how parameters were read", examination.spectra.notes),
             _folded("Parameters left out, and why", examination.spectra.skipped)]
    return PAGE.substitute(title=escape(examination.title), style=STYLE, parts="\n".join(filter(None, parts)))


def _capital(text):
    return text[:1].upper() + text[1:]


def _pairs(pairs):
    return "<dl>" + "".join(f"<dt>{escape(one)}</dt><dd>{escape(other)}</dd>" for one, other in pairs) + "</dl>"


def _measured(examination):
    reasons = "".join(f"<p>{escape(reason)}.</p>" for reason in examination.reasons)
    meaning = f'<p class="quiet">{MEANING}</p>' if examination.cascade is not None else ""
    told = {heading: text.replace("+-", "±") for heading, text in numbers(examination).items()}
    return (_pairs(told.items()) if told else "") + reasons + meaning


def _figure(drawing):
    data = b64encode(image(drawing, "png")).decode()
    return (f'<figure><img src="data:image/png;base64,{data}" alt="{escape(drawing.alt)}">'
            f"<figcaption>{escape(drawing.caption)}</figcaption></figure>")


def _table(layers):
    head = "".join(f'<th scope="col">{escape(heading)}</th>'
                   for heading in ("layer", "shape", *(column.heading for column in COLUMNS.values())))
    body = "\n".join(map(_row, layers.to_dict("records")))
    return (f'<div class="scroll" tabindex="0" role="region" aria-label="Table of layers"><table>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table></div>"
            f'<div class="quiet">{_pairs((column.heading, column.meaning) for column in COLUMNS.values())}</div>')


def _row(row):
    cells = "".join(f"<td>{column.written(row[name])}</td>" for name, column in COLUMNS.items())
    return f'<tr><th scope="row">{escape(row["name"])}</th><td>{row["out"]} × {row["rest"]}</td>{cells}</tr>'


def _folded(heading, pairs):
    """A list that may be long, closed at first."""
    if not pairs:
        return ""
    return f"<details><summary>{heading} ({len(pairs)})</summary>{_pairs(pairs)}</details>"
