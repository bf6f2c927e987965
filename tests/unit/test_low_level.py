"""`client.request` and `client.stream`, sync and async."""

from __future__ import annotations

import io
import json
from typing import Any

import httpx
import pytest

from minimax import AuthenticationError, Event, ServerError, StreamInterrupted, ValidationError
from minimax.services.low_level import ENDS
from minimax_generated.api import files, speech, text, video
from minimax_generated.models import (
    ChatCompletionChunk,
    FilesUploadRequest,
    T2AChunk,
    T2ARequest,
    T2AResponse,
)
from minimax_generated.operation import AnyOperation
from minimax_generated.operations import list_operations
from minimax_generated.types import File

from .platform import AT_ONCE, SPEECH, Chunks, Platform, Runner, native_error, ok

BODY = T2ARequest(model="speech-2.8-hd", text="Hi.")


def test_request_models_return_response_models(runner: Runner) -> None:
    platform = Platform(SPEECH)
    answer = runner(runner.client(platform).request(speech.t2a_v2.OPERATION, body=BODY))
    assert isinstance(answer, T2AResponse)
    assert answer.data.audio == "fffbe8c4"
    assert platform.bodies == [{"model": "speech-2.8-hd", "text": "Hi."}]


def test_mappings_are_sent_unchanged(runner: Runner) -> None:
    platform = Platform(SPEECH)
    runner(
        runner.client(platform).request(
            speech.t2a_v2.OPERATION, body={"model": "m", "text": "Hi.", "newer": 1}
        )
    )
    assert platform.bodies == [{"model": "m", "text": "Hi.", "newer": 1}]


def test_a_body_is_checked_before_it_is_sent(runner: Runner) -> None:
    platform = Platform(SPEECH)
    with pytest.raises(ValidationError, match="text"):
        runner(
            runner.client(platform).request(
                speech.t2a_v2.OPERATION, body={"model": "m", "text": "x" * 10_001}
            )
        )
    with pytest.raises(ValidationError, match="must be a T2ARequest or a mapping"):
        runner(runner.client(platform).request(speech.t2a_v2.OPERATION, body=7))
    with pytest.raises(ValidationError, match="has no body"):
        runner(runner.client(platform).request(text.list_models.OPERATION, body={}))
    assert platform.requests == []


def test_errors_are_the_same_as_for_other_calls(runner: Runner) -> None:
    with pytest.raises(AuthenticationError):
        runner(
            runner.client(Platform(native_error(1004))).request(speech.t2a_v2.OPERATION, body=BODY)
        )


def test_retries_and_events_are_the_same_as_for_other_calls(runner: Runner) -> None:
    events: list[Event] = []
    platform = Platform(httpx.Response(503), ok({"data": []}))
    client = runner.client(platform, retry=AT_ONCE, on_event=events.append)
    runner(client.request(text.list_models.OPERATION))
    assert [event.kind for event in events] == ["request", "retry", "request", "response"]
    paid = Platform(httpx.Response(500), ok({}))
    with pytest.raises(ServerError):
        runner(runner.client(paid, retry=AT_ONCE).request("POST", "/v1/new", json={"a": 1}))
    assert len(paid.requests) == 1  # what a request costs that nobody knows is not known either


def test_parameters_are_sent_in_path_query_and_headers(runner: Runner) -> None:
    platform = Platform({"task": {"status": "queued"}})
    client = runner.client(platform)
    runner(client.request(video.query_video_generation_v2.OPERATION, task_id="a/b"))
    runner(
        client.request(
            video.list_video_generation_v2.OPERATION,
            status="queued",
            page=2,
            model=None,
            task_ids=["7", "8"],
        )
    )
    chat = {"model": "MiniMax-M3", "messages": [{"role": "user", "content": "Hi."}]}
    runner(
        client.request(text.anthropic_messages.OPERATION, body=chat, anthropic_version="2023-06-01")
    )
    vectors = {"model": "embo-01", "texts": ["Hi."], "type": "db"}
    runner(client.request(text.embeddings.OPERATION, body=vectors, group_id="42"))
    assert [request.url.raw_path.decode() for request in platform.requests] == [
        "/v2/query/video_generation/a%2Fb",
        "/v2/query/video_generation?filter.status=queued&page_num=2&filter.task_ids=7%2C8",
        "/anthropic/v1/messages",
        "/v1/embeddings?GroupId=42",
    ]
    assert platform.requests[2].headers["anthropic-version"] == "2023-06-01"
    with pytest.raises(ValidationError, match="did you mean 'task_id'"):
        runner(client.request(video.query_video_generation_v2.OPERATION, taskid="1"))
    with pytest.raises(ValidationError, match="task_id is missing"):
        runner(client.request(video.query_video_generation_v2.OPERATION))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((speech.t2a_v2.OPERATION,), {"body": {"model": "m", "text": "Hi.", "stream": True}},
         r"use client\.stream"),
        ((text.list_models.OPERATION,), {"page": 1}, "'page' is not a parameter .* it has none"),
        ((speech.t2a_v2.OPERATION,), {"body": BODY, "text": "Hi."}, "fields .* belong in body"),
        (("POST", "/v1/new"), {"body": {}}, r"'body' is not a parameter of request\('POST'"),
        (("POST", "/v1/new"), {"json": [1]}, "json must be a mapping, not list"),
        (("POST", "v1/new"), {}, "'v1/new' is not a valid path"),
        (("POST", "/v1/new?a=1"), {}, "belongs in params"),
        (("POST",), {}, "None is not a valid path"),
        ((7,), {}, "7 is neither an OPERATION"),
    ],
)  # fmt: skip
def test_misuse_is_rejected_before_sending(
    runner: Runner, arguments: tuple[Any, ...], options: dict[str, Any], message: str
) -> None:
    platform = Platform(ok({}))
    with pytest.raises(ValidationError, match=message):
        runner(runner.client(platform).request(*arguments, **options))
    assert platform.requests == []


