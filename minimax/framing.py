"""Where the heads of HTTP/1.1 end, and how plain bodies are read without h11. Bytes in, bytes out;
no connection.

h11 parses HTTP/1.1 in Python and checks every byte. Heads need that. A body in plain chunks, or of
a known length, is read by the classes below instead: that takes a third off the CPU time of a
stream, and its pieces are as large as what the socket gives. These classes take only what is beyond
doubt. Everything else, errors too, they leave to h11.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

RECEIVE = 64 * 1024
"""Bytes that are asked for at a time."""
RECEIVE_LARGE = 256 * 1024
"""The same for a body that is known to be large."""

_BLANK_LINE = re.compile(rb"\n\r?\n")
_CHUNK = re.compile(rb"\r\n([0-9A-Fa-f]{1,8})\r\n")
_GZIP, _MEMBER = zlib.MAX_WBITS | 16, b"\x1f\x8b"
_CHUNK_BEGUN = re.compile(rb"(\r(\n[0-9A-Fa-f]{0,8}\r?)?)?")


class Exchange:
    """What passes between h11 and a connection. Outwards, the head of a request goes in one write
    with the content that follows it.
    Inwards, h11 gets a head and nothing behind it, so that the body can be read past it.
    """

    __slots__ = ("_end", "_held", "in_head", "rest")

    def __init__(self) -> None:
        self._held: bytes | None = None
        self._end = b""  # of what has passed: the blank line may be split between two reads
        self.rest = b""
        """What was read from the connection and not given out yet."""
        self.in_head = False
        """Set when a request begins. Whoever has read the head of its answer sets it back."""

    def out(self, data: bytes) -> bytes:
        """What to write now. The head of a request waits for the next call, which may bring
        nothing: a packet and a system call less.
        """
        if not self.in_head:
            self.in_head, self._held = True, data
            return b""
        if self._held:
            data, self._held = self._held + data, None
        return data

    def cut(self, data: bytes) -> bytes:
        """Of what was read the part up to the end of a head; all of it when none ends there, or
        none is expected.
        """
        if not self.in_head:
            return data
        seen = self._end + data
        found = _BLANK_LINE.search(seen)
        if found is None:
            self._end = seen[-2:]
            return data
        end = found.end() - len(self._end)
        self._end, self.rest = b"", data[end:] + self.rest
        return data[:end]

    def kept(self, most: int) -> bytes:
        """The next bytes of the rest."""
        data, self.rest = self.rest[:most], self.rest[most:]
        return data


class Chunks:
    """A body in chunks. Reads them for as long as they are plain: a hexadecimal length, the
    content, nothing else.
    """

    __slots__ = ("_left", "rest", "wanted")

    def __init__(self) -> None:
        self._left = 0  # of the chunk that is open
        # the line end that closes a chunk is read with the length of the next one, so the first
        # needs one before it
        self.rest = b"\r\n"
        """What is left over, once nothing is wanted any more: the last chunk, or the first that is
        not plain, and all after it.
        """
        self.wanted = RECEIVE
        """How many bytes to read for the next `take`, at most; 0 when there is nothing more to
        take.
        """

    def take(self, data: bytes) -> bytes:
        """The content in the next bytes; b"" stands for the end of the connection."""
        ended = not data
        if self.rest:
            data, self.rest = self.rest + data, b""
        position, content = 0, []
        while True:
            if self._left:
                piece = data[position : position + self._left]
                content.append(piece)
                position += len(piece)
                self._left -= len(piece)
                if self._left or position == len(data):
                    break
            found = _CHUNK.match(data, position)
            if found is None or not (size := int(found[1], 16)):
                self.rest = data[position:]
                if found or ended or not _CHUNK_BEGUN.fullmatch(self.rest):
                    self._leave()
                break
            position, self._left = found.end(), size
        if ended:
            self._leave()
        return content[0] if len(content) == 1 else b"".join(content)

    def _leave(self) -> None:
        self.wanted = 0
        # h11 has seen no chunk yet, so it expects a length. A line end too many is what it refuses
        # where one was missing.
        self.rest = (
            self.rest[2:] if self.rest.startswith(b"\r\n") else self.rest and b"\r\n" + self.rest
        )


class Sized:
    """A body of a known length."""

    __slots__ = ("_left", "_length", "rest", "wanted")

    def __init__(self, length: int) -> None:
        self._length = self._left = length
        self.wanted = RECEIVE_LARGE if length else 0
        """As for chunks. It may be more than the body has left, so that bytes behind the body are
        noticed.
        """
        self.rest = b""

    def take(self, data: bytes) -> bytes:
        """The content in the next bytes. Raises EOFError when the connection ended before its
        time.
        """
        if not data:
            raise EOFError(
                f"the connection was closed after {self._length - self._left} of {self._length}"
                " bytes"
            )
        if len(data) > self._left:
            data, self.rest = data[: self._left], data[self._left :]
        self._left -= len(data)
        if not self._left:
            self.wanted = 0
        return data


class Packed:
    """A body in gzip or deflate, unpacked in pieces of a bounded size: few bytes may stand for
    many.

    gzip may come in several members, one after the other. What stands behind the last of them is
    passed over, as other readers do.
    """

    __slots__ = ("_encoding", "_is_open", "_unpacker")

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._unpacker: Any = None
        self._is_open = False  # whether what is being unpacked must come to its own end

    def take(self, data: bytes) -> Iterator[bytes]:
        """The content in the next bytes. Raises zlib.error for bytes that are not packed so."""
        while data:
            if self._unpacker is None:
                self._unpacker, self._is_open = zlib.decompressobj(self._window(data[0])), True
            elif self._unpacker.eof:
                self._unpacker, self._is_open = zlib.decompressobj(_GZIP), data.startswith(_MEMBER)
            try:
                content = self._unpacker.decompress(data, RECEIVE_LARGE)
            except zlib.error:
                if self._is_open:
                    raise
                return
            if content:
                self._is_open = True
                yield content
            data = self._unpacker.unconsumed_tail or self._unpacker.unused_data

    def end(self) -> bytes:
        """The content that is left when no more bytes come. Raises EOFError when more would have to
        come.
        """
        if not self._is_open:
            return b""
        content: bytes = self._unpacker.flush()
        if not self._unpacker.eof:
            raise EOFError("the connection was closed in the middle of a packed answer")
        return content

    def _window(self, first: int) -> int:
        """How zlib is to read: deflate should have a header, but some servers send it bare."""
        return (
            -zlib.MAX_WBITS
            if self._encoding == "deflate" and first & 15 != 8
            else zlib.MAX_WBITS | 32
        )
