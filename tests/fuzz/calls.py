"""What an unsuspecting program asks a hostile platform: every operation of the spec, and the calls
of the client with what their results can still ask for.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from minimax import MiniMax
from minimax.audio import wav_header

from ..examples_of_the_spec import ask, operations

Call = Callable[[MiniMax, Path], Any]

QUESTION = "What floats?"
VOICE = "HarbourNarrator01"
SONG = "[Verse]\nSalt on the rigging, haul away home"
PATIENCE = 20.0
"""Seconds of turned clock."""


@cache
def recording() -> bytes:
    return wav_header(12 * 16000, sample_rate=8000, channels=1) + bytes(12 * 16000)


@cache
def picture() -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "PNG")
    return out.getvalue()


def pier(plank: int) -> str:
    """A tool.

    Args:
        plank: which one.
    """
    return f"plank {plank} is loose"


def streamed(stream: Any) -> Any:
    """A stream, read to its end, with the snapshot of every step."""
    with stream:
        for _ in stream:
            repr(stream.snapshot)
        return stream.final()


def waited(task: Any, folder: Path) -> Any:
    """A task, followed to its end and saved into a folder."""
    for _ in task.updates(timeout=PATIENCE):
        repr(task)
    result = task.result()
    if not isinstance(result, str):
        task.download(folder, timeout=PATIENCE)
        if hasattr(result, "unpack"):
            result.members()
            result.unpack(folder)
            return result.read()
        result.read()
    return result


def saved(results: Any, folder: Path) -> Any:
    results.save(folder)
    return results


CALLS: dict[str, Call] = {
    "text.chat": lambda on, _: on.text.chat(QUESTION),
    "text.chat native": lambda on, _: on.text.chat(QUESTION, model="M2-her"),
    "text.stream": lambda on, _: streamed(on.text.stream(QUESTION)),
    "text.stream native": lambda on, _: streamed(on.text.stream(QUESTION, model="M2-her")),
    "text.run_tools": lambda on, _: on.text.run_tools(QUESTION, tools=[pier], max_rounds=2),
    "text.stream_tools": lambda on, _: streamed(
        on.text.stream_tools(QUESTION, tools=[pier], max_rounds=2)
    ),
    "text.parse": lambda on, _: on.text.parse(QUESTION, list[str]),
    "text.responses.create": lambda on, _: on.text.responses.create(QUESTION),
    "text.responses.stream": lambda on, _: streamed(on.text.responses.stream(QUESTION)),
    "text.count_tokens": lambda on, _: on.text.count_tokens(QUESTION),
    "text.messages.create": lambda on, _: on.text.messages.create(QUESTION),
    "text.messages.stream": lambda on, _: streamed(on.text.messages.stream(QUESTION)),
    "text.messages.count_tokens": lambda on, _: on.text.messages.count_tokens(QUESTION),
    "text.models": lambda on, _: on.text.models(),
    "speech.synthesize": lambda on, _: on.speech.synthesize(QUESTION, subtitles=True),
    "speech.synthesize url": lambda on, _: on.speech.synthesize(QUESTION, output="url"),
    "speech.stream": lambda on, _: streamed(on.speech.stream(QUESTION, subtitles=True)),
    "speech.create_task": lambda on, folder: waited(
        on.speech.create_task(file=b"A long text.", format="pcm"), folder
    ),
    "speech.transcribe": lambda on, _: on.speech.transcribe(recording(), format="verbose"),
    "speech.transcribe srt": lambda on, _: on.speech.transcribe(recording(), format="srt"),
    "speech.transcribe_stream": lambda on, _: streamed(on.speech.transcribe_stream(recording())),
    "voices.list": lambda on, _: on.voices.list(),
    "voices.clone": lambda on, _: on.voices.clone(VOICE, recording(), preview_text="Ahoy."),
    "voices.design": lambda on, _: on.voices.design("an old sailor", preview_text="Ahoy."),
    "voices.delete": lambda on, _: on.voices.delete(VOICE),
    "video.create": lambda on, folder: waited(
        on.video.create("a ship", model="MiniMax-Hailuo-2.3"), folder
    ),
    "video.generate v2": lambda on, folder: on.video.generate(
        "a ship", model="MiniMax-H3", save=folder / "a.mp4", timeout=PATIENCE
    ),
    "video.list": lambda on, _: on.video.list(),
    "video.delete": lambda on, _: on.video.delete("video-v2:1"),
    "video.regenerate": lambda on, folder: waited(
        on.video.regenerate("video-v2:1", resolution="2K"), folder
    ),
    "video.enhance_prompt": lambda on, folder: waited(on.video.enhance_prompt("a ship"), folder),
    "video.create_from_template": lambda on, folder: waited(
        on.video.create_from_template("393769180141805569", media=picture(), text="a whale"), folder
    ),
    "task cancel": lambda on, _: on.task("video-v2:1").cancel(),
    "task speech": lambda on, folder: waited(on.task("speech:1"), folder),
    "images.generate": lambda on, folder: saved(on.images.generate("a pier", n=2), folder),
    "images.generate url": lambda on, folder: saved(
        on.images.generate("a pier", format="url"), folder
    ),
    "images.generate h3": lambda on, folder: saved(
        on.images.generate("a pier", model="MiniMax-H3-Image", n=2), folder
    ),
    "images.edit": lambda on, folder: saved(
        on.images.edit("make it snow", picture(), format="url"), folder
    ),
    "music.generate": lambda on, _: on.music.generate("a shanty", lyrics=SONG),
    "music.stream": lambda on, _: streamed(on.music.stream("a shanty", lyrics=SONG)),
    "music.cover": lambda on, _: on.music.cover("a slow shanty", recording()),
    "music.lyrics": lambda on, _: on.music.lyrics("a harbour"),
    "music.prepare_cover": lambda on, _: on.music.prepare_cover(recording()),
    "files.upload": lambda on, _: on.files.upload(
        recording(), purpose="voice_clone", name="harbour.wav"
    ),
    "files.list": lambda on, _: on.files.list("voice_clone"),
    "files.get": lambda on, _: on.files.get("1"),
    "files.download": lambda on, folder: on.files.download("1", folder),
    "files.download link": lambda on, folder: on.files.download(
        "https://storage.example.test/x/%2e%2e%2fa.mp3?y", folder
    ),
    "files.delete": lambda on, _: on.files.delete("1", purpose="voice_clone"),
    "account.quota": lambda on, _: on.account.quota(),
    "account.balance": lambda on, _: on.account.balance(),
    "account.search": lambda on, _: on.account.search("tides"),
    "account.describe_image": lambda on, _: on.account.describe_image(picture()),
}
CALLS |= {
    f"request {name}": lambda on, _, name=name: ask(on, name)  # type: ignore[misc]
    for name in operations()
}
