"""How commands end: exit codes, messages, JSON output, and no lost paid results."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import minimax as sdk
from minimax.cli import exits, streams
from minimax.emulator import Emulator

from .conftest import COMMAND

Run = Callable[..., Any]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["spech"], 2, "did you mean 'speech'?"),
        (["speech", "sinth", "hi"], 2, "did you mean 'synth'?"),
        (["speech", "synthesize", "hi", "--modell", "x"], 2, "did you mean --model?"),
        (["text", "chat", "hi", "--temp", "1"], 2, "did you mean --temperature?"),
        (["text", "chat", "hi", "--frobnicate"], 2, "'minimax text chat'\n"),
        (["speech", "synthesize", "hi", "--format", "mp4"], 2, "did you mean mp3?"),
        (["speech", "synthesize", "hi", "--speed", "9"], 2, "at least 0.5 and at most 2"),
        (
            ["speech", "synthesize", "hi", "-o", "/dev/null/hi.mp3"],
            2,
            "-o: cannot write '/dev/null'",
        ),
        (["speech", "synthesize"], 2, "TEXT is missing"),
        (["text", "chat", ""], 2, "TEXT is empty"),
        (
            ["voices", "list", "klon"],
            2,
            "Invalid value for KIND: 'klon' is not allowed; did you mean cloned?",
        ),
        (["speech", "synthesize", "-f", "none.yaml"], 2, "-f none.yaml: cannot be read"),
        (["voices", "design", "An old sailor"], 2, "--preview-text is missing"),
        (["images", "generate", "x", "-n", "2", "-o", "-"], 2, "accepts one image"),
        (["task", "wait", "nonsense"], 2, "a handle looks like 'video:123'"),
        (["-c", "wrok", "text", "chat", "hi"], 2, "no context is called 'wrok'"),
        (["--api-key", "sk-bad", "text", "chat", "hi"], 3, "trace id:"),
        (["text", "chat", "hi", "--base-url", "http://127.0.0.1:9"], 6, "minimax doctor"),
        (["files", "get", "404404404"], 1, "Check the id"),
    ],
)
def test_errors_are_reported_with_a_fix(run: Run, words: list[str], code: int, said: str) -> None:
    done = run(*words)
    assert done.code == code, done.err
    assert said in done.err
    assert done.out == ""
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("fault", "code"),
    [("usage_limit", 4), ("insufficient_balance", 4), ("sensitive_input", 10), ("null_data", 1)],
)
def test_platform_errors_have_their_exit_code(
    run: Run, emulator: Emulator, fault: str, code: int
) -> None:
    emulator.fault(fault, on="image_generation")
    done = run("images", "generate", "x", "--json", "-q")
    assert done.code == code
    assert done.document["error"]["exit_code"] == code
    assert done.document["error"]["message"] in done.err


def test_every_error_class_has_an_exit_code() -> None:
    errors = [kind for kind in vars(sdk.errors).values() if isinstance(kind, type)]
    errors = [kind for kind in errors if issubclass(kind, sdk.MinimaxError)]
    assert {
        kind.__name__ for kind in errors if exits.code_of(kind("x")) not in (1, 2, 3, 4, 5, 6, 10)
    } == set()
    assert exits.code_of(sdk.TaskFailed("x", code=1027)) == exits.CONTENT
    assert exits.code_of(sdk.RequestTimeout("x")) == exits.TIMEOUT


def test_unknown_models_are_sent_with_a_warning(run: Run, emulator: Emulator) -> None:
    done = run("text", "chat", "Please say: yes", "--model", "MiniMax-M33")
    assert "did you mean MiniMax-M3?" in done.err
    assert emulator.requests("chat_completions")[0].json["model"] == "MiniMax-M33"


def test_partial_output_ends_with_a_newline(run: Run, emulator: Emulator) -> None:
    emulator.fault("drop_mid_stream", on="chat_completions")
    emulator.reply("one two three " * 50)
    done = run("text", "chat", "--stream", "Count for me.")
    assert done.code == exits.NETWORK
    assert done.out.startswith("one two")
    assert done.out.endswith("\n")


@pytest.mark.parametrize("words", [[], ["text"], ["config"]])
def test_a_command_without_its_verb_shows_the_help(run: Run, words: list[str]) -> None:
    done = run(*words)
    assert done.code in (0, 2)  # by the release of click
    assert (done.out + done.err).startswith("Usage: minimax")


def test_other_numbers_are_accepted(run: Run) -> None:
    words = ["video", "create", "a kite", "--dry-run", "--json", "--duration"]
    assert run(*words, "4").document[0]["body"]["duration"] == 4
    assert run(*words, "four").code == 2


def test_json_is_one_document_with_the_names_of_python(run: Run) -> None:
    reply = run("text", "chat", "Please say: Ärger 你好", "--json").document
    assert (reply["text"], reply["finish_reason"]) == ("Ärger 你好", "stop")
    speech = run("--json", "speech", "synthesize", "hi", "-o", "hi.mp3").document
    assert (speech["file"], speech["format"]) == ("hi.mp3", "mp3")
    assert speech["info"]["characters"] == 2
    assert {"id", "kind", "language", "name"} <= run("voices", "list", "system", "--json").document[
        0
    ].keys()
    assert run("account", "quota", "--json").document["entries"][0]["interval"]["percent_left"] > 0


def test_a_table_in_a_pipe_is_tab_separated(run: Run) -> None:
    first = run("voices", "list", "system").out.splitlines()[0]
    assert first.split("\t")[:2] == ["English_expressive_narrator", "system"]


def test_results_without_destination_get_new_files(run: Run) -> None:
    assert [run("speech", "synthesize", "hi").out for _ in range(2)] == [
        f"{Path.cwd() / name}\n" for name in ("speech.mp3", "speech-2.mp3")
    ]


def test_disk_failures_lose_no_results(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = Path.replace

    def full(self: Path, target: Path) -> Path:
        if Path(target).parent == Path():
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = run("speech", "synthesize", "hi", "-o", "hi.mp3")
    assert done.code == 1
    assert "No space left on device: nothing was saved to hi.mp3; the result is in" in done.err
    assert len(list(tmp_path.glob("minimax-*/hi.mp3"))) == 1


def test_a_result_that_fits_on_no_disk_is_reported_as_lost(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = run("images", "generate", "a cat")
    assert (done.code, done.err.count("No space left on device")) == (1, 1)
    assert "the result is lost: it could not be written to its destination, nor to" in done.err
    assert f"temporary files ({tmp_path}): No space left on device. Free" in done.err
    assert "set TMPDIR to another disk" in done.err


@pytest.mark.parametrize(
    "redirection", ["2>&-", "0<&- 2>&-", "2>/dev/full"], ids=["closed", "two closed", "full"]
)
def test_messages_that_cannot_be_written_do_not_fail_a_command(
    environment: dict[str, str], redirection: str
) -> None:
    words = [*COMMAND, "speech", "synthesize", "hi"]
    done = subprocess.run(
        ["sh", "-c", f"{shlex.join(words)} {redirection}"],
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"{Path.cwd() / 'speech.mp3'}\n".encode())


@pytest.mark.parametrize(
    "words", [["--version"], ["--help"], ["completion", "bash"], ["speech", "synthesize", "hi"]]
)
def test_a_full_stdout_is_an_error_that_names_it(
    environment: dict[str, str], words: list[str]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    said = done.stderr.splitlines()[-1]
    assert (done.returncode, said) == (
        1,
        "minimax: [Errno 28] No space left on device: 'stdout'",
    )


@pytest.mark.parametrize("verb", ["synthesize", "stream"])
def test_a_full_stdout_loses_no_audio(
    environment: dict[str, str], tmp_path: Path, verb: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "speech", verb, "hi", "-o", "-"],
            env={**environment, "TMPDIR": str(tmp_path)},
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    (kept,) = tmp_path.glob("minimax-*/speech.mp3")
    assert (done.returncode, kept.stat().st_size > 0) == (1, True)
    assert "No space left on device" in done.stderr
    assert f"is in {kept}" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["text", "chat", "Name three rivers."],
        ["text", "chat", "Name three rivers.", "--no-stream"],
        ["text", "chat", "Name three rivers.", "--json"],
        ["music", "lyrics", "A song about rivers."],
    ],
)
def test_a_full_stdout_loses_no_reply(
    environment: dict[str, str], tmp_path: Path, words: list[str]
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *words],
            env={**environment, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": ""},
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    (kept,) = tmp_path.glob("minimax-*/reply.*")
    assert (done.returncode, "rivers" in kept.read_text()) == (1, True)
    assert "No space left on device" in done.stderr
    assert f"is in {kept}" in done.stderr


def test_closed_stdin_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert (streams.read_stdin(), [*streams.typed()]) == ("", [])


def test_missing_working_directory_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    os.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    done = run("speech", "synthesize", "hi")
    assert (done.code, done.out) == (2, "")
    assert "-o: the current folder cannot be used (No such file or directory)" in done.err


def test_interrupted_streams_keep_received_data(run: Run, emulator: Emulator) -> None:
    emulator.fault("drop_mid_stream", on="t2a_v2")
    done = run("speech", "stream", "A longer text, heard as it is made. " * 20, "-o", "long.mp3")
    assert done.code == exits.NETWORK
    assert "the result so far is in long.partial.mp3" in done.err
    assert Path("long.partial.mp3").stat().st_size > 0
    assert not Path("long.mp3").exists()


def test_a_dry_run_sends_nothing_and_shows_no_key(run: Run, emulator: Emulator) -> None:
    from minimax.emulator import media

    Path("sample.wav").write_bytes(
        media.synthesize(
            "Words enough for a sample of a dozen seconds. " * 5, voice="a", format="wav"
        ).data
    )
    for form in ("--dry-run", "--dry-run=curl"):
        done = run("voices", "clone", "MyNarrator01", "sample.wav", form)
        assert (done.code, done.out.count("sample.wav")) == (0, 1)
        assert "/v1/files/upload" in done.out
        assert "/v1/voice_clone" in done.out
        assert "sk-cli" not in done.out
    body = run("speech", "synthesize", "--dry-run", "hi", "--voice", "v", "--json").document[0][
        "body"
    ]
    assert (body["text"], body["voice_setting"]) == ("hi", {"voice_id": "v"})
    assert emulator.requests() == []


def test_curl_dry_run_is_a_working_script(run: Run, environment: dict[str, str]) -> None:
    script = run("text", "chat", "Please say: it's $HOME and 你好", "--dry-run=curl").out
    done = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, timeout=30)
    assert json.loads(done.stdout)["choices"][0]["message"]["content"] == "it's $HOME and 你好"


def test_a_request_file_is_overridden_by_the_command_line(run: Run, emulator: Emulator) -> None:
    Path("request.yaml").write_text(
        "text: 早上好\nvoice_setting: {voice_id: English_radiant_girl, speed: 0.8}\naudio_setting:"
        " {format: wav}\n",
        "utf-8",
    )
    assert (
        run("speech", "synthesize", "-f", "request.yaml", "--speed", "1.5", "-o", "out.wav").code
        == 0
    )
    assert (
        run("speech", "synthesize", "-f", "-", "-o", "two.mp3", stdin='{"text": "two"}').code == 0
    )
    first, second = emulator.requests("t2a_v2")
    assert (first.json["text"], first.json["voice_setting"]) == (
        "早上好",
        {"voice_id": "English_radiant_girl", "speed": 1.5},
    )
    assert second.json["text"] == "two"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("sped: 2", "'sped' is not a known field of speech synthesize; did you mean 'speed'?"),
        ("voice_setting: {pich: 3}", "'voice_setting.pich' is not a known field"),
        ("voice_setting: {pitch: 3}", ""),
        ("speed: 2", ""),
        ("language_boost: English", ""),
        ("stream: true", ""),
        ("extra: {sped: 2}", ""),
    ],
)
def test_request_files_warn_about_unknown_fields(run: Run, field: str, said: str) -> None:
    done = run(
        "speech", "synthesize", "-f", "-", "--dry-run", "--json", stdin=f"text: hi\n{field}\n"
    )
    assert (done.code, said in done.err, bool(said) == bool(done.err)) == (0, True, True), done.err
    if said:
        assert field.partition(":")[0] in done.document[0]["body"]


def test_offline_needs_no_key_and_no_platform(
    run: Run, monkeypatch: pytest.MonkeyPatch, emulator: Emulator
) -> None:
    monkeypatch.delenv("MINIMAX_API_KEY")
    assert run("--offline", "images", "generate", "a cat", "-o", "cat.jpg").out == "cat.jpg\n"
    assert run("text", "chat", "hi").code == exits.USAGE
    assert emulator.requests() == []


def test_speech_plays_while_text_is_typed(minimax: Run) -> None:
    done = minimax("speech", "speak", "-o", "live.mp3", stdin="The kettle is on. 茶?\n".encode())
    assert (done.returncode, done.stdout) == (0, b"live.mp3\n"), done.stderr


def test_closed_stdout_pipe_is_not_an_error(environment: dict[str, str]) -> None:
    command = [sys.executable, "-W", "error", "-m", "minimax", "voices", "list"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        command, env=environment, stdout=writer, stderr=subprocess.PIPE, timeout=30
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (exits.OTHER, b"")


def test_a_failure_at_the_end_of_a_file_is_not_an_interrupt(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a damaged file of cached bytecode."""

    def truncated() -> None:
        raise EOFError("marshal data too short")

    monkeypatch.setattr("minimax.cli.catalogue.rows", truncated)
    done = run("api")
    assert (done.code, done.err.strip()) == (1, "minimax: EOFError: marshal data too short")


