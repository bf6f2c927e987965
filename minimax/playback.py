"""Play audio with an installed player: `minimax.play` and `minimax.play_async`.

Players receive the audio on standard input as it arrives; those that cannot read standard input get
a temporary file.
"""

from __future__ import annotations

import os
import threading
from collections.abc import AsyncIterable, Callable, Iterable, Iterator
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import IO, Any, Protocol, TypeAlias, TypeVar

from .audio import wav_header
from .core.io import require_asyncio
from .core.players import VARIABLE, RunningPlayer, choose, installed
from .core.sources import describe, sniff
from .errors import ValidationError

T = TypeVar("T")

BLOCK = 64 * 2**10
HEAD = 16
"""Number of bytes needed to detect an audio format."""
UNKNOWN_SIZE = 2**32 - 2
"""The length used for raw PCM of unknown length, a multiple of the frame size; players interpret it
as "to the end".
"""
PCM_RATE, PCM_CHANNELS = 32000, 1


class HasAudio(Protocol):
    """A result with audio: speech, music, a designed voice."""

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


KINDS = {
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/flac": "flac",
    "audio/ogg": "opus",
    "audio/mp4": "m4a",
    "video/mp4": "m4a",
}
NAMES = {"pcm": "wav", "pcmu_wav": "wav"}
"""Formats of the platform that players know under another name."""


