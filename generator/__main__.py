"""`python -m generator`: bring `minimax_generated/` and the tables in `api/` and `docs/` up to date
with `spec/`.

python -m generator           write what changed
python -m generator --check   change nothing; exit 1 and show the difference when something is stale
python -m generator --lint    only check the rules of the spec
python -m generator --print   the bundled OpenAPI document as JSON, in 3.1 or with --openapi 3.2
python -m generator --compare FILE   what an official OpenAPI document or page has that spec/ lacks;
                              exit 1 when there is something new
"""

from __future__ import annotations

import argparse
import difflib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from . import bundle, docs, lint, printing

OUTPUT = "minimax_generated"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m generator", description="Generate everything that follows from spec/."
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 when something is stale"
    )
    action.add_argument("--lint", action="store_true", help="only check the rules of the spec")
    action.add_argument(
        "--print", action="store_true", help="print the bundled OpenAPI document as JSON"
    )
    action.add_argument(
        "--compare",
        type=Path,
        metavar="FILE",
        help="show what an official OpenAPI document (JSON, YAML, or a page that holds it) has that"
        " spec/ lacks, with the edits to make; exit 1 when there is something new",
    )
    parser.add_argument(
        "--openapi",
        choices=printing.VERSIONS,
        default="3.1",
        help="version of the printed document (default: 3.1); 3.2 describes each event of a stream"
        " with itemSchema",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(__file__).parent.parent,
        help="the repository (default: this one)",
    )
    options = parser.parse_args(arguments)
    try:
        spec = bundle.load(options.root / "spec")
        if options.print:
            json.dump(
                printing.document(spec, options.openapi), sys.stdout, ensure_ascii=False, indent=2
            )
            print()
            return 0
        if options.compare:
            from . import compare

            text, new = compare.report(spec, options.root, options.compare)
            print(text)
            return int(new)
        problems = lint.findings(spec)
        if (options.root / "api").is_dir():
            problems += lint.pages(spec, options.root / "api")
        if problems:
            print(*problems, sep="\n", file=sys.stderr)
            return 1
        return 0 if options.lint else generate(spec, options.root, check=options.check)
    except bundle.SpecError as error:
        print(error, file=sys.stderr)
        return 1


def generate(spec: bundle.Spec, root: Path, *, check: bool) -> int:
    """Make everything in a scratch folder, then compare it with the repository or lay it over
    it.
    """
    from . import client, emit

    pages = [
        *sorted((root / "api").glob("*.md")),
        *sorted((root / "docs").glob("*.md")),
        root / "README.md",
    ]
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / OUTPUT
        client.write(spec, fresh)
        emit.write(spec, fresh)
        client.format_tree(fresh)
        wanted = {
            Path(OUTPUT) / path.relative_to(fresh): path.read_text(encoding="utf-8")
            for path in _files(fresh)
        }
    for page, text in docs.write(spec, [page for page in pages if page.exists()]).items():
        wanted[page.relative_to(root)] = text
    present = {path.relative_to(root) for path in _files(root / OUTPUT)}
    stray = sorted(present - set(wanted))
    stale = [
        path
        for path in sorted(wanted)
        if not (root / path).exists() or (root / path).read_text(encoding="utf-8") != wanted[path]
    ]
    if check:
        return _report(root, wanted, stale, stray)
    for path in stale:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(wanted[path], encoding="utf-8")
    for path in stray:
        (root / path).unlink()
    for folder in sorted(
        (path for path in (root / OUTPUT).rglob("*") if path.is_dir()), reverse=True
    ):
        if folder.name == "__pycache__" or not any(folder.iterdir()):
            shutil.rmtree(folder)
    print(f"{len(stale)} files written, {len(stray)} removed, {len(wanted) - len(stale)} unchanged")
    return 0


def _report(root: Path, wanted: dict[Path, str], stale: list[Path], stray: list[Path]) -> int:
    for path in stray:
        print(f"stray file: {path}")
    for path in stale:
        old = (root / path).read_text(encoding="utf-8") if (root / path).exists() else ""
        diff = difflib.unified_diff(
            old.splitlines(),
            wanted[path].splitlines(),
            str(path),
            f"{path} (fresh)",
            lineterm="",
            n=1,
        )
        print(*list(diff)[:40], sep="\n")
    if stale or stray:
        print(
            f"\n{len(stale)} stale, {len(stray)} stray: run `python -m generator` and commit the"
            " result.",
            file=sys.stderr,
        )
        return 1
    return 0


def _files(folder: Path) -> list[Path]:
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


if __name__ == "__main__":
    sys.exit(main())
