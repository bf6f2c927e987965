"""The standard streams of the command: always UTF-8, regardless of the code page, and without
control sequences from external text.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, cast

from ..errors import ValidationError

UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that may affect a terminal: control characters except tab and newline, and overrides
of the text direction.
"""
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the encodings that they announce."""
LONGEST_MARK = 4
FIRST_OF_MARKS = b"\xef\xff\xfe\0"
BLOCK = 4096
"""Number of bytes of stdin to read at a time."""
PATIENCE = 1.0
"""Seconds without input after which the command reports that it is waiting for stdin."""


def visible(text: str) -> str:
    """A text with control characters escaped as in JSON: an escape character becomes `\\u001b`."""
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.replace("\r\n", "\n"))


class Output(io.TextIOWrapper):
    """Standard output or standard error in UTF-8. On a terminal, control characters are escaped;
    files and pipes receive the text unchanged.
    """

    def __init__(self, stream: io.TextIOWrapper) -> None:
        super().__init__(
            stream.buffer,
            encoding="utf-8",
            errors=ERRORS,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        self.declared = stream.encoding
        """The encoding that the environment asked for."""
        self._is_terminal = stream.isatty()

    def write(self, text: str) -> int:
        return self.draw(visible(text) if self._is_terminal else text)

    def draw(self, text: str) -> int:
        """Write trusted text, including control sequences."""
        with self._failures():
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with self._failures():
            super().flush()

    @contextmanager
    def _failures(self) -> Iterator[None]:
        """Name this stream in errors such as that of a full disk."""
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OSError(error.errno, error.strerror, "stdout") from error

    def finish(self) -> None:
        """Write the rest, or drop it if that fails; Python would try it once more when it exits."""
        try:
            super().flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
            super().flush()


class Messages(Output):
    """Standard error. A message that cannot be written, as on a full disk or after the terminal
    was closed, is dropped, because it must not end a command that has been paid for.
    """

    @contextmanager
    def _failures(self) -> Iterator[None]:
        with suppress(OSError):
            yield


class Drawing:
    """An output for rich that passes control sequences. External text must be made `visible` before
    it is drawn.
    """

    def __init__(self, output: Output) -> None:
        self._output = output

    def write(self, text: str) -> int:
        return self._output.draw(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._output, name)


def drawing(output: IO[str]) -> IO[str]:
    """The stream that rich may draw on."""
    return cast("IO[str]", Drawing(output)) if isinstance(output, Output) else output


DIM, BOLD, CYAN, YELLOW = "2", "1", "36", "33"
"""Styles of `write_styled`."""
RESET = "\x1b[0m"


def takes_styles(output: object) -> bool:
    """Whether an output is a terminal with colours enabled."""
    return (
        isinstance(output, Output)
        and output.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )


def write_styled(output: IO[str], text: str, style: str) -> None:
    """Write text with a style if the output supports styles, otherwise without."""
    if isinstance(output, Output) and takes_styles(output):
        output.draw(f"\x1b[{style}m{visible(text)}{RESET}")
    else:
        output.write(text)


@contextmanager
def standard_streams() -> Iterator[None]:
    """Replace the standard streams for the command, and restore them at the end."""
    before = sys.stdin, sys.stdout, sys.stderr
    made: list[io.TextIOWrapper] = []
    if sys.stderr is None:  # closed by the caller
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - kept open
    if isinstance(sys.stdin, io.TextIOWrapper):
        made.append(io.TextIOWrapper(sys.stdin.buffer, "utf-8", "surrogateescape"))
        sys.stdin = made[-1]
    for name, kind in (("stdout", Output), ("stderr", Messages)):
        stream = getattr(sys, name)
        if isinstance(stream, io.TextIOWrapper):
            stream.flush()
            made.append(kind(stream))
            setattr(sys, name, made[-1])
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in made:
            with suppress(OSError, ValueError):
                if isinstance(stream, Output):
                    stream.finish()
                stream.detach()  # its buffer belongs to the caller's stream


def writes_utf8(output: object) -> bool:
    """Whether the reader of an output expects UTF-8. All other encodings share ASCII."""
    declared = getattr(output, "declared", "utf-8")
    return codecs.lookup(declared).name == "utf-8"


def is_piped() -> bool:
    """Whether standard input is a file or a pipe."""
    return sys.stdin is not None and not sys.stdin.isatty()


def read_stdin(*, quiet: bool = False) -> str:
    """Read all of standard input, "" if it is empty.

    Raises:
        ValidationError: It is not UTF-8, nor UTF-16 or UTF-32 with a byte order mark.
    """
    if sys.stdin is None:  # closed by the caller
        return ""
    waiting = threading.Timer(PATIENCE, _say_waiting)
    waiting.daemon = True
    if not quiet:
        waiting.start()
    try:
        buffer = getattr(sys.stdin, "buffer", None)
        return decoded(buffer.read(), "stdin") if buffer else sys.stdin.read()
    finally:
        waiting.cancel()


def typed() -> Iterator[str]:
    """Read standard input as it is written, in pieces of any length.

    Raises:
        ValidationError: It is not text. What was sent so far may have been billed.
    """
    if sys.stdin is None:
        return
    head = b""
    while len(head) < LONGEST_MARK and (not head or head[:1] in FIRST_OF_MARKS):
        block = os.read(sys.stdin.fileno(), BLOCK)
        head += block
        if not block:
            break
    decoder = codecs.getincrementaldecoder(encoding_of(head))()
    block = head
    while True:
        with _as_text("stdin"):
            text = _checked(decoder.decode(block, final=not block))
        if text:
            yield text
        if not block:
            return
        block = os.read(sys.stdin.fileno(), BLOCK)


def decoded(data: bytes, source: str) -> str:
    """Text in UTF-8, or in the encoding that a byte order mark announces; the mark is removed.

    Raises:
        ValidationError: It is in another encoding; the message mentions `source`.
    """
    with _as_text(source):
        return _checked(data.decode(encoding_of(data))).replace("\r\n", "\n")


def encoding_of(head: bytes) -> str:
    """The encoding of a text by its first bytes."""
    return next((encoding for mark, encoding in MARKS if head.startswith(mark)), "utf-8")


def _checked(text: str) -> str:
    if "\0" in text:
        raise ValueError("zero bytes, as in a binary file or in UTF-16 without a byte order mark")
    return text


@contextmanager
def _as_text(source: str) -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        reason = error.reason if isinstance(error, UnicodeDecodeError) else error
        raise ValidationError(
            f"{source} is not text in UTF-8: {reason}. Convert it first, for example:"
            " iconv -f GBK -t UTF-8",
            field=source,
        ) from None


def _say_waiting() -> None:
    print(
        f"minimax: waiting for text on stdin (to send none, add: < {os.devnull})",
        file=sys.stderr,
        flush=True,
    )


def _replaced(error: UnicodeError) -> tuple[bytes, int]:
    """Handle surrogates: pairs are joined, a lone one becomes U+FFFD."""
    assert isinstance(error, UnicodeEncodeError)
    halves = error.object[error.start : error.end]
    whole = halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.encode("utf-8"), error.end


ERRORS = "minimax.cli.halves"
codecs.register_error(ERRORS, _replaced)
