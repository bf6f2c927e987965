"""Formats results for the model: text or metadata, never media."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...cli.output import plain
from ...results.reply import Reply
from .tools import CallTool

SHOWN_ROWS = 50
"""Maximum number of rows of a list, to save the model's context."""


def shown(tool: CallTool, result: Any, paths: Sequence[Path], contains: str | None) -> str:
    """Format a result for the model.

    Args:
        tool: the tool that returned it.
        result: the result.
        paths: the files that it was saved to.
        contains: for lists, show only rows that contain this text.
    """
    if isinstance(result, str):
        return result
    if isinstance(result, Reply) and result.text:
        return result.text
    if tool.row.columns and isinstance(result, Sequence):
        return _rows(result, tool.row.columns, contains or "")
    facts = {"done": True} if result is None or isinstance(result, Path) else plain(result)
    if isinstance(facts, dict):
        facts = {name: fact for name, fact in facts.items() if fact not in (None, "", [], {})}
        facts.pop("trace_id", None)
        facts |= {"files": [str(path) for path in paths]} if paths else {}
    return json.dumps(facts, ensure_ascii=False)


def _rows(rows: Sequence[Any], columns: Sequence[str], contains: str) -> str:
    """A list as a tab-separated table with a header line."""
    lines = [
        "\t".join(" ".join(str(plain(getattr(row, name)) or "").split()) for name in columns)
        for row in rows
    ]
    found = [line for line in lines if contains.lower() in line.lower()]
    shown = ["\t".join(columns), *found[:SHOWN_ROWS]]
    if len(found) > SHOWN_ROWS:
        shown.append(f"... and {len(found) - SHOWN_ROWS} more; narrow it with contains")
    return "\n".join(shown)
