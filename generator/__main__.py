"""`python -m generator`: bring `minimax_generated/` and the tables in `api/` and `docs/` up to date
with `spec/`.
"""

from __future__ import annotations

import argparse
import difflib
import shutil
import sys
import tempfile
from pathlib import Path

from . import bundle, docs, lint, printing
from .documents import SpecError
from .rendering import as_json

OUTPUT = "minimax_generated"
ACTIONS = {
    "--check": "change nothing; list stale files and exit with 1 if there are any",
    "--lint": "only check the rules of the spec",
    "--print": "print the bundled OpenAPI document as JSON",
}
COMPARE = (
    "show what an official OpenAPI document (JSON, YAML, or a page that contains it) has that"
    " spec/ lacks, with suggested edits; exit with 1 if there is anything new"
)
OPENAPI = (
    "version of the printed document (default: 3.1); 3.2 describes each event of a stream with"
    " itemSchema"
)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator", description="Generate everything that is derived from spec/."
    )
    action = parser.add_mutually_exclusive_group()
    for name, about in ACTIONS.items():
        action.add_argument(name, action="store_true", help=about)
    action.add_argument("--compare", type=Path, metavar="FILE", help=COMPARE)
    parser.add_argument("--openapi", choices=printing.VERSIONS, default="3.1", help=OPENAPI)
    root = Path(__file__).parent.parent
    parser.add_argument(
        "--root", type=Path, default=root, help=("the repository (default: this one)")
    )
    options = parser.parse_args(arguments)
    try:
        spec = bundle.load(options.root / "spec")
        if options.print:
            print(as_json(printing.document(spec, options.openapi), indent=2))
            return 0
        if options.compare:
            from . import compare

            text, new = compare.report(spec, options.compare)
            print(text)
            return int(new)
        problems = lint.findings(spec)
        if (options.root / "api").is_dir():
            problems += lint.pages(spec, options.root / "api")
        if problems:
            print(*problems, sep="\n", file=sys.stderr)
            return 1
        return 0 if options.lint else generate(spec, options.root, check=options.check)
    except SpecError as error:
        print(error, file=sys.stderr)
        return 1


def generate(spec: bundle.Spec, root: Path, *, check: bool) -> int:
    """Generate everything in a temporary folder, then compare it with the repository or write it
    there. Returns the exit code.
    """
    from . import client, emit

    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        client.write(spec, fresh / OUTPUT)
        emit.write(spec, fresh / OUTPUT)
        client.format_tree(fresh / OUTPUT)
        wanted = {path: _text(fresh / path) or "" for path in _files(fresh)}
    pages = [*root.glob("api/*.md"), *root.glob("docs/*.md"), *root.glob("README.md")]
    for page, text in docs.write(spec, sorted(pages)).items():
        wanted[page.relative_to(root)] = text
    stray = sorted(set(_files(root, OUTPUT)) - wanted.keys())
    stale = {path: text for path, text in sorted(wanted.items()) if _text(root / path) != text}
    if check:
        return _report(root, stale, stray)
    for path, text in stale.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    for path in stray:
        (root / path).unlink()
    folders = (path for path in (root / OUTPUT).rglob("*") if path.is_dir())
    for folder in sorted(folders, reverse=True):
        if folder.name == "__pycache__" or not any(folder.iterdir()):
            shutil.rmtree(folder)
    print(f"{len(stale)} files written, {len(stray)} removed, {len(wanted) - len(stale)} unchanged")
    return 0


def _report(root: Path, stale: dict[Path, str], stray: list[Path]) -> int:
    for path in stray:
        print(f"stray file: {path}")
    for path, text in stale.items():
        old, new = (_text(root / path) or "").splitlines(), text.splitlines()
        lines = difflib.unified_diff(old, new, str(path), f"{path} (fresh)", lineterm="", n=1)
        print(*list(lines)[:40], sep="\n")
    if stale or stray:
        summary = f"{len(stale)} stale, {len(stray)} stray"
        print(f"\n{summary}: run `python -m generator` and commit the result.", file=sys.stderr)
    return int(bool(stale or stray))


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.exists() else None


def _files(root: Path, folder: str = "") -> list[Path]:
    """The files in a folder, relative to `root`."""
    return [
        path.relative_to(root)
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


if __name__ == "__main__":
    sys.exit(main())
