"""Display of results in notebooks: images, players and tables.

Nothing is downloaded for display: media in memory are embedded up to `MOST_EMBEDDED` bytes, others
are shown by their link.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Protocol, TypeVar

from ..media import sniff
from ..record import Record, plain

R = TypeVar("R", bound=Record)

MOST_EMBEDDED = 8 * 2**20
"""Maximum bytes of media embedded in one output; notebooks store all outputs in one JSON file."""
EMPTY: tuple[object, ...] = (None, "", [], {})
PLAYED = ("audio/mpeg", "audio/wav", "audio/flac", "audio/ogg", "video/mp4")
"""Formats of audio and video that browsers play."""


class Showable(Protocol):
    """An image, audio or video."""

    @property
    def media_type(self) -> str: ...
    @property
    def filename(self) -> str: ...
    def _loaded_bytes(self) -> bytes | None: ...


class Displayed:
    """Base class of results that notebooks show as HTML."""

    __slots__ = ()

    def _html(self) -> str:
        """The result as HTML; "" to show only its `repr`."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        bundle = {"text/plain": repr(self), "text/html": self._html()}
        return {name: content for name, content in bundle.items() if content}


class Table(list[R], Displayed):
    """A list of records that notebooks show as a table; so are its slices."""

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return Table(found) if isinstance(index, slice) else found

    def _html(self) -> str:
        return table([record.to_dict(media="omit") for record in self])


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as an HTML table, without columns that are empty in every row."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = [name for name in names if any(row.get(name) not in EMPTY for row in rows)]
    if not columns:
        return ""
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(row.get(name))}</td>' for name in columns)}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def gallery(media: Iterable[Showable]) -> str:
    """A sequence of images and players, which share `MOST_EMBEDDED`."""
    parts, room = [], MOST_EMBEDDED
    for medium in media:
        content = medium._loaded_bytes()
        parts.append(_shown(medium, content, room))
        room -= len(content) if content and len(content) <= room else 0
    return "".join(parts)


def _shown(medium: Showable, content: bytes | None, room: int) -> str:
    """An image, or a player for audio or video; "" if browsers do not support the format. At most
    `room` bytes are embedded; a larger file is shown by its link or name.
    """
    media_type = sniff(content or b"") or medium.media_type
    kind = media_type.partition("/")[0]
    if kind != "image" and media_type not in PLAYED:
        return ""
    link = getattr(medium, "url", "") or ""
    if content and len(content) <= room:
        source = f"data:{media_type};base64,{base64.b64encode(content).decode('ascii')}"
    elif link.startswith(("http://", "https://")):
        source = escape(link)
    elif content:
        name = escape(medium.filename)
        return f"<p>{name}: {len(content) / 1e6:,.1f} MB, too large to show here</p>"
    else:
        return ""
    if kind == "image":
        return f'<img src="{source}" style="max-width: 100%">'
    return f'<{kind} controls preload="none" src="{source}" style="max-width: 100%"></{kind}>'


def _cell(value: Any) -> str:
    found = plain(value)
    return "" if found is None else escape(str(found))
