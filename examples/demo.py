"""`make demo`: everything that the platform makes, in half a minute: chat, speech, a picture, a
voice, a song and a video.

No key and no network: it talks to the emulator, unless LIVE=1 is set. Everything lands in out/;
open out/index.html to see and hear it.
"""

from __future__ import annotations

import html
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from minimax import MiniMax, emulator

OUT = Path("out")
QUESTION = (
    "Please say: Hello, and welcome! These words were written by the emulator and spoken on your"
    " own machine."
)
SCENE = "A lighthouse above a quiet sea, first light"


@contextmanager
def platform() -> Iterator[MiniMax]:
    """The emulator on this machine, or the real platform with LIVE=1 and MINIMAX_API_KEY."""
    if os.environ.get("LIVE") == "1":
        with MiniMax() as client:
            print(
                f"Talking to {client.base_url} with your key; this costs money, the video most of"
                " all.\n"
            )
            yield client
    else:
        with (
            emulator.Emulator(pace=0.04) as here,
            MiniMax(**{**here.client_options(), "clock": None}) as client,
        ):
            print(f"Talking to the emulator at {client.base_url}: no key, no network, no cost.\n")
            yield client


class Page:
    """Tells each step on the terminal, and keeps it for out/index.html."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.started = time.perf_counter()

    def step(self, title: str, text: str, path: Path | None = None) -> None:
        seconds, self.started = time.perf_counter() - self.started, time.perf_counter()
        print(f"{title:10} {text} ({seconds:.1f} s){f': {path}' if path else ''}")
        tag = {".mp3": "audio controls", ".mp4": "video controls loop", ".jpg": "img"}.get(
            path.suffix if path else "", ""
        )
        media = (
            f'<{tag} src="{path.name}"></{tag.split()[0]}>'
            if path and tag != "img"
            else f'<img src="{path.name}">'
            if path
            else ""
        )
        self.parts.append(
            f"<section><h2>{html.escape(title)}</h2>{media}<p>{html.escape(text)}</p></section>"
        )

    def write(self, path: Path) -> None:
        path.write_text(TEMPLATE.format(parts="\n".join(self.parts)), encoding="utf-8")


TEMPLATE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>MiniMax demo</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 3rem auto;
  padding: 0 1rem }}
img, video, audio {{ width: 100%; border-radius: 8px }}
section {{ margin: 2.5rem 0 }} h2 {{ margin: 0 0 .5rem }} p {{ opacity: .75 }}
</style>
<h1>Made by make demo</h1>
{parts}
</html>
"""


def main() -> None:
    OUT.mkdir(exist_ok=True)
    page = Page()
    with platform() as client:
        print(f"You: {QUESTION}\nMiniMax: ", end="", flush=True)
        with client.text.stream(QUESTION) as stream:
            for piece in stream.text:
                print(piece, end="", flush=True)
        reply = stream.final()
        print("\n")
        page.step("Chat", reply.text)

        speech = client.speech.synthesize(reply.text, format="mp3")
        page.step(
            "Speech",
            f"{speech.duration:.1f} s of speech, {speech.characters} characters",
            speech.save(OUT / "hello.mp3"),
        )

        picture = client.images.generate(SCENE, aspect_ratio="16:9")[0]
        page.step("Picture", SCENE, picture.save(OUT / "picture.jpg"))

        (night,) = client.images.edit("The same at night", OUT / "picture.jpg", area="1K")
        page.step("Edit", "The same at night, by MiniMax-H3-Image", night.save(OUT / "night.jpg"))

        voice = client.voices.design(
            "A warm old sailor who has seen it all", preview_text="Fair winds, and mind the rocks."
        )
        page.step("Voice", f"a voice of its own, {voice.voice_id}", voice.save(OUT / "voice.mp3"))

        song = client.music.generate(
            "Slow sea shanty, accordion",
            lyrics="[Verse]\nThe light goes round\n[Chorus]\nCarry me home",
        )
        page.step("Song", f"{song.duration:.1f} s of music", song.save(OUT / "song.mp3"))

        task = client.video.create(
            SCENE, first_frame=OUT / "picture.jpg", duration=6, resolution="768P"
        )
        print(f"{'Video':10} {task.handle}: ", end="", flush=True)
        for status in task.updates():
            print(f"{status} ... ", end="", flush=True)
        print()
        video = task.result()
        page.step("Video", f"{SCENE}, moving", video.save(OUT / "video.mp4", on_progress=bar))
    page.write(OUT / "index.html")
    print(
        f"\nSee and hear it all: open {OUT / 'index.html'}\nWith a real key:    "
        " MINIMAX_API_KEY=... LIVE=1 make demo    (MINIMAX_REGION=global for keys of"
        " platform.minimax.io)\nIn your program:     pip install minimax-sdk, then see README.md"
    )


def bar(done: int, total: int | None) -> None:
    """A progress bar, where there is a terminal to draw it on."""
    if total and sys.stderr.isatty():
        print(
            f"\r{'#' * (30 * done // total):30} {done:,} of {total:,} bytes",
            end="\r\n"[done >= total],
            file=sys.stderr,
            flush=True,
        )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
