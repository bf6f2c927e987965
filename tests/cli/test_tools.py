"""The commands beside the services: emulator, estimate, api, completion, and tasks by their
handle.
"""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from click.shell_completion import ShellComplete

from minimax.cli import started
from minimax.cli.app import root
from minimax.cli.suggestions import COMPLETE
from minimax.emulator import Emulator
from minimax.tasks import Status

from .conftest import COMMAND

Run = Callable[..., Any]


def test_emulator_prints_its_url_first_and_exits_cleanly(
    environment: dict[str, str],
) -> None:
    command = [
        *COMMAND,
        "emulator",
        "--strict",
        "--task-seconds",
        "1",
        "--fault",
        "rate_limit:t2a_v2*1",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        assert running.stdout is not None
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+\n", running.stdout.readline())
        running.send_signal(signal.SIGINT)
        rest, errors = running.communicate(timeout=30)
    assert (running.returncode, rest) == (0, "")
    assert errors.startswith("Open http://127.0.0.1:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--fault", "no_such_fault"], "no fault is called 'no_such_fault'"),
        (["--port", "99999"], "choose another port"),
        (["--host", "0.0.0.0"], "--allow-remote"),
        (["--task-second", "9"], "did you mean --task-seconds?"),
    ],
)
def test_emulator_start_failures_are_reported(run: Run, words: list[str], said: str) -> None:
    done = run("emulator", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_estimates_follow_the_price_table(run: Run) -> None:
    assert run("estimate", "speech", "Hello", "--model", "speech-2.8-hd").out.startswith(
        "0.0005 USD (speech-2.8-hd: 5 characters"
    )
    assert run("estimate", "video", "--duration", "6", "--json").document["currency"] == "USD"
    assert run("estimate", "sp").code == 2


def test_the_endpoints_are_listed_with_their_calls(run: Run) -> None:
    rows = run("api", "--json").document
    assert {"speech.synthesize, speech.stream"} == {
        row["call"] for row in rows if row["path"] == "/v1/t2a_v2"
    }
    assert run("api", "t2a_async").out.count("\n") == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_a_script_of_the_shell(run: Run, shell: str) -> None:
    assert "_MINIMAX_COMPLETE" in run("completion", shell).out


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("speech synthesize --emotion s", ["sad", "surprised"]),
        ("speech synthesize --voice English_Au", ["English_Aussie_Bloke"]),
        ("text chat --model MiniMax-M2-", ["MiniMax-M2-Stable"]),
        ("files upload a.wav voice", ["voice_clone"]),
        ("files list voice", ["voice_clone"]),
        ("task wait vid", ["video-v2:1"]),
        ("video delete vid", ["video-v2:1"]),
        ("-c w", ["work"]),
        ("config use-context w", ["work"]),
        ("imag", ["images"]),
    ],
)
def test_completion_offers_known_values(
    typed: str, known: list[str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("config", "add-context", "work", "--api-key", "sk-work")
    task = SimpleNamespace(handle="video-v2:1", status=Status.QUEUED)
    started.note(task, "video create")

    *args, incomplete = typed.split()
    completion = ShellComplete(root(), {}, "minimax", COMPLETE)

    assert [item.value for item in completion.get_completions(args, incomplete)] == known


def test_completion_of_a_shell(minimax: Run) -> None:
    asked = {
        "_MINIMAX_COMPLETE": "bash_complete",
        "COMP_WORDS": "minimax speech synthesize --emotion s",
        "COMP_CWORD": "4",
    }
    assert minimax(**asked).stdout.split() == [b"plain,sad", b"plain,surprised"]


def test_a_task_is_followed_by_its_handle(run: Run) -> None:
    handle = run("video", "create", "a cat").out.strip()
    assert (
        run("task", "wait", handle, "--interval", "0.1", "--json")
        .document["url"]
        .startswith("http")
    )
    facts = {
        "handle": handle,
        "id": handle.partition(":")[2],
        "kind": "video-v2",
        "status": "succeeded",
    }
    assert run("task", "get", handle, "--json").document == facts
    assert run("task", "watch", handle).out == "succeeded\n"
    assert run("video", "list").out == f"{handle}\tsucceeded\n"
    late = run("task", "cancel", handle)
    assert (late.code, "nothing left to cancel" in late.err) == (2, True)


def test_task_timeouts_print_how_to_resume(run: Run, emulator: Emulator) -> None:
    emulator.fault("task_never_ends")
    handle = run("video", "create", "a cat").out.strip()
    done = run(
        "--region",
        "cn",
        "--base-url",
        emulator.base_url,
        "task",
        "wait",
        handle,
        "--timeout",
        "0.01",
    )
    assert done.code == 5
    assert f"minimax --region cn --base-url {emulator.base_url} task wait {handle}" in done.err
