"""Results of jobs, put on disk: what each kind of result becomes as a file, and what is worth
noting of it in the journal.
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

from ..core.destinations import MOST_NUMBERS, Reservation, claim_free
from ..core.filenames import numbered
from ..core.io import IO
from ..core.pieces import repair
from ..core.transfer import always, download
from ..errors import MinimaxError
from ..record import plain
from ..results.images import Images
from ..results.medium import write_whole
from ..results.music import Lyrics
from ..results.remote import RemoteFile
from ..results.reply import Reply
from ..results.sound import Sound
from ..results.speech import Speech
from ..results.speech_file import SpeechFile
from ..results.transcript import Transcript
from ..results.voices import DesignedVoice

NOTED = ("trace_id", "voice_id", "file_id", "feature_id")
"""Attributes of results that a user may want to look up later."""


def is_leftover(path: Path) -> bool:
    """Whether a file is one that a run reserved and then did not write to."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size == 0


def notes(result: Any) -> dict[str, str]:
    """Ids in a result."""
    found = {name: getattr(result, name, None) for name in NOTED}
    return {name: value for name, value in found.items() if isinstance(value, str) and value}


def links(result: Any) -> list[str]:
    """Where the content of a result lies, when it is not in memory."""
    if isinstance(result, Images):
        return [image.url for image in result if image.url]
    url = result.url if isinstance(result, Sound) else None
    return [url] if url else []


class Names:
    """The names that the files of one job get: those that are reserved for it, and free ones like
    them where a result has more files than could be known before, or comes in a later run.
    """

    def __init__(self, reserved: Reservation | None = None) -> None:
        self._reserved = reserved if reserved is not None else Reservation()

    def release(self) -> None:
        """Give the names back that nothing was written to. May block."""
        self._reserved.release()

    def take(self, path: Path) -> Path:
        """A name like a path that may be written to; its folder is created. May block."""
        if self._reserved.holds(path):
            return path
        path.parent.mkdir(parents=True, exist_ok=True)
        if is_leftover(path):
            path.unlink(missing_ok=True)
        claim_free(path, into=self._reserved)
        return self._reserved.paths[-1]

    def take_folder(self, path: Path) -> Path:
        """A new folder with a name like a path. May block."""
        self._reserved.release()
        path.parent.mkdir(parents=True, exist_ok=True)
        for name in (path, *(numbered(path, number) for number in range(2, MOST_NUMBERS))):
            with suppress(FileExistsError):
                name.mkdir()
                return name
        raise FileExistsError(f"every name like {path} is taken")

    def write(self, path: Path, data: bytes) -> Path:
        """Write a file under a name like a path; gives the path. May block."""
        return write_whole(self.take(path), data)


async def save(
    io: IO, result: Any, path: Path, config: Any, given: Mapping[str, Any], names: Names
) -> list[Path]:
    """Write a result to a path, or to numbered ones beside it where it is several files; gives the
    paths.

    Raises OSError when the disk is full, and what a download raises.
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
    """Wait until files would survive a power cut. May block."""
    for file in files:
        if file.is_file():
            with file.open("rb+") as handle:
                os.fsync(handle.fileno())


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
        return []  # they could not be fetched; the audio is there
    srt = repair(lines).encode()
    return [names.write(path.with_suffix(".srt"), srt)] if lines.strip() else []


def _voice(voice: Any, path: Path, names: Names) -> list[Path]:
    return [voice.save(names.take(path))] if voice.audio else []


def _reply(reply: Any, path: Path, names: Names) -> list[Path]:
    if path.suffix.lower() == ".json" or not reply.text:
        return _json(reply.raw, path, names)
    return _text(reply.text, path, names)


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
"""What writes each kind of result that is in memory; the first that fits."""
