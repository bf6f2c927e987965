"""`minimax task list`: what was started on this machine."""

from __future__ import annotations

import stat
from collections.abc import Callable
from typing import Any

import pytest

from minimax.cli import contexts, started
from minimax.emulator import Emulator

pytestmark = pytest.mark.slow
Run = Callable[..., Any]


def test_list_shows_started_tasks_with_their_status(run: Run) -> None:
    assert "nothing found" in run("task", "list").err
    first = run("video", "create", "a cat\non a roof").out.strip()
    second = run("speech", "create-task", "A book.").out.strip()
    run("task", "wait", first, "--interval", "0.1")

    rows = run("task", "list", "--json").document

    assert [row["handle"] for row in rows] == [second, first]
    assert [row["command"] for row in rows] == ["speech create-task", "video create"]
    assert [row["text"] for row in rows] == ["A book.", "a cat on a roof"]
    assert rows[1]["status"] == "succeeded"
    assert len(run("task", "list", "-n", "1").out.splitlines()) == 1
    file = contexts.place().with_name("tasks.jsonl")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_awaited_videos_are_listed(run: Run) -> None:
    assert run("video", "generate", "a cat", "-o", "cat.mp4", "--interval", "0.1").code == 0
    (row,) = started.read()
    assert (row.command, row.status, row.text) == ("video generate", "succeeded", "a cat")


def test_only_started_tasks_are_listed(run: Run) -> None:
    run("video", "create", "a cat", "--dry-run")
    run("--offline", "video", "create", "a cat")
    assert started.read() == []


def test_unusable_list_files_do_not_stop_commands(run: Run, emulator: Emulator) -> None:
    file = contexts.place().with_name("tasks.jsonl")
    file.parent.mkdir()
    file.write_bytes(b'\xff\n[]\n{"handle": 3}\nnonsense\n')
    assert started.read() == []
    file.unlink()
    file.mkdir()
    assert run("video", "create", "a cat").code == 0
    assert run("task", "list").code == 0
