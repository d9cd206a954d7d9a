"""Run chapters with other seeds: do their statistical claims fail as seldom as they say?

    .venv/bin/python tools/shifted_claims.py FOLDER [CHAPTER ...] [--rounds 3] [--more 20]

In each round every generator that a chapter, or a claim, makes of an integer seed gets another stream, every `seed=`
another seed, and the chapter's claims are judged on what it then computed. Where a statistical claim failed, its
chapter runs twenty rounds. An exact claim must hold in all of them; printed digits of a fixed seed are only counted.
FOLDER keeps the rounds, so that a second call goes on. It fails when a claim failed more often than its rate explains,
or a chapter did not run to its end.
"""

import argparse
import ast
import hashlib
import json
import sys
from pathlib import Path

import nbformat
import numpy as np
from claims_reader import slug_of
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from scipy.stats import binom
from seeds import FAR, other_seed
from tqdm import tqdm

from pse_helpers.chapters import claims

ROOT = Path(__file__).resolve().parent.parent
TOO_UNLIKELY = 1e-3  # that a claim fails so often by chance

FIRST = """import sys
sys.path.insert(0, {tools!r})
import shifted_claims as _shifted
_shifted.shift(globals(), {round})"""
LAST = """_shifted.verdicts({slug!r}, dict(globals()), {path!r})"""


# -- within a chapter's kernel ---------------------------------------------------

def shift(notebook, number):
    """From now on seeds of the notebook's own lines, and of claims, give other streams."""
    numpys = np.random.default_rng

    def default_rng(seed=None):
        return numpys(other_seed(seed, number) if is_ours(sys._getframe(1), notebook) else seed)
    np.random.default_rng = default_rng
    notebook["other_seed"] = lambda seed: seed + FAR * number if isinstance(seed, (int, np.integer)) else seed


def is_ours(frame, notebook):
    return frame.f_globals is notebook or frame.f_globals.get("__name__", "").endswith(".claims")


def verdicts(slug, names, path):
    """Write which claims of a chapter hold: {name: verdict}."""
    found = {claim.name: claims.judged(claim, names).verdict for claim in claims.claims_of(slug)}
    Path(path).write_text(json.dumps(found))


# -- around it -------------------------------------------------------------------

class OtherSeeds(ast.NodeTransformer):
    """`seed=` arguments, and those of torch's `manual_seed`, pass through `other_seed`."""

    def visit_Call(self, node):
        self.generic_visit(node)
        for keyword in node.keywords:
            if keyword.arg == "seed":
                keyword.value = moved(keyword.value)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "manual_seed":
            node.args = [moved(one) for one in node.args]
        return node


def moved(value):
    return ast.Call(ast.Name("other_seed", ast.Load()), [value], [])


def with_other_seeds(code):
    return ast.unparse(ast.fix_missing_locations(OtherSeeds().visit(ast.parse(code))))


def shifted(path, number, result):
    """A chapter, to be executed with other seeds; its last cell writes the verdicts to a file."""
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"
             and not {"skip-execution", "install"} & set(cell.metadata.get("tags", []))]
    for cell in cells:
        cell.source = with_other_seeds(cell.source)
    first = FIRST.format(tools=str(ROOT / "tools"), round=number)
    last = LAST.format(slug=notebook.metadata.chapter, path=str(result))
    notebook.cells = [nbformat.v4.new_code_cell(first), *cells, nbformat.v4.new_code_cell(last)]
    return notebook


def one_round(path, number, folder):
    """The verdicts of a chapter's claims in one round, kept in a file; None, and a line, where a cell fails."""
    result = folder / f"{path.stem}-{key(path)}-{number}.json"
    if not result.is_file():
        try:
            NotebookClient(shifted(path, number, result), timeout=900).execute()
        except CellExecutionError as error:
            tqdm.write(f"{path.stem}, round {number}: {error.ename}: {error.evalue}")
            return None
    return json.loads(result.read_text())


def key(path):
    """A digest of a chapter and its claims: an edit of either begins anew."""
    slug = slug_of(path.stem)
    texts = [path, ROOT / "pse_helpers" / "chapters" / slug / "claims.py"]
    return hashlib.sha256(b"".join(text.read_bytes() for text in texts)).hexdigest()[:12]


def of_a_chapter(path, folder, few, many):
    """[(claim, failures, rounds)] of a chapter: few rounds, or many where a statistical claim failed in the few."""
    found = claims.claims_of(slug_of(path.stem))
    rounds = [one_round(path, number, folder) for number in range(1, few + 1)]
    if any(one[claim.name] != "holds" for one in rounds if one for claim in found if claim.kind == "statistical"):
        rounds += [one_round(path, number, folder) for number in range(few + 1, many + 1)]
    ended = [one for one in rounds if one]
    runs = claims.exact(f"{path.stem} runs to its end.")(None)
    return [(runs, len(rounds) - len(ended), len(rounds)),
            *((claim, sum(one[claim.name] != "holds" for one in ended), len(ended)) for claim in found)]


def keeps_its_promise(claim, failures, rounds):
    """Whether so many failures in so many rounds go with what a claim says of itself."""
    if claim.kind == "exact":
        return failures == 0
    return claim.kind != "statistical" or binom.sf(failures - 1, rounds, claim.rate) > TOO_UNLIKELY


def report(results):
    """Lines: how many hold, how many failures are expected and seen, and which claims fail too often."""
    statistical = [one for one in results if one[0].kind == "statistical"]
    yield f"{len(results)} claims, of which {len(statistical)} statistical"
    yield (f"statistical: {sum(failures for _, failures, _ in statistical)} failures in "
           f"{sum(rounds for *_, rounds in statistical)} judgements, at most "
           f"{sum(claim.rate * rounds for claim, _, rounds in statistical):.1f} expected by chance")
    fixed = [one for one in results if one[0].kind == "fixed seed"]
    yield f"fixed seed: {sum(not failures for _, failures, _ in fixed)} of {len(fixed)} hold for all other seeds too"
    for claim, failures, rounds in results:
        if not keeps_its_promise(claim, failures, rounds):
            yield f"TOO OFTEN {claim.kind} {claim.rate:g}: {failures} of {rounds}: {claim.sentence}"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("chapters", nargs="*", help="their numbers; all if none is given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--more", type=int, default=20)
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    paths = [path for path in sorted((ROOT / "book").glob("[0-9]*.ipynb"))
             if not options.chapters or path.stem.partition("_")[0] in options.chapters]
    results = [one for path in tqdm(paths, desc="chapters")
               for one in of_a_chapter(path, options.folder, options.rounds, options.more)]
    print(*report(results), sep="\n")
    sys.exit(not all(keeps_its_promise(*one) for one in results))


if __name__ == "__main__":
    main()
