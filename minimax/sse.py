"""Server-sent events: bytes in, events out, without I/O and with the same result for every split of the bytes."""

from __future__ import annotations

from minimax.errors import DecodeError

__all__ = ["SSEDecoder", "ServerSentEvent"]

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_SPACE = ord(" ")
_EXCERPT_BYTES = 256
_RETRY_DIGITS = 12  # more milliseconds than anybody waits, and fewer digits than int() refuses


class ServerSentEvent:
    """One event: its `data` as sent, its `event` name and the last `id` that the server gave."""

    __slots__ = ("data", "event", "id")

    def __init__(self, data: bytes, event: str = "message", id: str = "") -> None:
        self.data = data
        self.event = event
        self.id = id

    def __repr__(self) -> str:
        return f"ServerSentEvent(data={self.data!r}, event={self.event!r}, id={self.id!r})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ServerSentEvent):
            return NotImplemented
        return (self.data, self.event, self.id) == (other.data, other.event, other.id)


class SSEDecoder:
    """Decodes a `text/event-stream` body by the WHATWG rules.

    max_event_bytes: what one unfinished event may hold, in bytes; a larger one raises `DecodeError`.
    comments: how many comment lines came so far; servers send them to keep a silent connection open.
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
        self._start: bytes | None = b""  # the first bytes, until they show whether there is a byte order mark
        self._after_cr = False  # a "\n" that comes next belongs to the "\r" before it
        self._line = bytearray()  # the line whose end has not come
        self._data: bytes | bytearray | None = None  # what the event under way has, None before its first data line
        self._event = ""
        self._id = ""
        self._failure: DecodeError | None = None

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that `chunk` completes, in order."""
        if self._failure is not None:
            raise self._failure
        if self._start is not None:
            chunk = self._without_byte_order_mark(chunk)
        if self._after_cr or b"\r" in chunk:
            chunk = self._with_plain_line_ends(chunk)
        events: list[ServerSentEvent] = []
        try:
            self._decode(chunk, events)
        except DecodeError as failure:
            # Events that came before are handed out first, else the result would depend on how the bytes were split.
            self._failure = failure
            if not events:
                raise
        return events

    def close(self) -> list[ServerSentEvent]:
        """The last event, if the server ended the stream without the blank line after it."""
        return self.feed(b"\n\n")  # one ends the line (or belongs to a "\r" before it), one ends the event

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
            # Two C passes over the few streams that use "\r", so that everything below knows one line end only.
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _decode(self, chunk: bytes, events: list[ServerSentEvent]) -> None:
        position = 0
        if self._line:
            # Only the new piece is searched, and a bytearray grows in place: a long line costs linear time.
            end = chunk.find(b"\n")
            self._line += chunk if end < 0 else memoryview(chunk)[:end]
            self._check_size(self._line, 0, len(self._line))
            if end < 0:
                return
            line, self._line = self._line, bytearray()
            if line.startswith(b"data:"):
                # A view cuts the data out of a bytearray with one copy, where a slice and bytes() would make two.
                self._take_data(bytes(memoryview(line)[6 if line.startswith(b"data: ") else 5 :]))
            else:
                self._take_field(bytes(line))
            del line  # so that a large event is not held twice while the rest is decoded
            position = end + 1

        # Lines are found and cut in C straight from the chunk: no list of lines, and data is copied once.
        find, startswith = chunk.find, chunk.startswith
        while (end := find(b"\n", position)) >= 0:
            if end == position:
                self._end_event(events)
            elif startswith(b"data:", position):
                self._check_size(chunk, position, end)
                data = chunk[position + 6 if chunk[position + 5] == _SPACE else position + 5 : end]
                if self._data is None and startswith(b"\n", end + 1):
                    # One data line and its blank line, as nearly every event ends, needs one search and no state.
                    events.append(ServerSentEvent(data, self._event or "message", self._id))
                    self._event = ""
                    end += 1
                else:
                    self._take_data(data)
            else:
                self._check_size(chunk, position, end)
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
            self._event = value.decode("utf-8", "replace")
        elif name == b"data":
            self._take_data(value)
        elif name == b"id":
            if b"\0" not in value:
                self._id = value.decode("utf-8", "replace")
        elif name == b"retry" and value.isdigit() and len(value) <= _RETRY_DIGITS:
            self.retry = int(value)

    def _take_data(self, value: bytes) -> None:
        if self._data is None:
            self._data = value
            return
        if isinstance(self._data, bytes):
            self._data = bytearray(self._data)
        self._data += b"\n"
        self._data += value

    def _end_event(self, events: list[ServerSentEvent]) -> None:
        data, event = self._data, self._event
        self._data, self._event = None, ""
        if data is not None:
            events.append(ServerSentEvent(bytes(data), event or "message", self._id))
