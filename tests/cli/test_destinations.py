"""Destinations of results: validated and reserved before paying, never overwritten."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minimax.emulator import Emulator

from .conftest import COMMAND

pytestmark = pytest.mark.slow

Run = Callable[..., Any]


def files() -> dict[str, bytes]:
    """What is in the current folder."""
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["speech", "synthesize", "hi"], ["speech.mp3", "speech-2.mp3"]),
        (["speech", "synthesize", "hi", "--format", "wav"], ["speech.wav", "speech-2.wav"]),
        (["speech", "stream", "hi", "-o", "new/"], ["new/speech.mp3", "new/speech-2.mp3"]),
        (
            ["speech", "synthesize", "hi", "--subtitles"],
            ["speech.mp3", "speech.srt", "speech-2.mp3", "speech-2.srt"],
        ),
        (["speech", "create-task", "hi", "-o", "."], ["speech.mp3", "speech-2.mp3"]),
        (["music", "generate", "blues", "--instrumental"], ["music.mp3", "music-2.mp3"]),
        (["voices", "design", "a sailor", "--preview-text", "Aye."], ["voice.mp3", "voice-2.mp3"]),
        (["video", "generate", "a cat", "--duration", "4"], ["video.mp4", "video-2.mp4"]),
        (["images", "generate", "a cat"], ["image.jpeg", "image-2.jpeg"]),
        (["images", "generate", "a cat", "-n", "2"], [f"image-{n}.jpeg" for n in (1, 2, 3, 4)]),
        (
            ["images", "generate", "a cat", "-n", "2", "-o", "cat.jpg"],
            [f"cat-{n}.jpg" for n in (1, 2, 3, 4)],
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_second_run_overwrites_nothing(run: Run, words: list[str], names: list[str]) -> None:
    first = run(*words)
    before = files()
    second = run(*words)
    assert (first.code, second.code) == (0, 0), second.err
    after = files()
    assert sorted(after) == sorted(names)
    assert {name: after[name] for name in before} == before
    assert all(after.values())


@pytest.mark.parametrize(
    ("words", "operation"),
    [
        (["speech", "synthesize", "hi", "--subtitles"], "t2a_v2"),
        (["speech", "stream", "hi"], "t2a_v2"),
        (["images", "generate", "a cat", "-n", "2", "-o", "new/cat.jpg"], "image_generation"),
    ],
)
def test_concurrent_processes_get_different_names(
    environment: dict[str, str], emulator: Emulator, words: list[str], operation: str
) -> None:
    emulator.fault("slow_first_byte", on=operation, value=60)
    options: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    started = [
        subprocess.Popen([*COMMAND, *words], env=environment, stdout=subprocess.PIPE, **options)
        for _ in range(3)
    ]
    while emulator.clock.waiting() < len(started):
        assert not any(process.poll() for process in started)
        time.sleep(0)  # only lets the server have its turn
    emulator.clock.advance(60)
    done = [process.communicate(timeout=60) for process in started]
    assert [process.returncode for process in started] == [0, 0, 0], done
    paths = [line for out, _ in done for line in out.decode().splitlines()]
    assert len(set(paths)) == len(paths) == 3 * (2 if "images" in words else 1)
    assert all(Path(path).stat().st_size for path in paths)
    assert len(files()) == len(paths) * (2 if "--subtitles" in words else 1)


def test_named_existing_files_are_replaced(run: Run) -> None:
    Path("hi.mp3").write_bytes(b"before")
    Path("hi.srt").write_bytes(b"by hand")
    done = run("speech", "synthesize", "hi", "-o", "hi.mp3", "--subtitles")
    assert done.code == 0
    assert "subtitles in hi-2.srt" in done.err
    assert Path("hi.mp3").read_bytes() != b"before"
    assert Path("hi.srt").read_bytes() == b"by hand"
    assert Path("hi-2.srt").stat().st_size > 0


def test_missing_folders_are_created(run: Run) -> None:
    assert run("speech", "synthesize", "hi", "-o", "a/b/hi.mp3").out == "a/b/hi.mp3\n"
    assert run("images", "generate", "a cat", "-o", "c/d/").out == "c/d/image.jpeg\n"
    assert list(files()) == ["a/b/hi.mp3", "c/d/image.jpeg"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["speech", "synthesize", "hi", "-o", "a.wav", "--format", "mp3"],
            "-o: 'a.wav' does not fit the format 'mp3'; use the extension '.mp3', or ask for the"
            " format 'wav'",
        ),
        (["speech", "synthesize", "hi", "-o", "a.mp4"], "use the extension '.mp3'\n"),
        (["speech", "stream", "hi", "-o", "a.png"], "use the extension '.mp3'\n"),
        (["speech", "create-task", "hi", "-o", "a.zip"], "use the extension '.mp3'\n"),
        (["music", "generate", "x", "--instrumental", "-o", "a.flac"], "extension '.mp3'\n"),
        (["voices", "design", "x", "--preview-text", "x", "-o", "a.wav"], "extension '.mp3'\n"),
        (["video", "generate", "a cat", "--save", "a.mp3"], "use the extension '.mp4'\n"),
        (["video", "create", "a cat", "-o", "a.mov"], "use the extension '.mp4'\n"),
        (["images", "generate", "a cat", "-o", "a.gif"], "use the extension '.jpeg'\n"),
        (["images", "generate", "a cat", "-n", "2", "-o", "a.mp4"], "extension '.jpeg'\n"),
        (
            ["images", "generate", "a cat", "--model", "MiniMax-H3-Image", "-o", "a.gif"],
            "extension '.jpeg'\n",
        ),
        (
            [
                "images",
                "edit",
                "snow",
                "--images",
                "a.jpg",
                "--output-format",
                "webp",
                "-o",
                "a.png",
            ],
            "use the extension '.webp', or ask for the format 'png'\n",
        ),
        (["task", "download", "video-v2:1", "-o", "a.jpg"], "use the extension '.mp4'\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_extensions_are_rejected_before_sending(
    run: Run, emulator: Emulator, words: list[str], said: str
) -> None:
    done = run(*words)
    assert done.code == 2
    assert said in done.err
    assert emulator.requests() == []
    assert files() == {}


@pytest.mark.parametrize("name", ["hi", "hi.wav", "hi.ogg", "hi.take2", "hi.PCM", "hi.wave"])
def test_the_extension_chooses_the_format(run: Run, emulator: Emulator, name: str) -> None:
    formats = {".wav": "wav", ".wave": "wav", ".ogg": "opus", ".pcm": "pcm"}
    assert run("speech", "synthesize", "hi", "-o", name).code == 0
    sent = emulator.requests("t2a_v2")[0].json.get("audio_setting", {}).get("format", "mp3")
    assert sent == formats.get(Path(name).suffix.lower(), "mp3")


@pytest.mark.parametrize("name", ["a.png", "a.webp", "a.jpg", "a"])
def test_the_extension_chooses_the_format_of_an_image(
    run: Run, emulator: Emulator, name: str
) -> None:
    words = ["images", "generate", "a cat", "--model", "MiniMax-H3-Image", "--area", "1K"]
    assert run(*words, "-o", name).code == 0
    formats = {"a.png": "png", "a.webp": "webp", "a.jpg": "jpeg"}
    assert emulator.requests("images_generations")[0].json.get("output_format") == formats.get(name)


@pytest.mark.parametrize("out", ["file/hi.mp3", "file/", "/proc/self/hi.mp3"])
def test_unwritable_folders_are_reported_before_sending(
    run: Run, emulator: Emulator, out: str
) -> None:
    Path("file").write_bytes(b"in the way")
    done = run("speech", "synthesize", "hi", "-o", out)
    assert (done.code, "-o: cannot write" in done.err) == (2, True), done.err
    assert emulator.requests() == []


@pytest.mark.parametrize("fault", ["usage_limit", "null_data"])
def test_a_call_that_fails_leaves_no_empty_file(run: Run, emulator: Emulator, fault: str) -> None:
    for operation in ("t2a_v2", "image_generation"):
        emulator.fault(fault, on=operation)
    assert run("speech", "synthesize", "hi", "--subtitles").code != 0
    assert run("images", "generate", "a cat", "-n", "3", "-o", "cats/").code != 0
    assert files() == {}


def test_an_interrupted_call_leaves_no_empty_file(
    environment: dict[str, str], emulator: Emulator
) -> None:
    emulator.fault("slow_first_byte", on="t2a_v2", value=1000)
    with subprocess.Popen(
        [*COMMAND, "speech", "synthesize", "hi"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while not emulator.clock.waiting():
            assert process.poll() is None
            time.sleep(0)
        assert files() == {"speech.mp3": b""}
        process.send_signal(signal.SIGINT)
    assert files() == {}


def test_partial_results_do_not_replace_files(run: Run, emulator: Emulator) -> None:
    emulator.fault("drop_mid_stream", on="t2a_v2")
    words = ("speech", "stream", "A longer text, heard as it is made. " * 20, "-o", "long.mp3")
    assert [run(*words).code for _ in range(2)] == [6, 6]
    assert list(files()) == ["long.partial-2.mp3", "long.partial.mp3"]
    assert all(files().values())


def test_a_dry_run_creates_nothing(run: Run) -> None:
    assert run("--dry-run", "speech", "synthesize", "hi", "-o", "new/hi.mp3").code == 0
    assert run("--dry-run", "images", "generate", "x", "-n", "2").code == 0
    assert list(Path().iterdir()) == []


def test_failed_image_downloads_do_not_affect_the_others(run: Run, emulator: Emulator) -> None:
    emulator.fault("expired_url", on="download", first=1)
    done = run("images", "generate", "x", "-n", "3", "--format", "url", "-o", "pictures/")
    assert (done.code, len(files())) == (1, 2), done.err
    assert "the result is at http" in done.err
