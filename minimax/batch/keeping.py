"""Save results of jobs to disk: how each kind of result is written to files, and which of its ids
are recorded in the ledger.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from ..core.destinations import BINARY, MOST_NUMBERS, Reservation, claim_free, numbered
from ..core.io import IO
from ..core.parsing import repair
from ..core.transfer import always, download
from ..errors import MinimaxError
from ..record import plain
from ..results.images import Images
from ..results.medium import RemoteFile, write_whole
from ..results.records import DesignedVoice, Lyrics
from ..results.reply import Reply
from ..results.sound import Sound, Speech
from ..results.speech_file import SpeechFile
from ..results.transcript import Transcript

NOTED = ("trace_id", "voice_id", "file_id", "feature_id")
"""Attributes of results that users may want to look up later."""


def is_leftover(path: Path) -> bool:
    """Whether a run reserved this file and never wrote to it."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


def notes(result: Any) -> dict[str, str]:
    """The ids in a result."""
    found = {name: getattr(result, name, None) for name in NOTED}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def links(result: Any) -> list[str]:
    """The URLs of the content of a result, if it is not in memory."""
    if isinstance(result, Images):
        return [image.url for image in result if image.url]
    url = result.url if isinstance(result, Sound) else None
    return [url] if url else []


class Names:
    """File names for the results of one job: the reserved names, and similar free ones if a result
    has more files than expected, or is saved by a later run.
    """

    def __init__(self, reserved: Reservation | None = None) -> None:
        self._reserved = reserved if reserved is not None else Reservation()

    def release(self) -> None:
        """Release names that were not used. May block."""
        self._reserved.release()

    def take(self, path: Path) -> Path:
        """Reserve a free name similar to a path, and create its folder. May block."""
        if self._reserved.holds(path):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_leftover(path):
            path.unlink(missing_ok=True)
        claim_free(path, into=self._reserved)
        return self._reserved.paths[-1]

    def take_folder(self, path: Path) -> Path:
        """Create a folder with a name similar to a path. May block."""
        self._reserved.release()
        path.parent.mkdir(parents=True, exist_ok=True)
        for name in (path, *(numbered(path, number) for number in range(2, MOST_NUMBERS))):
            with suppress(FileExistsError):
                name.mkdir()
                return name
        raise FileExistsError(f"all numbered names of {path} are in use")

    def write(self, path: Path, data: bytes) -> Path:
        """Write a file under a name similar to a path, and return its path. May block."""
        return write_whole(self.take(path), data)


async def save(
    io: IO, result: Any, path: Path, config: Any, given: Mapping[str, Any], names: Names
) -> list[Path]:
    """Write a result to a path, or to numbered ones beside it if it consists of several files.
    Returns the paths.

    Raises OSError if the disk is full, and all errors of downloads.
    """
    if isinstance(result, Images):
        images = []
        for like, image in zip(_targets(path, len(result)), result, strict=True):
            target = await io.work(partial(names.take, like))
            images.append(await image._write(target, None))
        return images
    if urls := links(result):
        files = await fetch(io, urls, path, config, names)
        return [*files, *(await io.work(lambda: _subtitles(result, files[0], names)))]
    if isinstance(result, SpeechFile):
        result._format = result.format or str(given.get("format") or "")
    if isinstance(result, (RemoteFile, SpeechFile)):
        return await _fetched(io, result, path, names)
    write = next(write for kind, write in KINDS if isinstance(result, kind))
    return list(await io.work(lambda: write(result, path, names)))


async def fetch(io: IO, urls: Sequence[str], path: Path, config: Any, names: Names) -> list[Path]:
    """Download links to a path, or to numbered ones beside it."""
    files = []
    for like, url in zip(_targets(path, len(urls)), urls, strict=True):
        target = await io.work(partial(names.take, like))
        identity = url.partition("?")[0]
        files.append(await download(io, config, always(url), target, identity=identity))
    return files


def settle(files: Sequence[Path]) -> None:
    """Flush files to disk, so that they survive a power cut. May block."""
    for file in files:
        if file.is_file():
            handle = os.open(file, os.O_RDWR | BINARY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


async def _fetched(io: IO, result: Any, path: Path, names: Names) -> list[Path]:
    target = await io.work(lambda: names.take(path))
    try:
        return [await result._save(target, None)]
    except MinimaxError as error:
        if type(error) is not MinimaxError or not isinstance(result, SpeechFile):
            raise
    # Several recordings in one result.
    folder = await io.work(lambda: names.take_folder(path.with_suffix("")))
    files: list[Path] = await result._fetched(
        folder.parent, lambda archive: archive.unpack(folder), True, None
    )
    return files


def _targets(path: Path, count: int) -> list[Path]:
    return [path] if count == 1 else [numbered(path, index + 1) for index in range(count)]


def _sound(sound: Any, path: Path, names: Names) -> list[Path]:
    saved = sound.save(names.take(path))
    return [saved, *_subtitles(sound, saved, names)]


def _subtitles(result: Any, path: Path, names: Names) -> list[Path]:
    if not isinstance(result, Speech):
        return []
    try:
        lines = result.to_srt()
    except MinimaxError:
        return []  # the subtitles could not be downloaded; the audio is complete
    srt = repair(lines).encode()
    return [names.write(path.with_suffix(".srt"), srt)] if lines.strip() else []


def _voice(voice: Any, path: Path, names: Names) -> list[Path]:
    return [voice.save(names.take(path))] if voice.audio else []


def _reply(reply: Any, path: Path, names: Names) -> list[Path]:
    text = reply.text
    if path.suffix.lower() == ".json" or not text:
        return _json(reply.raw, path, names)
    return _text(text, path, names)


def _transcript(transcript: Any, path: Path, names: Names) -> list[Path]:
    ending = path.suffix.lower()
    if ending == ".json":
        return _json(transcript.raw, path, names)
    return _text(
        transcript.to_srt()
        if ending == ".srt"
        else transcript.to_vtt()
        if ending == ".vtt"
        else transcript.text,
        path,
        names,
    )


def _lyrics(lyrics: Any, path: Path, names: Names) -> list[Path]:
    if path.suffix.lower() == ".json":
        return _json(lyrics.raw, path, names)
    return _text(lyrics.lyrics, path, names)


def _text(text: Any, path: Path, names: Names) -> list[Path]:
    return [names.write(path, repair(str(text)).encode())]


def _json(value: Any, path: Path, names: Names) -> list[Path]:
    text = json.dumps(plain(value), ensure_ascii=False, indent=2, default=str)
    return _text(f"{text}\n", path, names)


KINDS: tuple[tuple[type, Callable[[Any, Path, Names], list[Path]]], ...] = (
    (Sound, _sound),
    (DesignedVoice, _voice),
    (Reply, _reply),
    (Transcript, _transcript),
    (Lyrics, _lyrics),
    (str, _text),
    (Path, lambda file, *_: [file]),
    (object, _json),
)
"""Functions that write each kind of result in memory; the first match is used."""
