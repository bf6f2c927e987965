"""`make pictures`: the terminal and the inspector as the README shows them, taken from the real
command and the real page.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.emulator import browser
from tests.pictures import inspector, terminal

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


def main() -> int:
    """Take every picture; the inspector needs a Chromium."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    terminal.FILE.write_text(terminal.picture(), encoding="utf-8")
    print(terminal.FILE)
    if (program := browser.found()) is None:
        print(
            f"the inspector is left as it was: none of {', '.join(browser.NAMES)} is installed",
            file=sys.stderr,
        )
        return 1
    for path in inspector.pictures(program, FOLDER):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
