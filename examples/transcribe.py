"""What a recording says: as text, by speaker, as subtitles, and word by word while it is
recognised. Offline, unless LIVE=1 is set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, emulator

OUT = Path("out")

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(exist_ok=True)
    recording = client.speech.synthesize(
        "See you at the lock at nine. Bring the long rope.", format="wav"
    ).save(OUT / "voicemail.wav")

    transcript = client.speech.transcribe(recording, language="en")
    print(f"{transcript.duration:.1f} s: {transcript.text}")

    for segment in client.speech.transcribe(recording, format="verbose").segments:
        print(
            f"  {segment.start:5.2f} - {segment.end:5.2f}  {segment.speaker}:"
            f" {segment.text.strip()}"
        )

    subtitles = OUT / "voicemail.vtt"
    subtitles.write_text(client.speech.transcribe(recording, timestamps="word").to_vtt(), "utf-8")
    print("Subtitles by word:", subtitles)

    with client.speech.transcribe_stream(recording) as stream:
        for piece in stream:
            print(piece, end="", flush=True)
    print(f"  ({stream.final().duration:.1f} s billed)")
