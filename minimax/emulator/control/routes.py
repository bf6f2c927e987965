"""The control endpoint of the emulator: JSON over HTTP for programs in any language, and the
inspector page for people.

It needs no key and does not appear in the log, because it is for programs on this machine. Foreign
web pages are rejected by their `Origin`, and DNS rebinding by the `Host` header.
"""

from __future__ import annotations

import asyncio
import json
import math
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Any, NamedTuple, TypeGuard

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from minimax.emulator import faults, input_errors, scripts, stub_reader
from minimax.emulator.auth import account_name
from minimax.emulator.control import answer_view, feed, inspector_page, overview
from minimax.emulator.control.inspector_page import SAFE, ControlError, refuse_foreign_pages
from minimax.emulator.faults import KINDS, Fault
from minimax.emulator.middleware import CONTROL
from minimax.emulator.state import Platform
from minimax.emulator.stubs import Stub

Json = dict[str, Any]

_LARGEST_BODY = 2**20
_LARGEST_STUB = 64 * 2**20
_LARGEST_NUMBER = 10**12
_LONGEST_TURN = 10 * 365 * 24 * 3600
_RANGE = re.compile(r"bytes=(\d{1,12})-(\d{1,12})?")


Answer = Callable[[Platform, Request], Awaitable[Response | Json]]


class _Route(NamedTuple):
    """One route."""

    method: str
    path: str
    answer: Answer
    about: str


def application(platform: Platform) -> Starlette:
    """The control endpoint and the page as an ASGI application."""
    routes = [
        Route(CONTROL + way.path, partial(_answer, platform, way.answer), methods=[way.method])
        for way in _ROUTES
    ]
    routes.append(Route("/", inspector_page.index, methods=["GET"]))
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refuse_unknown})
    app.router.redirect_slashes = False
    return app


async def _answer(platform: Platform, answer: Answer, request: Request) -> Response:
    try:
        refuse_foreign_pages(request)
        result = await answer(platform, request)
        return result if isinstance(result, Response) else _as_json(result)
    except ControlError as wrong:
        return _as_json({"error": str(wrong)}, wrong.http)
    except input_errors.Mistakes as wrong:
        found = [
            {"place": input_errors.path_text(each.place), "message": each.message}
            for each in wrong.found
        ]
        return _as_json({"error": str(wrong), "mistakes": found}, 400)
    except ValueError as wrong:
        return _as_json({"error": str(wrong)}, 400)
    except ClientDisconnect:
        return Response(status_code=400)
    except RecursionError:
        return _as_json({"error": "it is nested too deeply"}, 400)


async def _refuse_unknown(request: Request, error: Exception) -> Response:
    known = [f"{way.method} {CONTROL}{way.path}" for way in _ROUTES]
    return _as_json(
        {
            "error": (
                f"there is no {request.method} {request.url.path[:200]}; known: {', '.join(known)}"
            )
        },
        404,
    )


def _as_json(data: Json, http: int = 200) -> Response:
    return Response(_json(data), http, headers=SAFE, media_type="application/json")


def _json(data: Json) -> str:
    try:
        return json.dumps(data, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(data))


