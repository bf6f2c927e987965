"""The low-level client alone: every way to call an endpoint, on both clients, without the ergonomic
layer.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import pickle
import re
from collections.abc import Callable
from importlib import import_module
from io import BytesIO
from types import ModuleType
from typing import Any

import httpx
import pytest

from minimax_generated import AuthenticatedClient, Client, ResponseError, models
from minimax_generated.api.account import token_plan_remains
from minimax_generated.api.files import files_retrieve_content
from minimax_generated.api.speech import speech_to_text, t2a_v2
from minimax_generated.api.text import anthropic_list_models
from minimax_generated.api.video import list_video_generation_v2, query_video_generation_v2
from minimax_generated.types import File, Response

from ..the_spec import the_spec

Answer = Callable[[httpx.Request], httpx.Response]
CALLS = ["sync", "sync_detailed", "asyncio", "asyncio_detailed"]
SPOKEN = {
    "data": {"audio": "4944", "status": 2},
    "base_resp": {"status_code": 0, "status_msg": "success"},
}
OPERATIONS = sorted((operation.feature, operation.id) for operation in the_spec().operations())


class Wire:
    """Answers every request of a client, and keeps it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.sent.append(request)
        return self.answer

    def client(self, **options: Any) -> AuthenticatedClient:
        transport = httpx.MockTransport(self)
        return AuthenticatedClient(
            base_url="https://api.example",
            token="key",
            httpx_args={"transport": transport},
            **options,
        )


def call(
    module: ModuleType, way: str, *arguments: Any, client: AuthenticatedClient, **keywords: Any
) -> Any:
    """Calls an endpoint in one of the four ways; gives what it returned."""
    if not way.startswith("asyncio"):
        with client:
            return getattr(module, way)(*arguments, client=client, **keywords)

    async def run() -> Any:
        async with client:
            return await getattr(module, way)(*arguments, client=client, **keywords)

    return asyncio.run(run())


def parsed(result: Any, way: str) -> Any:
    """The model in a result; a detailed call wraps it."""
    if way.endswith("detailed"):
        assert isinstance(result, Response)
        return result.parsed
    return result


@pytest.mark.parametrize("way", CALLS)
def test_a_json_operation(way: str) -> None:
    wire = Wire(httpx.Response(200, json=SPOKEN, headers={"Trace-Id": "t-1"}))
    body = models.T2ARequest(
        model="speech-2.8-hd",
        text="Grüß Gott",
        voice_setting=models.VoiceSetting(voice_id="v", speed=1.5),
        stream=False,
    )

    result = call(t2a_v2, way, client=wire.client(), body=body)

    answer = parsed(result, way)
    assert isinstance(answer, models.T2AResponse)
    assert isinstance(answer.data, models.T2AData)
    assert answer.data.audio == "4944"
    if way.endswith("detailed"):
        assert (result.status_code, result.headers["trace-id"], json.loads(result.content)) == (
            200,
            "t-1",
            SPOKEN,
        )
    request = wire.sent[0]
    assert (request.method, str(request.url)) == ("POST", "https://api.example/v1/t2a_v2")
    assert request.headers["authorization"] == "Bearer key"
    assert json.loads(request.content) == {
        "model": "speech-2.8-hd",
        "text": "Grüß Gott",
        "voice_setting": {"voice_id": "v", "speed": 1.5},
        "stream": False,
    }


@pytest.mark.parametrize("way", CALLS)
def test_a_multipart_upload_with_a_header_parameter(way: str) -> None:
    wire = Wire(httpx.Response(200, json={"text": "Hi.", "n_speakers": None}))
    recording = File(
        payload=BytesIO(b"ID3\x00\xff"), file_name="ä voice.mp3", mime_type="audio/mpeg"
    )
    body = models.SpeechToTextRequest(
        model="asr-1.0", file=recording, response_format="json", stream=True
    )
    body["newer_field"] = "x"

    result = call(speech_to_text, way, client=wire.client(), body=body, language="en")

    assert parsed(result, way).text == "Hi."
    request = wire.sent[0]
    assert request.headers["language"] == "en"
    fields = form(request)
    assert fields["file"] == ('filename="ä voice.mp3"', "audio/mpeg", b"ID3\x00\xff")
    assert {name: value for name, (_, _, value) in fields.items() if name != "file"} == {
        "model": b"asr-1.0",
        "response_format": b"json",
        "stream": b"true",
        "newer_field": b"x",
    }


