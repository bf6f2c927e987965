"""The translations keep step with their pages: the same headings, code, and names in tables."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
ROW = re.compile(r"^\| (`[^`]+`) \|", re.MULTILINE)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
TRANSLATED = {
    **{page.with_name(page.name.replace(".zh.", ".")): page for page in ROOT.glob("docs/*.zh.md")},
    **{ROOT / "README.md": page for page in ROOT.glob("README.zh-CN.md")},
}


def test_every_guide_is_translated() -> None:
    guides = {page.stem for page in ROOT.glob("docs/*.md") if not page.stem.endswith(".zh")}
    assert guides == {page.stem for page in TRANSLATED} - {"README"}


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.stem)
def test_a_translation_has_the_headings_the_code_and_the_names_of_its_page(page: Path) -> None:
    original = page.read_text(encoding="utf-8")
    translation = TRANSLATED[page].read_text(encoding="utf-8")
    assert FENCE.findall(translation) == FENCE.findall(original)
    levels = [HEADING.findall(FENCE.sub("", text)) for text in (translation, original)]
    assert levels[0] == levels[1]
    assert ROW.findall(translation) == ROW.findall(original)
