"""Signals in a real process: Ctrl-C says when money may be spent and where a part of the result is,
and neither when nothing was sent.
"""

from __future__ import annotations

import json
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from minimax.cli import exits
from minimax.emulator import Emulator

from .conftest import COMMAND

pytestmark = pytest.mark.slow

SENT = "the request was sent and may have been billed"


@pytest.fixture
def interrupted(environment: dict[str, str]) -> Callable[..., tuple[int, str, str]]:
    """`interrupted(moment, "text", "chat", "hi")`: the command, and a Ctrl-C (or another signal)
    as soon as `moment()` is true, or has said a word.
    """

    def command(
        moment: Callable[[], object] | str,
        *words: str,
        number: signal.Signals = signal.SIGINT,
        **more: str,
    ) -> tuple[int, str, str]:
        options = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "stdin": subprocess.DEVNULL,
            "text": True,
        }
        with subprocess.Popen(
            [*COMMAND, *words], env={**environment, **more}, **options
        ) as process:  # type: ignore[call-overload]
            deadline = time.monotonic() + 60
            while isinstance(moment, str):
                line = process.stderr.readline()
                assert line, process.communicate()
                if moment in line:
                    break
            while callable(moment) and not moment():
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < deadline
                time.sleep(0)  # only lets the server have its turn
            process.send_signal(number)
            out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    return command


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("chat_completions", ["text", "chat", "你好"]),
        ("t2a_v2", ["speech", "synthesize", "hi", "-o", "hi.mp3"]),
        ("image_generation", ["images", "generate", "a cat"]),
        ("music_generation", ["music", "generate", "slow blues", "--instrumental"]),
        ("video_generation_v2", ["video", "create", "a cat"]),
    ],
)
def test_interrupted_billed_calls_may_have_been_billed(
    on: str, words: list[str], interrupted: Callable[..., tuple[int, str, str]], emulator: Emulator
) -> None:
    emulator.fault("slow_first_byte", on=on, value=1000)

    code, out, err = interrupted(emulator.clock.waiting, *words)

    assert (code, out) == (exits.INTERRUPT, "")
    assert err.splitlines()[-1] == f"minimax: interrupted; {SENT}"
    assert len(emulator.requests(on)) == 1


def test_json_output_contains_the_notice(
    interrupted: Callable[..., tuple[int, str, str]], emulator: Emulator
) -> None:
    emulator.fault("slow_first_byte", on="t2a_v2", value=1000)

    _, out, err = interrupted(
        emulator.clock.waiting, "speech", "synthesize", "hi", "--json", "-o", "hi.mp3"
    )

    assert json.loads(out)["error"]["message"] == f"interrupted; {SENT}"
    assert SENT in err


def test_received_stream_data_is_kept(
    interrupted: Callable[..., tuple[int, str, str]], emulator: Emulator
) -> None:
    emulator.fault("stall_mid_stream", on="t2a_v2", value=1000)

    words = ("speech", "stream", "A longer text. " * 20, "-o", "long.mp3")
    _, _, err = interrupted("frame", *words, MINIMAX_LOG="debug")

    assert f"{SENT}; the result so far is in long.partial.mp3" in err
    assert Path("long.partial.mp3").stat().st_size


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_termination_keeps_what_ctrl_c_keeps(
    interrupted: Callable[..., tuple[int, str, str]],
    emulator: Emulator,
    number: signal.Signals,
    code: int,
) -> None:
    """As by `timeout`, a service manager, or a closed terminal."""
    emulator.fault("stall_mid_stream", on="t2a_v2", value=1000)

    words = ("speech", "stream", "A longer text. " * 20, "-o", "long.mp3")
    ended, _, err = interrupted("frame", *words, MINIMAX_LOG="debug", number=number)

    assert ended == code
    assert f"{SENT}; the result so far is in long.partial.mp3" in err
    assert [path.name for path in Path.cwd().glob("long*")] == ["long.partial.mp3"]


