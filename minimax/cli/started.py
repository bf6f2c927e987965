"""The tasks that the command started on this machine.

Each line of the file is a fact about one task; later facts add to earlier ones. Lines are appended
in one write, so that commands running at the same time do not disturb each other.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from . import contexts

LONGEST_TEXT = 60
"""Maximum length of the prompt that is stored."""


class Started(NamedTuple):
    """A task and what is known about it locally."""

    handle: str
    status: str = ""
    """Its last known status."""
    started: str = ""
    """Local time."""
    command: str = ""
    text: str = ""
    """The beginning of its prompt or text."""


def note(task: Any, command: str = "", text: object = "") -> None:
    """Record the status of a task. A command does not fail if the file cannot be written."""
    now = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M") if command else ""
    short = " ".join(text.split())[:LONGEST_TEXT] if isinstance(text, str) else ""
    facts = Started(task.handle, task.status.value, now, command, short)._asdict()
    line = json.dumps({name: fact for name, fact in facts.items() if fact}, ensure_ascii=False)
    with suppress(OSError, UnicodeError):
        _place().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = os.open(_place(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, f"{line}\n".encode())
        finally:
            os.close(file)


def read() -> list[Started]:
    """The tasks, newest first. Invalid lines are skipped."""
    found: dict[str, Started] = {}
    for facts in _lines():
        handle = str(facts.get("handle", ""))
        known = found.get(handle, Started(handle))
        new = {name: str(facts[name]) for name in Started._fields if facts.get(name)}
        found[handle] = known._replace(**new)
    return [task for task in reversed(found.values()) if task.command]


def _lines() -> Iterator[dict[str, Any]]:
    try:
        lines = _place().read_text("utf-8", "replace").splitlines()
    except OSError:
        return
    for line in lines:
        with suppress(ValueError):
            facts = json.loads(line)
            if isinstance(facts, dict):
                yield facts


def _place() -> Path:
    return contexts.place().with_name("tasks.jsonl")
