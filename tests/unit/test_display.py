"""The display of results in notebooks."""

from __future__ import annotations

import base64
import sys
from collections.abc import Mapping
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from minimax import ConfigError, notebook
from minimax.batch.protocol import State
from minimax.record import Data, Displayed, Table
from minimax.results import medium
from minimax.results.images import Images
from minimax.results.medium import Medium
from minimax.results.records import Quota, read_voices
from minimax.results.sound import Music, Speech
from minimax.results.speech_file import Member
from minimax.results.transcript import Transcript
from minimax.results.video import VideoFile
from minimax.tasks import Status
from minimax_generated.api import images as images_api

from .test_result_data import LINK, MP3, OWNER, PNG, SAMPLES, image, speech

PLAYER = '<audio controls preload="none" src="{}" style="max-width: 100%"></audio>'
PICTURE = '<img src="{}" style="max-width: 100%">'
SHOWN: Mapping[str, str] = {
    "Speech": "<audio ",
    "Music": "<audio ",
    "Image": "<img ",
    "Images": "<img ",
    "VideoFile": "<video ",
    "DesignedVoice": "<audio ",
    "Member": "<audio ",
    "Transcript": "<pre>",
    "RemoteFile": "<video ",
    "SpeechFile": "",
}
"""What the sample of each class begins with in a notebook."""


def html(result: Any) -> str:
    bundle = result._repr_mimebundle_()
    assert bundle["text/plain"] == repr(result)
    return str(bundle.get("text/html", ""))


def embedded(data: bytes, media_type: str) -> str:
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (image(data=PNG), PICTURE.format(embedded(PNG, "image/png"))),
        (image(url=LINK), PICTURE.format(LINK)),
        (speech(), PLAYER.format(embedded(MP3, "audio/mpeg"))),
        (Music(None, {}, url=LINK), PLAYER.format(LINK)),
    ],
)
def test_media_are_displayed_as_image_or_player(result: Any, shown: str) -> None:
    assert html(result) == shown


def test_every_class_with_media_is_displayed() -> None:
    media = {kind.__name__ for kind in SAMPLES if issubclass(kind, (Medium, Displayed))}
    assert media == SHOWN.keys()


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
def test_a_class_shows_its_sample(kind: type[Data]) -> None:
    shown = SHOWN.get(kind.__name__)
    if shown is None:
        assert not hasattr(kind, "_repr_mimebundle_")
    else:
        found = html(SAMPLES[kind]())
        assert found.startswith(shown)
        assert bool(found) == bool(shown)


def test_bare_pcm_is_played_as_wav() -> None:
    assert f"{embedded(b'RIFF', 'audio/wav')[:-3]}" in html(Speech(b"\0\0", {}, format="pcm"))


@pytest.mark.parametrize(
    "result",
    [
        Speech(b"\0\0", {}, format="pcmu_raw"),
        Member("a.pcm", "audio", b"\0\0"),
        Member("a.json", "info", b"{}"),
        image(url="javascript:alert(1)"),
        Music(None, {}),
    ],
)
def test_unsupported_formats_are_displayed_as_repr(result: Any) -> None:
    assert html(result) == ""


def test_links_are_escaped() -> None:
    assert 'src="https://cdn.example/&quot;x?a&amp;b"' in html(
        image(url='https://cdn.example/"x?a&b')
    )


def test_large_media_are_not_embedded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(medium, "MOST_EMBEDDED", len(PNG))
    large = PNG + b"\0"
    assert html(image(data=PNG)).startswith('<img src="data:')
    assert html(image(data=large, url=LINK)) == PICTURE.format(LINK)
    assert html(image(data=large)) == "<p>image-1.png: 0.0 MB, too large to show here</p>"


def test_the_images_of_a_call_share_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(medium, "MOST_EMBEDDED", len(PNG) * 5 // 2)
    made = [image(data=PNG) for _ in range(3)]
    shown = html(Images(*OWNER, made, {}, None, images_api.image_generation.OPERATION))
    assert shown.count("<img ") == 2
    assert shown.endswith("too large to show here</p>")


def test_signed_links_are_displayed_only_if_needed() -> None:
    video = SAMPLES[VideoFile]()
    assert "Signature" in html(video)
    assert "Signature" not in repr(video)


def test_tables_escape_platform_text() -> None:
    answer = {"system_voice": [{"voice_id": "v", "voice_name": "<b>Ann</b>"}]}
    voices = read_voices(answer, {})
    assert "<td>&lt;b&gt;Ann&lt;/b&gt;</td>" in html(voices)
    assert html(voices[:1]) == html(voices)
    assert html(Table()) == ""


def test_a_quota_is_a_table() -> None:
    left = {"model_name": "video", "current_interval_remaining_percent": 40}
    shown = html(Quota.read({"model_remains": [left]}, trace_id=None))
    assert "<tr><th>name</th><th>percent left</th></tr>" in shown
    assert "<tr><td>video</td><td>40.0</td></tr>" in shown


def test_transcripts_show_speakers() -> None:
    said = {"start": 0.5, "end": 1.5, "speaker": "S1", "text": "Hello & hi"}
    assert "<td>Hello &amp; hi</td>" in html(Transcript({"text": "Hello & hi", "segments": [said]}))
    assert html(Transcript({"text": "a < b"})) == "<pre>a &lt; b</pre>"


class Displays:
    """IPython's display function: gives a handle, and counts what is shown."""

    def __init__(self) -> None:
        self.updates = 0

    def __call__(self, shown: object, display_id: bool) -> Displays:
        return self

    def update(self, shown: object) -> None:
        self.updates += 1


@pytest.fixture
def displays(monkeypatch: pytest.MonkeyPatch) -> Displays:
    made = Displays()
    monkeypatch.setattr(notebook, "import_module", lambda name: SimpleNamespace(display=made))
    return made


def batch(left: int, **counts: int) -> Any:
    from minimax.batch.report import Cost, Progress

    found = {State(name): count for name, count in counts.items()}
    return Progress(found, 4, left, Cost(Decimal(0), "", "", 0), 0.0, None, None, "")


@pytest.mark.parametrize(
    ("step", "text", "share"),
    [
        ((500_000, 2_000_000), "25% of 2.0 MB", 0.25),
        ((3_000, None), "3 kB", None),
        ((0, 0), "0 kB", None),
        ((SimpleNamespace(status=Status.RUNNING, done=False),), "running", None),
        ((SimpleNamespace(status=Status.FAILED, done=True),), "failed", 1.0),
        ((batch(1, done=3),), "3 of 4 jobs", 0.75),
        ((batch(0, done=1, failed=2, refused=1),), "4 of 4 jobs, 3 not done", 1.0),
    ],
)
@pytest.mark.usefixtures("displays")
def test_progress_bars_show_bytes_tasks_and_batches(
    step: tuple[Any, ...], text: str, share: float | None
) -> None:
    bar = notebook.progress("Cat <3")
    bar(*step)
    assert (bar.text, bar.share) == (text, share)
    value = "" if share is None else f' value="{share:.3f}"'
    assert bar._repr_mimebundle_() == {
        "text/plain": f"Cat <3: {text}",
        "text/html": f"<div>Cat &lt;3 <progress{value}></progress> {text}</div>",
    }


def test_a_progress_bar_is_redrawn_when_its_text_changes(displays: Displays) -> None:
    bar = notebook.progress()
    for done in range(100_000):
        bar(done, 100_000)
    assert displays.updates == 101  # 0% to 100%


def test_a_progress_bar_without_ipython_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "IPython", None)
    with pytest.raises(ConfigError, match="pip install ipython"):
        notebook.progress()
