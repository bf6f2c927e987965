"""Every ergonomic call, the operations that it asks, and what has to come of it.

A case gives what must be the same with a fault that does no harm as without any: text, audio, the
bytes of a file. What the platform draws by lot, such as ids, is left out of it.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from minimax import MiniMax, StreamInterrupted
from minimax.audio import wav_header

from ...unit.platform import Runner

QUESTION = "What floats on the sea?"
SPOKEN = "The tide comes in. The boats rise."
PIECES = ("The tide comes in. ", "The boats ", "rise.")
SONG = "[Verse]\nSalt on the rigging, haul away home"
NATIVE = "M2-her"
SILENT = "MiniMax-Hailuo-2.3"
LOUD = "MiniMax-H3"
TEMPLATE = "393769180141805569"
SMALL: dict[str, Any] = {"format": "pcm", "sample_rate": 8000}
"""Audio that is made fast."""
SMALL_PICTURE: dict[str, Any] = {"width": 512, "height": 512, "seed": 7}
SIZED_PICTURE: dict[str, Any] = {"size": "1024x640"}
SONG_SMALL: dict[str, Any] = {"format": "pcm", "sample_rate": 16000}
WAIT = 30.0
"""Seconds of the turned clock for which tasks are waited for: longer than they take, shorter than
for ever.
"""


@dataclass
class Place:
    """Where a case runs: a runner, its client, a folder, and a sync client without faults that
    prepares things.
    """

    runner: Runner
    client: Any
    helper: MiniMax
    folder: Path
    count: itertools.count[int]

    def __call__(self, result: Any) -> Any:
        """The value of a call on either client."""
        return self.runner(result)

    def name(self, kind: str) -> str:
        """A name that was never used before."""
        return f"{kind}{next(self.count):06}"

    def file(self, suffix: str) -> Path:
        """Where a download goes."""
        return self.folder / f"{self.name('file')}{suffix}"


Given = Any
Run = Callable[[Place, Given], Any]


class Case(NamedTuple):
    """One call. `operations` are those that it asks; `prepare` lays out what one run of it needs,
    before any fault.
    """

    name: str
    operations: tuple[str, ...]
    run: Run
    prepare: Callable[[Place], Given] = lambda place: None
    streams: bool = False
    waits: bool = False
    """For the end of a task."""
    again: tuple[str, ...] = ()
    """Operations that it asks once more of its own accord after they failed."""
    with_fault: str = ""
    """A fault that is always there, for what is asked only then."""

    @property
    def call(self) -> str:
        """The call as `x-call` in the spec names it."""
        return self.name.partition(" ")[0]


def wav(seconds: float) -> bytes:
    """Silence of 8 kHz."""
    size = int(seconds * 8000) * 2
    return wav_header(size, sample_rate=8000, channels=1) + bytes(size)


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


def read(place: Place, stream: Any) -> Any:
    """A stream, read to its end."""
    with place.runner.opened(stream):
        place.runner.list(stream)
        return place(stream.final())


def spoken(place: Place, mode: str, pieces: tuple[str, ...]) -> bytes:
    """The audio of a session on a WebSocket."""
    with place.runner.opened(place.client.speech.connect(mode=mode, **SMALL)) as socket:
        try:
            for piece in pieces:
                place(socket.send(piece))
            place(socket.finish())
        except StreamInterrupted:
            pass  # reading on tells why
        place.runner.list(socket.events())
        audio: bytes = socket.snapshot.audio
        return audio


def saved(place: Place, suffix: str, save: Callable[[Path], Any]) -> bytes:
    """The bytes of a file that was saved."""
    to = place.file(suffix)
    place(save(to))
    return to.read_bytes()


def waited(place: Place, handle: str, suffix: str = ".mp4") -> bytes:
    """A task, waited for and downloaded."""
    task = place.client.task(handle)
    return saved(place, suffix, lambda to: task.download(to, timeout=WAIT))


def started(create: Callable[[MiniMax], Any]) -> Callable[[Place], str]:
    """The handle of a task that runs already."""
    return lambda place: create(place.helper).handle


def finished(create: Callable[[MiniMax], Any]) -> Callable[[Place], str]:
    """The handle of a task that has come to its end."""

    def prepare(place: Place) -> str:
        task = create(place.helper)
        task.wait()
        return str(task.handle)

    return prepare


def silent(client: MiniMax) -> Any:
    return client.video.create("a ship", model=SILENT)


def loud(client: MiniMax) -> Any:
    return client.video.create("a ship", model=LOUD, duration=4)


def enhanced(client: MiniMax) -> Any:
    return client.video.enhance_prompt("a ship")


def templated(client: MiniMax) -> Any:
    return client.video.create_from_template(TEMPLATE, media=picture(), text="a whale")


def narrated(client: MiniMax) -> Any:
    return client.speech.create_task(SPOKEN, **SMALL)


def stored(place: Place) -> str:
    """The id of a file that was uploaded."""
    return place.helper.files.upload(wav(12), purpose="voice_clone", name="harbour.wav").id


def designed(place: Place) -> str:
    """The id of a voice of one's own."""
    return place.helper.voices.design("an old sailor", preview_text="Ahoy.").voice_id


