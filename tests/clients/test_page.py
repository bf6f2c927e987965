"""The page on testing lists the official clients that are run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .installed import CLIENTS, ROOT


@pytest.mark.parametrize("page", ROOT.glob("docs/testing*.md"), ids=lambda page: page.name)
def test_the_page_lists_what_is_run(page: Path) -> None:
    rows = re.findall(
        r"^\| `([^`]+)` (\d[\d.]*) \|", page.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert rows == [(client.name, client.version) for client in CLIENTS]
