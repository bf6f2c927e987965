"""`timeout=`, `retry=` and `headers=` of one call and of a client, and annotations that resolve."""

from __future__ import annotations

import inspect
import typing
from typing import Any

import httpx
import pytest

from minimax import AsyncMiniMax, ConfigError, MiniMax, Retry, ServerError, ValidationError
from minimax.core.operation import Service

from .platform import AT_ONCE, CHAT, KEY, SPEECH, Chunks, Platform, Runner, ok

SERVICES = ("text", "text.messages", "text.responses", "speech", "voices", "video", "images",
            "music", "files", "account")  # fmt: skip
STREAM = b'data: {"choices":[{"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\n'


async def read(stream: Any) -> list[Any]:
    return [event async for event in stream]


def service(client: Any, name: str) -> Any:
    for part in name.split("."):
        client = getattr(client, part)
    return client


def calls(client: Any) -> list[Any]:
    found = []
    for name in SERVICES:
        of = service(client, name)
        names = [each for each in vars(type(of)) if not each.startswith("_") and each != "resume"]
        bound = [getattr(of, each) for each in names]
        found += [each for each in bound if callable(each) and not isinstance(each, Service)]
    return found


@pytest.mark.parametrize(
    ("call", "arguments", "answer"),
    [
        ("text.chat", ("Hi",), ok(CHAT)),
        ("speech.synthesize", ("Hi",), ok(SPEECH)),
        ("files.list", (), ok({"files": []})),
        ("text.models", (), ok({"data": []})),
        ("video.list", (), ok({"items": []})),
    ],
)
def test_calls_accept_options(
    runner: Runner, call: str, arguments: tuple[Any, ...], answer: httpx.Response
) -> None:
    platform = Platform(answer)
    client = runner.client(platform, headers={"X-Team": "a", "X-App": "b"})
    method = service(client, call)
    runner(method(*arguments, headers={"X-Team": "c"}, timeout=7, retry=Retry(attempts=1)))
    runner(method(*arguments))
    own, usual = platform.requests
    assert (own.headers["x-team"], usual.headers["x-team"]) == ("c", "a")
    assert own.headers["x-app"] == "b"
    assert own.extensions["timeout"]["read"] == 7 != usual.extensions["timeout"]["read"]


def test_calls_accept_retry(runner: Runner) -> None:
    platform = Platform(httpx.Response(503))
    client = runner.client(platform, retry=AT_ONCE)
    with pytest.raises(ServerError):
        runner(client.text.models(retry=Retry(attempts=1)))
    assert len(platform.requests) == 1
    with pytest.raises(ConfigError, match="retry"):
        runner(client.text.models(retry=3))


def test_streams_accept_options(runner: Runner) -> None:
    answer = httpx.Response(
        200, headers={"content-type": "text/event-stream"}, stream=Chunks(STREAM)
    )
    platform = Platform(answer)
    stream = runner.client(platform).text.stream("Hi", headers={"X-Team": "c"})
    assert runner(read(stream)) if runner.is_async else list(stream)
    assert platform.requests[0].headers["x-team"] == "c"


def test_an_unknown_argument_is_refused(runner: Runner) -> None:
    client = runner.client(Platform(ok({})))
    with pytest.raises(TypeError, match=r"list\(\) got an unexpected keyword argument 'purpos'"):
        runner(client.files.list(purpos="voice_clone"))
    with pytest.raises(TypeError, match=r"'max_retries'; use retry=Retry"):
        runner(client.files.list(max_retries=3))
    with pytest.raises(ValidationError, match=r"'max_retries' .* use retry=Retry"):
        runner(client.text.chat("Hi", max_retries=3))


@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
def test_clients_accept_max_retries(kind: type[MiniMax | AsyncMiniMax]) -> None:
    assert kind(KEY, max_retries=0)._config.retry.attempts == 1
    assert kind(KEY, max_retries=4)._config.retry == Retry(attempts=5)
    for wrong in (-1, True, "3"):
        with pytest.raises(ConfigError, match="max_retries"):
            kind(KEY, max_retries=typing.cast(Any, wrong))


@pytest.mark.parametrize("kind", [MiniMax, AsyncMiniMax])
def test_the_annotations_of_every_call_resolve(kind: type[MiniMax | AsyncMiniMax]) -> None:
    client = kind(KEY)
    assert len(calls(client)) > 35
    for call in calls(client):
        hints = typing.get_type_hints(call)
        named = [
            name for name in inspect.signature(call).parameters if name in call.__annotations__
        ]
        assert {*named, "return"} <= hints.keys(), call
    assert typing.get_type_hints(client.files.get)["file_id"] is not str
