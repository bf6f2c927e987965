"""Makes file names from the network safe: such a name never selects a folder."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePath
from typing import TypeVar
from urllib.parse import unquote, urlsplit

P = TypeVar("P", bound=PurePath)
MOST_BYTES = 200
"""Less than the 255 that file systems allow, so that names of temporary files can be derived from
it.
"""
LONGEST_NAME = 255

_UNFIT = re.compile(
    r'[<>:"|?*\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069'
    r"\ud800-\udc7f\udd00-\udfff]"
)
"""Includes control characters, those that display a name in a different order, and unpaired
surrogates, except those that stand for the bytes of a name that is not UTF-8.
"""
_RESERVED = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\xb9\xb2\xb3]) *(\..*)?", re.IGNORECASE
)


def safe(name: str, *, otherwise: str = "") -> str:
    """The last part of a name as a file name that is valid on every system; `otherwise` if nothing
    is left of it.
    """
    last = _UNFIT.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(". ")
    if _RESERVED.fullmatch(last):
        last = f"_{last}"
    return shortened(last) or otherwise


def safe_path(name: str) -> tuple[str, ...]:
    """The path of a member of an archive, without the parts that lead out of the target folder."""
    return tuple(part for part in map(safe, name.replace("\\", "/").split("/")) if part)


def of_url(url: str) -> str:
    """The file name in a URL, "" when it ends in a slash."""
    try:
        return safe(unquote(urlsplit(url).path))
    except ValueError:
        return ""


def shortened(name: str, most: int = MOST_BYTES) -> str:
    """A name shortened to at most so many bytes; its extension is kept."""
    if len(name.encode("utf-8", "replace")) <= most:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 16:
        stem, dot, ending = name, "", ""
    tail = dot + ending
    return (
        stem.encode("utf-8", "replace")[: most - len(tail.encode("utf-8", "replace"))].decode(
            "utf-8", "ignore"
        )
        + tail
    )


def numbered(path: P, number: int) -> P:
    """The numbered name of one of several files: "cat.png" becomes "cat-2.png"."""
    tail = f"-{number}{path.suffix}"
    stem = shortened(path.stem, LONGEST_NAME - len(tail.encode("utf-8", "replace")))
    return path.with_name(stem + tail)


def folded(name: str) -> str:
    """A name as seen by file systems that ignore case and Unicode normalization. Names with equal
    results may be the same file.
    """
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())
