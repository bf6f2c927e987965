"""The simulated web search: pages that are made up from the search words."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from minimax.emulator import language


class Page(NamedTuple):
    """A search result. `time` is YYYY-MM-DD HH:MM:SS."""

    title: str
    url: str
    time: str
    text: str


def pages(query: str) -> tuple[Page, ...]:
    """The results of a search: the same pages for the same words."""
    topic = language.clip(query, 12) or "nothing"
    slug = re.sub(r"\W+", "-", topic.lower()).strip("-") or "page"
    return tuple(
        Page(
            title.format(topic),
            f"https://example.com/{slug}/{number}",
            _time(query, number),
            text.format(topic),
        )
        for number, (title, text) in enumerate(
            _CHINESE if language.is_chinese(topic) else _ENGLISH, 1
        )
    )


def count_tokens(query: str) -> int:
    """The number of tokens of the results of a search."""
    return sum(language.count_tokens(page.title + page.text) for page in pages(query))


def _time(query: str, number: int) -> str:
    digest = hashlib.sha256(f"{query}{number}".encode("utf-8", "replace")).digest()
    return (
        f"2026-{digest[0] % 9 + 1:02}-{digest[1] % 28 + 1:02}"
        f" {digest[2] % 24:02}:{digest[3] % 60:02}:00"
    )


_ENGLISH = (
    (
        "{}: an overview",
        (
            'All that the MiniMax emulator knows about "{}" is that you asked: this page is not'
            " from the web."
        ),
    ),
    ("The latest on {}", 'Nothing new about "{}": the emulator never leaves your machine.'),
    ("Questions about {}", 'A search for "{}" always finds the same three pages.'),
)
_CHINESE = (
    ("{}：基本信息", "关于“{}”的信息由 MiniMax 模拟器生成，并非来自网络。"),
    ("{}的最新消息", "“{}”没有新消息：此页面不是真实网页。"),
    ("关于{}的问题", "询问“{}”的人每次都会看到同样的三个页面。"),
)