def linked(place: Place) -> str:
    """A signed link."""
    url = place.helper.speech.synthesize(SPOKEN, output="url").url
    assert url is not None
    return url


def narration(place: Place) -> str:
    """The id of a file that the platform made."""
    task = narrated(place.helper)
    task.wait()
    return str(task.result().file_id)


V1 = ("video_generation", "query_video_generation", "files_retrieve", "download")
V2 = ("video_generation_v2", "query_video_generation_v2", "download")
TEMPLATED = ("query_video_template_generation", "download")
CHAT = ("chat_completions",)
HER = ("chatcompletion_v2",)

CASES = (
    # Text
    Case("text.chat", CHAT, lambda on, _: on(on.client.text.chat(QUESTION)).text),
    Case(
        "text.chat native", HER, lambda on, _: on(on.client.text.chat(QUESTION, model=NATIVE)).text
    ),
    Case(
        "text.stream",
        CHAT,
        lambda on, _: read(on, on.client.text.stream(QUESTION)).text,
        streams=True,
    ),
    Case(
        "text.stream native",
        HER,
        lambda on, _: read(on, on.client.text.stream(QUESTION, model=NATIVE)).text,
        streams=True,
    ),
    Case(
        "text.run_tools",
        CHAT,
        lambda on, _: on(on.client.text.run_tools(QUESTION, tools=[pier])).text,
    ),
    Case(
        "text.stream_tools",
        CHAT,
        lambda on, _: read(on, on.client.text.stream_tools(QUESTION, tools=[pier])).text,
        streams=True,
    ),
    Case("text.parse", CHAT, lambda on, _: on(on.client.text.parse(QUESTION, list[str])).value),
    Case(
        "text.responses.create",
        ("responses",),
        lambda on, _: on(on.client.text.responses.create(QUESTION)).text,
    ),
    Case(
        "text.responses.stream",
        ("responses",),
        lambda on, _: read(on, on.client.text.responses.stream(QUESTION)).text,
        streams=True,
    ),
    Case(
        "text.count_tokens",
        ("responses_input_tokens",),
        lambda on, _: on(on.client.text.count_tokens(QUESTION)),
    ),
    Case(
        "text.messages.create",
        ("anthropic_messages",),
        lambda on, _: on(on.client.text.messages.create(QUESTION)).text,
    ),
    Case(
        "text.messages.stream",
        ("anthropic_messages",),
        lambda on, _: read(on, on.client.text.messages.stream(QUESTION)).text,
        streams=True,
    ),
    Case(
        "text.messages.count_tokens",
        ("anthropic_count_tokens",),
        lambda on, _: on(on.client.text.messages.count_tokens(QUESTION)),
    ),
    Case("text.models", ("list_models",), lambda on, _: len(on(on.client.text.models()))),
    # Speech
    Case(
        "speech.synthesize",
        ("t2a_v2",),
        lambda on, _: on(on.client.speech.synthesize(SPOKEN, **SMALL)).audio,
    ),
    Case(
        "speech.stream",
        ("t2a_v2",),
        lambda on, _: read(on, on.client.speech.stream(SPOKEN, **SMALL)).audio,
        streams=True,
    ),
    Case(
        "speech.create_task",
        ("t2a_async_v2",),
        lambda on, _: on(on.client.speech.create_task(SPOKEN)).kind,
    ),
    Case(
        "speech.create_task file",
        ("files_upload", "t2a_async_v2"),
        lambda on, _: on(on.client.speech.create_task(file=SPOKEN.encode())).kind,
    ),
    Case(
        "speech.transcribe",
        ("speech_to_text",),
        lambda on, _: on(on.client.speech.transcribe(wav(12))).text,
    ),
    Case(
        "speech.transcribe_stream",
        ("speech_to_text",),
        lambda on, _: read(on, on.client.speech.transcribe_stream(wav(12))).text,
        streams=True,
    ),
    Case(
        "speech.connect",
        ("ws_t2a_v2_bidi",),
        lambda on, _: spoken(on, "stream", PIECES),
        streams=True,
    ),
    Case(
        "speech.connect sentence",
        ("ws_t2a_v2",),
        lambda on, _: spoken(on, "sentence", (SPOKEN,)),
        streams=True,
    ),
    Case(
        "speech.speak",
        ("ws_t2a_v2_bidi",),
        lambda on, _: read(on, on.client.speech.speak([*PIECES], **SMALL)).audio,
        streams=True,
    ),
    # Voices
    Case("voices.list", ("get_voice",), lambda on, _: len(on(on.client.voices.list("system")))),
    Case(
        "voices.clone",
        ("files_upload", "voice_clone"),
        lambda on, name: on(on.client.voices.clone(name, wav(12))).voice_id == name,
        lambda on: on.name("Harbour"),
    ),
    Case(
        "voices.design",
        ("voice_design",),
        lambda on, _: len(on(on.client.voices.design("an old sailor", preview_text="Ahoy.")).audio),
    ),
    Case(
        "voices.delete",
        ("get_voice", "delete_voice"),
        lambda on, voice: on(on.client.voices.delete(voice)),
        designed,
    ),
    # Video
    Case("video.create", V1[:1], lambda on, _: on(silent(on.client)).kind),
    Case("video.create v2", V2[:1], lambda on, _: on(loud(on.client)).kind),
    Case(
        "video.generate",
        V1,
        lambda on, _: saved(
            on,
            ".mp4",
            lambda to: on.client.video.generate("a ship", model=SILENT, save=to, timeout=WAIT),
        ),
        waits=True,
        again=("files_retrieve",),
    ),
    Case(
        "video.generate v2",
        V2,
        lambda on, _: saved(
            on,
            ".mp4",
            lambda to: on.client.video.generate(
                "a ship", model=LOUD, duration=4, save=to, timeout=WAIT
            ),
        ),
        waits=True,
    ),
    Case(
        "video.list", ("list_video_generation_v2",), lambda on, _: len(on(on.client.video.list()))
    ),
    Case(
        "video.delete",
        ("delete_video_generation_v2",),
        lambda on, handle: on(on.client.video.delete(handle)),
        finished(enhanced),
    ),
    Case(
        "video.regenerate",
        ("video_regeneration",),
        lambda on, handle: on(on.client.video.regenerate(handle, resolution="2K")).kind,
        finished(loud),
    ),
    Case("video.enhance_prompt", ("h3_context_ir",), lambda on, _: on(enhanced(on.client)).kind),
    Case(
        "video.create_from_template",
        ("video_template_generation",),
        lambda on, _: on(templated(on.client)).kind,
    ),
    # Tasks
    Case(
        "task speech",
        ("query_t2a_async_v2", "files_retrieve", "download"),
        lambda on, handle: waited(on, handle, ".pcm"),
        started(narrated),
        waits=True,
    ),
    Case("task video", V1[1:], waited, started(silent), waits=True, again=("files_retrieve",)),
    Case("task video-v2", V2[1:], waited, started(loud), waits=True),
    Case(
        "task video-prompt",
        V2[1:2],
        lambda on, handle: on(on.client.task(handle).wait(timeout=WAIT)),
        started(enhanced),
        waits=True,
    ),
    Case("task video-template", TEMPLATED, waited, started(templated), waits=True),
    Case(
        "task cancel",
        ("query_video_generation_v2", "delete_video_generation_v2"),
        lambda on, handle: on(on.client.task(handle).cancel()),
        started(loud),
    ),
    # Images and music
    Case(
        "images.generate",
        ("image_generation",),
        lambda on, _: [
            image.data for image in on(on.client.images.generate("a pier", **SMALL_PICTURE))
        ],
    ),
    Case(
        "images.generate url",
        ("image_generation", "download"),
        lambda on, _: on(
            on(on.client.images.generate("a pier", format="url", **SMALL_PICTURE))[0].read()
        ),
    ),
    Case(
        "images.generate h3",
        ("images_generations",),
        lambda on, _: len(
            on(
                on.client.images.generate(
                    "a pier", model="MiniMax-H3-Image", format="b64_json", **SIZED_PICTURE
                )
            )
        ),
    ),
    Case(
        "images.edit",
        ("images_edits", "download"),
        lambda on, _: on(
            on(on.client.images.edit("make it snow", picture(), format="url", **SIZED_PICTURE))[
                0
            ].read()
        ),
    ),
    Case(
        "music.generate",
        ("music_generation",),
        lambda on, _: on(on.client.music.generate("a shanty", lyrics=SONG, **SONG_SMALL)).audio,
    ),
    Case(
        "music.stream",
        ("music_generation",),
        lambda on, _: read(on, on.client.music.stream("a shanty", lyrics=SONG, **SONG_SMALL)).audio,
        streams=True,
    ),
    Case(
        "music.cover",
        ("music_generation",),
        lambda on, _: on(on.client.music.cover("a slow shanty", wav(6), **SONG_SMALL)).audio,
    ),
    Case(
        "music.lyrics",
        ("lyrics_generation",),
        lambda on, _: on(on.client.music.lyrics("a harbour")).lyrics,
    ),
    Case(
        "music.prepare_cover",
        ("music_cover_preprocess",),
        lambda on, _: on(on.client.music.prepare_cover(wav(12))).lyrics,
    ),
    # Files
    Case(
        "files.upload",
        ("files_upload",),
        lambda on, _: (
            on(on.client.files.upload(wav(12), purpose="voice_clone", name="harbour.wav")).size
        ),
    ),
    Case("files.list", ("files_list",), lambda on, _: len(on(on.client.files.list("voice_clone")))),
    Case(
        "files.get",
        ("files_retrieve",),
        lambda on, number: on(on.client.files.get(number)).size,
        stored,
    ),
    Case(
        "files.download link",
        ("download",),
        lambda on, url: saved(on, ".mp3", lambda to: on.client.files.download(url, to)),
        linked,
    ),
    Case(
        "files.download made",
        ("files_retrieve", "download"),
        lambda on, number: len(saved(on, ".tar", lambda to: on.client.files.download(number, to))),
        narration,
    ),
    Case(
        "files.download uploaded",
        ("files_retrieve", "files_retrieve_content"),
        lambda on, number: on(on.client.files.download(number)),
        stored,
        with_fault="no_link:files_retrieve",
    ),
    Case(
        "files.delete",
        ("files_delete",),
        lambda on, number: on(on.client.files.delete(number, purpose="voice_clone")),
        stored,
    ),
    # Account
    Case(
        "account.quota",
        ("token_plan_remains",),
        lambda on, _: len(on(on.client.account.quota()).entries),
    ),
    Case(
        "account.balance",
        ("query_balance",),
        lambda on, _: on(on.client.account.balance()).available,
    ),
    Case(
        "account.search",
        ("coding_plan_search",),
        lambda on, _: [hit.url for hit in on(on.client.account.search("tides")).results],
    ),
    Case(
        "account.describe_image",
        ("coding_plan_vlm",),
        lambda on, _: on(on.client.account.describe_image(picture())),
    ),
)
