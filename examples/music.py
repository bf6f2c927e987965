"""Lyrics, a song from them, an instrumental heard while it is made, and a cover. No key and no
network, unless LIVE=1 is set.

On the platform music is closed to accounts that are new since 20 August 2026.
"""

from __future__ import annotations

import os
from pathlib import Path

from minimax import MiniMax, PermissionDeniedError, emulator

OUT = Path("out")


def main(client: MiniMax) -> None:
    words = client.music.lyrics("the last ferry of the evening", title="Last Boat")
    print(
        f"{words.title} ({words.style_tags})\n  "
        + "\n  ".join(words.lyrics.splitlines()[:5])
        + "\n  ..."
    )

    song = client.music.generate(words.style_tags, lyrics=words.lyrics)
    print(f"Song: {song.save(OUT / 'last-boat.mp3')}, {song.duration:.0f} s")

    with client.music.stream("slow harp over rain", instrumental=True) as stream:
        size = sum(len(chunk) for chunk in stream)  # a player would take the chunks as they come
    print(
        f"Instrumental: {size:,} bytes, {stream.info.duration:.0f} s,"
        f" {stream.save(OUT / 'harp.mp3')}"
    )

    # A cover in two steps: look at the song, change its words, sing it anew. cover(prompt, audio)
    # does it in one.
    found = client.music.prepare_cover(OUT / "last-boat.mp3")
    print(
        "Parts:",
        ", ".join(f"{part.label} {part.start:.0f}-{part.end:.0f} s" for part in found.segments),
    )
    cover = client.music.cover(
        "bossa nova, soft female voice", cover=found, lyrics=found.lyrics[:1000]
    )
    print(f"Cover: {cover.save(OUT / 'last-boat-bossa.mp3')}, {cover.duration:.0f} s")


if __name__ == "__main__":
    OUT.mkdir(exist_ok=True)
    with MiniMax() if os.environ.get("LIVE") == "1" else emulator.client() as client:
        try:
            main(client)
        except PermissionDeniedError as error:
            print(error)
