"""The file format of recordings: one exchange per line, media in a folder next to the file."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from minimax.emulator.input_errors import Reader
from minimax.emulator.recordings import exchanges
from minimax.emulator.recordings.exchanges import Exchange

RAW = "raw"
"""Encoding of media that form an entire body."""
CLIENT, SERVER = "client", "server"
"""The sender of a WebSocket message."""

_REFERENCE = re.compile(r"media:sha256:([0-9a-f]{64}):(\d+)(?:;(.*))?", re.DOTALL)
_TEXT, _OBJECT = (str, "a text"), (dict, "an object")
_FIELDS: dict[str, tuple[Any, str]] = {
    "operation": _TEXT,
    "method": _TEXT,
    "path": _TEXT,
    "request": _OBJECT,
    "response": _OBJECT,
    "seconds": ((int, float), "a number"),
}
_CONTENT = ("body", "events", "messages")


class Line(NamedTuple):
    """An exchange of a recording, with its line number."""

    number: int
    exchange: Exchange


class Tape(NamedTuple):
    """A recording in memory."""

    path: Path
    lines: tuple[Line, ...]

    def restore(self, value: Any) -> Any:
        """Restore the media in a value: as bytes if they form an entire body."""
        if isinstance(value, Mapping):
            return {name: self.restore(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.restore(inner) for inner in value]
        found = _REFERENCE.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return value
        data, encoding = (folder_of(self.path) / found[1]).read_bytes(), found[3] or RAW
        if encoding == RAW:
            return data
        if encoding == "hex":
            return data.hex()
        head = "" if encoding == "base64" else f"{encoding},"
        return head + base64.b64encode(data).decode()


class Writer:
    """Appends exchanges to a recording. Thread-safe."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._lock = threading.Lock()
        with path.open("a", encoding="utf-8"):  # fail early if it cannot be written
            pass

    def keep(self, data: bytes, encoding: str = RAW) -> str:
        """Store media, and return the reference for the recording."""
        folder = folder_of(self.path)
        folder.mkdir(exist_ok=True)
        target = folder / hashlib.sha256(data).hexdigest()
        with self._lock:
            if not target.exists():
                target.write_bytes(data)
        return reference(data, encoding)

    def add(self, exchange: Exchange) -> None:
        """Append an exchange."""
        with self._lock, self.path.open("a", encoding="utf-8") as file:
            file.write(exchange.line() + "\n")


def reference(data: bytes, encoding: str) -> str:
    """The reference to media in a recording: hash, size and encoding."""
    return f"{exchanges.media_reference(data)};{encoding}"


def folder_of(path: Path) -> Path:
    """The folder with the media of a recording."""
    return path.with_name(f"{path.name}.media")


def read(path: str | Path) -> Tape:
    """Read a recording. Raises Mistakes, which names every invalid line."""
    path, reader, lines = Path(path), Reader(), list[Line]()
    for number, text in enumerate(path.read_bytes().split(b"\n"), 1):
        if not text.strip():
            continue
        with reader.at((), number):
            lines.append(Line(number, _exchange(text, path)))
    reader.finish(str(path))
    return Tape(path, tuple(lines))


def _exchange(text: bytes, path: Path) -> Exchange:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not valid JSON: {error}") from None
    reader = Reader()
    if not isinstance(fields, dict):
        raise ValueError(f"{fields!s:.60} is not an exchange")
    reader.check_names(fields, Exchange._fields)
    for name, (kind, words) in _FIELDS.items():
        value = fields.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            reader.wrong((name,), f"{value!r:.60} is not {words}")
    response = fields.get("response")
    if isinstance(response, dict):
        if type(response.get("status")) is not int:
            reader.wrong(("response", "status"), f"{response.get('status')!r:.60} is not a status")
        for name in ("events", "messages"):
            items = response.get(name, [])
            if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
                reader.wrong(("response", name), "it is not a list of objects")
        if not any(name in response for name in _CONTENT):
            reader.wrong(("response",), f"it has neither of {', '.join(_CONTENT)}")
    for digest in _digests(fields):
        if not (folder_of(path) / digest).is_file():
            reader.wrong((), f"there is no file {folder_of(path) / digest}")
    reader.finish()
    return Exchange(**fields)


def _digests(value: Any) -> Iterator[str]:
    """The hashes of stored media."""
    if isinstance(value, str):
        found = _REFERENCE.fullmatch(value)
        if found and found[3]:
            yield found[1]
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _digests(inner)
