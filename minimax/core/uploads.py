"""Multipart uploads: streamed, with progress, and restartable for retries."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from ..errors import ValidationError
from .file_responses import HEAD
from .pieces import repair
from .sources import BLOCK, FileSource, SourceFile, not_bytes, refused, unreadable

Progress: TypeAlias = Callable[[int, int | None], object]
"""Called with the bytes done and the total bytes, None if unknown."""


class Upload:
    """A multipart body that streams a file: of known length, in constant memory, sent from the
    beginning on each retry.
    """

    def __init__(
        self,
        fields: Mapping[str, str],
        source: FileSource | SourceFile,
        *,
        name: str | None = None,
        ending: Callable[[bytes], str] = lambda head: "",
        on_progress: Progress | None = None,
    ) -> None:
        """`ending` returns the file extension for the first bytes of a file, for sources without a
        name.
        """
        self.source = source if isinstance(source, SourceFile) else SourceFile(source)
        self.size = self.source.size
        self.name = name or self.source.name
        if "." not in self.name:
            self.name += ending(self.source.head[:HEAD])
        self.on_progress = on_progress
        self.is_sent = False
        """Whether the whole body has been read for sending."""
        self.fields = fields
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        disposition = (
            f'Content-Disposition: form-data; name="file"; filename="{_quoted(self.name)}"'
        )
        head = "".join(
            [
                *parts,
                f"--{boundary}\r\n{disposition}\r\nContent-Type: application/octet-stream\r\n\r\n",
            ]
        )
        self._head = repair(head).encode()
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self.content_type = f"multipart/form-data; boundary={boundary}"

    @property
    def length(self) -> int:
        """Size of the whole body in bytes."""
        return len(self._head) + self.size + len(self._tail)

    def blocks(self) -> Iterator[bytes]:
        """Iterate over the body from the beginning. Reads the file: may block."""
        self.is_sent = False
        file = self.source.rewound()
        yield self._head
        left = self.size
        while left:
            try:
                block = file.read(min(BLOCK, left))
            except OSError as error:
                raise refused("file", unreadable(self.name, error), self.name) from error
            if not isinstance(block, bytes):
                raise not_bytes(file, block, "")
            if not block:
                raise ValidationError(
                    f"{self.name} was truncated while it was being sent",
                    field="file",
                    value=self.name,
                )
            left -= len(block)
            yield block
        self.is_sent = True
        yield self._tail

    def sent(self, count: int) -> None:
        """Report progress: this many bytes of the body have been handed to the network."""
        if self.on_progress is not None:
            self.on_progress(min(max(0, count - len(self._head)), self.size), self.size)

    def close(self) -> None:
        """Close the file unless the caller opened it."""
        self.source.close()

    def __repr__(self) -> str:
        return f"Upload({self.name!r}, {self.size:,} bytes)"


def _quoted(name: str) -> str:
    """A file name inside a multipart header."""
    return name.replace("\\", "_").replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
