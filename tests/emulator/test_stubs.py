"""Stubbed responses for any operation, validated, with their own media."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

import minimax
from minimax.audio import pcm_to_wav
from minimax.emulator import Emulator, client, endpoints, spec, stub_reader
from minimax.emulator.input_errors import Mistakes

from .conftest import CHAT, KEY, NATIVE, SPEECH, chat, frames, spoken

ANSWERS = "/_emulator/answers"
HEARD = {"text": "Good morning.", "duration": 1.5}
WAV = pcm_to_wav(bytes(64_000), sample_rate=32_000, channels=1)
REPLY: dict[str, Any] = {
    "choices": [
        {
            "index": 0,
            "finish_reason": "tool_calls",
            "message": {
                "role": "assistant",
                "content": "Let me look.",
                "reasoning_content": "They ask for the weather.",
                "tool_calls": [
                    {
                        "id": "c1",
                        "type": "function",
                        "function": {"name": "get_weather", "arguments": '{"city": "Oslo"}'},
                    }
                ],
            },
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 4, "total_tokens": 13},
}
MESSAGE: dict[str, Any] = {
    "content": [
        {"type": "thinking", "thinking": "Hm.", "signature": "s"},
        {"type": "text", "text": "Lima."},
        {"type": "tool_use", "id": "c1", "name": "add", "input": {"a": 1}},
    ],
    "stop_reason": "tool_use",
    "usage": {"input_tokens": 9, "output_tokens": 4},
}
RESPONSE: dict[str, Any] = {
    "id": "r1",
    "status": "completed",
    "output": [
        {
            "id": "m1",
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Lima.", "annotations": []}],
        }
    ],
}


def transcribe(http: httpx.Client, **data: str) -> httpx.Response:
    return http.post(
        "/v1/speech_to_text",
        data={"model": "asr-1.0", **data},
        files={"file": ("a.wav", io.BytesIO(WAV))},
    )


def test_stubs_respond_until_removed(emulator: Emulator, http: httpx.Client) -> None:
    with emulator.answer("speech_to_text", HEARD) as stub:
        assert [transcribe(http).json() for _ in range(2)] == [HEARD] * 2
    assert stub.used == 2
    assert transcribe(http).json()["text"] != "Good morning."
    assert emulator.requests("speech_to_text")[0].notes == [f"answered by stub {stub.number}"]


def test_stubs_can_be_limited_in_number(emulator: Emulator, http: httpx.Client) -> None:
    emulator.answer("query_balance", {"available_amount": "1.00"}, times=2)
    amounts = [http.get("/account/query_balance").json()["available_amount"] for _ in range(3)]
    assert amounts == ["1.00", "1.00", "1000.00"]


@pytest.mark.parametrize(
    ("when", "answered"),
    [
        ("LAST tram", True),
        ("first tram", False),
        ({"model": "speech-2.8-hd"}, True),
        ({"model": "speech-2.8-turbo"}, False),
        ({"voice_setting": {"voice_id": "narrator"}}, False),
        ({"voice_setting": {"voice_id": "male-qn-qingse"}}, True),
    ],
)
def test_stubs_respond_to_matching_requests(
    emulator: Emulator, http: httpx.Client, when: Any, answered: bool
) -> None:
    emulator.answer("t2a_v2", {"trace_id": "mine"}, when=when)
    body = spoken(voice_setting={"voice_id": "male-qn-qingse"})
    assert (http.post(SPEECH, json=body).json()["trace_id"] == "mine") == answered


def test_newest_matching_stub_responds(emulator: Emulator, http: httpx.Client) -> None:
    emulator.answer("t2a_v2", {"trace_id": "any"})
    emulator.answer("t2a_v2", {"trace_id": "tram"}, when="tram")
    ids = [http.post(SPEECH, json=spoken(text)).json()["trace_id"] for text in ("A tram", "Hello")]
    assert ids == ["tram", "any"]


def test_keys_faults_and_rules_precede_stubs(emulator: Emulator, http: httpx.Client) -> None:
    stub = emulator.answer("t2a_v2", {"trace_id": "mine"})
    with emulator.fault("rate_limit"):
        assert http.post(SPEECH, json=spoken()).json()["base_resp"]["status_code"] == 1002
    bad = {"Authorization": "Bearer sk-bad"}
    assert "trace_id" not in http.post(SPEECH, json=spoken(), headers=bad).json()["base_resp"]
    assert http.post(SPEECH, json={"model": "x"}).json()["base_resp"]["status_code"] == 2013
    assert stub.used == 0


def test_stubs_can_have_status_and_error(emulator: Emulator, http: httpx.Client) -> None:
    refusal = {"type": "error", "error": {"type": "server_error", "message": "no (1000)"}}
    emulator.answer("chat_completions", refusal, status=503)
    answer = http.post(CHAT, json=chat())
    assert (answer.status_code, answer.json()) == (503, refusal)


def test_chat_bodies_are_streamed(emulator: Emulator) -> None:
    emulator.answer("chat_completions", REPLY)
    with client(emulator) as ours:
        whole = ours.text.chat("Weather?")
        with ours.text.stream("Weather?") as stream:
            streamed = stream.final()
    for reply in (whole, streamed):
        assert reply.text == "Let me look."
        assert reply.reasoning == "They ask for the weather."
        assert [(call.name, call.arguments) for call in reply.tool_calls] == [
            ("get_weather", {"city": "Oslo"})
        ]
        assert reply.usage.total_tokens == 13


def test_every_chat_api_streams_the_body_of_a_stub(emulator: Emulator, http: httpx.Client) -> None:
    emulator.answer("chatcompletion_v2", REPLY)
    emulator.answer("anthropic_messages", MESSAGE)
    emulator.answer("responses", RESPONSE)
    first, second, whole = frames(http.post(NATIVE, json=chat(stream=True)))
    assert first["choices"][0]["delta"] == REPLY["choices"][0]["message"]
    assert second["choices"][0]["finish_reason"] == "tool_calls"
    assert whole == REPLY
    events = frames(http.post("/anthropic/v1/messages", json=chat(stream=True, max_tokens=9)))
    types = [event["type"] for event in events]
    assert (types[0], types[-1]) == ("message_start", "message_stop")
    pieces = [event["delta"] for event in events if event["type"] == "content_block_delta"]
    assert "".join(piece.get("text", "") for piece in pieces) == "Lima."
    assert "".join(piece.get("partial_json", "") for piece in pieces) == '{"a": 1}'
    body = {"model": "MiniMax-M3", "input": "Hi", "stream": True}
    assert frames(http.post("/v1/responses", json=body))[-1]["response"] == RESPONSE


def test_other_streams_come_from_a_body_or_from_events(
    emulator: Emulator, http: httpx.Client
) -> None:
    emulator.answer("t2a_v2", {"data": {"audio": "00ff", "status": 2}})
    assert frames(http.post(SPEECH, json=spoken(stream=True))) == [
        {"data": {"audio": "00ff", "status": 2}}
    ]
    emulator.answer("speech_to_text", HEARD)
    heard = frames(transcribe(http, stream="true"))
    assert "".join(event["delta"] for event in heard) == "Good morning."
    events = [{"data": {"audio": "00", "status": 1}}, {"data": {"audio": "01", "status": 1}}]
    emulator.answer("t2a_v2", events=events)
    assert frames(http.post(SPEECH, json=spoken(stream=True))) == events


# Media


@pytest.mark.parametrize("as_path", [True, False])
def test_files_can_replace_speech(
    emulator: Emulator, http: httpx.Client, tmp_path: Path, as_path: bool
) -> None:
    file = tmp_path / "hello.wav"
    file.write_bytes(WAV)
    emulator.answer("t2a_v2", media=file if as_path else WAV)
    answer = http.post(SPEECH, json=spoken()).json()
    assert bytes.fromhex(answer["data"]["audio"]) == WAV
    facts = answer["extra_info"]
    assert (facts["audio_length"], facts["audio_format"]) == (1000, "wav")
    streamed = frames(http.post(SPEECH, json=spoken(stream=True)))
    pieces = [each["data"]["audio"] for each in streamed if each["data"]["status"] == 1]
    assert bytes.fromhex("".join(pieces)) == WAV


def test_several_files_are_used_in_turn(emulator: Emulator, http: httpx.Client) -> None:
    emulator.answer("image_generation", media=[b"one", b"two"])
    body = {"model": "image-01", "prompt": "a kite", "n": 3, "response_format": "base64"}
    made = http.post("/v1/image_generation", json=body).json()["data"]["image_base64"]
    assert [base64.b64decode(each) for each in made] == [b"one", b"two", b"one"]


def test_files_can_replace_videos(emulator: Emulator, tmp_path: Path) -> None:
    emulator.answer("video_generation_v2", media=b"a clip")
    with client(emulator) as ours:
        path = ours.video.create("A kite", duration=4).download(tmp_path / "clip.mp4")
    assert path.read_bytes() == b"a clip"


def test_files_and_events_can_replace_websocket_responses(emulator: Emulator) -> None:
    emulator.answer("ws_t2a_v2_bidi", media=bytes(range(256)))
    events = [{"data": {"audio": "00ff"}}, {"data": {"audio": "0102"}, "is_final": True}]
    emulator.answer("ws_t2a_v2_bidi", events=events, when="second")
    with client(emulator) as ours, ours.speech.connect(format="pcm") as live:
        live.send("The first. ")
        live.send("The second. ")
        live.finish()
        assert b"".join(live) == bytes(range(256)) + bytes.fromhex("00ff0102")


def test_stubs_support_all_media_operations(emulator: Emulator) -> None:
    taking = [each.id for each in spec.operations() if endpoints.ENDPOINTS[each.id].makes_media]
    assert len(taking) == 13
    for operation in taking:
        assert stub_reader.read({"operation": operation, "media": "AAAA"}).media == [bytes(3)]
    with pytest.raises(Mistakes, match="query_balance returns no media; pass a body"):
        stub_reader.read({"operation": "query_balance", "media": "AAAA"})


# Mistakes


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"operation": "t2a"}, "operation: no operation is called 't2a'; did you mean t2a_v2?"),
        ({"operation": "t2a_v2"}, "there is no response; pass either a body, events"),
        (
            {"operation": "t2a_v2", "body": {"a": 1}, "media": "AA=="},
            "it has body and media; pass either",
        ),
        (
            {"operation": "speech_to_text", "body": {"txt": "Hi"}},
            "body.txt: unknown field (string)",
        ),
        (
            {"operation": "speech_to_text", "body": {"text": 5}},
            "body.text: wrong type (integer, documented: string",
        ),
        ({"operation": "speech_to_text", "body": [1]}, "body: [1] is not a JSON object"),
        ({"operation": "t2a_v2", "bodi": {}}, "no field is called 'bodi'; did you mean body?"),
        ({"operation": "t2a_v2", "body": {"a": 1}, "times": 0}, "times: 0 is not a whole number"),
        ({"operation": "t2a_v2", "body": {"a": 1}, "status": 7}, "status: 7 is not an HTTP status"),
        ({"operation": "t2a_v2", "body": {"a": 1}, "when": 5}, "when: 5 is neither words"),
        ({"operation": "t2a_v2", "body": {"a": 1}, "key": 5}, "key: 5 is not a text"),
        ({"operation": "t2a_v2", "media": "???"}, "media[0]: '???' is not Base64"),
        ({"operation": "query_balance", "events": [{}]}, "events: query_balance does not stream"),
        (
            {"operation": "t2a_v2", "events": [{"data": {"audoi": ""}}]},
            "events[0].data.audoi: unknown field",
        ),
        ({"operation": "ws_t2a_v2", "body": {}}, "there is no response"),
        ({"operation": "ws_t2a_v2", "body": {"a": 1}}, "is a WebSocket; pass events or media"),
        ({"operation": "files_retrieve_content", "body": {"a": 1}}, "sends a file; pass media"),
        ([], "[] is not a stub"),
    ],
)
def test_invalid_stubs_are_rejected(anonymous: httpx.Client, fields: Any, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        stub_reader.read(fields)


@pytest.mark.parametrize(
    "answer",
    [
        lambda emulator, body: emulator.answer("speech_to_text", body),
        lambda emulator, body: emulator.answer("speech_to_text", events=[body]),
    ],
)
def test_python_rejects_invalid_stubs(emulator: Emulator, answer: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match="unknown field"):
        answer(emulator, {"txt": "Hi"})


def test_every_example_of_the_spec_is_accepted() -> None:
    for feature in ("text", "speech", "voices", "images", "video", "music", "files", "account"):
        folder = Path(minimax.__file__).parents[1] / "minimax_generated" / "openapi"
        paths = json.loads((folder / f"{feature}.json").read_text("utf-8"))["paths"]
        for operation in (each for item in paths.values() for each in item.values()):
            content = operation["responses"]["200"].get("content", {}).get("application/json", {})
            for example in content.get("examples", {}).values():
                stub_reader.read({"operation": operation["operationId"], "body": example["value"]})


# Over HTTP


def test_stubs_are_added_listed_and_removed_over_http(
    emulator: Emulator, http: httpx.Client, anonymous: httpx.Client
) -> None:
    fields = {"operation": "speech_to_text", "body": HEARD, "times": 1, "key": KEY}
    added = anonymous.put(ANSWERS, json=fields)
    assert (added.status_code, added.json()["used"]) == (201, 0)
    assert KEY not in added.text
    assert transcribe(http).json() == HEARD
    assert [each["used"] for each in anonymous.get(ANSWERS).json()["active"]] == [1]
    number = added.json()["number"]
    assert anonymous.delete(f"{ANSWERS}/{number}").status_code == 200
    assert anonymous.delete(f"{ANSWERS}/{number}").status_code == 404
    anonymous.put(ANSWERS, json={"operation": "t2a_v2", "media": base64.b64encode(WAV).decode()})
    anonymous.put(ANSWERS, json=fields)
    assert bytes.fromhex(http.post(SPEECH, json=spoken()).json()["data"]["audio"]) == WAV
    cleared = anonymous.delete(ANSWERS, params={"operation": "t2a_v2"}).json()["removed"]
    assert [each["operation"] for each in cleared] == ["t2a_v2"]
    assert len(anonymous.delete(ANSWERS, params={"key": KEY}).json()["removed"]) == 1


def test_errors_are_listed_over_http(anonymous: httpx.Client) -> None:
    body = {"operation": "speech_to_text", "body": {"text": 5, "segments": [{"speeker": "S1"}]}}
    refused = anonymous.put(ANSWERS, json=body)
    assert refused.status_code == 400
    assert [each["place"] for each in refused.json()["mistakes"]] == [
        "body.text",
        "body.segments[0].speeker",
    ]
