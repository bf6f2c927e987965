"""Webhooks of tasks: a challenge when a task is created, then a message for every change. Only
loopback addresses are called.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from minimax.emulator.envelopes import encode, invalid
from minimax.emulator.tasks import Stage, Task, Tasks

if TYPE_CHECKING:
    from minimax.emulator.clock import Clock
    from minimax.emulator.endpoints import Call

Json = dict[str, Any]

ANSWER_SECONDS = 3.0
"""Timeout for webhooks in real seconds."""

_LARGEST_ANSWER = 64 * 2**10
_FIELD = ("callback_url",)
# The event loop only keeps weak references to tasks.
_running: set[asyncio.Task[None]] = set()


async def challenge(call: Call) -> None:
    """Ask the webhook of a request, if there is one, to echo a challenge. Raises the platform's
    error if it does not.
    """
    url = call.body.get("callback_url")
    if not url:
        return
    host = _host(url)
    if not host:
        raise invalid("is not a URL", _FIELD)
    if not is_loopback(host):
        call.notes.append(f"{url} is not on loopback: not called")
        return
    sent = {"challenge": call.trace_id}
    try:
        answer = json.loads(await _post(url, sent))
    except _NoAnswer as problem:
        raise invalid(f"no response to the challenge: {problem}", _FIELD) from None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or answer.get("challenge") != sent["challenge"]:
        raise invalid("the response to the challenge must be the same JSON", _FIELD)
    call.notes.append(f"{url} answered the challenge")


def follow(call: Call, task: Task, body: Callable[[Stage], Json]) -> None:
    """Notify the webhook of a request, if there is one, of every change of its task. `body` creates
    the message for a stage.
    """
    url, notes = call.body.get("callback_url"), call.notes
    if not url or not is_loopback(_host(url)):
        return

    async def notify(stage: Stage) -> None:
        try:
            await _post(url, body(stage))
            notes.append(f"{url} was notified: {stage}")
        except _NoAnswer as problem:
            notes.append(f"{url} could not be notified: {stage} ({problem})")

    task.notify = notify
    in_background(_follow(call.clock, call.account.tasks, task))


def in_background(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in the background."""
    running = asyncio.get_running_loop().create_task(work)
    _running.add(running)
    running.add_done_callback(_running.discard)


async def _follow(clock: Clock, tasks: Tasks, task: Task) -> None:
    for stage in dict.fromkeys((Stage.RUNNING, task.last)):
        in_time = await clock.sleep(task.begins(stage) - clock.now())
        if not in_time or task.notify is None or task.last is Stage.CANCELLED:
            return
        tasks.settle(clock.now())
        await task.notify(stage)


class _NoAnswer(Exception):
    """A webhook could not be reached, was too slow, or did not return a status of success."""


async def _post(url: str, body: Json) -> bytes:
    """Send a message and return the answer, which must arrive in time with a status of success."""
    import httpx

    client, headers = (
        httpx.AsyncClient(trust_env=False, verify=False, timeout=None),
        {"Content-Type": "application/json"},
    )
    received = b""
    try:
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            client,
            client.stream("POST", url, content=encode(body), headers=headers) as response,
        ):
            async for piece in response.aiter_bytes():
                received += piece
                if len(received) > _LARGEST_ANSWER:
                    raise _NoAnswer(f"more than {_LARGEST_ANSWER} bytes")
    except TimeoutError:
        raise _NoAnswer(f"nothing within {ANSWER_SECONDS:g} seconds") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _NoAnswer(str(error) or type(error).__name__) from None
    if not response.is_success:
        raise _NoAnswer(f"HTTP {response.status_code}")
    return received


def _host(url: str) -> str:
    """The host of a web address, "" for anything else."""
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
