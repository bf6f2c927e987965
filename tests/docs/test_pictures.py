"""The picture of the terminal in the README shows what the command says today."""

from __future__ import annotations

import os

import pytest
from rich.text import Text

from tests.pictures import terminal
from tests.pictures.screen import Screen

pytestmark = pytest.mark.slow


@pytest.mark.skipif(os.name == "nt", reason="Windows has no terminals of this kind")
def test_the_picture_of_the_terminal_is_true() -> None:
    assert terminal.FILE.read_text("utf-8") == terminal.picture(), (
        "what the command prints has changed; run: make pictures"
    )


def test_a_screen_shows_what_is_left_in_the_end() -> None:
    screen = Screen(80)
    for piece in (
        b"\x1b[1mhead\x1b[0m\r\nbar ---\r\x1b[",
        b"2Kbar ###\r\n\x1b[1A\x1b[2K\x1b[?25hdone \xe6\x97",
        b"\xa9\r\n\r\n",
    ):
        screen.feed(piece)

    rows: list[Text] = screen.rows()

    assert [row.plain for row in rows] == ["head", "done 早"]
    assert str(rows[0].spans[0].style) == "bold"
