"""`make pictures`: the terminal, the inspector and the documentation site, taken from the real
command and the real pages.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.emulator import browser
from tests.pictures import inspector, site, terminal

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> int:
    """Take every picture; those of pages need a Chromium."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    terminal.FILE.write_text(terminal.picture(), encoding="utf-8")
    print(terminal.FILE)
    if (program := browser.found()) is None:
        print(
            "the pictures of pages are left as they were: none of"
            f" {', '.join(browser.NAMES)} is installed",
            file=sys.stderr,
        )
        return 1
    for path in inspector.pictures(program, FOLDER):
        print(path)
    with TemporaryDirectory() as built:
        for path in site.pictures(program, site.build(Path(built)), FOLDER):
            print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
