"""Server-sent events: bytes in, events out, without I/O and with the same result for every split of
the bytes.
"""

from __future__ import annotations

import re

from minimax.errors import DecodeError

__all__ = ["END", "ErrorData", "SSEDecoder", "ServerSentEvent"]

END = b"\n\n"
"""What a stream that ends is given last: one ends the line (or belongs to a "\\r" before it), one
ends the event.
"""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SPACE = ord(" ")
_EXCERPT_BYTES = 256
_RETRY_DIGITS = 12  # more milliseconds than anybody waits, and fewer digits than int() refuses
_LARGE_BYTES = 65536
# a regular expression looks at every byte by itself, so that long lines are found faster one by one
_SHORT_BYTES = 1024
# Events of one short data line and at most a name in front, as nearly all are: how far they go on,
# and what they hold.
_RUN = re.compile(rb"(?:(?:event:.{0,%d}+\n)?+data:.{0,%d}+\n\n)*+" % (_SHORT_BYTES, _SHORT_BYTES))
_DATA = re.compile(rb"(?:event:.*+\n)?+data: ?+(.*+)\n\n")
_NAME_AND_DATA = re.compile(rb"(?:event: ?+(.*+)\n)?+data: ?+(.*+)\n\n")


class ServerSentEvent:
    """One event: its `data` as sent, its `event` name and the last `id` that the server gave.

    The data of a large event is a bytearray that belongs to whoever has the event: so it was
    gathered, and is not copied.
    """

    __slots__ = ("data", "event", "id")

    def __init__(self, data: bytes | bytearray, event: str = "message", id: str = "") -> None:
        self.data = data
        self.event = event
        self.id = id

    def __repr__(self) -> str:
        return f"ServerSentEvent(data={self.data!r}, event={self.event!r}, id={self.id!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ServerSentEvent):
            return NotImplemented
        return (self.data, self.event, self.id) == (other.data, other.event, other.id)


class ErrorData(bytes):
    """The data of an event with the name "error": a refusal, whatever it says."""

    __slots__ = ()


