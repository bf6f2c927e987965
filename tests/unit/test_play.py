"""`minimax.play` and `minimax.play_async`, with real processes in place of players: scripts that
keep what they hear.
"""

from __future__ import annotations

import asyncio
import io
import os
import shlex
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import minimax
from minimax import ConfigError, MinimaxError, ValidationError
from minimax.core import players
from minimax.results.sound import Music, Speech

from .platform import Platform, Runner, data, piece, streamed

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the players are shell scripts")

MP3 = b"ID3\x04" + bytes(range(256)) * 20
PCM = bytes(range(250)) * 16
SCRIPTS = {
    "keep": (
        'echo "$@" > "$0.arguments"; for last; do :; done; [ -f "$last" ] || last=-;'
        ' exec /bin/cat "$last" > "$0.heard"'
    ),
    "pass": 'exec /bin/cat > "$0.pipe"',
    "fail": 'echo one >&2; echo "cannot open the sound card" >&2; exit 3',
    "quit": "exec /usr/bin/head -c 16 > /dev/null",
    "hang": 'echo $$ > "$0.pipe"; exec /bin/sleep 600',
}


class Stage:
    """The only folder on PATH, with the players that a test wants."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.temporary = folder / "temporary"
        self.temporary.mkdir()

    def player(self, name: str, script: str = "keep") -> Path:
        path = self.folder / name
        path.write_text(f"#!/bin/sh\n{SCRIPTS[script]}\n")
        path.chmod(0o755)
        if script in ("pass", "hang"):
            os.mkfifo(f"{path}.pipe")
        return path

    def heard(self, name: str = "mpv") -> bytes:
        return (self.folder / f"{name}.heard").read_bytes()

    def arguments(self, name: str = "mpv") -> list[str]:
        return (self.folder / f"{name}.arguments").read_text().split()

    def pipe(self, name: str = "mpv") -> bytes:
        """What comes through the pipe of a player first; waits for it."""
        with (self.folder / f"{name}.pipe").open("rb", buffering=0) as pipe:
            return pipe.read(100)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    stage = Stage(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(stage.temporary))
    monkeypatch.delenv("MINIMAX_PLAYER", raising=False)
    return stage


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(stage: Stage) -> Iterator[None]:
    threads, alone = (
        set(threading.enumerate()),
        _has_no_child(),
    )  # other tests may have left one that multiprocessing keeps
    yield
    assert list(stage.temporary.iterdir()) == []
    assert {
        thread
        for thread in set(threading.enumerate()) - threads
        if not thread.name.startswith("asyncio_")
    } == set()
    assert _has_no_child() or not alone


def _has_no_child() -> bool:
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False


def play(runner: Runner, source: Any, **options: Any) -> None:
    runner(
        minimax.play_async(source, **options)
        if runner.is_async
        else minimax.play(source, **options)
    )


class Chunks:
    """A source on either client. A chunk may be an exception to raise, or a function to call."""

    def __init__(self, runner: Runner, *chunks: Any) -> None:
        self.chunks = chunks
        self.closed = False
        self.iterator: Any = self._awaited() if runner.is_async else self._plain()

    def _plain(self) -> Iterator[bytes]:
        try:
            for chunk in self.chunks:
                if isinstance(chunk, BaseException):
                    raise chunk
                yield chunk() if callable(chunk) else chunk
        finally:
            self.closed = True

    async def _awaited(self) -> AsyncIterator[bytes]:
        try:
            for chunk in self.chunks:
                if isinstance(chunk, BaseException):
                    raise chunk
                yield await asyncio.to_thread(chunk) if callable(chunk) else chunk
        finally:
            self.closed = True


# ---- what can be played

SOURCES: dict[str, Callable[[Path], Any]] = {
    "bytes": lambda path: MP3,
    "bytearray": lambda path: bytearray(MP3),
    "memoryview": lambda path: memoryview(MP3),
    "path": lambda path: path,
    "path as text": str,
    "open file": lambda path: io.BytesIO(path.read_bytes()),
    "speech": lambda path: Speech(MP3, {}),
    "music": lambda path: Music(MP3, {}),
    "list": lambda path: [MP3[:3], MP3[3:9], MP3[9:]],
}


@pytest.mark.parametrize("kind", SOURCES)
@pytest.mark.parametrize("player", ["mpv", "afplay"])  # hears its input, reads a file
def test_sources_are_played_completely(
    stage: Stage, runner: Runner, kind: str, player: str
) -> None:
    stage.player(player)
    file = stage.folder / "声音 🎉.mp3"
    file.write_bytes(MP3)
    source = SOURCES[kind](file)
    if runner.is_async and kind == "open file":
        pytest.skip("an iterator, which belongs to the sync client")

    play(runner, source)

    assert stage.heard(player) == MP3
    assert file.exists()


def test_results_and_streams_have_play(stage: Stage, runner: Runner) -> None:
    stage.player("mpv")
    client = runner.client(
        Platform(streamed(data(piece(MP3[:10]), piece(MP3[10:]), piece(None, 2, extra_info={}))))
    )

    stream = client.speech.stream("Hello")
    runner(stream.play())
    assert stage.heard() == MP3
    runner(stream.final()).save(stage.folder / "kept.mp3")

    if not runner.is_async:
        Speech(PCM, {}, format="wav").play(player="mpv")
        assert stage.heard() == PCM


def test_chunks_are_played_as_they_arrive(stage: Stage, runner: Runner) -> None:
    stage.player("mpv", "pass")
    heard: list[bytes] = []
    source = Chunks(runner, MP3[:20], lambda: heard.append(stage.pipe()) or b"")

    play(runner, source.iterator)

    assert heard == [MP3[:20]]


def test_raw_pcm_is_played_as_wav_with_the_sample_rate_of_the_call(
    stage: Stage, runner: Runner
) -> None:
    stage.player("mpv")
    frames = data(piece(PCM), piece(None, 2))
    client = runner.client(Platform(streamed(frames)))

    runner(client.speech.stream("Hello", format="pcm", sample_rate=16000, channels=2).play())

    header, heard = stage.heard()[:44], stage.heard()[44:]
    assert struct.unpack("<HI", header[22:28]) == (2, 16000)
    assert heard == PCM


@pytest.mark.parametrize("player", ["aplay", "pw-play"])
def test_length_of_raw_pcm_is_passed_if_known(stage: Stage, runner: Runner, player: str) -> None:
    stage.player(player)
    source = bytes(PCM) if player == "aplay" else Chunks(runner, PCM[:100], PCM[100:]).iterator

    play(runner, source, format="pcm", sample_rate=24000, channels=1)

    assert stage.heard(player) == minimax.audio.pcm_to_wav(PCM, sample_rate=24000, channels=1)


def test_tiny_audio_and_empty_streams(stage: Stage, runner: Runner) -> None:
    stage.player("mpv")
    play(runner, MP3[:5])
    assert stage.heard() == MP3[:5]
    play(runner, Chunks(runner).iterator)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "0 bytes"),
        (5, "int cannot be played"),
        (["text"], "str cannot be played"),
        ("你好.mp3", "cannot read .*你好.mp3"),
        (b"nothing that is known", 'pass format="mp3"'),
        (Speech(PCM, {}, format="pcmu_raw"), "pcmu_wav"),
    ],
)
def test_unplayable_sources_are_rejected(
    stage: Stage, runner: Runner, source: Any, said: str
) -> None:
    stage.player("mpv")
    with pytest.raises(ValidationError, match=said):
        play(runner, source)


def test_iterators_of_the_wrong_kind_are_rejected(stage: Stage, runner: Runner) -> None:
    stage.player("mpv")
    other = iter([MP3]) if runner.is_async else Chunks(Runner("async"), MP3).iterator
    with pytest.raises(ValidationError, match="async"):
        play(runner, other)


# ---- which player


def test_first_player_for_the_format_is_used(stage: Stage, runner: Runner) -> None:
    stage.player("aplay")
    stage.player("mpg123")
    play(runner, MP3)
    assert stage.arguments("mpg123") == ["-q", "-"]


def test_missing_player_is_reported_before_sending(stage: Stage, runner: Runner) -> None:
    platform = Platform(streamed(data(piece(MP3))))
    with pytest.raises(ConfigError, match="install ffmpeg"):
        runner(runner.client(platform).speech.stream("Hello").play())
    assert platform.requests == []


def test_players_for_other_formats_are_not_used(stage: Stage, runner: Runner) -> None:
    stage.player("aplay")
    platform = Platform(streamed(data(piece(MP3))))
    with pytest.raises(ConfigError, match="no player for mp3 was found: aplay plays wav"):
        runner(runner.client(platform).speech.stream("Hello").play())
    assert platform.requests == []


def test_player_can_be_set_by_environment_or_argument(
    stage: Stage, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ffplay", "mpv", "mpg123"):
        stage.player(name)
    monkeypatch.setenv("MINIMAX_PLAYER", "mpg123")
    play(runner, MP3)
    assert stage.heard("mpg123") == MP3
    play(runner, MP3, player="mpv --volume=50")
    assert stage.arguments("mpv")[0] == "--volume=50"
    assert not (stage.folder / "ffplay.heard").exists()


def test_any_command_can_be_the_player(stage: Stage, runner: Runner) -> None:
    stage.player("my player")
    play(runner, MP3, player=str(stage.folder / "my player"))
    assert stage.heard("my player") == MP3
    play(
        runner,
        PCM,
        format="pcm",
        player=f"{shlex.quote(str(stage.folder / 'my player'))} --once {{file}}",
    )
    assert stage.arguments("my player")[0] == "--once"
    assert stage.heard("my player")[44:] == PCM


def test_missing_players_are_reported(stage: Stage, runner: Runner) -> None:
    with pytest.raises(ConfigError, match="'winamp' is not on PATH"):
        play(runner, MP3, player="winamp --loud")


@pytest.mark.parametrize("player", players.PLAYERS, ids=lambda player: player.program)
def test_table_of_players_matches_the_documentation(player: players.Player) -> None:
    file = players.command_line(player, "wav", Path("/sound.wav"))
    assert file[0] == player.program
    assert file[-1] == "/sound.wav"
    if player.stdin is not None:
        assert players.command_line(player, "wav", None)[-1] == "-"


# ---- what goes wrong


@pytest.mark.parametrize("name", ["mpv", "afplay"])
def test_failing_players_are_reported_with_their_message(
    stage: Stage, runner: Runner, name: str
) -> None:
    stage.player(name, "fail")
    source = Chunks(runner, *[MP3] * 100)
    with pytest.raises(
        MinimaxError, match=rf"{name} could not play this: one \| cannot open the sound card"
    ):
        play(runner, source.iterator)
    assert source.closed


def test_quitting_the_player_ends_playback_without_error(stage: Stage, runner: Runner) -> None:
    stage.player("mpv", "quit")
    source = Chunks(runner, *[MP3] * 1000)
    play(runner, source.iterator)
    assert source.closed


@pytest.mark.parametrize("name", ["mpv", "afplay"])
def test_source_errors_stop_the_player(stage: Stage, runner: Runner, name: str) -> None:
    stage.player(name)
    source = Chunks(runner, MP3, ZeroDivisionError("no more"))
    with pytest.raises(ZeroDivisionError):
        play(runner, source.iterator)
    assert source.closed


@pytest.mark.parametrize("stuck", ["on the first sound", "on the last"])
def test_cancellation_stops_the_player(stage: Stage, stuck: str) -> None:
    stage.player("mpv", "hang")
    runner = Runner("async")
    source = Chunks(runner, *[MP3] * (1000 if stuck == "on the first sound" else 1))

    async def cancelled() -> int:
        playing = asyncio.create_task(minimax.play_async(source.iterator))
        process = int(await asyncio.to_thread(stage.pipe))
        playing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await playing
        return process

    process = runner(cancelled())
    runner.close()
    assert source.closed
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


@pytest.mark.parametrize("name", ["mpv", "afplay"])
def test_ctrl_c_stops_the_player_and_removes_its_file(stage: Stage, name: str) -> None:
    stage.player(name, "hang")
    program = "import sys, minimax; minimax.play(iter([sys.stdin.buffer.read()]))"
    environment = {
        **os.environ,
        "TMPDIR": str(stage.temporary),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    pipes = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(
        [sys.executable, "-c", program], env=environment, start_new_session=True, **pipes
    ) as child:
        assert child.stdin is not None
        child.stdin.write(MP3)
        child.stdin.close()
        process = int(stage.pipe(name))
        os.killpg(child.pid, signal.SIGINT)  # as a terminal does: to the whole group
        assert child.wait(30) != 0
        assert child.stderr is not None
        assert child.stderr.read().rstrip().endswith(b"KeyboardInterrupt")
    assert _ends(process)


def _ends(process: int) -> bool:
    """Whether a process that was told to end does so; an orphan is taken away by the system, some
    moments later.
    """
    for _ in range(500):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False
