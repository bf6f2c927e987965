"""Webhooks: what the platform posts to a `callback_url` while it works on a video.

In your own server, parse the bodies yourself:

    message = minimax.callbacks.parse(body)
    if isinstance(message, minimax.callbacks.Challenge):
        return minimax.callbacks.challenge_response(message)       # within 3 seconds, as JSON
    if message.status == "succeeded":
        client.task(message.handle).download("out.mp4")

Or mount the ASGI app in Starlette or FastAPI, or run it with uvicorn:
`minimax.callbacks.app(on_update)`. The messages are not signed, so treat them as a hint, and query
the task itself before you act on one.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from .core.waiting import Status, kind_of, reason, state_of, status_of, valid_id
from .errors import DecodeError
from .record import Record

MAX_BYTES = 1024 * 1024

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Challenge(Record):
    """The first message to a webhook. The platform accepts the URL only if the response is
    `challenge_response(challenge)`.
    """

    value: Any


@dataclass(frozen=True, slots=True)
class TaskUpdate(Record):
    """A change of a task.

    `kind` is derived from the body: "video-v2" or "video-prompt" for V2, "video-template" if there
    is a `url` as in V1, otherwise "video". The messages of a template task look like those of a V1
    video until it has succeeded, so pass its kind to `parse` if you use both.
    """

    kind: str
    task_id: str
    status: Status
    raw_status: str
    """The status as spelled by the platform."""
    url: str
    """Link to the video, "" if the message has none."""
    file_id: str
    """Id of the video for `client.files`, "" if the message has none."""
    code: int | None
    """The platform's code of the failure."""
    reason: str
    """The reason of the failure."""
    raw: Mapping[str, Any]

    @property
    def handle(self) -> str:
        """The handle for `client.task(handle)`."""
        return f"{self.kind}:{self.task_id}"


def parse(
    body: bytes | bytearray | str | Mapping[str, Any], *, kind: str | None = None
) -> Challenge | TaskUpdate:
    """Parse a message.

    Args:
        body: the body of the request, raw or decoded.
        kind: kind of the tasks that report to this webhook, if known; see `TaskUpdate`.

    Raises:
        DecodeError: the body is not a message of the platform.

    Source: https://platform.minimax.io/docs/api-reference/video-generation-v2-create
    """
    message = body if isinstance(body, Mapping) else _decoded(body)
    if message.get("challenge") is not None:
        return Challenge(message["challenge"])
    state = state_of(message)
    is_v2 = state is not message
    task_id = valid_id(state.get("id" if is_v2 else "task_id"))
    raw_status = state.get("status")
    if not task_id or not isinstance(raw_status, str):
        raise DecodeError(
            "This is not a message of the platform: it has neither a challenge nor the id and"
            " status of a task.",
            raw=body,
        )
    content = state.get("content")
    url = content.get("url") if isinstance(content, Mapping) else state.get("video_url")
    code, words = reason(message)
    return TaskUpdate(
        kind=kind or (kind_of(state) if is_v2 else "video-template" if url else "video"),
        task_id=task_id,
        status=status_of(raw_status),
        raw_status=raw_status,
        url=url if isinstance(url, str) else "",
        file_id=valid_id(state.get("file_id")),
        code=code,
        reason=words,
        raw=message,
    )


def challenge_response(challenge: Challenge) -> dict[str, Any]:
    """The JSON response to a challenge, to be sent within 3 seconds."""
    return {"challenge": challenge.value}


def app(
    on_update: Callable[[TaskUpdate], object],
    *,
    kind: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> App:
    """An ASGI app for a `callback_url`: it responds to challenges, and calls `on_update` with every
    change of a task.

    The platform waits for the response, so do long work elsewhere. An exception in `on_update`
    becomes HTTP 500.

    Args:
        on_update: a function, called in a thread, or a coroutine function.
        kind: as in `parse`.
        max_bytes: larger bodies are rejected.
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1003})
        elif scope["method"] != "POST":
            await _answer(send, 405, {"error": "POST only"}, (b"allow", b"POST"))
        else:
            await post(receive, send)

    async def post(receive: Receive, send: Send) -> None:
        body = await _body(receive, max_bytes)
        if body is None:
            return
        if len(body) > max_bytes:
            return await _answer(send, 413, {"error": f"more than {max_bytes} bytes"})
        try:
            message = parse(body, kind=kind)
        except DecodeError as error:
            await _answer(send, 400, {"error": str(error)})
        else:
            if isinstance(message, Challenge):
                await _answer(send, 200, challenge_response(message))
            else:
                await handle_update(message)
                await _answer(send, 200, {})

    async def handle_update(update: TaskUpdate) -> None:
        import anyio

        if inspect.iscoroutinefunction(on_update):
            called: object = on_update(update)
        else:
            called = await anyio.to_thread.run_sync(on_update, update)
        if inspect.isawaitable(called):
            await called

    return serve


def _decoded(body: bytes | bytearray | str) -> Mapping[str, Any]:
    try:
        message = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise DecodeError(
            "This is not a message of the platform: the body is not a JSON object.", raw=body
        )
    return message


def _no_constant(name: str) -> None:
    """JSON has no NaN, and a response to a challenge must be JSON."""
    raise ValueError(name)


async def _body(receive: Receive, most: int) -> bytes | None:
    """The body, or its beginning if it has more bytes than allowed; None if the client
    disconnected.
    """
    body, more = bytearray(), True
    while more and len(body) <= most:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        more = event.get("more_body", False)
    return bytes(body)


async def _answer(
    send: Send, status: int, payload: Mapping[str, Any], *headers: tuple[bytes, bytes]
) -> None:
    content = json.dumps(payload).encode()
    known = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(content)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*known, *headers]})
    await send({"type": "http.response.body", "body": content})


async def _live(receive: Receive, send: Send) -> None:
    """There is nothing to start or stop."""
    while (await receive())["type"] != "lifespan.shutdown":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})
