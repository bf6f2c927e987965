"""Webhook messages of both API generations, and the app that receives them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import trio
from starlette.applications import Starlette
from starlette.routing import Mount

import minimax
from minimax import DecodeError, callbacks
from minimax.callbacks import Challenge, TaskUpdate, challenge_response, parse
from minimax.tasks import Status

GOOD = {"status_code": 0, "status_msg": "success"}
DONE = {
    "task_id": "731905224718336",
    "status": "success",
    "file_id": 731905990002113,
    "base_resp": GOOD,
}
V2 = {
    "task": {
        "id": "518",
        "model": "MiniMax-H3",
        "status": "succeeded",
        "content": {"url": "https://cdn.test/a.mp4"},
        "task_type": "generation",
    }
}


# Messages


def test_module_is_an_attribute_of_the_package() -> None:
    assert minimax.callbacks is callbacks


@pytest.mark.parametrize("value", ["9f2c77", 42, ""])
def test_challenges_are_echoed(value: Any) -> None:
    message = parse(json.dumps({"challenge": value}))

    assert message == Challenge(value)
    assert challenge_response(message) == {"challenge": value}


@pytest.mark.parametrize(
    "body",
    [DONE, json.dumps(DONE), json.dumps(DONE).encode(), bytearray(json.dumps(DONE).encode())],
)
def test_messages_are_parsed_in_any_form(body: Any) -> None:
    update = parse(body)

    assert isinstance(update, TaskUpdate)
    assert (update.handle, update.status, update.raw_status) == (
        "video:731905224718336",
        Status.SUCCEEDED,
        "success",
    )
    assert (update.file_id, update.url, update.code) == ("731905990002113", "", None)
    assert update.raw == DONE


@pytest.mark.parametrize(
    ("body", "handle", "status", "url"),
    [
        ({"task_id": "7", "status": "processing"}, "video:7", Status.RUNNING, ""),
        ({"task_id": 7, "status": "Success", "file_id": "9"}, "video:7", Status.SUCCEEDED, ""),
        (
            {"task_id": "7", "status": "Success", "video_url": "https://c.test/t.mp4"},
            "video-template:7",
            Status.SUCCEEDED,
            "https://c.test/t.mp4",
        ),
        (
            {"task_id": "7", "status": "a-new-word", "video_url": None},
            "video:7",
            Status.RUNNING,
            "",
        ),
        (V2, "video-v2:518", Status.SUCCEEDED, "https://cdn.test/a.mp4"),
        (
            {"task": {"id": 518, "status": "queued", "content": None}},
            "video-v2:518",
            Status.QUEUED,
            "",
        ),
        (
            {
                "task": {
                    "id": "518",
                    "status": "succeeded",
                    "task_type": "h3_context_ir",
                    "content": {"prompt": "x"},
                }
            },
            "video-prompt:518",
            Status.SUCCEEDED,
            "",
        ),
        (
            {"task": {"id": "518", "status": "cancelled", "task_type": "regeneration"}},
            "video-v2:518",
            Status.CANCELLED,
            "",
        ),
    ],
)
def test_messages_have_kind_status_and_link(
    body: dict[str, Any], handle: str, status: Status, url: str
) -> None:
    update = parse(body)

    assert isinstance(update, TaskUpdate)
    assert (update.handle, update.status, update.url) == (handle, status, url)


@pytest.mark.parametrize(
    ("body", "code", "reason"),
    [
        (
            {
                "task_id": "7",
                "status": "failed",
                "base_resp": {"status_code": 1027, "status_msg": "sensitive"},
            },
            1027,
            "sensitive",
        ),
        (
            {
                "task": {
                    "id": "7",
                    "status": "failed",
                    "error": {"code": "1026", "message": "prompt"},
                }
            },
            1026,
            "prompt",
        ),
        ({"task": {"id": "7", "status": "failed", "error": "too long"}}, None, "too long"),
        ({"task_id": "7", "status": "failed", "base_resp": GOOD}, None, ""),
        ({"task_id": "7", "status": "failed", "base_resp": "odd"}, None, ""),
    ],
)
def test_failures_have_a_reason(body: dict[str, Any], code: int | None, reason: str) -> None:
    update = parse(body)

    assert isinstance(update, TaskUpdate)
    assert (update.status, update.code, update.reason) == (Status.FAILED, code, reason)


def test_kind_can_be_passed() -> None:
    update = parse({"task_id": "7", "status": "processing"}, kind="video-template")

    assert isinstance(update, TaskUpdate)
    assert update.handle == "video-template:7"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        "no json",
        "[]",
        "null",
        {},
        {"task_id": "7"},
        {"status": "success"},
        {"task": {}},
        {"task": "7"},
        {"task_id": ["7"], "status": "x"},
        {"task_id": True, "status": "x"},
        {"task_id": "../7", "status": "x"},
        b'{"challenge": NaN}',
    ],
)
def test_invalid_messages_are_an_error_with_raw(body: Any) -> None:
    with pytest.raises(DecodeError, match="not a message of the platform") as caught:
        parse(body)

    assert caught.value.raw == body


# The app


def posted(app: Any, *, method: str = "POST", path: str = "/", **options: Any) -> httpx.Response:
    async def send() -> httpx.Response:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://hook.test"
        ) as client:
            return await client.request(method, path, **options)

    return asyncio.run(send())


def nobody(update: TaskUpdate) -> None:
    raise AssertionError("nobody is to be told")


def test_app_answers_challenges_without_calling_the_handler() -> None:
    response = posted(callbacks.app(nobody), json={"challenge": "9f2c77"})

    assert (response.status_code, response.json()) == (200, {"challenge": "9f2c77"})


def collecting(runner: str, updates: list[TaskUpdate]) -> Callable[[TaskUpdate], object]:
    async def awaited(update: TaskUpdate) -> None:
        await asyncio.sleep(0)
        updates.append(update)

    class Callable_:
        async def __call__(self, update: TaskUpdate) -> None:
            updates.append(update)

    return {"function": updates.append, "coroutine function": awaited, "object": Callable_()}[
        runner
    ]


@pytest.mark.parametrize("kind", ["function", "coroutine function", "object"])
def test_app_calls_the_handler(kind: str) -> None:
    updates: list[TaskUpdate] = []

    response = posted(callbacks.app(collecting(kind, updates)), json=V2)

    assert response.status_code == 200
    assert [update.handle for update in updates] == ["video-v2:518"]


def test_app_runs_on_trio() -> None:
    updates: list[TaskUpdate] = []

    async def send() -> int:
        app = callbacks.app(updates.append)
        transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://hook.test") as client:
            return (await client.post("/", json=V2)).status_code

    assert trio.run(send) == 200
    assert [update.handle for update in updates] == ["video-v2:518"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_app_accepts_only_post(method: str) -> None:
    response = posted(callbacks.app(nobody), method=method)

    assert (response.status_code, response.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize("content", [b"", b"hello", b'{"a": 1}', b"[" * 100_000])
def test_app_rejects_invalid_messages(content: bytes) -> None:
    assert posted(callbacks.app(nobody), content=content).status_code == 400


def test_app_rejects_large_bodies_while_reading() -> None:
    async def blocks() -> Any:
        for _ in range(100):
            yield b"x" * 100

    assert posted(callbacks.app(nobody, max_bytes=250), content=blocks()).status_code == 413


def test_handler_errors_are_server_errors() -> None:
    def handler(update: TaskUpdate) -> None:
        raise RuntimeError("the database is away")

    with pytest.raises(RuntimeError, match="the database is away"):
        posted(callbacks.app(handler), json=V2)


def test_app_can_be_mounted() -> None:
    updates: list[TaskUpdate] = []
    app = Starlette(
        routes=[Mount("/minimax", callbacks.app(updates.append, kind="video-template"))]
    )

    assert (
        posted(app, path="/minimax/", json={"task_id": "7", "status": "processing"}).status_code
        == 200
    )
    assert updates[0].handle == "video-template:7"


def driven(app: Any, scope: dict[str, Any], *events: dict[str, Any]) -> list[dict[str, Any]]:
    """What an app sends for these events."""
    sent: list[dict[str, Any]] = []
    left = list(events)

    async def run() -> None:
        async def receive() -> dict[str, Any]:
            return left.pop(0)

        async def send(event: dict[str, Any]) -> None:
            sent.append(event)

        await app(scope, receive, send)

    asyncio.run(run())
    return sent


def test_app_stops_reading_at_the_limit() -> None:
    block = {"type": "http.request", "body": b"x" * 200, "more_body": True}

    sent = driven(
        callbacks.app(nobody, max_bytes=250), {"type": "http", "method": "POST"}, block, block
    )

    assert sent[0]["status"] == 413


def test_app_stops_when_the_client_disconnects() -> None:
    events = (
        {"type": "http.request", "body": b'{"chal', "more_body": True},
        {"type": "http.disconnect"},
    )

    assert driven(callbacks.app(nobody), {"type": "http", "method": "POST"}, *events) == []


def test_app_supports_lifespan() -> None:
    sent = driven(
        callbacks.app(nobody),
        {"type": "lifespan"},
        {"type": "lifespan.startup"},
        {"type": "lifespan.shutdown"},
    )

    assert [event["type"] for event in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_app_rejects_websockets() -> None:
    assert driven(callbacks.app(nobody), {"type": "websocket"}, {"type": "websocket.connect"}) == [
        {"type": "websocket.close", "code": 1003}
    ]
