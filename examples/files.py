"""Store a file, find it, use it, fetch it, delete it. No key and no network, unless LIVE=1 is
set.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, ValidationError, emulator

OUT = Path("out")


def show(done: int, total: int | None) -> None:
    print(f"  {done:,} of {total or 0:,} bytes")


with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
    OUT.mkdir(exist_ok=True)
    story = OUT / "story.txt"
    story.write_text("The harbour was quiet, and nobody had seen the ship come in.\n" * 50, "utf-8")

    try:
        client.files.upload(story, purpose="voice_clone")
    except ValidationError as error:
        print("Checked before anything is sent:", error)

    stored = client.files.upload(story, purpose="t2a_async_input", on_progress=show)
    print(f"Stored {stored.name} as {stored.id} at {stored.created_at:%H:%M} UTC")
    print("There are:", *(file.name for file in client.files.list("t2a_async_input")))

    # Streamed through a temporary file; a download that broke off goes on where it stopped.
    copy = client.files.download(stored.id, OUT / "story-copy.txt", on_progress=show)
    print("The same again:", client.files.download(stored) == story.read_bytes(), copy)

    task = client.speech.create_task(file=stored)  # it can be used as often as it is needed
    print("Spoken by", task.handle, "into", task.download(OUT / "story.mp3"))

    client.files.delete(stored, purpose="t2a_async_input")
    print("Left:", len(client.files.list("t2a_async_input")))
