"""Recordings of requests and responses that are safe to share: without keys, signatures or personal
data, and with hashes instead of media. Pure, over decoded JSON.

A recording is a file of JSON lines, one `Exchange` each.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from minimax.emulator.storage import MEDIA_TYPES

HIDDEN = "***"
SENSITIVE = re.compile(
    r"(^|[_-])(api[_-]?key|key|token|secret|signature|password|authorization|cookie|"
    r"e?mail|phone|mobile|(user|nick|real|account|sub|org|group|company)[_-]?(name|id)|file[_-]?name|"
    r"ip|address|avatar)$",
    re.IGNORECASE,
)
"""Names of fields whose values are secret or personal. Counts such as `total_tokens` are not."""
HEADERS = frozenset(
    ("accept", "anthropic-version", "content-type", "content-length", "retry-after", "date")
)
"""Headers whose values are kept. Only the names of other headers are kept."""
URL = re.compile(r"https?://[^\s\"'<>]+")
HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")
BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
MOST_PRIVATE_ITEMS = 3
"""Number of items to keep of a list that describes an account."""
LEAST_MEDIA = 256
"""Minimum length of a text without spaces that may be media."""
LINK_PATH = "/_recorded"
"""Path prefix of recorded links. No path of the platform starts with it."""
_ENDINGS = frozenset({*MEDIA_TYPES, ".zip", ".json", ".txt", ".srt", ".vtt", ".pcm", ".jpg"})


class Exchange(NamedTuple):
    """One request and its response, scrubbed."""

    operation: str
    """The operationId of the spec."""
    method: str
    path: str
    """Path and query."""
    request: Mapping[str, Any]
    """`headers` and `body`."""
    response: Mapping[str, Any]
    """`status`, `headers`, and `body` or, for a stream, `events` with `event` and `data`; for a
    WebSocket `messages` with `from` ("client" or "server") and `data`.
    """
    seconds: float

    def line(self) -> str:
        """The exchange as one line of a recording."""
        return json.dumps(self._asdict(), ensure_ascii=False, separators=(",", ":"))


def media_reference(data: bytes) -> str:
    """The replacement for media in a recording: a hash and the size in bytes."""
    return f"media:sha256:{hashlib.sha256(data).hexdigest()}:{len(data)}"


def scrub(
    value: Any,
    *,
    secrets: Sequence[str] = (),
    private: bool = False,
    media: Callable[[bytes, str], str] = lambda data, _: media_reference(data),
) -> Any:
    """Remove secret and personal data from a decoded JSON value. Types are preserved.

    Args:
        value: the value.
        secrets: strings to remove everywhere, such as the key.
        private: whether the value describes an account; then only the types of its strings and
            numbers are kept.
        media: returns the replacement for media, given the bytes and the encoding: "hex", "base64",
            or the beginning of a data URL up to its comma.
    """
    if isinstance(value, Mapping):
        return {
            _text(str(name), secrets, media): scrub(
                inner,
                secrets=secrets,
                private=private or bool(SENSITIVE.search(str(name))),
                media=media,
            )
            for name, inner in value.items()
        }
    if isinstance(value, (list, tuple)):
        kept = value[:MOST_PRIVATE_ITEMS] if private else value
        return [scrub(item, secrets=secrets, private=private, media=media) for item in kept]
    if isinstance(value, str):
        return HIDDEN if private and value else _text(value, secrets, media)
    if private and isinstance(value, (int, float)) and not isinstance(value, bool):
        return type(value)(0)
    return value


def scrub_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with lower-case names, and only values that are known to be harmless."""
    return {
        name.lower(): value if name.lower() in HEADERS else HIDDEN
        for name, value in headers.items()
    }


def scrub_url(url: str) -> str:
    """A URL without user information and without the values of its query."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return HIDDEN
    names = [pair.partition("=")[0] for pair in parts.query.split("&") if pair]
    query = "&".join(f"{name}={HIDDEN}" for name in names)
    return urlunsplit((parts.scheme, host, parts.path, query, ""))


def _text(text: str, secrets: Sequence[str], media: Callable[[bytes, str], str]) -> str:
    for secret in secrets:
        if secret:
            text = text.replace(secret, HIDDEN)
    if (found := _media(text)) is not None:
        return media(*found)
    return URL.sub(lambda found: scrub_url(found[0]), text)


def _media(text: str) -> tuple[bytes, str] | None:
    """The bytes and encoding of media in hex, base64 or a data URL; None for other text."""
    head = ""
    if text.startswith("data:") and "," in text:
        head, _, text = text.partition(",")
    elif len(text) < LEAST_MEDIA:
        return None
    try:
        if HEX.fullmatch(text):
            return bytes.fromhex(text), head or "hex"
        if BASE64.fullmatch(text):
            padded = text + "=" * (-len(text) % 4)
            return base64.b64decode(padded, altchars=b"-_"), head or "base64"
    except (ValueError, binascii.Error):
        return text.encode("utf-8", "replace"), head
    return None


def is_result_link(text: str) -> bool:
    """Whether a text is a link to a result: a URL with a file name or a signature."""
    if not text.startswith(("http://", "https://")) or any(each.isspace() for each in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return PurePosixPath(parts.path).suffix.lower() in _ENDINGS or "ignature=" in parts.query


def link_token(url: str) -> str:
    """The name of a link in a recording, independent of its signature."""
    return hashlib.sha256(scrub_url(url).encode("utf-8", "replace")).hexdigest()[:32]


def rewrite_links(value: Any, change: Callable[[str], str]) -> Any:
    """Replace the links to results in a JSON value."""
    if isinstance(value, Mapping):
        return {name: rewrite_links(inner, change) for name, inner in value.items()}
    if isinstance(value, list):
        return [rewrite_links(inner, change) for inner in value]
    return change(value) if isinstance(value, str) and is_result_link(value) else value