def play(
    source: Source,
    *,
    format: str | None = None,
    sample_rate: int | None = None,
    channels: int | None = None,
    player: str | None = None,
) -> None:
    """Play audio and return when it has been played.

        minimax.play(client.speech.synthesize("Good morning!"))
        minimax.play(client.speech.stream("Played while it is generated."))

    Ctrl-C ends the player as well. A stream is closed in every case.

    Args:
        source: bytes, a path, a result with audio, an open binary file, or a stream or any other
            iterator of bytes.
        format: "mp3", "wav", "flac", "pcm" (16-bit little-endian), "opus" and so on; defaults to
            that of the source.
        sample_rate: sample rate of raw PCM in Hz; defaults to that of the source, else 32000.
        channels: of raw PCM, 1 or 2; defaults to those of the source, else 1.
        player: name of a player such as "mpv", or a command that plays its standard input or
            `{file}`. Defaults to `MINIMAX_PLAYER`, else to the first player on PATH that plays the
            format.

    Raises:
        ConfigError: no player for this format is installed; the message says what to install.
        ValidationError: the source cannot be played.
        MinimaxError: the player failed; the message has the last lines of its output. Errors of the
            source are raised unchanged.
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
    """Play audio without blocking the event loop, and return when it has been played. Cancelling
    stops the player at once.

        await minimax.play_async(client.speech.stream("Played while it is generated."))

    Takes the arguments of `play`, with async streams instead of sync ones, and raises the same
    errors.
    """
    await Playback(
        source, format=format, sample_rate=sample_rate, channels=channels, player=player
    ).run_async()


class Playback:
    """The playback of one source with one player. `stop()` may be called from any thread, at any
    time.
    """

    def __init__(
        self,
        source: Source | AsyncSource,
        *,
        format: str | None = None,
        sample_rate: int | None = None,
        channels: int | None = None,
        player: str | None = None,
    ) -> None:
        # The partial result of a stream knows the requested format.
        sound: Any = getattr(source, "snapshot", source)
        known = hasattr(sound, "pcm")
        rate, count = sound.pcm if known else (PCM_RATE, PCM_CHANNELS)
        self._source = source
        self._format: str | None = format or (sound.format if known else None)
        self._pcm = (sample_rate or rate, channels or count)
        self._wanted = player or os.environ.get(VARIABLE, "").strip() or None
        self._head = b""
        self._size: int | None = None
        self._player: RunningPlayer | None = None
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
            if not hasattr(self._source, "read"):  # a file is closed by the code that opened it
                close = getattr(self._source, "close", None)
                close() if close else None

    async def run_async(self) -> None:
        """Play to the end, with blocking work in a thread."""
        require_asyncio("play_async", "use play in a thread")
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
        """Stop immediately."""
        with self._lock:
            self._stopped = True
            if self._player:
                self._player.stop()

    async def _threaded(self, work: Callable[[], T]) -> T:
        """Run blocking work in a thread; a cancellation stops it first."""
        import asyncio

        job = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            return await asyncio.shield(job)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.gather(job, return_exceptions=True)
            raise

    def _check(self) -> None:
        """Check for a player before a stream is started and paid."""
        choose(self._kind(), self._wanted) if self._format else installed(self._wanted)

    # ---- what there is to play

    def _path(self) -> Path | None:
        if not isinstance(self._source, (str, PathLike)):
            return None
        # Absolute, so that no name can be mistaken for an option.
        path = Path(fspath(self._source)).absolute()
        try:
            with path.open("rb") as file:
                head = file.read(HEAD)
        except OSError as error:
            raise _refused(f"cannot read {str(path)!r}: {error.strerror}", str(path)) from None
        if not head:
            raise _refused(f"{str(path)!r} is empty", str(path))
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
                raise _refused("there is no audio (0 bytes)", source)
            self._size = memoryview(source).nbytes
            yield bytes(source)
        elif hasattr(source, "read"):
            yield from iter(partial(source.read, BLOCK), b"")
        elif isinstance(source, Iterable):
            yield from source
        else:
            wanted = "bytes, a path, a result with audio or an iterator of bytes"
            if isinstance(source, AsyncIterable):
                wanted += "; for async streams use minimax.play_async"
            raise _unplayable(source, wanted)

    def _kind(self) -> str:
        """The format, under the name that players use."""
        if self._format == "pcmu_raw":
            problem = 'raw G.711 cannot be played; request format="pcmu_wav"'
            raise _refused(problem, self._format, field="format")
        found = NAMES.get(self._format or "") or KINDS.get(sniff(self._head) or "") or self._format
        if found is None:
            raise _refused(
                f'{describe(self._source)}: unknown audio format; pass format="mp3", or "pcm" and'
                " the sample_rate",
                field="format",
            )
        return found

    # ---- to the player

    def _play_file(self, path: Path) -> bool:
        """Play a file directly. Returns False if it must be converted to WAV first, or if the
        player reads only standard input.
        """
        if self._format == "pcm":
            return False
        chosen = choose(self._kind(), self._wanted)
        if chosen.file is None:
            return False
        self._open(RunningPlayer(chosen, "", path))
        return True

    def _open(self, player: RunningPlayer) -> None:
        with self._lock:
            self._player = player
            if not self._stopped:
                player.start()

    def _write(self, chunk: bytes) -> bool:
        """Write audio. Returns whether the player accepts more."""
        if self._stopped:
            return False
        if not isinstance(chunk, (bytes, bytearray, memoryview)):
            raise _unplayable(chunk, "bytes")
        if self._player is None:
            self._head += chunk
            if len(self._head) < HEAD:
                return True
            chunk = self._begin()
        assert self._player is not None
        return self._player.write(chunk)

    def _begin(self) -> bytes:
        """Start the player and return the bytes to write first."""
        kind = self._kind()
        header = None
        if self._format == "pcm":
            header = partial(wav_header, sample_rate=self._pcm[0], channels=self._pcm[1])
        self._open(RunningPlayer(choose(kind, self._wanted), kind, header=header))
        return (header(self._size or UNKNOWN_SIZE) if header else b"") + self._head

    def _finish(self) -> None:
        if self._player is None and self._head and not self._stopped:
            first = self._begin()  # too short to detect a format
            self._write(first)
        if self._player is not None and not self._stopped:
            self._player.finish(lambda: self._stopped)

    def _end(self) -> None:
        with self._lock:
            self._stopped = True
            if self._player:
                self._player.close()


def _unplayable(source: object, wanted: str) -> ValidationError:
    return _refused(f"{type(source).__name__} cannot be played; pass {wanted}", allowed=wanted)


def _refused(
    problem: str, value: object = None, *, field: str = "source", allowed: str = ""
) -> ValidationError:
    return ValidationError(f"play: {problem}", field=field, value=value, allowed=allowed)
