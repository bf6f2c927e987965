"""A book chapter as a task: start, keep the handle, fetch audio, subtitles and figures. No key and
no network, unless LIVE=1 is set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, emulator

OUT = Path("out")
CHAPTER = "Chapter one. The harbour was quiet, and nobody had seen the ship come in. " * 20

with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(exist_ok=True)
    text = OUT / "chapter.txt"
    text.write_text(CHAPTER, "utf-8")

    # Up to 50,000 characters can be given as text, up to a million as a .txt file or in a .zip.
    task = client.speech.create_task(
        file=text, voice="English_Graceful_Lady", format="mp3", speed=0.95
    )
    print(f"{task.handle} costs {task.raw['usage_characters']:,} characters")

    # Another process can take it from here with nothing but the handle. The result is kept for 9
    # hours.
    task = client.task(task.handle)
    result = task.wait(on_status=lambda task: print(f"  {task.raw_status}"))

    print("Audio:", result.save(OUT / "chapter.mp3"))
    print("All of it:", *(path.name for path in result.unpack(OUT / "chapter")))

    speech = result.read()
    print(f"{speech.duration:.0f} s, {len(speech.subtitles())} subtitles:")
    print(speech.to_srt()[:120].rstrip(), "...")
