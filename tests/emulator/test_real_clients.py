"""What real clients send: requests that the platform accepts although its pages say otherwise, and
requests that it refuses, in the words in which it does.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from minimax.emulator import Emulator

from .conftest import CHAT, NATIVE, SPEECH, chat, spoken
from .samples import status, upload, wav

MESSAGES, RESPONSES = "/anthropic/v1/messages", "/v1/responses"
COUNTS = "/anthropic/v1/messages/count_tokens"
WEATHER = {
    "name": "get_weather",
    "description": "Current weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}
EMPTY_FUNCTION = "function name or parameters is empty"
BAD_ARGUMENTS = "invalid function arguments json string"
SYSTEM_ROLE = "chat content has invalid message role: system"
NOTHING_SAID = "chat content is empty"


def tool(**changed: Any) -> dict[str, Any]:
    """A chat tool; None takes a field out."""
    function = {**WEATHER, **changed}
    return {
        "type": "function",
        "function": {name: value for name, value in function.items() if value is not None},
    }


def called(arguments: Any) -> dict[str, Any]:
    """A chat in which a tool was called with these arguments."""
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "get_weather", "arguments": arguments},
    }
    return {
        "model": "MiniMax-M3",
        "messages": [
            {"role": "user", "content": "How warm is it in Oslo?"},
            {"role": "assistant", "content": "", "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "call_1", "content": "4 degrees"},
        ],
    }


def chat_request(*messages: tuple[str, Any], **more: Any) -> dict[str, Any]:
    """A conversation of roles and contents."""
    found = [{"role": role, "content": content} for role, content in messages]
    return {"model": "MiniMax-M3", "messages": found, **more}


def function_call(arguments: Any) -> dict[str, Any]:
    item = {"type": "function_call", "call_id": "c", "name": "f", "arguments": arguments}
    return {"model": "MiniMax-M3", "input": [{"role": "user", "content": "Hi"}, item]}


def refusal(response: httpx.Response) -> tuple[int, str]:
    """HTTP status and message of a refusal, in whatever envelope it comes."""
    answer = response.json()
    if "error" in answer:
        return response.status_code, answer["error"]["message"]
    code, message = status(response)
    return response.status_code, f"{message} ({code})"


TWO_SYSTEMS = chat_request(("system", "Be kind."), ("system", "Be brief."), ("user", "Hi"))
ONLY_BLANKS = chat_request(("user", ""), ("assistant", " \n"))
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    *((path, chat(tools=[tool(parameters=None)]), EMPTY_FUNCTION) for path in (CHAT, NATIVE)),
    *((path, chat(tools=[tool(name=None)]), EMPTY_FUNCTION) for path in (CHAT, NATIVE)),
    (MESSAGES, chat(tools=[{"name": "get_weather"}]), EMPTY_FUNCTION),
    *(
        (path, called(arguments), BAD_ARGUMENTS)
        for path in (CHAT, NATIVE)
        for arguments in ("", " ", "null", "[]", '"x"', '{"city": "Os', "{'city': 'Oslo'}", {})
    ),
    *((RESPONSES, function_call(arguments), BAD_ARGUMENTS) for arguments in ("", "[1]", "{")),
    *((path, TWO_SYSTEMS, "invalid chat setting") for path in (CHAT, NATIVE)),
    *(
        (path, chat_request(("system", "Be kind."), ("user", "Hi")), SYSTEM_ROLE)
        for path in (MESSAGES, COUNTS)
    ),
    *((path, ONLY_BLANKS, NOTHING_SAID) for path in (CHAT, NATIVE, MESSAGES)),
    (CHAT, {"model": "MiniMax-M3", "messages": [{"role": "user"}]}, NOTHING_SAID),
    (RESPONSES, {"model": "MiniMax-M3", "input": " "}, NOTHING_SAID),
]


@pytest.mark.parametrize(("path", "body", "words"), REFUSED)
@pytest.mark.parametrize("stream", [False, True])
def test_is_refused_in_the_platforms_words(
    http: httpx.Client, path: str, body: dict[str, Any], words: str, stream: bool
) -> None:
    if stream and path == COUNTS:
        return
    http_status, message = refusal(http.post(path, json={**body, "stream": stream}))
    assert message == f"invalid params, {words} (2013)"
    assert http_status == (200 if path == NATIVE else 400)


@pytest.mark.parametrize("path", [CHAT, NATIVE, MESSAGES, RESPONSES])
@pytest.mark.parametrize("messages", [[], None])
def test_a_chat_without_messages_is_refused(http: httpx.Client, path: str, messages: Any) -> None:
    name = "input" if path == RESPONSES else "messages"
    _, message = refusal(http.post(path, json={"model": "MiniMax-M3", name: messages}))
    assert "is empty" in message


@pytest.mark.parametrize("path", [CHAT, NATIVE])
@pytest.mark.parametrize("role", ["", None])
def test_a_message_without_a_role_is_refused(http: httpx.Client, path: str, role: Any) -> None:
    _, message = refusal(http.post(path, json=chat_request((role, "Hi"))))
    assert message == "invalid params, messages[0].role is empty (2013)"


@pytest.mark.parametrize("path", [CHAT, NATIVE])
def test_tool_parameters_may_be_json_text(http: httpx.Client, path: str) -> None:
    offered = tool(parameters=json.dumps(WEATHER["parameters"]))
    answer = http.post(path, json=chat("What is the weather in Paris?", tools=[offered])).json()
    (call,) = answer["choices"][0]["message"]["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == {"city": "Paris"}


@pytest.mark.parametrize("path", [CHAT, NATIVE])
@pytest.mark.parametrize("parameters", ["", "[]", '{"type": ', 5, []])
def test_tool_parameters_that_hold_no_object_are_refused(
    http: httpx.Client, path: str, parameters: Any
) -> None:
    _, message = refusal(http.post(path, json=chat(tools=[tool(parameters=parameters)])))
    assert message.startswith("invalid params, tools[0].function.parameters")
    assert message.endswith("(2013)")


def test_arguments_of_a_finished_call_go_back_as_they_came(http: httpx.Client) -> None:
    for arguments in ("{}", '{"city": "Oslo"}', ' {"city": "Oslo"}\n'):
        assert http.post(CHAT, json=called(arguments)).status_code == 200


def test_files_are_listed_without_a_purpose(http: httpx.Client) -> None:
    upload(http, "voice_clone", "a.wav", wav(1))
    upload(http, "t2a_async_input", "b.txt", b"Hello")
    files = http.get("/v1/files/list").json()["files"]
    assert [file["filename"] for file in files] == ["a.wav", "b.txt"]


def test_a_file_is_deleted_by_its_id_alone(http: httpx.Client) -> None:
    number = upload(http, "voice_clone", "a.wav", wav(1))
    assert http.post("/v1/files/delete", json={"file_id": number}).json() == {
        "file_id": number,
        "base_resp": {"status_code": 0, "status_msg": "success"},
    }
    assert http.get("/v1/files/list").json()["files"] is None


@pytest.mark.parametrize(
    "asked", [{}, {"duration": 6}, {"resolution": "720P"}, {"duration": 6, "resolution": "720P"}]
)
def test_the_01_series_takes_the_values_that_it_makes_anyway(
    http: httpx.Client, asked: dict[str, Any]
) -> None:
    body = {"model": "T2V-01", "prompt": "A kite over dunes.", **asked}
    assert http.post("/v1/video_generation", json=body).json()["task_id"]


@pytest.mark.parametrize("asked", [{"duration": 10}, {"resolution": "1080P"}])
def test_the_01_series_takes_no_other_values(http: httpx.Client, asked: dict[str, Any]) -> None:
    body = {"model": "T2V-01", "prompt": "A kite over dunes.", **asked}
    code, message = status(http.post("/v1/video_generation", json=body))
    assert code == 2013
    assert all(words in message for words in ("T2V-01", "720P", "6 s")), message


@pytest.mark.parametrize("media_type", ["mp4", "mov", "avi", "x-msvideo", "x-matroska"])
def test_messages_take_every_media_type_of_a_clip(
    emulator: Emulator, http: httpx.Client, media_type: str
) -> None:
    emulator.configure(strict=True)
    source = {"type": "base64", "media_type": f"video/{media_type}", "data": "AAAA"}
    body = chat([{"type": "text", "text": "What is it?"}, {"type": "video", "source": source}])
    response = http.post(MESSAGES, json=body, headers={"anthropic-version": "2023-06-01"})
    assert response.status_code == 200, response.text


def test_a_tool_choice_of_messages_has_a_type(http: httpx.Client) -> None:
    _, message = refusal(http.post(MESSAGES, json=chat(tool_choice={})))
    assert message == "tool_choice.type: is empty"


def test_sounds_alone_are_noted(emulator: Emulator, http: httpx.Client) -> None:
    sound = {"type": "audio_url", "role": "reference_audio", "audio_url": {"url": "https://x.y/a"}}
    body = {
        "model": "MiniMax-H3",
        "content": [{"type": "text", "text": "She sings"}, sound],
        "resolution": "768P",
        "duration": 4,
        "ratio": "16:9",
    }
    assert http.post("/v2/video_generation", json=body).json()["task_id"]
    (entry,) = emulator.requests()
    assert "without a reference image or video may be rejected" in entry.notes[0]


# What a misspelt value meets


LANGUAGE = spoken(language_boost="english")
NO_SUCH = [
    *((SPEECH, spoken(model=model)) for model in ("speech-2.8-hdd", "speech-3.0-hd", "tts-1")),
    (SPEECH, spoken(model="speech-2.5-hd-preview")),
    (
        "/v1/t2a_async_v2",
        {"model": "speech-9", "text": "Hi", "voice_setting": {"voice_id": "male-qn-qingse"}},
    ),
    (
        "/v1/voice_clone",
        {"file_id": 1, "voice_id": "Narrator01", "text": "Hi", "model": "speech-9"},
    ),
]


@pytest.mark.parametrize(("path", "body"), NO_SUCH)
def test_an_unknown_speech_model_is_refused(
    http: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    code, message = status(http.post(path, json=body))
    assert (code, message) == (2013, f"invalid params, unknown model '{body['model']}'")


STRANGE: list[tuple[str, dict[str, Any], str]] = [
    (SPEECH, LANGUAGE, "language_boost: unknown value 'english'"),
    (CHAT, chat_request(("usr", "Hi")), "messages[0].role: unknown value 'usr'"),
    (NATIVE, chat_request(("usr", "Hi")), "messages[0].role: unknown value 'usr'"),
    (MESSAGES, chat_request(("usr", "Hi")), "messages.0.role: unknown value 'usr'"),
    (
        RESPONSES,
        {"model": "MiniMax-M3", "input": [{"role": "usr", "content": "Hi"}]},
        "input[0].role: unknown value 'usr'",
    ),
]


@pytest.mark.parametrize(("path", "body", "words"), STRANGE)
def test_a_strict_emulator_refuses_values_that_nobody_lists(
    emulator: Emulator, http: httpx.Client, path: str, body: dict[str, Any], words: str
) -> None:
    assert http.post(path, json=body).status_code == 200
    (loose,) = emulator.requests()
    assert loose.notes
    emulator.configure(strict=True)
    _, message = refusal(http.post(path, json=body))
    assert words in message
    assert "rejected by --strict; did you mean" in message


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (CHAT, {**chat(), "model": "MiniMax-M33"}),
        (MESSAGES, {**chat(), "model": "MiniMax-M33"}),
        (RESPONSES, {"model": "MiniMax-M33", "input": "Hi"}),
        ("/v1/video_generation", {"model": "MiniMax-Hailuo-23", "prompt": "A kite."}),
    ],
)
def test_a_strict_emulator_refuses_models_that_the_table_does_not_have(
    emulator: Emulator, http: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    assert "unknown model" not in http.post(path, json=body).text
    emulator.configure(strict=True)
    assert "unknown model" in http.post(path, json=body).text


@pytest.mark.parametrize(("language", "good"), [("en", True), ("zh-CN", True), ("english", False)])
def test_a_strict_emulator_refuses_languages_of_a_recording_that_nobody_lists(
    emulator: Emulator, http: httpx.Client, language: str, good: bool
) -> None:
    emulator.configure(strict=True)
    response = http.post(
        "/v1/speech_to_text",
        data={"model": "asr-1.0"},
        files={"file": ("a.wav", wav(1))},
        headers={"language": language},
    )
    assert (response.status_code == 200) == good, response.text
