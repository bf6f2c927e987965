"""Interprets responses to downloads, without I/O: which bytes of the file they contain, whether the
file has changed, and whether they contain the file at all.
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
"""How many seconds a Last-Modified date must be older than the response to identify a version."""
UNENCODED = ("", "identity")
READABLE = (*UNENCODED, "gzip", "deflate")
"""Encodings that can be read, although none is requested."""
HEAD = 512
"""Number of bytes examined to tell text from binary content."""
DOCUMENTS = ("html", "xml")
"""Parts of the media types that storage hosts send instead of a file."""
MARKUP = re.compile(rb"(\xef\xbb\xbf)?\s*<(\?xml|!doctype|html|error)\b", re.IGNORECASE)
CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
"""Bytes that no text contains, but that occur early in every audio, image and video file."""
TEXTS = {*EXTENSIONS["text"], ".csv", ".titles", ".title", ".extra", ".yaml", ".yml", ".log"}


class FileResponse:
    """The status and headers of a response to a download.

    Attributes:
        begin: offset in the file at which the body begins, None if not stated.
        total: size of the whole file in bytes, None if not stated.
        end: offset in the file at which the body ends, 0 if not stated.
        encoding: the content encoding in lower case, "" if there is none.
        media_type: the media type in lower case, without parameters.
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
            self.begin = 0 if status == 200 else None  # Content-Length counts the encoded bytes
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
        """Whether the content encoding is supported."""
        return self.encoding in READABLE

    @property
    def validator(self) -> str:
        """The validator for `If-Range`, which proves that the file is unchanged: a strong ETag or,
        without any ETag, a Last-Modified date that is older than the response; "" if there is none.
        """
        tag, changed = self.headers.get("etag"), self.headers.get("last-modified", "")
        if self.begin != 0 or self.encoding not in UNENCODED:
            return ""
        if tag is not None:
            return tag if STRONG_TAG.fullmatch(tag) else ""
        since, sent = _seconds(changed), _seconds(self.headers.get("date", ""))
        if since is None:
            return ""
        # A file may change twice in a second, so its date is reliable only afterwards. A response
        # without a date is as old as its arrival.
        return changed if sent is None or sent - since >= STRONG_AFTER else ""

    def is_of(self, validator: str) -> bool:
        """Whether a partial response names this validator. Hosts that ignore `If-Range` send a part
        of whichever version they have.
        """
        if validator.startswith('"'):
            return self.headers.get("etag") == validator
        return not self.differs(validator)

    def differs(self, validator: str) -> bool:
        """Whether a response names a different version of the file."""
        name = "etag" if validator.startswith('"') else "last-modified"
        return self.headers.get(name, validator) != validator

    def is_refusal(self, head: bytes, *, text: bool | None, json: bool) -> bool:
        """Whether the beginning of a body shows an error text instead of the file: a page, or a
        sentence such as "link expired". `text` is whether the file is a text file, if known; `json`
        is whether the body is JSON.
        """
        if MARKUP.match(head) or any(mark in self.media_type for mark in DOCUMENTS):
            return True
        json = json or "json" in self.media_type
        written = json or self.media_type.startswith("text/")
        if not written or CONTROLS.search(head[:HEAD]):
            return False
        return text is False or (text is None and not json)


def is_text(*names: str) -> bool | None:
    """Whether a file is a text file, according to the first name with a known extension; None if
    there is none.
    """
    for name in names:
        extension = PurePosixPath(name).suffix.lower()
        if extension in TEXTS:
            return True
        if extension in KNOWN_EXTENSIONS:
            return False
    return None


def excerpt(head: bytes) -> str:
    """The beginning of a text for error messages, without the signatures of links; "" for a
    page.
    """
    if MARKUP.match(head):
        return ""
    text = head[:HEAD].decode("utf-8", "replace").strip()[:100]
    return ": " + repr(re.sub(r"\?\S*", "?...", text))


def _seconds(date: str) -> float | None:
    """An HTTP date in Unix seconds."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
