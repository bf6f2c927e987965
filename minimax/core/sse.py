"""Server-sent events: bytes in, events out, without I/O. The result does not depend on how the
bytes are split.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import DecodeError

END = b"\n\n"
"""Fed at the end of a stream: one ends the line (or belongs to a preceding "\\r"), one ends the
event.
"""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_EXCERPT_BYTES = 256
_RETRY_DIGITS = 12  # longer than anyone waits, and short enough for int()


@dataclass(slots=True)
class ServerSentEvent:
    """One event: its `data` as sent, its `event` name and the last `id` from the server.

    Data that arrived in several chunks is a bytearray owned by the caller, which avoids a copy.
    """

    data: bytes | bytearray
    event: str = "message"
    id: str = ""


class SSEDecoder:
    """Decodes a `text/event-stream` body by the WHATWG rules.

    Args:
        max_event_bytes: the maximum size of one event; a larger one raises `DecodeError`.

    Attributes:
        comments: the number of comment lines so far; servers send them to keep an idle connection
            open.
        retry: the reconnection time requested by the server in milliseconds, or None.
    """

    def __init__(self, max_event_bytes: int = 256 * 2**20) -> None:
        self.max_event_bytes = max_event_bytes
        self.comments = 0
        self.retry: int | None = None
        self._start: bytes | None = b""  # the first bytes, while they may be a byte order mark
        self._after_cr = False  # a following "\n" belongs to the preceding "\r"
        self._line = bytearray()  # the incomplete line; grows in place
        self._data: list[bytes | bytearray] = []  # the data lines of the event
        self._size = 0  # their size in bytes
        self._event = ""
        self._id = ""
        self._failure: DecodeError | None = None

    def feed(self, chunk: bytes) -> list[ServerSentEvent]:
        """Return the events that `chunk` completes, in order."""
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
            if rest:
                self._line += rest
                self._check_size(self._line)
        except DecodeError as failure:
            # Earlier events are returned first; otherwise the result would depend on how the bytes
            # were split.
            self._failure = failure
            if not events:
                raise
        return events

    def close(self) -> list[ServerSentEvent]:
        """Return the last event if the server ended the stream without a blank line after it."""
        return self.feed(END)

    def _plain(self, chunk: bytes) -> bytes:
        """Remove the byte order mark of a chunk and end every line with "\\n"."""
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
        if isinstance(line, bytearray):
            del line[:start]  # moves the start without copying
        else:
            line = line[start:]
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
                f"a server-sent event is larger than {self.max_event_bytes:,} bytes; if such"
                " events are expected, increase the client option max_event_bytes",
                raw=bytes((self._data or [line])[0][:_EXCERPT_BYTES]),
            )
