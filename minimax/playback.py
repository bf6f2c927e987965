"""Sound through the speakers, by whatever player is installed: `minimax.play` and
`minimax.play_async`.

Players get the audio on their standard input while it comes, those that cannot read it there get a
temporary file.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol, TypeAlias, TypeVar, cast

from .audio import wav_header
from .errors import ConfigError, MinimaxError, ValidationError
from .media import describe, sniff

T = TypeVar("T")

VARIABLE = "MINIMAX_PLAYER"
BLOCK = 64 * 2**10
HEAD = 16
"""Bytes that tell what a sound is."""
UNKNOWN_SIZE = 2**32 - 2
"""Length of bare PCM that is still coming, even as a frame has to be; players take it for "to the
end".
"""
PCM_RATE, PCM_CHANNELS = 32000, 1
COMPLAINT_LINES = 5


class HasAudio(Protocol):
    """A result with audio in it: speech, music, a designed voice."""

    @property
    def audio(self) -> bytes: ...


Source: TypeAlias = (
    "bytes | bytearray | memoryview | str | PathLike[str] | HasAudio | IO[bytes] | Iterable[bytes]"
)
"""Bytes, a path, a result with audio, an open binary file, or the chunks of a stream."""
AsyncSource: TypeAlias = (
    "bytes | bytearray | memoryview | str | PathLike[str] | HasAudio | AsyncIterable[bytes]"
)
"""Bytes, a path, a result with audio, or the chunks of an async stream."""


class Player(NamedTuple):
    """A program that plays sound."""

    program: str
    stdin: str | None
    """Arguments that make it read its standard input, if it can; `{format}` stands for what comes.
    """
    file: str | None = None
    """Arguments that make it play `{file}`."""
    formats: tuple[str, ...] = ()
    """What it plays, everything if empty."""
    options: tuple[str, ...] = ()
    """Arguments before all others."""

    def plays(self, format: str) -> bool:
        return not self.formats or format in self.formats


_FFPLAY, _VLC = "-nodisp -autoexit -loglevel error -i", "-I dummy --quiet --play-and-exit"
_MPV = "--no-video --no-input-terminal --msg-level=all=error"
_WINSOUND = (
    '-c "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)" {file}'
)

PLAYERS = (
    Player("ffplay", f"{_FFPLAY} -", f"{_FFPLAY} {{file}}"),
    Player("mpv", f"{_MPV} -", f"{_MPV} {{file}}"),
    Player("cvlc", f"{_VLC} -", f"{_VLC} {{file}}"),
    Player("vlc", f"{_VLC} -", f"{_VLC} {{file}}"),
    Player("mpg123", "-q -", "-q {file}", ("mp3",)),
    Player("afplay", None, "{file}", ("mp3", "wav", "flac", "m4a")),
    Player("play", "-q -t {format} -", "-q {file}", ("wav", "flac", "mp3")),
    Player("pw-play", None, "{file}", ("wav", "flac")),
    Player("paplay", None, "{file}", ("wav", "flac")),
    Player("aplay", "-q -", "-q {file}", ("wav",)),
    # Windows itself plays nothing but WAV. A frozen program is no Python that could be asked to.
    *(
        [Player(sys.executable, None, _WINSOUND, ("wav",))]
        if sys.platform == "win32" and not hasattr(sys, "frozen")
        else []
    ),
)
"""In the order in which they are tried: first those that play everything and start while the sound
still comes.
"""
ADVICE = "install ffmpeg (for its ffplay) or mpv"
KINDS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "opus",
    "audio/mp4": "m4a",
    "video/mp4": "m4a",
}
NAMES = {"pcm": "wav", "pcmu_wav": "wav"}
"""Formats of the platform that reach a player under another name."""


def play(
    source: Source,
    *,
    format: str | None = None,
    sample_rate: int | None = None,
    channels: int | None = None,
    player: str | None = None,
) -> None:
    """Play sound and return when it has been heard.

        minimax.play(client.speech.synthesize("Good morning!"))
        minimax.play(client.speech.stream("Heard while it is made."))

    Ctrl-C ends the player, too. A stream is closed at the end, whatever that is.

    Args:
        source: bytes, a path, a result with audio, an open binary file, or a stream or any other
            iterator of bytes.
        format: "mp3", "wav", "flac", "pcm" (16-bit little-endian), "opus" and so on; left out, the
            source tells.
        sample_rate: Hz of bare PCM; left out, the source tells, else 32000.
        channels: of bare PCM, 1 or 2; left out, the source tells, else 1.
        player: name of a player such as "mpv", or a command that plays what it reads, or one with
            `{file}` in it. Left out, `MINIMAX_PLAYER` is read; if it is not set, the first of those
            on PATH is taken that plays the format.

    Raises:
        ConfigError: there is no player for this; the message says what to install.
        ValidationError: the source cannot be played.
        MinimaxError: the player failed; the message holds the last lines of what it said. and what
            reading the source raises.
    """
    Playback(source, format=format, sample_rate=sample_rate, channels=channels, player=player).run()


async def play_async(
    source: AsyncSource,
    *,
    format: str | None = None,
    sample_rate: int | None = None,
    channels: int | None = None,
    player: str | None = None,
) -> None:
    """Play sound without blocking the event loop, and return when it has been heard. To cancel it
    silences the player at once.

        await minimax.play_async(client.speech.stream("Heard while it is made."))

    Takes the arguments of `play`, with async streams in place of plain ones, and raises the same.
    """
    await Playback(
        source, format=format, sample_rate=sample_rate, channels=channels, player=player
    ).run_async()


class Playback:
    """One sound on its way to one player. `stop()` may come from any thread, at any time."""

    def __init__(
        self,
        source: Source | AsyncSource,
        *,
        format: str | None = None,
        sample_rate: int | None = None,
        channels: int | None = None,
        player: str | None = None,
    ) -> None:
        sound: Any = getattr(
            source, "snapshot", source
        )  # the result of a stream as far as it has come knows what was asked for
        known = hasattr(sound, "pcm")
        rate, count = sound.pcm if known else (PCM_RATE, PCM_CHANNELS)
        self._source = source
        self._format: str | None = format or (sound.format if known else None)
        self._pcm = (sample_rate or rate, channels or count)
        self._wanted = player or os.environ.get(VARIABLE, "").strip() or None
        self._head = b""
        self._size: int | None = None
        self._sink: _Sink | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def run(self) -> None:
        """Play to the end."""
        try:
            self._check()
            path = self._path()
            if path is None or not self._play_file(path):
                for chunk in self._chunks(path):
                    if not self._write(chunk):
                        break
            self._finish()
        finally:
            self._end()
            if not hasattr(self._source, "read"):  # a file belongs to who opened it
                close = getattr(self._source, "close", None)
                close() if close else None

    async def run_async(self) -> None:
        """Play to the end, with everything that blocks in a thread."""
        if not isinstance(self._source, AsyncIterable):
            if isinstance(self._source, Iterator):
                raise _unplayable(
                    self._source, "an async iterator, bytes, a path or a result with audio"
                )
            return await self._threaded(self.run)
        try:
            self._check()
            async for chunk in self._source:
                if not await self._threaded(partial(self._write, chunk)):
                    break
            await self._threaded(self._finish)
        finally:
            self._end()
            close = getattr(self._source, "aclose", None) or getattr(self._source, "close", None)
            if close:
                await close()

    def stop(self) -> None:
        """Fall silent at once."""
        with self._lock:
            self._stopped = True
            if self._sink:
                self._sink.stop()

    async def _threaded(self, work: Callable[[], T]) -> T:
        """Do something that blocks in a thread, which a cancellation brings to its end first."""
        import asyncio

        job = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.gather(job, return_exceptions=True)
            raise

    def _check(self) -> None:
        """Find out that there is no player before a stream is begun and paid for."""
        choose(self._kind(), self._wanted) if self._format else installed(self._wanted)

    # ---- what there is to play

    def _path(self) -> Path | None:
        if not isinstance(self._source, (str, PathLike)):
            return None
        path = Path(fspath(self._source)).absolute()  # no name can be taken for an option then
        try:
            with path.open("rb") as file:
                head = file.read(HEAD)
        except OSError as error:
            raise ValidationError(
                f"play: cannot read {str(path)!r}: {error.strerror}",
                field="source",
                value=str(path),
            ) from None
        if not head:
            raise ValidationError(f"play: {str(path)!r} is empty", field="source", value=str(path))
        if self._format is None and path.suffix.lower() in (".pcm", ".raw"):
            self._format = "pcm"
        self._head = head
        return path

    def _chunks(self, path: Path | None) -> Iterator[bytes]:
        self._head = b""
        source: Any = getattr(self._source, "audio", self._source)
        if path is not None:
            self._size = path.stat().st_size
            with path.open("rb") as file:
                yield from iter(partial(file.read, BLOCK), b"")
        elif isinstance(source, (bytes, bytearray, memoryview)):
            if not source:
                raise ValidationError(
                    "play: there is no audio, 0 bytes were given", field="source", value=source
                )
            self._size = memoryview(source).nbytes
            yield bytes(source)
        elif hasattr(source, "read"):
            yield from iter(partial(source.read, BLOCK), b"")
        elif isinstance(source, Iterable):
            yield from source
        else:
            hint = (
                "; on the async face use minimax.play_async"
                if isinstance(source, AsyncIterable)
                else ""
            )
            raise _unplayable(
                source, f"bytes, a path, a result with audio or an iterator of bytes{hint}"
            )

    def _kind(self) -> str:
        """The format as players know it."""
        if self._format == "pcmu_raw":
            raise ValidationError(
                'play: bare G.711 cannot be played; ask for format="pcmu_wav"',
                field="format",
                value=self._format,
            )
        found = NAMES.get(self._format or "") or KINDS.get(sniff(self._head) or "") or self._format
        if found is None:
            complaint = (
                f'play: {describe(self._source)}: cannot tell what this is; say format="mp3", or'
                ' "pcm" and the sample_rate'
            )
            raise ValidationError(complaint, field="format")
        return found

    # ---- to the player

    def _play_file(self, path: Path) -> bool:
        """Whether a player took the file itself: not where it has to be made a WAV first, or where
        the player reads its input only.
        """
        if self._format == "pcm":
            return False
        chosen = choose(self._kind(), self._wanted)
        if chosen.file is None:
            return False
        self._open(_Sink(chosen, "", path))
        return True

    def _open(self, sink: _Sink) -> None:
        with self._lock:
            self._sink = sink
            if not self._stopped:
                sink.start()

    def _write(self, chunk: bytes) -> bool:
        """Whether the player wants more."""
        if self._stopped:
            return False
        if not isinstance(chunk, (bytes, bytearray, memoryview)):
            raise _unplayable(chunk, "bytes")
        if self._sink is None:
            self._head += chunk
            if len(self._head) < HEAD:
                return True
            chunk = self._begin()
        assert self._sink is not None
        return self._sink.write(chunk)

    def _begin(self) -> bytes:
        """Open the sink; gives what it has to hear first."""
        kind = self._kind()
        header = (
            partial(wav_header, sample_rate=self._pcm[0], channels=self._pcm[1])
            if self._format == "pcm"
            else None
        )
        self._open(_Sink(choose(kind, self._wanted), kind, header=header))
        return (header(self._size or UNKNOWN_SIZE) if header else b"") + self._head

    def _finish(self) -> None:
        if self._sink is None and self._head and not self._stopped:
            first = self._begin()  # shorter than what tells a format
            self._write(first)
        if self._sink is not None and not self._stopped:
            self._sink.finish(lambda: self._stopped)

    def _end(self) -> None:
        with self._lock:
            self._stopped = True
            if self._sink:
                self._sink.close()


class _Sink:
    """A running player, or the temporary file for one that will run. Blocks; nothing here knows
    about formats but by name.
    """

    def __init__(
        self,
        player: Player,
        kind: str,
        path: Path | None = None,
        *,
        header: Callable[[int], bytes] | None = None,
    ) -> None:
        self._player = player
        self._kind = kind
        self._path = path
        self._header = header
        self._temporary: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 # a pipe would have to be read while the player runs

    def start(self) -> None:
        if self._path is None and self._player.stdin is None:
            handle, name = tempfile.mkstemp(prefix="minimax-", suffix=f".{self._kind}")
            self._temporary, self._path = os.fdopen(handle, "wb"), Path(name)
        else:
            self._run()

    def write(self, data: bytes) -> bool:
        """Whether the player is still there."""
        if self._temporary is not None:
            self._temporary.write(data)
            return True
        try:
            assert self._process is not None
            assert self._process.stdin is not None
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except BrokenPipeError:
            return False
        return True

    def finish(self, stopped: Callable[[], bool]) -> None:
        """Wait until everything has been heard. A player that was ended by its user has done its
        work.
        """
        if self._temporary is not None:
            self._complete(self._temporary)
            self._run()
        if self._process is None or stopped():
            return
        self._hang_up()
        code = self._process.wait()
        if code and not stopped():
            raise MinimaxError(
                f"{self._player.program} could not play this:"
                f" {self._complaint() or f'exit status {code}'}"
            )

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the player and remove the temporary file."""
        if self._process is not None:
            self._process.kill()
            self._hang_up()
            self._process.wait()
        if self._temporary is not None:
            self._temporary.close()
            with suppress(OSError):
                cast(Path, self._path).unlink()
        self._said.close()

    def _run(self) -> None:
        stdin = subprocess.DEVNULL if self._path else subprocess.PIPE
        command = command_line(self._player, self._kind, self._path)
        try:
            self._process = subprocess.Popen(
                command, stdin=stdin, stdout=self._said, stderr=subprocess.STDOUT
            )
        except OSError as error:
            raise ConfigError(
                f"the player {command[0]!r} cannot be started: {error.strerror}"
            ) from None

    def _complete(self, temporary: IO[bytes]) -> None:
        """The length goes into the header when it is known."""
        if self._header is not None:
            size = temporary.tell() - len(self._header(0))
            temporary.seek(0)
            temporary.write(self._header(size))
        temporary.close()

    def _hang_up(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()

    def _complaint(self) -> str:
        self._said.seek(0)
        lines = [
            line.strip()
            for line in self._said.read().decode("utf-8", "replace").splitlines()
            if line.strip()
        ]
        return " | ".join(lines[-COMPLAINT_LINES:])


def installed(wanted: str | None = None) -> list[Player]:
    """The players at hand, or the one that is wanted. None at all is a ConfigError that says what
    to install.
    """
    if wanted:
        return [_wanted(wanted)]
    found = [player for player in PLAYERS if shutil.which(player.program)]
    if not found:
        raise ConfigError(
            f"no player for sound was found on PATH; {ADVICE}, or name one of yours in {VARIABLE}"
            " or as player="
        )
    return found


def choose(kind: str, wanted: str | None = None) -> Player:
    """The player for a format: the one that is wanted, else the first one at hand that plays it."""
    found = installed(wanted)
    for player in found:
        if player.plays(kind):
            return player
    known = "; ".join(f"{player.program} plays {', '.join(player.formats)}" for player in found)
    raise ConfigError(
        f"no player for {kind} was found: {known}. Ask for another format, or {ADVICE}"
    )


def command_line(player: Player, kind: str, path: Path | None) -> list[str]:
    """The command that plays a file, or without one its standard input."""
    template = shlex.split((player.file if path else player.stdin) or "")
    filled = [part.replace("{format}", kind).replace("{file}", str(path)) for part in template]
    return [player.program, *player.options, *filled]


def _wanted(command: str) -> Player:
    """The player that a name or a command means: what is known of it, else that it plays what it
    reads.
    """
    program, *options = [command] if shutil.which(command) else shlex.split(command) or [command]
    if shutil.which(program) is None:
        raise ConfigError(
            f"the player {program!r} is not on PATH; install it, or name another one in {VARIABLE}"
            " or as player="
        )
    known = next((player for player in PLAYERS if player.program == Path(program).stem), None)
    if known:
        return known._replace(program=program, options=tuple(options))
    if any("{file}" in option for option in options):
        return Player(program, None, shlex.join(options))
    return Player(program, "", options=tuple(options))


def _unplayable(source: object, wanted: str) -> ValidationError:
    return ValidationError(
        f"play: {type(source).__name__} cannot be played; give {wanted}",
        field="source",
        allowed=wanted,
    )
