"""Results as data: dictionaries and JSON with names, media by choice, short reprs, and one way to
ask for format, media type and file name.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, get_type_hints

import pytest

import minimax
from minimax import AsyncMiniMax, MiniMax
from minimax.audio import Subtitle, Word
from minimax.core.call import Answer
from minimax.errors import MinimaxError, Origin, RateLimitError
from minimax.estimate import Estimate
from minimax.realtime import Audio, Caption, Flushed, Skipped
from minimax.record import Data, Record
from minimax.results.chat import ChatAccumulator, ChatReply, Parsed, RunReply
from minimax.results.images import Image, ImageFailure, Images
from minimax.results.medium import UNKNOWN, Medium, MediumInMemory, RemoteFile, RemoteMedium
from minimax.results.messages import Message, MessageAccumulator
from minimax.results.records import DesignedVoice, Lyrics, Voice
from minimax.results.reply import ToolCall, Usage
from minimax.results.responses import ResponseAccumulator, ResponseReply
from minimax.results.sound import Music, Speech
from minimax.results.speech_file import Member, SpeechFile
from minimax.results.transcript import Transcript
from minimax.results.video import TaskPage, VideoFile
from minimax.tasks import Task
from minimax_generated.api import images as images_api

LEAVES = ("batch", "cli", "emulator", "integrations", "__main__")
LONG = "All work and no play makes Jack a dull boy. " * 200
PNG = b"\x89PNG\r\n\x1a\n" + bytes(5000)
MP3 = b"ID3" + bytes(5000)
LINK = "https://cdn.example/a/cat.png?Signature=abc"
CLIENT = MiniMax("sk-test")
OWNER = (CLIENT.images._io, CLIENT.images._config)
ORIGIN = Origin("POST /v1/test")
TOOLS = [{"id": "c1", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}]
CHAT = {
    "id": "t1",
    "model": "MiniMax-M3",
    "choices": [{"message": {"content": LONG, "tool_calls": TOOLS}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 5, "completion_tokens": 30, "total_tokens": 35},
}


def image(**source: Any) -> Image[Any]:
    return Image(*OWNER, 0, **source)


def file(kind: Callable[..., Any], **facts: Any) -> Any:
    return kind(*OWNER, fresh=None, identity="video:1", name="video-1.mp4", **facts)


def speech(audio: bytes | None = MP3, **facts: Any) -> Speech:
    subtitles = [{"text": "Hi", "time_begin": 0, "time_end": 400}]
    return Speech(audio, {"extra_info": {"usage_characters": 2}}, subtitles=subtitles, **facts)


SAMPLES: dict[type[Data], Callable[[], Any]] = {
    ChatReply: lambda: ChatReply(CHAT),
    RunReply: lambda: RunReply(ChatReply(CHAT), messages=[], turns=[]),
    Message: lambda: Message({"content": [{"type": "text", "text": LONG}]}),
    ResponseReply: lambda: ResponseReply({"output_text": LONG}),
    Parsed: lambda: Parsed(LONG, RunReply(ChatReply(CHAT), messages=[], turns=[])),
    Speech: speech,
    Music: lambda: Music(MP3, {}),
    Image: lambda: image(data=PNG),
    Images: lambda: Images(
        *OWNER, [image(data=PNG)], {"id": "i1"}, None, images_api.image_generation.OPERATION
    ),
    Transcript: lambda: Transcript({"text": LONG, "duration": 2.5}),
    DesignedVoice: lambda: DesignedVoice("v1", {"trial_audio": MP3.hex()}),
    RemoteFile: lambda: file(RemoteFile, url=LINK),
    VideoFile: lambda: file(VideoFile, url=LINK, raw={"video_width": 1280}),
    SpeechFile: lambda: SpeechFile(*OWNER, fresh=lambda: None, file_id="7", format="mp3"),  # type: ignore[arg-type,return-value]
    Member: lambda: Member("a/b.mp3", "audio", MP3),
    Task: lambda: Task(*OWNER, "video", "1", lambda task: None),  # type: ignore[arg-type,return-value]
    TaskPage: lambda: TaskPage([SAMPLES[Task]()], {"total": 1}),
    Lyrics: lambda: Lyrics("Rain", "pop", LONG, {}),
    Voice: lambda: Voice("v", "cloned", "n", "en", LONG, date(2026, 11, 30), {}),
    Subtitle: lambda: Subtitle(LONG, 0.0, 1.0, tuple(Word("a", 0.0, 1.0) for _ in range(99))),
    Audio: lambda: Audio(MP3),
    Skipped: lambda: Skipped(RateLimitError("too much text waits"), "Hi"),
    Caption: lambda: Caption(Subtitle("Hi", 0.0, 0.4), 0),
    ImageFailure: lambda: ImageFailure(1, "1026", "sensitive"),
    Estimate: lambda: Estimate(Decimal("0.10"), "USD", "2026-09", "characters"),
    Flushed: Flushed,
}


BASES: tuple[Any, ...] = (Record, Medium, MediumInMemory, RemoteMedium)
"""Classes that only others are made from."""


def result_types() -> Iterator[type[Data]]:
    """Every public class of results in the package, without its optional parts."""
    for module in walk_packages(minimax.__path__, "minimax."):
        if module.name.split(".")[1] not in LEAVES:
            import_module(module.name)

    def below(kind: type[Data]) -> Iterator[type[Data]]:
        for each in kind.__subclasses__():
            yield each
            yield from below(each)

    for kind in dict.fromkeys(below(Data)):
        # A dataclass with slots replaces the class that it was made from.
        is_replaced = is_dataclass(kind) and "__slots__" not in vars(kind)
        package, part, *_ = kind.__module__.split(".")
        is_own = package == "minimax" and part not in LEAVES
        if is_own and not (kind in BASES or is_replaced):
            yield kind


def returned_types() -> Iterator[Any]:
    """What the public methods of both clients return."""
    for client in (MiniMax("sk-test"), AsyncMiniMax("sk-test")):
        for service in ("account", "files", "images", "music", "speech", "text", "video", "voices"):
            group = getattr(client, service)
            for name in dir(group):
                if not name.startswith("_") and callable(method := getattr(group, name)):
                    try:
                        yield get_type_hints(method).get("return")
                    except NameError:
                        continue


def test_every_type_of_result_is_exported() -> None:
    missing = [kind for kind in result_types() if getattr(minimax, kind.__name__, None) is not kind]
    assert missing == []
    returned = [getattr(kind, "__origin__", kind) for kind in returned_types()]
    own = {kind for kind in returned if getattr(kind, "__module__", "").startswith("minimax.")}
    assert len(own) > 15
    assert [kind for kind in own if not hasattr(minimax, kind.__name__)] == []


def test_every_result_type_has_a_sample() -> None:
    kinds = {kind for kind in result_types() if not issubclass(kind, Record)}
    assert {kind.__name__ for kind in kinds - SAMPLES.keys()} == {"Reply", "Sound"}


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
def test_a_result_becomes_json_with_its_names(kind: type[Data]) -> None:
    result = SAMPLES[kind]()
    document = result.to_dict()
    assert json.loads(result.to_json()) == json.loads(json.dumps(document)) == document
    assert "raw" not in document
    assert dict(result) == {**result} == document == result.__json__()
    assert set(result.to_dict(media="omit")) | set(document) == set(result.keys())
    with pytest.raises(TypeError):
        result[None]


@pytest.mark.parametrize("kind", SAMPLES, ids=lambda kind: kind.__name__)
def test_a_repr_is_short_and_free_of_media_and_signatures(kind: type[Data]) -> None:
    shown = repr(SAMPLES[kind]())
    assert shown.startswith(f"{kind.__name__}(")
    assert len(shown) < 400
    assert "\\x00" not in shown
    assert "Signature" not in shown
    assert "raw=" not in shown


@pytest.mark.parametrize(
    ("kind", "name", "media"),
    [
        (Speech, "audio", MP3),
        (Music, "audio", MP3),
        (Image, "data", PNG),
        (DesignedVoice, "audio", MP3),
        (Member, "data", MP3),
        (Audio, "data", MP3),
    ],
)
def test_media_are_bytes_or_base64_by_choice(kind: type[Data], name: str, media: bytes) -> None:
    result = SAMPLES[kind]()
    assert base64.b64decode(result.to_dict()[name]) == media
    assert result.to_dict(media="bytes")[name] == media
    assert name not in result.to_dict(media="omit")
    assert name not in json.loads(result.to_json(media="omit"))
    with pytest.raises(ValueError, match="JSON cannot contain bytes"):
        result.to_json(media="bytes")


def test_linked_media_are_not_downloaded() -> None:
    linked = speech(None, url=LINK)
    assert linked.to_dict()["audio"] is None
    assert linked.to_dict()["url"] == LINK
    assert image(url=LINK).to_dict()["data"] is None


def test_missing_subtitles_do_not_affect_other_fields() -> None:
    result = Speech(MP3, {}, subtitles=MinimaxError("gone"))
    assert result.to_dict()["subtitles"] is None
    assert speech().to_dict()["subtitles"][0] == {
        "text": "Hi",
        "start": 0.0,
        "end": 0.4,
        "words": [],
    }


@pytest.mark.parametrize(
    ("make", "format", "media_type", "filename"),
    [
        (speech, "mp3", "audio/mpeg", "speech.mp3"),
        (lambda: speech(b"", format="pcm"), "pcm", "audio/pcm", "speech.pcm"),
        (lambda: speech(b"", format="pcmu_wav"), "pcmu_wav", "audio/wav", "speech.wav"),
        (lambda: Music(MP3, {}, format="wav"), "wav", "audio/wav", "music.wav"),
        (lambda: image(data=PNG), "png", "image/png", "image-1.png"),
        (lambda: image(data=b"?"), "jpeg", "image/jpeg", "image-1.jpeg"),
        (lambda: image(url=LINK), "png", "image/png", "image-1.png"),
        (SAMPLES[DesignedVoice], "mp3", "audio/mpeg", "voice.mp3"),
        (lambda: DesignedVoice("v", {}), "", UNKNOWN, "voice"),
        (SAMPLES[VideoFile], "mp4", "video/mp4", "video-1.mp4"),
        (SAMPLES[SpeechFile], "mp3", "audio/mpeg", "7.mp3"),
        (SAMPLES[Member], "mp3", "audio/mpeg", "b.mp3"),
        (lambda: Member("a.titles", "subtitles", b"[]"), "json", "application/json", "a.titles"),
    ],
)
def test_media_have_format_media_type_and_file_name(
    make: Callable[[], Medium], format: str, media_type: str, filename: str
) -> None:
    medium = make()
    assert (medium.format, medium.media_type, medium.filename) == (format, media_type, filename)


def test_a_usage_is_an_object_in_json() -> None:
    usage = Usage(5, 30, 35, 15, 0)
    assert json.loads(usage.to_json()) == {
        "input_tokens": 5,
        "output_tokens": 30,
        "total_tokens": 35,
        "reasoning_tokens": 15,
        "cached_tokens": 0,
    }
    assert ChatReply(CHAT).to_dict()["usage"]["total_tokens"] == 35


def test_lone_surrogates_are_escaped_in_json() -> None:
    call = ToolCall("c", "say", '"\ud83d"')
    call.to_json().encode()
    assert json.loads(call.to_json())["raw_arguments"] == '"\ud83d"'


def test_a_parsed_value_of_any_kind_becomes_json() -> None:
    @dataclass
    class City:
        name: str
        founded: date

    parsed = Parsed(City("Oslo", date(1048, 1, 1)), SAMPLES[RunReply]())
    assert parsed.to_dict()["value"] == {"name": "Oslo", "founded": "1048-01-01"}


STREAMS: dict[str, tuple[Callable[[], Any], list[dict[str, Any]]]] = {
    "chat": (
        lambda: ChatAccumulator(ORIGIN),
        [
            {"choices": [{"delta": {"tool_calls": [{"index": 0, "id": "c0", "function": f}]}}]}
            for f in ({"name": "weather", "arguments": '{"city"'}, {"arguments": ': "Os'})
        ]
        + [
            {
                "choices": [
                    {
                        "message": {
                            "tool_calls": [
                                {
                                    "id": "c0",
                                    "function": {
                                        "name": "weather",
                                        "arguments": '{"city": "Oslo"}',
                                    },
                                }
                            ]
                        },
                        "finish_reason": "tool_calls",
                    }
                ]
            }
        ],
    ),
    "messages": (
        lambda: MessageAccumulator(ORIGIN),
        [
            {
                "type": "content_block_start",
                "index": 0,
                "content_block": {"type": "tool_use", "id": "c0", "name": "weather", "input": {}},
            },
            *(
                {
                    "type": "content_block_delta",
                    "index": 0,
                    "delta": {"type": "input_json_delta", "partial_json": piece},
                }
                for piece in ('{"city"', ': "Os', 'lo"}')
            ),
        ],
    ),
    "responses": (
        lambda: ResponseAccumulator(ORIGIN),
        [
            {
                "type": "response.output_item.added",
                "output_index": 0,
                "item": {
                    "type": "function_call",
                    "id": "i0",
                    "call_id": "c0",
                    "name": "weather",
                    "arguments": "",
                },
            },
            *(
                {
                    "type": "response.function_call_arguments.delta",
                    "item_id": "i0",
                    "output_index": 0,
                    "delta": piece,
                }
                for piece in ('{"city"', ': "Os')
            ),
            {
                "type": "response.function_call_arguments.done",
                "item_id": "i0",
                "output_index": 0,
                "arguments": '{"city": "Oslo"}',
            },
        ],
    ),
}


@pytest.mark.parametrize("name", STREAMS)
def test_an_event_has_the_new_piece_of_a_call_and_the_call_so_far(name: str) -> None:
    make, frames = STREAMS[name]
    accumulator, so_far = make(), ""
    events = [event for each in frames for event in accumulator.feed(json.dumps(each).encode())]
    calls = [event.tool_call for event in events if event.type == "tool_call"]
    for call in calls:
        so_far += call.delta
        assert (call.id, call.name, call.index) == ("c0", "weather", 0)
        assert call.raw_arguments == so_far
    assert so_far == '{"city": "Oslo"}'
    assert accumulator.result().tool_calls == calls[-1:]


@pytest.mark.parametrize(
    ("accumulator", "payload"),
    [
        (
            ChatAccumulator,
            {
                "choices": [
                    {
                        "finish_reason": "tool_calls",
                        "message": {
                            "tool_calls": [
                                {"id": "c0", "function": {"name": "f", "arguments": "{}"}}
                            ]
                        },
                    }
                ]
            },
        ),
        (
            MessageAccumulator,
            {"content": [{"type": "tool_use", "id": "c0", "name": "f", "input": {"a": 1}}]},
        ),
        (
            ResponseAccumulator,
            {
                "output": [
                    {"type": "function_call", "call_id": "c0", "name": "f", "arguments": "{}"}
                ]
            },
        ),
    ],
)
def test_complete_calls_are_new_in_their_event(accumulator: Any, payload: dict[str, Any]) -> None:
    events = accumulator(ORIGIN).whole(Answer(payload, None, {}))
    (call,) = [event.tool_call for event in events if event.type == "tool_call"]
    assert call.delta == call.raw_arguments != ""
