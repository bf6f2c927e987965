"""`make demo`: a chat reply as it is written, then spoken to out/hello.mp3. No key and no network, unless LIVE=1 is set."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minimax import MiniMax, emulator

OUT = Path("out")
QUESTION = "Say hello to somebody who has just cloned this repository, in two short sentences."


@contextmanager
def platform() -> Iterator[MiniMax]:
    """The emulator on this machine, or the real platform with LIVE=1 and MINIMAX_API_KEY."""
    if os.environ.get("LIVE") == "1":
        with MiniMax() as client:
            print(f"Talking to {client.base_url} with your key; this costs a little.\n")
            yield client
    else:
        with emulator.client() as client:
            print(f"Talking to the emulator at {client.base_url}: no key, no network, no cost.\n")
            yield client


def main() -> None:
    OUT.mkdir(exist_ok=True)
    with platform() as client:
        started = time.perf_counter()
        print(f"You: {QUESTION}\nMiniMax: ", end="", flush=True)
        first = None
        with client.text.stream(QUESTION) as stream:
            for piece in stream.text:
                first = first or time.perf_counter() - started
                print(piece, end="", flush=True)
        reply = stream.final()
        print(f"\n\nChat      first words after {first or 0:.2f} s, all after {time.perf_counter() - started:.2f} s; {reply.usage}")

        started = time.perf_counter()
        speech = client.speech.synthesize(reply.text, format="mp3")
        path = speech.save(OUT / "hello.mp3")
        print(
            f"Speech    {speech.duration:.1f} s of {speech.info.format} at {speech.info.sample_rate} Hz, "
            f"{len(speech.audio):,} bytes, made in {time.perf_counter() - started:.2f} s: {path}"
        )
    print(
        f"\nListen to {path} with any player.\n"
        "With a real key:   MINIMAX_API_KEY=... LIVE=1 make demo      (MINIMAX_REGION=global for keys of platform.minimax.io)\n"
        "In your program:   pip install minimax-sdk, then see README.md"
    )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
