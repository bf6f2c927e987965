"""Speech: a text spoken, its subtitles, and audio heard while it is made. No key and no network,
unless LIVE=1 is set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, emulator

OUT = Path("out")

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(exist_ok=True)

    speech = client.speech.synthesize(
        "Good morning! <#0.5#> The fog is lifting.", emotion="happy", subtitles=True
    )
    print(
        f"{speech.save(OUT / 'morning.mp3')}: {speech.duration:.1f} s, {speech.characters}"
        " characters"
    )
    print(speech.to_srt())

    # Bytes as they are made, nothing twice; what an audio device takes is "pcm".
    with client.speech.stream(
        "A longer text is heard while it is still being made.", format="pcm", sample_rate=16000
    ) as stream:
        pieces = [len(chunk) for chunk in stream]
    print(
        f"Streamed {sum(pieces):,} bytes in {len(pieces)} pieces, {stream.final().duration:.1f} s"
        " of sound"
    )
