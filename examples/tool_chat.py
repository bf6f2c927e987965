"""A chat in the terminal that can use tools: Python functions which the model calls. Offline,
unless LIVE=1 is set.

Type a line, get an answer; an empty line or Ctrl-D ends it. Without a terminal the questions come
from standard input, or from below.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from minimax import MiniMax, emulator

PERSONA = "You are the harbour master of Brest. Use your tools; answer briefly."
QUESTIONS = ["How high is the tide in Brest?", "Please book a berth for 3 nights."]
NIGHTS_AT_MOST = 14


@dataclass
class Berth:
    number: int
    until: date


def tide(harbour: str, unit: Literal["m", "ft"] = "m") -> dict[str, float | str]:
    """Height of the tide in a harbour.

    Args:
        harbour: Name of the harbour.
        unit: Metres or feet.
    """
    height = 5.2
    return {
        "harbour": harbour,
        "height": height if unit == "m" else round(height * 3.281, 1),
        "unit": unit,
    }


def berth(nights: int) -> Berth:
    """Book a berth from tonight on.

    Args:
        nights: How many nights, at most 14.
    """
    if nights > NIGHTS_AT_MOST:
        raise ValueError(
            f"{nights} nights are too many; {NIGHTS_AT_MOST} at most"
        )  # the model hears it and can say so
    return Berth(number=7, until=date(2026, 6, 1) + timedelta(days=nights))


def typed() -> Iterator[str]:
    """Lines until an empty one."""
    while line := input("you> ").strip():
        yield line


def main(client: MiniMax, questions: Iterable[str]) -> None:
    messages: list = []
    tokens = 0
    for question in questions:
        with client.text.stream_tools(
            [*messages, question], tools=[tide, berth], system=PERSONA
        ) as stream:
            for event in stream:
                if event.type == "text":
                    print(event.text, end="", flush=True)
                elif event.type == "tool_result" and event.tool_call:
                    print(f"[{event.tool_call.name}{event.tool_call.arguments} -> {event.text}]")
        print()
        reply = stream.final()
        messages = reply.messages
        tokens += reply.total_usage.total_tokens if reply.total_usage else 0
    print(f"({tokens} tokens)")


if __name__ == "__main__":
    piped = [] if sys.stdin.isatty() else [line.strip() for line in sys.stdin if line.strip()]
    with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
        try:
            main(client, typed() if sys.stdin.isatty() else piped or QUESTIONS)
        except (EOFError, KeyboardInterrupt):
            print()
