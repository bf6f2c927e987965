"""Reasoning apart from the answer, in all its spellings: fields of a message, parts of its content,
and `<think>` or `<mm:think>` tags in its text, whole or streamed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal, TypeAlias

from ..core.pieces import plain_text

__all__ = [
    "REASONING",
    "Piece",
    "ThinkSplitter",
    "answer_in",
    "reasoning_in",
    "reasoning_of_detail",
    "split_thinking",
    "thought_in",
]

Piece: TypeAlias = tuple[Literal["text", "reasoning"], str]

REASONING = ("reasoning_content", "reasoning")
"""Fields of a message that hold the reasoning as text."""
_THINKING_PARTS = ("thinking", "reasoning")
"""Kinds of the parts of a content that hold reasoning, each in a field of that name or as text."""
_OPENINGS, _CLOSINGS = ("<think>", "<mm:think>"), ("</think>", "</mm:think>")


def answer_in(content: object) -> str:
    """The answer in the content of a message: its text, or its parts that are not reasoning."""
    return "".join(plain_text(part) for part in _parts(content) if not _is_thinking(part))


def reasoning_in(message: Mapping[str, Any]) -> str:
    """The reasoning beside the answer of a chat message, however it is spelled; "" without any."""
    for name in REASONING:
        if text := plain_text(message.get(name)):
            return text
    details = message.get("reasoning_details")
    found = "".join(map(reasoning_of_detail, details if isinstance(details, list) else [details]))
    return found or "".join(map(thought_in, _parts(message.get("content"))))


def thought_in(part: Any) -> str:
    """The reasoning in a part of a content, "" for a part of another type."""
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
    """Tells reasoning from text in a stream, wherever the stream cuts the tags.

    starts_inside: the stream begins with reasoning; an opening tag in front of it is optional then.
    The tags, and the whitespace right after a closing tag, are in no piece. A block ends with the
    closing tag of its own spelling.
    """

    __slots__ = ("_at_start", "_held", "_inside", "_tags", "_trimming")

    def __init__(self, *, starts_inside: bool = False) -> None:
        self._inside = self._at_start = starts_inside
        self._tags: tuple[str, ...] = _CLOSINGS if starts_inside else _OPENINGS  # that may come
        self._trimming = False  # whitespace that comes now follows a closing tag
        self._held = ""  # the end of the input, while it may be the first half of a tag

    def feed(self, text: str) -> list[Piece]:
        """The pieces that `text` adds, in order; what may be the first half of a tag waits for the
        next call.
        """
        if "<" not in text and not (
            self._held or self._trimming or self._at_start
        ):  # nearly every piece of a stream
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
        """What waited for the rest of a tag that never came."""
        pieces: list[Piece] = []
        self._emit(self._held, pieces)
        self._held = ""
        return pieces

    def _pass(self, tag: str) -> None:
        self._trimming = self._inside
        self._inside = not self._inside
        self._tags = (_CLOSINGS[_OPENINGS.index(tag)],) if self._inside else _OPENINGS

    def _skip_repeated_opening(self, rest: str, pieces: list[Piece]) -> str:
        """Drop an opening tag that only repeats what the caller said."""
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
    """The text before the first of some tags, that tag, and the rest; all of it without any."""
    found = [(at, tag) for tag in tags if (at := text.find(tag)) >= 0]
    if not found:
        return text, "", ""
    at, tag = min(found)
    return text[:at], tag, text[at + len(tag) :]


def _tag_start(text: str, tags: tuple[str, ...]) -> int:
    """Where a tag begins that the end of `text` cuts off, or the length of `text`."""
    start = text.rfind("<")
    cut_off = start >= 0 and any(tag.startswith(text[start:]) for tag in tags)
    return start if cut_off else len(text)


def split_thinking(text: str) -> tuple[str, str]:
    """The answer and the reasoning of a whole text; reasoning whose opening tag is missing starts
    at its beginning.
    """
    before, closed, _ = _partition(text, _CLOSINGS)
    opened = _partition(before, _OPENINGS)[1]
    splitter = ThinkSplitter(starts_inside=bool(closed) and not opened)
    pieces = splitter.feed(text) + splitter.close()
    answer = "".join(piece for kind, piece in pieces if kind == "text")
    return answer, "".join(piece for kind, piece in pieces if kind == "reasoning")