def test_a_usage_error_does_not_repeat_a_long_command_line(run: Run) -> None:
    done = run("text", "chat", *["word"] * 10_000)
    assert done.code == exits.USAGE
    assert "extra arguments (word word" in done.err
    assert len(done.err) < 1000


def test_missing_packages_are_named_with_the_extra() -> None:
    code = (
        "import sys; sys.modules['click'] = None; from minimax.cli import main;"
        " sys.exit(main(['text']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert 'pip install "minimax-sdk[cli]"' in done.stderr


def test_the_help_loads_neither_client_nor_tables(environment: dict[str, str]) -> None:
    code = (
        "import sys; from minimax.cli import main; main(['--help']); print(*sys.modules,"
        " file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=30
    )
    heavy = {
        "httpx",
        "rich",
        "yaml",
        "minimax.client",
        "docstring_parser",
        "platformdirs",
        "starlette",
        "asyncio",
    }
    assert heavy & set(done.stderr.split()) == set()


def test_a_call_in_a_pipe_loads_no_tables(environment: dict[str, str]) -> None:
    code = (
        "import sys; sys.argv[1:] = 'text', 'chat', 'hi'; from minimax.cli import main; main();"
        " print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=30
    )
    loaded = set(done.stderr.split())
    assert "httpcore" in loaded  # it did call
    assert {"rich", "pygments"} & loaded == set()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["speech", "synthesize", "hi", "--volume", "99"],
            "--volume: 99.0 is not allowed; it must be above 0 and at most 10",
        ),
        (["text", "chat", "x" * 20, "--temperature", "9"], "--temperature: 9.0 is not allowed"),
        (
            ["text", "chat", "hi", "--max-tokens", "99999999"],
            "lower --max-tokens. (given: --model MiniMax-M3, --max-tokens 99999999)",
        ),
        (["speech", "synthesize", "-f", "wire.yaml"], "voice_setting.vol: 99 is not allowed"),
        (["speech", "synthesize", "-f", "python.yaml"], "volume: 99 is not allowed"),
        (
            ["speech", "synthesize", "-f", "wire.yaml", "--volume", "77"],
            "--volume: 77.0 is not allowed",
        ),
    ],
)
def test_argument_errors_use_command_line_names(run: Run, words: list[str], said: str) -> None:
    Path("wire.yaml").write_text("text: hi\nvoice_setting: {vol: 99}\n", "utf-8")
    Path("python.yaml").write_text("text: hi\nvolume: 99\n", "utf-8")
    done = run(*words)
    assert done.code == 2
    assert done.err.startswith("minimax: ")
    assert said in done.err
