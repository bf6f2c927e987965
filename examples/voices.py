"""A voice cloned from a recording, one designed in words, both speaking. No key and no network,
unless LIVE=1 is set.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import minimax
from minimax import MiniMax, emulator

OUT = Path("out")
STORY = (
    "For thirty years I kept the light above the harbour. Every evening I climbed the stairs,"
    " trimmed the lamp, and watched the boats come home, one after the other, until the last of"
    " them was safe behind the wall and the sea belonged to itself again."
)

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(exist_ok=True)
    print("A clone costs", minimax.estimate.voice_clone(preview_text="Welcome aboard."))

    # Any recording of 10 seconds to 5 minutes will do: a path, bytes or an open file.
    recording = client.speech.synthesize(STORY, format="wav")
    name = f"Harbour{int(time.time())}"
    clone = client.voices.clone(name, recording.audio, preview_text="Welcome aboard.")
    print("Cloned", clone.voice_id, "from a recording of", round(recording.duration, 1), "seconds")
    print("Preview", client.files.download(clone.preview_url, OUT / "clone-preview.mp3"))

    speech = client.speech.synthesize(
        "The tide is coming in.", voice=clone.voice_id
    )  # charges the voice, and keeps it
    print("Speech", speech.save(OUT / "clone.mp3"))

    design = client.voices.design(
        "An old lighthouse keeper: slow, warm, a little hoarse.", preview_text="The lamp stays lit."
    )
    print("Designed", design.voice_id, design.save(OUT / "design-preview.mp3"))

    for voice in client.voices.list("cloned"):
        print("Listed", voice.id, voice.kind, voice.created)
    japanese = [
        voice.name for voice in client.voices.list("system") if voice.language == "Japanese"
    ]
    print("Japanese voices:", ", ".join(japanese[:5]), "and", len(japanese) - 5, "more")

    client.voices.delete(clone.voice_id)
    client.voices.delete(design.voice_id)
