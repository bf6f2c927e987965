from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.bundle import Spec

from ..the_spec import ROOT, the_spec

PARTS = ("spec", "api", "minimax_generated", "README.md")


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def spec() -> Spec:
    return the_spec()


@pytest.fixture(scope="session")
def copy_of_the_repository(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Makes a copy of everything that the command reads or writes."""

    def copied() -> Path:
        target = tmp_path_factory.mktemp("repository")
        for part in PARTS:
            if (ROOT / part).is_dir():
                shutil.copytree(
                    ROOT / part, target / part, ignore=shutil.ignore_patterns("__pycache__")
                )
            else:
                shutil.copy(ROOT / part, target / part)
        return target

    return copied


def texts(folder: Path) -> dict[str, str]:
    """Every file of a copy by its path."""
    files = (
        path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}
