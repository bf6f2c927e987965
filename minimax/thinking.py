"""Reasoning apart from the answer: `<think>` tags in streamed text, and text that may come as
growing snapshots.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

__all__ = ["Piece", "SnapshotBuffer", "ThinkSplitter", "split_thinking"]

Piece: TypeAlias = tuple[Literal["text", "reasoning"], str]

_OPENING, _CLOSING = "<think>", "</think>"


class ThinkSplitter:
    """Tells reasoning from text in a stream, wherever the stream cuts the tags.

    starts_inside: the stream begins with reasoning; an opening tag in front of it is optional then.
    The tags, and the whitespace right after a closing tag, are in no piece.
    """

    __slots__ = ("_at_start", "_held", "_inside", "_trimming")

    def __init__(self, *, starts_inside: bool = False) -> None:
        self._inside = starts_inside
        self._at_start = (
            starts_inside  # an opening tag that comes now only repeats what the caller said
        )
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
            tag = _CLOSING if self._inside else _OPENING
            before, found, after = rest.partition(tag)
            if not found:
                cut = _tag_start(rest, tag)
                before, self._held = rest[:cut], rest[cut:]
            self._emit(before, pieces)
            if found:
                self._trimming = self._inside
                self._inside = not self._inside
            rest = after
        return pieces

    def close(self) -> list[Piece]:
        """What waited for the rest of a tag that never came."""
        pieces: list[Piece] = []
        self._emit(self._held, pieces)
        self._held = ""
        return pieces

    def _skip_repeated_opening(self, rest: str, pieces: list[Piece]) -> str:
        leading = rest.lstrip()
        self._emit(rest[: len(rest) - len(leading)], pieces)
        if leading != _OPENING and _OPENING.startswith(leading):
            self._held = leading
            return ""
        self._at_start = False
        return leading.removeprefix(_OPENING)

    def _emit(self, text: str, pieces: list[Piece]) -> None:
        if self._trimming:
            text = text.lstrip()
            self._trimming = not text
        if text:
            pieces.append(("reasoning" if self._inside else "text", text))


def _tag_start(text: str, tag: str) -> int:
    """Where a tag begins that the end of `text` cuts off, or the length of `text`."""
    start = text.rfind("<", max(0, len(text) - len(tag) + 1))
    return start if start >= 0 and tag.startswith(text[start:]) else len(text)


def split_thinking(text: str) -> tuple[str, str]:
    """The answer and the reasoning of a whole text; reasoning whose opening tag is missing starts
    at its beginning.
    """
    before, closed, _ = text.partition(_CLOSING)
    splitter = ThinkSplitter(starts_inside=bool(closed) and _OPENING not in before)
    pieces = splitter.feed(text) + splitter.close()
    answer = "".join(piece for kind, piece in pieces if kind == "text")
    return answer, "".join(piece for kind, piece in pieces if kind == "reasoning")


class SnapshotBuffer:
    """Gives the new part of text that some models send as increments and others as all the text so
    far.
    """

    __slots__ = ("_length", "_parts")

    def __init__(self) -> None:
        self._parts: list[
            str
        ] = []  # joined only when a snapshot is possible, so that increments cost linear time
        self._length = 0

    def feed(self, text: str) -> str:
        """The part of `text` that was not given before."""
        if len(text) > self._length:
            so_far = "".join(self._parts)
            if text.startswith(so_far):
                self._parts, self._length = [text], len(text)
                return text[len(so_far) :]
        self._parts.append(text)
        self._length += len(text)
        return text
