"""A recognisable key is used everywhere and must not appear in any output."""

from __future__ import annotations

import json
import logging
import os
import pickle
import stat
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minimax import MinimaxError, Retry, batch
from minimax.cli import contexts, main
from minimax.emulator import Emulator

from ..unit.platform import KEY, Runner
from ..unit.test_security import everything_about
from .conftest import Clients

SMALL: dict[str, Any] = {"format": "pcm", "sample_rate": 8000}
LOGGERS = (
    "",
    "minimax",
    "minimax.websockets",
    "httpx",
    "httpcore",
    "websockets",
    "uvicorn",
    "asyncio",
)


@pytest.fixture(autouse=True)
def _loud(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Everything is logged."""
    monkeypatch.setenv("MINIMAX_LOG", "debug")
    for name in LOGGERS:
        caplog.set_level(logging.DEBUG, logger=name or None)
    logger = logging.getLogger("minimax")
    handlers = logger.handlers[:]
    yield
    logger.handlers[:] = handlers


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [f"{record.getMessage()} {vars(record)!r}" for record in caplog.records]


def written(folder: Path) -> list[tuple[str, bytes]]:
    return [(str(path), path.read_bytes()) for path in folder.rglob("*") if path.is_file()]


def kept_by(emulator: Emulator) -> list[str]:
    """What the emulator remembers and tells."""
    told = []
    for place in (
        "",
        "requests",
        "state",
        *(f"requests/{entry.number}" for entry in emulator.requests()),
    ):
        with urllib.request.urlopen(f"{emulator.base_url}/_emulator/{place}") as answer:
            told.append(answer.read().decode())
    return told + [repr(entry) for entry in emulator.requests()]


def test_calls_do_not_leak_the_key(
    connect: Clients,
    runner: Runner,
    emulator: Emulator,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    events: list[Any] = []
    client = connect(api_key=KEY, on_event=events.append, group_id="17")
    results: list[Any] = [
        runner(client.text.chat("Hi")),
        runner(client.text.messages.create("Hi")),
        runner(client.text.responses.create("Hi")),
    ]
    for stream in (client.text.stream("Hi"), client.speech.stream("Hi", **SMALL)):
        with runner.opened(stream):
            results.append(runner(stream.final()))
    with runner.opened(client.speech.connect(**SMALL)) as socket:
        runner(socket.send("Hi. "))
        runner(socket.finish())
        runner.list(socket.events())
        results.append(socket.snapshot)
    speech = runner(client.speech.synthesize("Hi", **SMALL))
    speech.save(tmp_path / "speech.pcm")
    task = runner(client.speech.create_task("Hi", **SMALL))
    runner(task.download(tmp_path / "long.pcm"))
    results += [speech, task]

    assert len(emulator.requests()) >= 8
    shown = (
        [repr(result) for result in [*results, *events, client]]
        + logged(caplog)
        + kept_by(emulator)
        + [*capsys.readouterr()]
    )
    shown += [repr(vars(result)) for result in results if hasattr(result, "__dict__")]
    assert [text for text in shown if KEY in text] == []
    assert [pickled for pickled in map(pickle.dumps, results) if KEY.encode() in pickled] == []
    assert [path for path, content in written(tmp_path) if KEY.encode() in content] == []
    assert {record.name.partition(".")[0] for record in caplog.records} >= {"minimax", "httpcore"}


@pytest.mark.parametrize(
    "fault",
    [
        "wrong_region",
        "server_error",
        "rate_limit",
        "insufficient_balance",
        "http_502_html",
        "http_404_text",
    ],
)
def test_faults_do_not_leak_the_key(
    connect: Clients,
    runner: Runner,
    emulator: Emulator,
    fault: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = connect(api_key=KEY, retry=Retry(attempts=2, base=0))
    emulator.fault(fault)
    shown: list[str] = []
    for call in (
        lambda: client.text.chat("Hi"),
        lambda: client.text.stream("Hi").final(),
        lambda: client.files.list("voice_clone"),
    ):
        with pytest.raises(MinimaxError) as caught:
            runner(call())
        shown += everything_about(caught.value)
    assert [text for text in [*shown, *logged(caplog), *kept_by(emulator)] if KEY in text] == []


def test_batches_do_not_write_the_key_and_the_ledger_is_private(
    connect: Clients,
    runner: Runner,
    emulator: Emulator,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    if runner.is_async:
        pytest.skip("the folder is the same on both clients")
    jobs = [
        {"op": "speech.synthesize", "text": "Hi", **SMALL},
        {"op": "text.chat", "messages": "Hi"},
        {"op": "text.chat", "messages": "Again", "model": "no-such-model"},
    ]
    report = batch.run(connect(api_key=KEY), jobs, out=tmp_path / "out")
    assert [path for path, content in written(tmp_path) if KEY.encode() in content] == []
    assert [text for text in [str(report), repr(report), *logged(caplog)] if KEY in text] == []
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "out" / "ledger.sqlite3").stat().st_mode) == 0o600


COMMANDS = {
    "a call": ("text", "chat", "Hi"),
    "a stream": ("--json", "text", "stream", "Hi"),
    "a file": ("speech", "synth", "Hi", "-o", "speech.mp3"),
    "a dry run": ("speech", "synth", "Hi", "--dry-run"),
    "a dry run for curl": ("speech", "synth", "Hi", "--dry-run=curl"),
    "a dry run in JSON": ("--json", "text", "chat", "Hi", "--dry-run"),
    "a failure with its traceback": ("--debug", "files", "get", "404404"),
    "contexts": ("config", "view"),
    "a list of contexts": ("--json", "config", "list-contexts"),
    "the doctor": ("doctor",),
}


@pytest.fixture
def run(
    emulator: Emulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:
    """A command of a user whose key is in a context."""
    for name in [
        name for name in os.environ if name.startswith("MINIMAX_") and name != "MINIMAX_LOG"
    ]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("MINIMAX_CONFIG", str(tmp_path / "contexts.json"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    contexts.write(
        contexts.Contexts(
            "work", {"work": contexts.Context(api_key=KEY, base_url=emulator.base_url)}
        )
    )
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(sys, "argv", ["minimax"])

    def command(*words: str) -> tuple[int, str]:
        code = main([*words])
        return code, "".join(capsys.readouterr())

    return command


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_do_not_print_or_write_the_key(
    run: Any, name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _, said = run(*COMMANDS[name])
    assert said
    assert [text for text in [said, *logged(caplog)] if KEY in text] == []
    assert [path for path, content in written(tmp_path / "work") if KEY.encode() in content] == []
    assert (
        json.loads((tmp_path / "contexts.json").read_text("utf-8"))["contexts"]["work"]["api_key"]
        == KEY
    )