def test_a_signal_that_the_parent_ignores_is_ignored(
    environment: dict[str, str], emulator: Emulator
) -> None:
    """`nohup minimax ...` survives its terminal."""
    slow = emulator.fault("slow_first_byte", on="chat_completions", value=1000)
    with subprocess.Popen(
        ["nohup", *COMMAND, "--timeout", "500", "text", "chat", "hi"], env=environment,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        while not emulator.clock.waiting():
            assert process.poll() is None, process.communicate()
        process.send_signal(signal.SIGHUP)
        slow.remove()
        emulator.clock.advance(1000)
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, b"emulator" in out) == (0, True)


TABLE = ("--set", "op=text.chat", "--set", "max_tokens=9", "--map", "messages=客户 的 问题")


@pytest.mark.parametrize(
    ("jobs", "given", "continued"),
    [
        pytest.param(
            "问 题.csv",
            [*TABLE, "--rpm", "6000", "--max-cost", "5", "--retry-failed", "--retry-unknown"],
            [*TABLE, "--rpm", "6000", "--max-cost", "5.0", "--retry-failed", "--retry-unknown"],
            id="table",
        ),
        pytest.param("-", ["--ledger", "my books"], ["--ledger", "my books"], id="stdin"),
    ],
)
def test_interrupted_batches_print_the_command_to_resume(
    jobs: str, given: list[str], continued: list[str], environment: dict[str, str],
    emulator: Emulator,
) -> None:  # fmt: skip
    """After the first Ctrl-C. The command works as it is; the key is not in it."""
    rows = "id,客户 的 问题\n" + "".join(f"{n},it's {n}\n" for n in range(1, 5))
    Path("问 题.csv").write_text(rows, "utf-8")
    lines = "".join(f'{{"op": "text.chat", "messages": "{n}"}}\n' for n in range(1, 5))
    slow = emulator.fault("slow_first_byte", on="chat_completions", value=1000)
    begun = [*COMMAND, "--timeout", "500", "batch", "run", jobs, "--out", "the results", *given,
             "--concurrency", "1", "--api-key", "sk-secret"]  # fmt: skip
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(begun, env=environment, text=True, **pipes) as process:  # type: ignore[call-overload]
        process.stdin.write(lines if jobs == "-" else "")
        process.stdin.close()
        while not emulator.clock.waiting():
            assert process.poll() is None, process.stderr.read()
        process.send_signal(signal.SIGINT)
        assert "stopping: interrupted" in process.stderr.readline()
        slow.remove()
        emulator.clock.advance(1000)
        advice = process.stderr.read()
    assert process.returncode == exits.INTERRUPT
    assert len(emulator.requests("chat_completions")) == 1

    words = shlex.split(advice.partition("To continue: ")[2])
    file = jobs if jobs != "-" else str(Path("my books/jobs.jsonl"))
    expected = [
        *("minimax", "--timeout", "500.0", "batch", "run", file, "--out", "the results"),
        *("--concurrency", "1", *continued),
    ]
    assert sorted(words) == sorted(expected)
    done = subprocess.run(
        [*COMMAND, *words[1:]], env=environment, capture_output=True, text=True, timeout=60
    )
    assert "4 jobs: 4 done" in done.stdout, done.stderr
    assert len(emulator.requests("chat_completions")) == 4


def test_free_calls_are_only_interrupted(
    interrupted: Callable[..., tuple[int, str, str]], emulator: Emulator
) -> None:
    emulator.fault("slow_first_byte", on="files_list", value=1000)

    _, _, err = interrupted(emulator.clock.waiting, "files", "list", "voice_clone")

    assert err.splitlines()[-1] == "minimax: interrupted"


def test_interrupted_connects_sent_nothing(
    interrupted: Callable[..., tuple[int, str, str]],
) -> None:
    with socket.create_server(
        ("127.0.0.1", 0)
    ) as server:  # takes the connection, but never answers the handshake
        server.settimeout(60)
        connections: list[socket.socket] = []

        def connected() -> bool:
            connections.append(server.accept()[0])
            return True

        port = server.getsockname()[1]
        _, _, err = interrupted(
            connected, "text", "chat", "hi", MINIMAX_BASE_URL=f"https://127.0.0.1:{port}"
        )
        for connection in connections:
            connection.close()

    assert "minimax: interrupted" in err.splitlines()
    assert SENT not in err