def _finite(value: Any) -> Any:
    """Remove infinite numbers, which JSON cannot represent."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


# Handlers


async def _overview(platform: Platform, request: Request) -> Json:
    return {
        "ways": [
            {"method": way.method, "path": CONTROL + way.path, "about": way.about}
            for way in _ROUTES
        ]
    }


async def _asset(platform: Platform, request: Request) -> Response:
    name = request.path_params["name"]
    if name not in inspector_page.FILES:
        raise ControlError(f"the inspector has no file {name!r}", 404)
    return inspector_page.file(name)


async def _faults(platform: Platform, request: Request) -> Json:
    active = [overview.fault(fault) for fault in platform.faults]
    return {
        "active": active,
        "kinds": overview.fault_kinds(),
        "operations": [*overview.operations()],
    }


async def _add_fault(platform: Platform, request: Request) -> Response:
    added = platform.faults.add(**faults.read(await _body(request)))
    return _as_json(overview.fault(added), 201)


async def _remove_fault(platform: Platform, request: Request) -> Json:
    number = request.path_params["number"]
    return _remove([each for each in platform.faults if str(each.number) == number], number)


async def _clear_faults(platform: Platform, request: Request) -> Json:
    kind, account = request.query_params.get("kind"), _account(request)
    if kind is not None and kind not in KINDS:
        raise ControlError(input_errors.unknown_name(kind, KINDS, "fault"))
    return _remove(
        [
            each
            for each in platform.faults
            if kind in (None, each.name) and account in (None, each.account)
        ]
    )


async def _answers(platform: Platform, request: Request) -> Json:
    return {"active": [overview.stub(each) for each in platform.answers]}


async def _add_answer(platform: Platform, request: Request) -> Response:
    body = await _body(request, largest=_LARGEST_STUB)
    added = platform.answers.add(await asyncio.to_thread(stub_reader.read, body))
    return _as_json(overview.stub(added), 201)


async def _remove_answer(platform: Platform, request: Request) -> Json:
    number = request.path_params["number"]
    return _remove([each for each in platform.answers if str(each.number) == number], number)


async def _clear_answers(platform: Platform, request: Request) -> Json:
    operation, account = _operation(request), _account(request)
    return _remove(
        [
            each
            for each in platform.answers
            if operation in (None, each.operation) and account in (None, each.account)
        ]
    )


def _remove(leaving: Sequence[Fault] | Sequence[Stub], number: str = "") -> Json:
    if number and not leaving:
        raise ControlError(f"nothing that is in force has the number {number:.80}", 404)
    for each in leaving:
        each.remove()
    return {
        "removed": [
            overview.fault(each) if isinstance(each, Fault) else overview.stub(each)
            for each in leaving
        ]
    }


async def _settings(platform: Platform, request: Request) -> Json:
    key = request.query_params.get("key")
    account = None if key is None else platform.known_account(key)
    return platform.settings_of(account).to_dict()


async def _change_settings(platform: Platform, request: Request) -> Json:
    body = await _body(request)
    key = _key(body)
    return platform.configure(body, key=key).to_dict()


async def _requests(platform: Platform, request: Request) -> Json:
    entries = platform.log.entries(_operation(request), _account(request))
    return {"requests": [overview.request_in_full(entry) for entry in entries]}


async def _search(platform: Platform, request: Request) -> Json:
    words = request.query_params.get("words", "")
    return {"numbers": await asyncio.to_thread(platform.log.search, words)}


async def _request(platform: Platform, request: Request) -> Json:
    entry, seen = await _seen(platform, request)
    return {**overview.request_in_full(entry), "response": overview.answer(entry, seen)}


async def _media(platform: Platform, request: Request) -> Response:
    _, seen = await _seen(platform, request)
    index = int(request.path_params.get("index", "0"))
    if index >= len(seen.media):
        raise ControlError(
            f"request {request.path_params['number']} made {len(seen.media)} media", 404
        )
    medium = seen.media[index]
    return (
        await _send_stored(platform, medium.stored_as)
        if medium.stored_as
        else _playable(medium, request)
    )


async def _file(platform: Platform, request: Request) -> Response:
    return await _send_stored(platform, request.path_params["name"])


async def _events(platform: Platform, request: Request) -> Response:
    async def sent() -> AsyncIterator[str]:
        async for news in feed.watch(platform):
            if await request.is_disconnected():
                return
            yield (
                f"event: {news.event}\ndata: {_json(news.data)}\n\n"
                if news
                else ": all is quiet\n\n"
            )

    return StreamingResponse(sent(), headers=SAFE, media_type="text/event-stream")


async def _turn_clock(platform: Platform, request: Request) -> Json:
    body = await _body(request, "seconds", "key")
    seconds, clock = body.get("seconds"), platform.clock_of(_key(body))
    if not (_is_number(seconds) and 0 <= seconds <= _LONGEST_TURN):
        raise ControlError(
            f"seconds is {seconds!r}, expected a number of 0 to {_LONGEST_TURN}: the clock only"
            " goes forward"
        )
    clock.advance(seconds)
    return overview.clock(clock)


async def _reply(platform: Platform, request: Request) -> Json:
    platform.replies.append(scripts.turn(await _body(request)))
    return {"replies": len(platform.replies)}


async def _reset(platform: Platform, request: Request) -> Json:
    # Many programs send no body if there are no fields.
    body = await _body(request, "key") if request.headers.get("content-length", "0") != "0" else {}
    platform.reset(_key(body))
    return {"reset": True}


async def _state(platform: Platform, request: Request) -> Json:
    return {
        "settings": platform.settings.to_dict(),
        "clock": overview.clock(platform.clock),
        "replies": len(platform.replies),
        "accounts": [
            overview.account_in_full(platform, name, account)
            for name, account in overview.accounts(platform)
        ],
    }


_ROUTES = (
    _Route("GET", "/", _overview, "this list"),
    _Route(
        "GET", "/state", _state, "tasks, files, voices and balance of every account, and the clock"
    ),
    _Route(
        "GET",
        "/requests",
        _requests,
        "the log of requests, oldest first; ?operation=t2a_v2 or ?key=sk-a for those of one",
    ),
    _Route(
        "GET",
        "/search",
        _search,
        "the numbers of the requests with ?words=… in their path, body or answer",
    ),
    _Route("GET", "/requests/{number}", _request, "one request with its answer"),
    _Route(
        "GET", "/media/{number}", _media, "the first sound, picture or video that a request made"
    ),
    _Route("GET", "/media/{number}/{index}", _media, "one of them, counted from 0"),
    _Route("GET", "/files/{name}", _file, "a stored file, by the address that state gives"),
    _Route(
        "GET", "/events", _events, "everything so far and then every change, as server-sent events"
    ),
    _Route("GET", "/faults", _faults, "the faults that are switched on, and all that there are"),
    _Route(
        "PUT",
        "/faults",
        _add_fault,
        'switch one on: {"kind": "rate_limit", "operation": "t2a_v2", "first": 1, "every": 2,'
        ' "value": 3, "key": "sk-a"}',
    ),
    _Route(
        "DELETE",
        "/faults",
        _clear_faults,
        "switch all off; ?kind=rate_limit or ?key=sk-a for those of one",
    ),
    _Route("DELETE", "/faults/{number}", _remove_fault, "switch one off"),
    _Route("GET", "/answers", _answers, "the stubs that are in force"),
    _Route(
        "PUT",
        "/answers",
        _add_answer,
        'answer an operation: {"operation": "speech_to_text", "body": {"text": "Good morning."},'
        ' "times": 1, "when": {"model": "…"}, "key": "sk-a"}; "events" for a stream, "media" in'
        " base64",
    ),
    _Route(
        "DELETE",
        "/answers",
        _clear_answers,
        "remove all of them; ?operation=t2a_v2 or ?key=sk-a for those of one",
    ),
    _Route("DELETE", "/answers/{number}", _remove_answer, "remove one"),
    _Route("GET", "/settings", _settings, "the settings; ?key=sk-a for those of one key"),
    _Route(
        "PATCH",
        "/settings",
        _change_settings,
        'change settings: {"strict": true, "task_seconds": 10, "key": "sk-a"}',
    ),
    _Route(
        "POST",
        "/clock",
        _turn_clock,
        'turn the clock forward: {"seconds": 900, "key": "sk-a"}',
    ),
    _Route(
        "POST",
        "/reply",
        _reply,
        'the next chat reply: {"text": "Lima.", "when": "capital of Peru"}',
    ),
    _Route("POST", "/reset", _reset, 'as after the start; {"key": "sk-a"} for one key'),
    _Route("GET", "/inspector/{name}", _asset, "the files of the inspector page"),
)


# Reading requests and sending answers


async def _body(request: Request, *known: str, largest: int = _LARGEST_BODY) -> Json:
    """The JSON object of a request. If `known` fields are listed, others are rejected."""
    raw = b""
    async for piece in request.stream():
        raw += piece
        if len(raw) > largest:
            raise ControlError(f"the body has more than {largest} bytes", 413)
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise ControlError(f"the body is not JSON: {error}") from None
    if not isinstance(body, dict):
        raise ControlError(f"the body is {type(body).__name__}, expected a JSON object")
    for name in body:
        if known and name not in known:
            raise ControlError(input_errors.unknown_name(name, known))
    return body


def _key(body: Json) -> str | None:
    """Remove the key that a request is limited to from its body; None means all keys."""
    key = body.pop("key", None)
    if key is not None and not (isinstance(key, str) and key):
        raise ControlError(f"key: {key!r:.80} is not a key")
    return key


def _account(request: Request) -> str | None:
    """The account of the key in a query."""
    key = request.query_params.get("key")
    return None if key is None else account_name(key)


def _operation(request: Request) -> str | None:
    """The operation in a query."""
    operation = request.query_params.get("operation")
    if operation is not None and operation not in overview.operations():
        raise ControlError(input_errors.unknown_name(operation, overview.operations(), "operation"))
    return operation


def _is_number(value: object) -> TypeGuard[float]:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) <= _LARGEST_NUMBER
    )


async def _seen(platform: Platform, request: Request) -> tuple[Any, answer_view.DisplayedAnswer]:
    """The request whose number is in a path, and its answer."""
    number = request.path_params["number"]
    entry = platform.log.find(int(number)) if re.fullmatch(r"[0-9]{1,12}", number) else None
    if entry is None or not re.fullmatch(r"[0-9]{1,6}", request.path_params.get("index", "0")):
        raise ControlError(f"the log has no request {number[:80]!r}", 404)
    return entry, await asyncio.to_thread(answer_view.prepare, entry)


async def _send_stored(platform: Platform, name: str) -> Response:
    try:
        # A file that does not exist yet is created now, which takes a while.
        path = await asyncio.to_thread(platform.storage.path, name)
    except KeyError:
        raise ControlError(f"there is no file {name[:80]!r}", 404) from None
    return FileResponse(path, headers=SAFE, media_type=answer_view.stored_medium(name).media_type)


def _playable(medium: answer_view.Medium, request: Request) -> Response:
    """Bytes from memory, with support for Range requests, which players need for seeking."""
    headers, size = {**SAFE, "Accept-Ranges": "bytes"}, len(medium.data)
    asked = _RANGE.fullmatch(request.headers.get("range", ""))
    start, end = (
        (int(asked[1]), min(int(asked[2]) + 1 if asked[2] else size, size)) if asked else (0, 0)
    )
    if start >= end:
        return Response(medium.data, headers=headers, media_type=medium.media_type)
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(medium.data[start:end], 206, headers=headers, media_type=medium.media_type)