class SSEDecoder:
    """Decodes a `text/event-stream` body by the WHATWG rules.

    max_event_bytes: what one unfinished event may hold, in bytes; a larger one raises
        `DecodeError`.
    comments: how many comment lines came so far; servers send them to keep a silent connection
        open.
    retry: the reconnection time that the server asked for, in milliseconds, or None.
    """

    __slots__ = (
        "_after_cr",
        "_data",
        "_event",
        "_failure",
        "_id",
        "_line",
        "_start",
        "comments",
        "max_event_bytes",
        "retry",
    )

    def __init__(self, max_event_bytes: int = 256 * 2**20) -> None:
        self.max_event_bytes = max_event_bytes
        self.comments = 0
        self.retry: int | None = None
        self._start: bytes | None = (
            b""  # the first bytes, until they show whether there is a byte order mark
        )
        self._after_cr = False  # a "\n" that comes next belongs to the "\r" before it
        self._line = bytearray()  # the line whose end has not come
        self._data: bytes | bytearray | None = (
            None  # what the event under way has, None before its first data line
        )
        self._event = ""
        self._id = ""
        self._failure: DecodeError | None = None

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that `chunk` completes, in order."""
        names: list[tuple[str, str]] = []
        return [
            ServerSentEvent(data, *name)
            for data, name in zip(self._fed(chunk, names), names, strict=True)
        ]

    def data(self, chunk: bytes) -> list[bytes | bytearray]:
        """Only the data of these events, as nobody asks for more of most streams: no object is made
        for each. That of events with the name "error" is `ErrorData`.
        """
        return self._fed(chunk, None)

    def close(self) -> list[ServerSentEvent]:
        """The last event, if the server ended the stream without the blank line after it."""
        return self.feed(END)

    def _fed(self, chunk: bytes, names: list[tuple[str, str]] | None) -> list[bytes | bytearray]:
        if self._failure is not None:
            raise self._failure
        if self._start is not None:
            chunk = self._without_byte_order_mark(chunk)
        if self._after_cr or b"\r" in chunk:
            chunk = self._with_plain_line_ends(chunk)
        found: list[bytes | bytearray] = []
        try:
            self._decode(chunk, found, names)
        except DecodeError as failure:
            # Events that came before are handed out first, else the result would depend on how the
            # bytes were split.
            self._failure = failure
            if not found:
                raise
        return found

    def _without_byte_order_mark(self, chunk: bytes) -> bytes:
        start = (self._start or b"") + chunk
        if len(start) < len(_BYTE_ORDER_MARK) and _BYTE_ORDER_MARK.startswith(start):
            self._start = start
            return b""
        self._start = None
        return start.removeprefix(_BYTE_ORDER_MARK)

    def _with_plain_line_ends(self, chunk: bytes) -> bytes:
        if self._after_cr and chunk:
            chunk = chunk.removeprefix(b"\n")
            self._after_cr = False
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            # Two C passes over the few streams that use "\r", so that everything below knows one
            # line end only.
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _decode(
        self, chunk: bytes, found: list[bytes | bytearray], names: list[tuple[str, str]] | None
    ) -> None:
        position = 0
        if self._line:
            # Only the new piece is searched, and a bytearray grows in place: a long line costs
            # linear time.
            end = chunk.find(b"\n")
            self._line += chunk if end < 0 else memoryview(chunk)[:end]
            self._check_size(self._line, 0, len(self._line))
            if end < 0:
                return
            line, self._line = self._line, bytearray()
            if line.startswith(b"data:"):
                del line[
                    : 6 if line.startswith(b"data: ") else 5
                ]  # copies nothing: a bytearray only moves its beginning
                self._take_data(_owned(line))
            else:
                self._take_field(bytes(line))
            position = end + 1

        fits = len(chunk) <= self.max_event_bytes
        while (end := chunk.find(b"\n", position)) >= 0:
            if end == position:
                self._end_event(found, names)
                position += 1
            elif (
                fits
                and end - position <= _SHORT_BYTES
                and self._data is None
                and not self._event
                and (run := _end_of_run(chunk, position)) > position
            ):
                # Found and cut in C, all of a run at once: nothing is done for each event.
                if names is None and chunk.find(b"error", position, run) < 0:
                    found += _DATA.findall(chunk, position, run)
                elif names is None:
                    for name, data in _NAME_AND_DATA.findall(chunk, position, run):
                        found.append(ErrorData(data) if name == b"error" else data)
                else:
                    for name, data in _NAME_AND_DATA.findall(chunk, position, run):
                        found.append(data)
                        names.append((_text(name) or "message", self._id))
                position = run
            else:
                self._check_size(chunk, position, end)
                if chunk.startswith(b"data:", position):
                    self._take_data(
                        chunk[position + (6 if chunk[position + 5] == _SPACE else 5) : end]
                    )
                else:
                    self._take_field(chunk[position:end])
                position = end + 1
        if position < len(chunk):
            self._line += memoryview(chunk)[position:]
            self._check_size(self._line, 0, len(self._line))

    def _check_size(self, buffer: bytes | bytearray, start: int, end: int) -> None:
        held = 0 if self._data is None else len(self._data)
        if held + end - start > self.max_event_bytes:
            excerpt = (self._data or buffer[start : start + _EXCERPT_BYTES])[:_EXCERPT_BYTES]
            raise DecodeError(
                f"a server-sent event is larger than {self.max_event_bytes:,} bytes; "
                "if the stream really sends such events, raise the client option max_event_bytes",
                raw=bytes(excerpt),
            )

    def _take_field(self, line: bytes) -> None:
        if line.startswith(b":"):
            self.comments += 1
            return
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._event = _text(value)
        elif name == b"data":
            self._take_data(value)
        elif name == b"id":
            if b"\0" not in value:
                self._id = _text(value)
        elif name == b"retry" and value.isdigit() and len(value) <= _RETRY_DIGITS:
            self.retry = int(value)

    def _take_data(self, value: bytes | bytearray) -> None:
        if self._data is None:
            self._data = value
            return
        if isinstance(self._data, bytes):
            self._data = bytearray(self._data)
        self._data += b"\n"
        self._data += value

    def _end_event(
        self, found: list[bytes | bytearray], names: list[tuple[str, str]] | None
    ) -> None:
        data, event = self._data, self._event
        self._data, self._event = None, ""
        if data is not None:
            failed = names is None and event == "error"
            found.append(ErrorData(data) if failed else _owned(data))
            if names is not None:
                names.append((event or "message", self._id))


def _end_of_run(chunk: bytes, position: int) -> int:
    run = _RUN.match(chunk, position)
    return run.end() if run else position


def _owned(data: bytes | bytearray) -> bytes | bytearray:
    """Data to give away: a large one as it was gathered, without a copy."""
    return data if len(data) > _LARGE_BYTES else bytes(data)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