def form(request: httpx.Request) -> dict[str, tuple[str, str, bytes]]:
    """Parts of a multipart body: name to file name, content type and content."""
    boundary = request.headers["content-type"].partition("boundary=")[2].encode()
    found = {}
    for part in request.content.split(b"--" + boundary)[1:-1]:
        head, _, content = part.strip(b"\r\n").partition(b"\r\n\r\n")
        text = head.decode()
        name = re.search(r'[; ]name="(\w+)"', text)
        assert name is not None
        file_name = re.search(r'filename="[^"]+"', text)
        kind = re.search(r"Content-Type: (\S+)", text)
        found[name[1]] = (file_name[0] if file_name else "", kind[1] if kind else "", content)
    return found


@pytest.mark.parametrize(("value", "sent"), [(True, b"true"), (False, b"false")])
def test_a_switch_in_a_form_is_written_as_the_platform_reads_it(value: bool, sent: bytes) -> None:
    body = models.SpeechToTextRequest(
        model="asr-1.0", file=File(payload=BytesIO(b"")), stream=value
    )

    assert ("stream", (None, sent, "text/plain")) in body.to_multipart()


@pytest.mark.parametrize("way", CALLS)
def test_a_path_parameter_is_escaped(way: str) -> None:
    wire = Wire(httpx.Response(200, json={"task": {"task_id": 42, "status": "running"}}))

    result = call(query_video_generation_v2, way, "4/2 ?", client=wire.client())

    assert parsed(result, way).task.status == "running"
    assert wire.sent[0].method == "GET"
    assert wire.sent[0].url.raw_path == b"/v2/query/video_generation/4%2F2%20%3F"


@pytest.mark.parametrize("way", CALLS)
def test_query_parameters_that_are_left_out_are_not_sent(way: str) -> None:
    wire = Wire(httpx.Response(200, json={"data": []}))

    call(anthropic_list_models, way, client=wire.client(), limit=2)

    assert wire.sent[0].url.query == b"limit=2"


@pytest.mark.parametrize("way", CALLS)
def test_dots_in_query_parameters_are_kept_and_lists_are_joined(way: str) -> None:
    wire = Wire(httpx.Response(200, json={}))

    call(
        list_video_generation_v2,
        way,
        client=wire.client(),
        page=1,
        status="queued",
        task_ids=["1", "2"],
    )

    assert dict(wire.sent[0].url.params) == {
        "page_num": "1",
        "filter.status": "queued",
        "filter.task_ids": "1,2",
    }


@pytest.mark.parametrize("way", CALLS)
def test_a_binary_answer(way: str) -> None:
    wire = Wire(
        httpx.Response(
            200, content=b"\x00\xff\r\n", headers={"content-type": "application/octet-stream"}
        )
    )

    result = call(files_retrieve_content, way, client=wire.client(), file_id=301223344556677)

    file = parsed(result, way)
    assert isinstance(file, File)
    assert file.payload.read() == b"\x00\xff\r\n"
    assert wire.sent[0].url.query == b"file_id=301223344556677"


def refused(
    response: httpx.Response,
    way: str = "sync",
    module: ModuleType = token_plan_remains,
    **keywords: Any,
) -> ResponseError:
    with pytest.raises(ResponseError) as caught:
        call(module, way, client=Wire(response).client(), **keywords)
    return caught.value


@pytest.mark.parametrize("way", CALLS)
@pytest.mark.parametrize("status", [301, 401, 429, 500, 529, 599])
def test_a_status_that_is_not_a_success_raises(way: str, status: int) -> None:
    """529 is the platform's "overloaded"; Python's HTTPStatus does not know it."""
    error = refused(httpx.Response(status, text="overloaded"), way)

    assert (error.status, error.code, error.message, error.body) == (
        status,
        None,
        "overloaded",
        b"overloaded",
    )
    assert str(error) == f"GET /v1/token_plan/remains: overloaded (HTTP {status})"


