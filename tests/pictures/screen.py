"""What a terminal shows in the end: text, colours, and the few movements of the cursor that
progress bars make.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import groupby

from rich.text import Text

_PIECE = re.compile(
    r"\x1b\[(?P<numbers>[\d;?]*)(?P<letter>[A-Za-z])|(?P<control>[\r\n])|(?P<text>[^\x1b\r\n]+)|(?P<rest>.)",
    re.DOTALL,
)
RESET = "\x1b[0m"


class Screen:
    """Takes bytes as a command writes them, and holds rows of characters, each with its colours."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._rest = ""
        self._rows: list[list[tuple[str, str]]] = [[]]
        self._row = self._column = 0
        self._style = ""

    def feed(self, data: bytes) -> None:
        """Take more output, cut anywhere."""
        text = self._rest + self._decoder.decode(data)
        cut = text.rfind("\x1b")
        whole = cut < 0 or re.match(r"\x1b\[[\d;?]*[A-Za-z]", text[cut:]) is not None
        text, self._rest = (text, "") if whole else (text[:cut], text[cut:])
        for piece in _PIECE.finditer(text):
            if piece["letter"]:
                self._move(piece["letter"], piece["numbers"])
            elif piece["control"] == "\r":
                self._column = 0
            elif piece["control"] == "\n":
                self._row, self._column = self._row + 1, 0
                if self._row == len(self._rows):
                    self._rows.append([])
            elif piece["text"]:
                self._write(piece["text"])

    def rows(self) -> list[Text]:
        """The rows with their styles, without empty ones at the end."""
        rows = [Text.from_ansi("".join(_coloured(row)).rstrip()) for row in self._rows]
        while rows and not rows[-1].plain.strip():
            rows.pop()
        return rows

    def _write(self, text: str) -> None:
        row = self._rows[self._row]
        row += [(" ", "")] * (self._column - len(row))
        row[self._column : self._column + len(text)] = [(letter, self._style) for letter in text]
        self._column += len(text)

    def _move(self, letter: str, numbers: str) -> None:
        if letter == "m":
            self._style = "" if numbers in ("", "0") else f"{self._style}\x1b[{numbers}m"
        elif letter == "A":
            self._row = max(0, self._row - int(numbers or 1))
        elif letter == "K":
            self._rows[self._row] = []


def _coloured(row: list[tuple[str, str]]) -> Iterator[str]:
    """Letters of one style together, as a terminal takes them."""
    for style, letters in groupby(row, key=lambda cell: cell[1]):
        yield f"{style}{''.join(letter for letter, _ in letters)}{RESET if style else ''}"
