"""Results of jobs, put on disk: what each kind of result becomes as a file, and what is worth
noting of it in the journal.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from ..errors import MinimaxError
from ..flow import Flow, Work
from ..results.images import Images
from ..results.music import Lyrics
from ..results.record import plain
from ..results.remote import RemoteFile
from ..results.reply import Reply
from ..results.saving import write_whole
from ..results.sound import Sound
from ..results.speech import Speech
from ..results.speech_file import SpeechFile
from ..results.transcript import Transcript
from ..results.voices import DesignedVoice
from ..transfer import always, download
from .jobs import numbered

NOTED = ("trace_id", "voice_id", "file_id", "feature_id")
"""Attributes of results that a user may want to look up later."""


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


def save(result: Any, path: Path, config: Any, given: Mapping[str, Any]) -> Flow[list[Path]]:
    """Write a result to a path, or to numbered ones beside it where it is several files; gives the
    paths.

    Raises OSError when the disk is full, and what a download raises.
    """
    yield Work(lambda: path.parent.mkdir(parents=True, exist_ok=True))
    if isinstance(result, Images):
        files = []
        for target, image in zip(_targets(path, len(result)), result, strict=True):
            files.append((yield from image._save(target)))
        return files
    if urls := links(result):
        files = yield from fetch(urls, path, config)
        return [*files, *(yield Work(lambda: _subtitles(result, path)))]
    if isinstance(result, SpeechFile):
        result.format = result.format or str(given.get("format") or "")
    if isinstance(result, (RemoteFile, SpeechFile)):
        return (yield from _fetched(result, path))
    files = yield Work(
        lambda: next(write(result, path) for kind, write in KINDS if isinstance(result, kind))
    )
    return list(files)


def fetch(urls: Sequence[str], path: Path, config: Any) -> Flow[list[Path]]:
    """Download links to a path, or to numbered ones beside it."""
    yield Work(lambda: path.parent.mkdir(parents=True, exist_ok=True))
    files = []
    for target, url in zip(_targets(path, len(urls)), urls, strict=True):
        files.append(
            (yield from download(config, always(url), target, identity=url.partition("?")[0]))
        )
    return files


def moved(files: Sequence[str], path: Path) -> list[Path]:
    """Rescued files, moved to where they belong. May block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    targets = [path.with_name(Path(file).name) for file in files]
    for file, target in zip(files, targets, strict=True):
        if (
            Path(file).exists() or not target.exists()
        ):  # else an earlier run has moved it and was killed before it could say so
            shutil.move(file, target)
    return targets


def settle(files: Sequence[Path]) -> None:
    """Wait until files would survive a power cut. May block."""
    for file in files:
        if file.is_file():
            with file.open("rb+") as handle:
                os.fsync(handle.fileno())


def _fetched(result: Any, path: Path) -> Flow[list[Path]]:
    try:
        return [(yield from result._save(path, None))]
    except MinimaxError as error:
        if type(error) is not MinimaxError or not isinstance(result, SpeechFile):
            raise
    folder = path.with_suffix("")  # several recordings in one result
    files: list[Path] = yield from result._fetched(
        folder.parent, lambda archive: archive.unpack(folder), True, None
    )
    return files


def _targets(path: Path, count: int) -> list[Path]:
    return (
        [path]
        if count == 1
        else [
            path.with_name(numbered(PurePosixPath(path.name), index + 1).name)
            for index in range(count)
        ]
    )


def _sound(sound: Any, path: Path) -> list[Path]:
    return [sound.save(path), *_subtitles(sound, path)]


def _subtitles(result: Any, path: Path) -> list[Path]:
    if not isinstance(result, Speech):
        return []
    try:
        lines = result.to_srt()
    except MinimaxError:
        return []  # they could not be fetched; the audio is there
    return [write_whole(path.with_suffix(".srt"), lines.encode())] if lines.strip() else []


def _voice(voice: Any, path: Path) -> list[Path]:
    return [voice.save(path)] if voice.audio else []


def _reply(reply: Any, path: Path) -> list[Path]:
    if path.suffix.lower() == ".json" or not reply.text:
        return _json(reply.raw, path)
    return _text(reply.text, path)


def _transcript(transcript: Any, path: Path) -> list[Path]:
    ending = path.suffix.lower()
    if ending == ".json":
        return _json(transcript.raw, path)
    return _text(
        transcript.to_srt()
        if ending == ".srt"
        else transcript.to_vtt()
        if ending == ".vtt"
        else transcript.text,
        path,
    )


def _lyrics(lyrics: Any, path: Path) -> list[Path]:
    return _json(lyrics.raw, path) if path.suffix.lower() == ".json" else _text(lyrics.lyrics, path)


def _text(text: Any, path: Path) -> list[Path]:
    return [write_whole(path, str(text).encode("utf-8", "replace"))]


def _json(value: Any, path: Path) -> list[Path]:
    return _text(json.dumps(plain(value), ensure_ascii=False, indent=2, default=str) + "\n", path)


KINDS: tuple[tuple[type, Callable[[Any, Path], list[Path]]], ...] = (
    (Sound, _sound),
    (DesignedVoice, _voice),
    (Reply, _reply),
    (Transcript, _transcript),
    (Lyrics, _lyrics),
    (str, _text),
    (Path, lambda file, _: [file]),
    (object, _json),
)
"""What writes each kind of result that is in memory; the first that fits."""