@pytest.mark.parametrize("way", CALLS)
@pytest.mark.parametrize(
    ("answer", "code", "message"),
    [
        ({"base_resp": {"status_code": 1004, "status_msg": "login fail"}}, 1004, "login fail"),
        (
            {"base_resp": {"status_code": "2013", "status_msg": "invalid params"}, "data": None},
            2013,
            "invalid params",
        ),
        (
            {"error": {"message": "no such model (2013)", "type": "bad_request_error"}},
            2013,
            "no such model (2013)",
        ),
        (
            {"type": "error", "error": {"type": "authentication_error", "message": ""}},
            None,
            "authentication_error",
        ),
    ],
)
def test_a_refusal_at_http_200_raises(
    way: str, answer: Any, code: int | None, message: str
) -> None:
    body = models.T2ARequest(model="speech-2.8-hd", text="Hi.")
    error = refused(httpx.Response(200, json=answer), way, t2a_v2, body=body)

    assert (error.status, error.code, error.message, json.loads(error.body)) == (
        200,
        code,
        message,
        answer,
    )
    assert pickle.loads(pickle.dumps(error)).code == code


@pytest.mark.parametrize(
    ("response", "message"),
    [
        (
            httpx.Response(200, text="<html>Bad gateway</html>"),
            "the response is not a JSON object: '<html>Bad gateway</html>'",
        ),
        (
            httpx.Response(200, json=["no", "object"]),
            'the response is not a JSON object: \'["no","object"]\'',
        ),
        (
            httpx.Response(200, content=b"{", headers={"content-type": "application/json"}),
            "the response is not a JSON object: '{'",
        ),
        (
            httpx.Response(
                200, content=b"data: {}\n\n", headers={"content-type": "text/event-stream"}
            ),
            "received an event stream",
        ),
        (httpx.Response(200), "the response is not a JSON object: ''"),
    ],
)
def test_what_is_not_json_raises(response: httpx.Response, message: str) -> None:
    assert message in refused(response).message


def test_a_refusal_is_not_taken_for_a_file() -> None:
    answer = {"base_resp": {"status_code": 1004, "status_msg": "login fail"}}
    assert (
        refused(httpx.Response(200, json=answer), "sync", files_retrieve_content, file_id="1").code
        == 1004
    )


def test_a_transcript_may_come_as_subtitles() -> None:
    wire = Wire(
        httpx.Response(
            200, text="1\n00:00:00,000", headers={"content-type": "text/plain; charset=utf-8"}
        )
    )
    recording = File(payload=BytesIO(b"ID3"), file_name="voice.mp3", mime_type="audio/mpeg")
    body = models.SpeechToTextRequest(model="asr-1.0", file=recording, response_format="srt")

    assert call(speech_to_text, "sync", client=wire.client(), body=body) == "1\n00:00:00,000"


def test_another_header_can_carry_the_key() -> None:
    wire = Wire(httpx.Response(200, json={}))

    call(token_plan_remains, "sync", client=wire.client(prefix="", auth_header_name="x-api-key"))

    assert wire.sent[0].headers["x-api-key"] == "key"
    assert "authorization" not in wire.sent[0].headers


@pytest.mark.parametrize(("feature", "name"), OPERATIONS)
def test_every_operation_can_be_called_in_all_four_ways(feature: str, name: str) -> None:
    module = import_module(f"minimax_generated.api.{feature}.{name}")

    for way in CALLS:
        function = getattr(module, way)
        assert inspect.iscoroutinefunction(function) == way.startswith("asyncio")
        assert inspect.signature(function).parameters["client"].annotation == "AuthenticatedClient"
        assert function.__doc__


def test_a_client_without_a_key_is_another_class() -> None:
    assert "token" not in inspect.signature(Client).parameters
