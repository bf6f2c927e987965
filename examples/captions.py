"""Live captions: speech comes in piece by piece, and a subtitle file grows beside it. No key and no
network, unless LIVE=1 is set.

    python examples/captions.py [WAV ...]      # the recordings one after the other, as a microphone
    would bring them

The platform takes whole recordings, so live sound is cut at its pauses: every utterance is sent as
soon as it has ended.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from minimax import MiniMax, emulator
from minimax.audio import Subtitle, to_srt

OUT = Path("out/captions.srt")
PAUSE = 0.4  # seconds between two utterances
TALK = [
    "The ferry leaves at nine. Bring a coat, for it is windy out there.",
    "我们在码头见面。",
    "And do not forget the sandwiches!",
]


def microphone(client: MiniMax) -> Iterator[bytes]:
    """Utterances as a voice detector hands them out, each a WAV. Here they are recordings, or are
    spoken by the platform itself.
    """
    for path in sys.argv[1:]:
        yield Path(path).read_bytes()
    if not sys.argv[1:]:
        for text in TALK:
            yield client.speech.synthesize(text, format="wav", sample_rate=16000).audio


def caption(client: MiniMax, path: Path) -> list[Subtitle]:
    """Write what is said into a file that is complete after every utterance."""
    captions: list[Subtitle] = []
    began = 0.0
    for recording in microphone(client):
        transcript = client.speech.transcribe(recording, timestamps="sentence")
        for segment in transcript.segments:
            captions.append(
                Subtitle(segment.text.strip(), began + segment.start, began + segment.end)
            )
            print(
                f"{began + segment.start:6.2f} s  {segment.speaker}: {segment.text.strip()}",
                flush=True,
            )
        path.write_text(to_srt(captions), "utf-8")
        began += transcript.duration + PAUSE
    return captions


if __name__ == "__main__":
    OUT.parent.mkdir(exist_ok=True)
    with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
        print(f"{len(caption(client, OUT))} captions in {OUT}")
