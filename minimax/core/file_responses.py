"""What a response to a download says: which bytes of the file it brings, whether the file is still
the same, and whether it is a file at all. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath

from .destinations import EXTENSIONS, KNOWN_EXTENSIONS

SIZE = re.compile(r"[0-9]{1,18}")
RANGE = re.compile(
    rf"bytes (?:(?P<begin>{SIZE.pattern})-(?P<last>{SIZE.pattern})|\*)"
    rf"/(?:(?P<total>{SIZE.pattern})|\*)"
)
STRONG_TAG = re.compile(r'"[\x21\x23-\x7e\x80-\xff]*"')
STRONG_AFTER = 1.0
"""Seconds that a date of change must be older than the response to prove anything."""
UNENCODED = ("", "identity")
READABLE = (*UNENCODED, "gzip", "deflate")
"""Encodings that can be read, although none is asked for."""
HEAD = 512
"""Bytes by which a text is told from other content."""
DOCUMENTS = ("html", "xml")
"""In media types of what a storage host sends in place of a file."""
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|error)\b", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
"""Bytes that stand in no text, but soon in every sound, image and video."""
TEXTS = {*EXTENSIONS["text"], ".csv", ".titles", ".title", ".extra", ".yaml", ".yml", ".log"}


class FileResponse:
    """The head of a response to a download.

    Attributes:
        begin: where in the file its body begins, None when it does not say.
        total: bytes of the whole file, None when it does not say.
        end: where in the file its body ends, 0 when it does not say.
        encoding: the content encoding in lower case, "" without one.
        media_type: in lower case, without parameters.
    """

    def __init__(self, status: int, headers: Mapping[str, str]) -> None:
        self.status = status
        self.headers = headers
        self.encoding = headers.get("content-encoding", "").strip().lower()
        self.media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
        self.begin: int | None = None
        self.total: int | None = None
        self.end = 0
        if self.encoding not in UNENCODED:
            self.begin = 0 if status == 200 else None  # its length is that of the encoded bytes
        elif status == 200:
            length = headers.get("content-length", "")
            self.begin, self.total = 0, int(length) if SIZE.fullmatch(length) else None
            self.end = self.total or 0
        elif match := RANGE.fullmatch(headers.get("content-range", "").strip()):
            first, last, total = (int(text) if text else None for text in match.groups())
            self.begin, self.total = first, total
            self.end = total or (0 if last is None else last + 1)

    @property
    def readable(self) -> bool:
        """Whether its encoding is known."""
        return self.encoding in READABLE

    @property
    def validator(self) -> str:
        """What proves that the file is still the same, for `If-Range`: a strong ETag or, without
        any ETag, a date of change that is older than the response. "" when nothing does.
        """
        tag, changed = self.headers.get("etag"), self.headers.get("last-modified", "")
        if self.begin != 0 or self.encoding not in UNENCODED:
            return ""
        if tag is not None:
            return tag if STRONG_TAG.fullmatch(tag) else ""
        since, sent = _seconds(changed), _seconds(self.headers.get("date", ""))
        if since is None:
            return ""
        # A file may change twice in a second: its date proves something only afterwards. Without
        # a date of its own a response is as old as its arrival.
        return changed if sent is None or sent - since >= STRONG_AFTER else ""

    def is_of(self, validator: str) -> bool:
        """Whether a partial response says that it belongs to the file with this validator. Hosts
        that do not know `If-Range` send the part of whatever they have.
        """
        if validator.startswith('"'):
            return self.headers.get("etag") == validator
        return not self.differs(validator)

    def differs(self, validator: str) -> bool:
        """Whether a response names another version of the file."""
        name = "etag" if validator.startswith('"') else "last-modified"
        return self.headers.get(name, validator) != validator

    def is_refusal(self, head: bytes, *, text: bool | None, json: bool) -> bool:
        """Whether a body that begins like this is a text in place of the file: a page, or a
        sentence such as "link expired". `text` says whether the file is a text, if that is known;
        `json` whether the body is JSON.
        """
        if MARKUP.match(head) or any(mark in self.media_type for mark in DOCUMENTS):
            return True
        json = json or "json" in self.media_type
        written = json or self.media_type.startswith("text/")
        if not written or CONTROLS.search(head[:HEAD]):
            return False
        return text is False or (text is None and not json)


def is_text(*names: str) -> bool | None:
    """Whether a file is a text, by the first of its names that tells; None when none does."""
    for name in names:
        extension = PurePosixPath(name).suffix.lower()
        if extension in TEXTS:
            return True
        if extension in KNOWN_EXTENSIONS:
            return False
    return None


def excerpt(head: bytes) -> str:
    """The beginning of a text for an error, without the signatures of links; "" for a page."""
    if MARKUP.match(head):
        return ""
    text = head[:HEAD].decode("utf-8", "replace").strip()[:100]
    return ": " + repr(re.sub(r"\?\S*", "?...", text))


def _seconds(date: str) -> float | None:
    """A date of HTTP in Unix seconds."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