def test_operations_without_events_cannot_be_streamed(runner: Runner) -> None:
    with pytest.raises(ValidationError, match=r"does not stream; use client\.request"):
        runner.client(Platform(ok({}))).stream(files.files_delete.OPERATION, body={})


def test_options_of_one_call(runner: Runner) -> None:
    platform = Platform(ok({}))
    runner(
        runner.client(platform).request(
            text.list_models.OPERATION, headers={"X-Team": "a"}, timeout=3
        )
    )
    assert platform.requests[0].headers["x-team"] == "a"


def test_unknown_paths(runner: Runner) -> None:
    platform = Platform({"new": True})
    answer = runner(
        runner.client(platform).request("POST", "/v1/new", json={"a": 1}, params={"page": 2})
    )
    assert answer == {"new": True}
    assert (str(platform.requests[0].url.raw_path, "ascii"), platform.bodies) == (
        "/v1/new?page=2",
        [{"a": 1}],
    )


def test_a_form_with_a_file(runner: Runner) -> None:
    platform = Platform(ok({"file": {"file_id": 7}}))
    file = File(payload=io.BytesIO(b"RIFF"), file_name="a.wav")
    answer = runner(
        runner.client(platform).request(
            files.files_upload.OPERATION, body=FilesUploadRequest(purpose="voice_clone", file=file)
        )
    )
    assert answer.file.file_id == 7
    runner(
        runner.client(platform).request(
            files.files_upload.OPERATION, body={"purpose": "voice_clone", "file": b"RIFF"}
        )
    )
    assert [request.content.count(b"RIFF") for request in platform.requests] == [1, 1]


def test_file_responses_are_bytes(runner: Runner) -> None:
    platform = Platform(httpx.Response(200, content=b"\x00\xff"))
    answer = runner(
        runner.client(platform).request(files.files_retrieve_content.OPERATION, file_id="7")
    )
    assert answer.payload.read() == b"\x00\xff"
    refused = runner.client(Platform(native_error(1004)))
    with pytest.raises(AuthenticationError):
        runner(refused.request(files.files_retrieve_content.OPERATION, file_id="7"))


def sse(*events: Any) -> httpx.Response:
    pieces = [
        f"data: {event if isinstance(event, str) else json.dumps(event)}\n\n".encode()
        for event in events
    ]
    return httpx.Response(
        200, headers={"content-type": "text/event-stream"}, stream=Chunks(*pieces)
    )


async def gathered(stream: Any) -> list[Any]:
    return [event async for event in stream] if hasattr(stream, "__aiter__") else list(stream)


def test_streams_return_models(runner: Runner) -> None:
    platform = Platform(
        sse({"data": {"audio": "00", "status": 1}}, {"data": {"audio": "", "status": 2}})
    )
    stream = runner.client(platform).stream(speech.t2a_v2.OPERATION, body=BODY)
    found = runner(gathered(stream)) if runner.is_async else list(stream)
    assert [type(event) for event in found] == [T2AChunk, T2AChunk]
    assert platform.bodies[0]["stream"] is True


def test_broken_streams_are_interrupted(runner: Runner) -> None:
    platform = Platform(sse({"data": {"audio": "00", "status": 1}}))
    stream = runner.client(platform).stream(speech.t2a_v2.OPERATION, body=BODY)
    with pytest.raises(StreamInterrupted) as caught:
        runner(gathered(stream)) if runner.is_async else list(stream)
    assert len(caught.value.partial) == 1


def test_a_chat_stream(runner: Runner) -> None:
    chunk = {"choices": [{"delta": {"content": "Hi"}}]}
    platform = Platform(sse(chunk, "[DONE]"))
    stream = runner.client(platform).stream(
        text.chat_completions.OPERATION, body={"model": "m", "messages": [{"role": "user"}]}
    )
    found = runner(gathered(stream)) if runner.is_async else list(stream)
    assert isinstance(found[0], ChatCompletionChunk)


@pytest.mark.parametrize("operation", list_operations(), ids=lambda each: each.id)
def test_every_operation_has_its_models(operation: AnyOperation) -> None:
    assert operation.response == "File" or operation.response_model
    assert operation.request is None or operation.request_model
    assert operation.event is None or operation.event_model
    assert not {"body", "timeout", "retry", "headers"} & set(operation.parameters)
    assert operation.event is None or operation.stream_end in ENDS
