"""Installs the frameworks one by one into the environment that runs this, where not all of them can
be installed: `python tests/integrations/install.py`. Says which are missing; their tests are
skipped.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
EXTRAS = ("mcp", "langchain", "livekit", "pipecat", "pydantic-ai")
NEEDED = ("hypothesis", "pytest")
"""Without these nothing can be tested."""


def packages() -> list[str]:
    """What the extras and the group ask for, without what the SDK brings itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    asked = [package for extra in EXTRAS for package in extras[extra]]
    asked += project["dependency-groups"]["integrations"]
    return [package for package in dict.fromkeys(asked) if "minimax-sdk" not in package]


def install(*arguments: str) -> bool:
    """Whether pip could install something."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    return subprocess.run([*pip, *arguments]).returncode == 0


def main() -> int:
    if not install("--editable", f"{ROOT}[all]"):
        return 1
    missing = [package for package in packages() if not install(package)]
    for package in missing:
        print(f"{package} cannot be installed here: its tests are skipped")
    return int(any(package.startswith(NEEDED) for package in missing))


if __name__ == "__main__":
    sys.exit(main())
