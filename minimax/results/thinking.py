"""Separates reasoning from the reply in all its forms: fields of a message, parts of its content,
and `<think>` or `<mm:think>` tags in its text, complete or streamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from ..core.parsing import plain_text

Piece: TypeAlias = tuple[Literal["text", "reasoning"], str]

REASONING = ("reasoning_content", "reasoning")
"""Fields of a message that contain the reasoning as text."""
_THINKING_PARTS = ("thinking", "reasoning")
"""Kinds of content parts that contain reasoning, in a field of the same name or as text."""
_OPENINGS, _CLOSINGS = ("<think>", "<mm:think>"), ("</think>", "</mm:think>")


def answer_in(content: object) -> str:
    """The reply in the content of a message: its text, or the parts that are not reasoning."""
    return "".join(plain_text(part) for part in _parts(content) if not _is_thinking(part))


def reasoning_in(message: Mapping[str, Any]) -> str:
    """The separate reasoning of a chat message in any form, "" if there is none."""
    for name in REASONING:
        if text := plain_text(message.get(name)):
            return text
    details = message.get("reasoning_details")
    found = "".join(map(reasoning_of_detail, details if isinstance(details, list) else [details]))
    return found or "".join(map(thought_in, _parts(message.get("content"))))


def thought_in(part: Any) -> str:
    """The reasoning in a content part, "" for a part of another type."""
    return plain_text(part.get(part["type"]) or part) if _is_thinking(part) else ""


def reasoning_of_detail(detail: object) -> str:
    """The text of one of the `reasoning_details`."""
    return (
        plain_text(detail.get("text") or detail.get("summary"))
        if isinstance(detail, Mapping)
        else ""
    )


def _parts(content: object) -> Iterator[Any]:
    return iter(content if isinstance(content, list) else [content])


def _is_thinking(part: Any) -> bool:
    return isinstance(part, Mapping) and part.get("type") in _THINKING_PARTS


class ThinkSplitter:
    """Separates reasoning from text in a stream, even if tags are split between pieces.

    starts_inside: the stream begins with reasoning; an opening tag before it is optional. The tags,
    and the whitespace right after a closing tag, are in no piece. A block ends with the closing tag
    of its own spelling.
    """

    __slots__ = ("_at_start", "_held", "_inside", "_tags", "_trimming")

    def __init__(self, *, starts_inside: bool = False) -> None:
        self._inside = self._at_start = starts_inside
        self._tags: tuple[str, ...] = _CLOSINGS if starts_inside else _OPENINGS  # that may come
        self._trimming = False  # the next whitespace follows a closing tag
        self._held = ""  # the end of the input if it may be the start of a tag

    def feed(self, text: str) -> list[Piece]:
        """Return the pieces that `text` adds, in order. A possible start of a tag is held back
        until the next call.
        """
        if "<" not in text and not (
            self._held or self._trimming or self._at_start
        ):  # the common case
            return [("reasoning" if self._inside else "text", text)] if text else []
        pieces: list[Piece] = []
        rest, self._held = self._held + text, ""
        if self._at_start:
            rest = self._skip_repeated_opening(rest, pieces)
        while rest:
            before, found, after = _partition(rest, self._tags)
            if not found:
                cut = _tag_start(rest, self._tags)
                before, self._held = rest[:cut], rest[cut:]
            self._emit(before, pieces)
            if found:
                self._pass(found)
            rest = after
        return pieces

    def close(self) -> list[Piece]:
        """Emit an incomplete last tag as text."""
        pieces: list[Piece] = []
        self._emit(self._held, pieces)
        self._held = ""
        return pieces

    def _pass(self, tag: str) -> None:
        self._trimming = self._inside
        self._inside = not self._inside
        self._tags = (_CLOSINGS[_OPENINGS.index(tag)],) if self._inside else _OPENINGS

    def _skip_repeated_opening(self, rest: str, pieces: list[Piece]) -> str:
        """Drop an opening tag made redundant by `starts_inside`."""
        leading = rest.lstrip()
        self._emit(rest[: len(rest) - len(leading)], pieces)
        opening = next((tag for tag in _OPENINGS if leading.startswith(tag)), "")
        if not opening and any(tag.startswith(leading) for tag in _OPENINGS):
            self._held = leading
            return ""
        self._at_start = False
        if opening:
            self._tags = (_CLOSINGS[_OPENINGS.index(opening)],)
        return leading[len(opening) :]

    def _emit(self, text: str, pieces: list[Piece]) -> None:
        if self._trimming:
            text = text.lstrip()
            self._trimming = not text
        if text:
            pieces.append(("reasoning" if self._inside else "text", text))


def _partition(text: str, tags: tuple[str, ...]) -> tuple[str, str, str]:
    """Split a text at the first of several tags: the text before it, the tag and the rest."""
    found = [(at, tag) for tag in tags if (at := text.find(tag)) >= 0]
    if not found:
        return text, "", ""
    at, tag = min(found)
    return text[:at], tag, text[at + len(tag) :]


def _tag_start(text: str, tags: tuple[str, ...]) -> int:
    """The position of an incomplete tag at the end of `text`, or the length of `text`."""
    start = text.rfind("<")
    cut_off = start >= 0 and any(tag.startswith(text[start:]) for tag in tags)
    return start if cut_off else len(text)


def split_thinking(text: str) -> tuple[str, str]:
    """Split a complete text into reply and reasoning; reasoning without an opening tag starts at
    the beginning.
    """
    before, closed, _ = _partition(text, _CLOSINGS)
    opened = _partition(before, _OPENINGS)[1]
    splitter = ThinkSplitter(starts_inside=bool(closed) and not opened)
    pieces = splitter.feed(text) + splitter.close()
    answer = "".join(piece for kind, piece in pieces if kind == "text")
    return answer, "".join(piece for kind, piece in pieces if kind == "reasoning")
