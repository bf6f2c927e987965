"""Server-sent events: bytes in, events out, without I/O and with the same result for every split of
the bytes.
"""

from __future__ import annotations

from ..errors import DecodeError

END = b"\n\n"
"""What a stream that ends is given last: one ends the line (or belongs to a "\\r" before it), one
ends the event.
"""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_EXCERPT_BYTES = 256
_RETRY_DIGITS = 12  # more milliseconds than anybody waits, and fewer digits than int() refuses
_LARGE_BYTES = 65536


class ServerSentEvent:
    """One event: its `data` as sent, its `event` name and the last `id` that the server gave.

    The data of a large event is a bytearray that belongs to the caller, so that it is not copied.
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


class SSEDecoder:
    """Decodes a `text/event-stream` body by the WHATWG rules.

    Args:
        max_event_bytes: the size of one unfinished event at most; a larger one raises
            `DecodeError`.

    Attributes:
        comments: the number of comment lines so far; servers send them to keep a silent connection
            open.
        retry: the reconnection time that the server asked for, in milliseconds, or None.
    """

    def __init__(self, max_event_bytes: int = 256 * 2**20) -> None:
        self.max_event_bytes = max_event_bytes
        self.comments = 0
        self.retry: int | None = None
        self._start: bytes | None = b""  # the first bytes, while they may be a byte order mark
        self._after_cr = False  # a "\n" that comes next belongs to the "\r" before it
        self._line = bytearray()  # the line whose end has not come; grows in place
        self._data: list[bytes | bytearray] = []  # the data lines of the event
        self._size = 0  # their bytes
        self._event = ""
        self._id = ""
        self._failure: DecodeError | None = None

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """The events that `chunk` completes, in order."""
        if self._failure is not None:
            raise self._failure
        events: list[ServerSentEvent] = []
        *lines, rest = self._plain(chunk).split(b"\n")
        try:
            for line in lines:
                if self._line:
                    self._line += line
                    whole, self._line = self._line, bytearray()
                    self._take_line(whole, events)
                else:
                    self._take_line(line, events)
            self._line += rest
            self._check_size(self._line)
        except DecodeError as failure:
            # Events that came before are handed out first, else the result would depend on how the
            # bytes were split.
            self._failure = failure
            if not events:
                raise
        return events

    def close(self) -> list[ServerSentEvent]:
        """The last event, if the server ended the stream without the blank line after it."""
        return self.feed(END)

    def _plain(self, chunk: bytes) -> bytes:
        """A chunk without a byte order mark, and with "\\n" at the end of every line."""
        if self._start is not None:
            start = self._start + chunk
            if len(start) < len(_BYTE_ORDER_MARK) and _BYTE_ORDER_MARK.startswith(start):
                self._start = start
                return b""
            self._start, chunk = None, start.removeprefix(_BYTE_ORDER_MARK)
        if self._after_cr and chunk:
            chunk, self._after_cr = chunk.removeprefix(b"\n"), False
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _take_line(self, line: bytes | bytearray, events: list[ServerSentEvent]) -> None:
        if not line:
            if self._data:
                data = self._data[0] if len(self._data) == 1 else b"\n".join(self._data)
                events.append(ServerSentEvent(data, self._event or "message", self._id))
                self._data, self._size = [], 0
            self._event = ""
            return
        self._check_size(line)
        if line.startswith(b"data:"):
            self._take_data(line, 6 if line.startswith(b"data: ") else 5)
        elif line.startswith(b":"):
            self.comments += 1
        else:
            self._take_field(bytes(line))

    def _take_data(self, line: bytes | bytearray, start: int) -> None:
        if len(line) > _LARGE_BYTES and isinstance(line, bytearray):
            del line[:start]  # moves its beginning and copies nothing
        else:
            line = bytes(line[start:])
        self._data.append(line)
        self._size += len(line) + 1

    def _take_field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._event = value.decode("utf-8", "replace")
        elif name == b"data":
            self._take_data(value, 0)
        elif name == b"id" and b"\0" not in value:
            self._id = value.decode("utf-8", "replace")
        elif name == b"retry" and value.isdigit() and len(value) <= _RETRY_DIGITS:
            self.retry = int(value)

    def _check_size(self, line: bytes | bytearray) -> None:
        if self._size + len(line) > self.max_event_bytes:
            raise DecodeError(
                f"a server-sent event is larger than {self.max_event_bytes:,} bytes; "
                "if the stream really sends such events, raise the client option max_event_bytes",
                raw=bytes((self._data or [line])[0][:_EXCERPT_BYTES]),
            )
