"""Prepare answers for display: JSON without media, and the media in a form that browsers play."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from minimax import media
from minimax.audio import pcm_to_wav
from minimax.emulator import storage
from minimax.emulator.faults import DOWNLOAD
from minimax.emulator.log import GONE, LoggedRequest, elide_media
from minimax.emulator.middleware import EVENT_STREAM, WEBSOCKET

Json = dict[str, Any]

MOST_SHOWN = 500
"""Maximum number of frames of a stream to show."""
UNKNOWN = "application/octet-stream"

_AUDIO = frozenset({"audio", "trial_audio"})
_IMAGES = frozenset({"image_base64", "b64_json"})
_LONGEST_TEXT = 20_000
_WHOLE = 2  # `data.status` of the frame that repeats everything
# Audio without a header, and content types for formats that cannot be detected.
_BARE = "pcm"
_TYPES = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "pcmu_wav": "audio/wav",
    "flac": "audio/flac",
    "opus": "audio/ogg",
}


@dataclass(frozen=True)
class Medium:
    """Audio, an image or a video: its bytes, or its name in the storage."""

    media_type: str
    data: bytes = b""
    stored_as: str | None = None

    @property
    def kind(self) -> str:
        """audio, image, video, or file for anything else."""
        kind = self.media_type.partition("/")[0]
        return kind if kind in ("audio", "image", "video") else "file"


@dataclass
class DisplayedAnswer:
    """A complete answer. `body` is JSON or text; for a stream or a WebSocket, the list of its first
    frames.
    """

    body: Any = None
    media: list[Medium] = field(default_factory=list)
    cut: bool = False
    """Whether the answer was truncated."""


def stored_medium(name: str) -> Medium:
    """A file of the storage."""
    return Medium(storage.MEDIA_TYPES.get(PurePosixPath(name).suffix, UNKNOWN), stored_as=name)


def prepare(entry: LoggedRequest) -> DisplayedAnswer:
    """Prepare the answer to a request. May take a moment if it is large, so do not call this in the
    event loop of the server.
    """
    if entry.operation_id == DOWNLOAD:
        return DisplayedAnswer(
            media=[stored_medium(entry.path.rpartition("/")[2])]
            if entry.status in (200, 206)
            else []
        )
    answer = entry.answer
    if answer is None:
        return DisplayedAnswer(
            GONE if entry.seconds is not None and entry.status is not None else None
        )
    data = bytes(answer.data)
    seen = _READERS.get(
        answer.media_type, _text if answer.media_type.startswith("text/") else _file
    )(entry, data)
    seen.cut = seen.cut or answer.size > len(data)
    return seen


def _json(entry: LoggedRequest, data: bytes) -> DisplayedAnswer:
    try:
        body = json.loads(data)
    except ValueError:
        return _text(entry, data)
    display = _Display(entry)
    return DisplayedAnswer(display.frame(body), display.all())


def _text(entry: LoggedRequest, data: bytes) -> DisplayedAnswer:
    text = data.decode("utf-8", "replace")
    return DisplayedAnswer(text[:_LONGEST_TEXT], cut=len(text) > _LONGEST_TEXT)


def _file(entry: LoggedRequest, data: bytes) -> DisplayedAnswer:
    return (
        DisplayedAnswer(f"<{len(data)} bytes>", [Medium(media.sniff(data) or UNKNOWN, data)])
        if data
        else DisplayedAnswer()
    )


def _stream(entry: LoggedRequest, data: bytes) -> DisplayedAnswer:
    return _frames(
        entry, (_event(block) for block in data.decode("utf-8", "replace").split("\n\n") if block)
    )


def _messages(entry: LoggedRequest, data: bytes) -> DisplayedAnswer:
    return _frames(
        entry, ({"data": _parse(line)} for line in data.decode("utf-8", "replace").splitlines())
    )


def _frames(entry: LoggedRequest, frames: Iterator[Json]) -> DisplayedAnswer:
    display, shown, cut = _Display(entry), list[Json](), False
    for frame in frames:
        seen = {**frame, "data": display.frame(frame["data"])} if "data" in frame else frame
        cut = len(shown) >= MOST_SHOWN
        if not cut:
            shown.append(seen)
    return DisplayedAnswer(shown, display.all(), cut)


def _event(block: str) -> Json:
    """One server-sent event by field; the text of a comment is under "comment"."""
    event: Json = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        event[name or "comment"] = value.removeprefix(" ")
    return {**event, "data": _parse(event["data"])} if "data" in event else event


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


_READERS = {"application/json": _json, EVENT_STREAM: _stream, WEBSOCKET: _messages}


class _Display:
    """Processes the frames of one answer: extracts media and joins pieces of audio."""

    def __init__(self, entry: LoggedRequest) -> None:
        self._facts = _requested_audio(entry.json)
        self._media: list[Medium] = []
        self._audio = bytearray()

    def frame(self, frame: Any) -> Any:
        """Return a frame for display."""
        if not isinstance(frame, dict):
            return self._display(frame)
        data, facts = frame.get("data"), frame.get("extra_info")
        self._facts |= facts if isinstance(facts, dict) else {}
        so_far = len(self._audio)
        seen = self._display(frame)
        if isinstance(data, dict) and data.get("status") == _WHOLE and so_far:
            del self._audio[so_far:]
        if frame.get("is_final") is True:
            self._close()
        return seen

    def all(self) -> list[Medium]:
        """Return all media, in order."""
        self._close()
        return self._media

    def _close(self) -> None:
        if self._audio:
            self._media.append(_playable(bytes(self._audio), self._facts))
            self._audio.clear()

    def _display(self, value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: self._display(item, key) for key, item in value.items()}
        if isinstance(value, list):
            return [self._display(item, name) for item in value]
        if not isinstance(value, str) or not value:
            return value
        if value.startswith("http"):
            self._follow(value)
        elif (name in _AUDIO or name in _IMAGES) and (data := _decode(name, value)):
            if name in _AUDIO:
                self._audio += data
            else:
                self._media.append(Medium(media.sniff(data) or UNKNOWN, data))
            return f"<{len(data)} bytes>"
        return elide_media(value)

    def _follow(self, url: str) -> None:
        try:
            path = urlsplit(url).path
        except ValueError:
            return
        folder, _, name = path.rpartition("/")
        if folder == storage.PATH:
            self._media.append(stored_medium(name))


def _decode(name: str, text: str) -> bytes:
    """Decode the bytes in a text; returns no bytes if a fault has damaged it."""
    try:
        return bytes.fromhex(text) if name in _AUDIO else b64decode(text, validate=True)
    except ValueError:
        return b""


def _requested_audio(body: Any) -> Json:
    """The audio settings of a request, with the names used in the metadata of a response."""
    bodies = body if isinstance(body, list) else [body]
    settings = [
        each["audio_setting"]
        for each in bodies
        if isinstance(each, dict) and isinstance(each.get("audio_setting"), dict)
    ]
    names = {
        "format": "audio_format",
        "sample_rate": "audio_sample_rate",
        "channel": "audio_channel",
    }
    return {
        flat: setting[nested]
        for setting in settings[:1]
        for nested, flat in names.items()
        if nested in setting
    }


def _playable(data: bytes, facts: Json) -> Medium:
    """Audio that browsers can play: PCM gets a WAV header."""
    name = facts.get("audio_format")
    if name == _BARE:
        rate, channels = (facts.get(key) for key in ("audio_sample_rate", "audio_channel"))
        whole = pcm_to_wav(
            data,
            sample_rate=rate if isinstance(rate, int) else 32_000,
            channels=channels if channels in (1, 2) else 1,
        )
        return Medium("audio/wav", whole)
    found = media.sniff(data)
    return Medium(found or _TYPES.get(str(name), UNKNOWN), data)
