"""The HTTP application: routes from the spec, and the steps that process every request."""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from minimax.emulator import auth, checks, envelopes, faults, forms, spec, storage
from minimax.emulator.auth import account_name
from minimax.emulator.endpoints import ENDPOINTS, Call
from minimax.emulator.envelopes import PlatformError, invalid
from minimax.emulator.faults import DOWNLOAD, Fault
from minimax.emulator.log import LoggedRequest, elide_media
from minimax.emulator.middleware import Cors, HangUp, Recorder, start_entry, wants_control
from minimax.emulator.sending import Pieces, StoredFile
from minimax.emulator.state import Platform
from minimax.emulator.steps import Frame, Step, Stream, frames_of, play

Json = dict[str, Any]

NOT_FOUND = "404 page not found"
LARGEST_BODY = 64 * 2**20
_LARGE = 256 * 2**10
_LARGEST_LOGGED = 256 * 2**10
_JSON = "application/json"


def application(platform: Platform, *middleware: Middleware) -> Starlette:
    """The platform as an ASGI application, wrapped in additional middleware."""
    routes = [
        Route(each.path, partial(_answer, platform, each), methods=[each.method])
        for each in spec.operations()
    ]
    routes.append(Route(f"{storage.PATH}/{{name}}", partial(_download, platform), methods=["GET"]))
    hang_up = Middleware(HangUp, platform=platform)
    cors = Middleware(Cors, platform=platform)
    recorder = Middleware(Recorder, log=platform.log, clock=platform.clock)
    app = Starlette(
        routes=routes,
        middleware=[hang_up, cors, recorder, *middleware],
        exception_handlers={HTTPException: partial(_not_found, platform)},
    )
    app.router.redirect_slashes = False
    app.router.default = partial(
        _elsewhere, platform, cache(partial(_console, platform)), app.router.default
    )
    return app


async def _elsewhere(
    platform: Platform,
    console: Callable[[], ASGIApp],
    not_found: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    """Handle everything that is not a route of the platform: WebSockets, the control endpoint and
    its page, and unknown paths.
    """
    if scope["type"] == "websocket":
        await _connect(platform, WebSocket(scope, receive, send))
        return
    await (console() if wants_control(scope) else not_found)(scope, receive, send)


def _console(platform: Platform) -> ASGIApp:
    """The control endpoint and its page, created on first use."""
    from minimax.emulator.control import routes

    return routes.application(platform)


async def _connect(platform: Platform, websocket: WebSocket) -> None:
    """Handle a WebSocket handshake: reject it like any request, or start a session."""
    from minimax.emulator.endpoints import sockets

    operation = sockets.OPERATIONS.get(websocket.url.path)
    entry = start_entry(platform, websocket, operation.id if operation else None, platform.new_id())
    if operation is None:
        await _deny(websocket, PlainTextResponse(NOT_FOUND, 404), entry)
        return
    entry.account = account_name(auth.key_of(websocket.headers, takes_x_api_key=False))
    active = platform.faults.select(
        operation.id, "answer", "stream", "socket", account=entry.account
    )
    entry.faults = [repr(fault) for fault in active]
    for fault in active:
        if fault.kind.plain is not None:
            await _deny(websocket, _plain(fault.kind.plain), entry)
            return
        if fault.kind.in_200 and fault.kind.place == "stream" and fault.kind.refuse is not None:
            error = fault.kind.refuse(fault.value)
            entry.code = error.code
            _, data = envelopes.envelope(operation.family, error, entry.trace_id)
            await _deny(websocket, Response(envelopes.encode(data), media_type=_JSON), entry)
            return
    await sockets.serve(platform, operation, websocket, entry, active)


async def _deny(websocket: WebSocket, response: Response, entry: LoggedRequest) -> None:
    entry.status = response.status_code
    await websocket.send_denial_response(response)


async def _not_found(platform: Platform, request: Request, _: Exception) -> Response:
    """Answer an unknown path or method in plain text, as the platform's gateway does."""
    entry = start_entry(platform, request, None, platform.new_id())
    entry.status = 404
    return PlainTextResponse(NOT_FOUND, 404)


async def _answer(platform: Platform, operation: spec.Operation, request: Request) -> Response:
    """Process a request: read, admit, apply faults, check, call the endpoint, send."""
    trace_id = platform.new_id()
    entry = start_entry(platform, request, operation.id, trace_id)
    key = auth.key_of(request.headers, takes_x_api_key=operation.takes_x_api_key)
    call = Call(
        platform,
        operation,
        platform.known_account(key) or platform.guest(),
        trace_id,
        str(request.base_url).rstrip("/"),
        {},
        {},
    )
    active: list[Fault] = []
    try:
        body, unreadable, size = await _body(call, request, entry)
        auth.check(key, call.settings.region)
        call.account = platform.account(key)
        entry.account = call.account.name
        call.body = body if isinstance(body, dict) else {}
        call.faults = active = platform.faults.select(
            operation.id, *_places(call), account=call.account.name
        )
        entry.faults, entry.notes = [repr(fault) for fault in active], call.notes
        for fault in active:
            if fault.kind.plain is not None:
                return _respond(call, _plain(fault.kind.plain), active, entry)
            if fault.kind.refuse is not None and not fault.kind.error_frame:
                raise fault.kind.refuse(fault.value)
        if unreadable is not None:
            raise unreadable
        if size > _LARGE:
            # This may take seconds, during which other requests must be answered.
            await asyncio.to_thread(_check, call, request, body, entry)
        else:
            _check(call, request, body, entry)
        call.admit()
        result: Json | _Body | Stream | Response = await _result(call)
        if operation.billed:
            call.count_usage()
        if isinstance(result, Stream):
            # Encoded here, where an internal error still becomes an answer.
            result = Stream([*result.steps])
    except PlatformError as error:
        result = _refusal(call, error, active, entry)
    except RecursionError:
        result = _refusal(call, invalid("the body is nested too deeply"), active, entry)
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception:
        traceback.print_exc(file=sys.stderr)
        result = _refusal(call, PlatformError(envelopes.UNKNOWN_ERROR), active, entry)
    finally:
        forms.close(call.files)
    if isinstance(result, Response):
        # Files and plain text are sent unchanged; a fault can only delay or split them.
        call.ends.close()
        await call.clock.sleep(_delay(active))
    return _respond(call, result, active, entry)


async def _result(call: Call) -> Json | _Body | Stream | Response:
    """Answer a request with a stub, or with its endpoint."""
    endpoint = ENDPOINTS[call.operation.id]
    request = {**call.parameters, **call.body}
    stub = call.platform.answers.take(call.operation.id, call.account.name, request)
    if stub is not None:
        call.notes.append(f"answered by stub {stub.number}")
        if stub.events is not None:
            return Stream(frames_of(stub.events))
        if stub.body is not None and stub.status == 200 and _streams(call):
            return Stream(endpoint.stream(call, stub.body))
        if stub.body is not None:
            return _Body(stub.status, stub.body)
        call.own_media.extend(stub.media)
    return await endpoint.function(call)


async def _download(platform: Platform, request: Request) -> Response:
    """A file behind a signed link."""
    entry = start_entry(platform, request, DOWNLOAD, platform.new_id())
    owner = platform.storage.owner(request.path_params["name"])
    entry.account = owner.name if owner else None
    active = platform.faults.select(DOWNLOAD, "answer", "download", account=entry.account)
    entry.faults = [repr(fault) for fault in active]
    names = {fault.name for fault in active}
    if "expired_url" in names:
        found: Path | storage.Refused = storage.EXPIRED
    else:
        found = await asyncio.to_thread(_find_stored, platform, request)
    await (owner or platform).clock.sleep(_delay(active))
    plain = next((fault.kind.plain for fault in active if fault.kind.plain), None)
    if plain is not None:
        response = _plain(plain)
    elif isinstance(found, storage.Refused):
        response = Response(found.xml(), found.http, media_type="application/xml")
    else:
        media_type = storage.MEDIA_TYPES.get(found.suffix, "application/octet-stream")
        takes_range = "no_range_support" not in names
        response = StoredFile(
            found, media_type=media_type, cut="truncated_download" in names, takes_range=takes_range
        )
    entry.status = response.status_code
    return response


def _find_stored(platform: Platform, request: Request) -> Path | storage.Refused:
    try:
        return platform.storage.get(
            request.path_params["name"], request.query_params, request.headers
        )
    except Exception:
        traceback.print_exc(file=sys.stderr)
        return storage.BROKEN


@dataclass(frozen=True)
class _Body:
    """A JSON answer with its status."""

    http: int
    data: Json


def _respond(
    call: Call,
    result: Json | _Body | Stream | Response,
    active: Sequence[Fault],
    entry: LoggedRequest,
) -> Response:
    headers = {"Trace-Id": call.trace_id, "Minimax-Request-Id": call.trace_id}
    if isinstance(result, Response):
        entry.status = result.status_code
        result.headers.update(headers)
        return result
    if isinstance(result, Stream):
        http, media_type = 200, "text/event-stream"
        headers["Cache-Control"] = "no-cache"
        steps = faults.distort_stream(result.steps, active, partial(_error_frame, call))
        pieces = play(steps, call.clock, pace=call.settings.pace)
    else:
        http, data = (result.http, result.data) if isinstance(result, _Body) else (200, result)
        media_type = f"{_JSON}; charset=utf-8"
        content = envelopes.encode(faults.distort(data, active))
        headers["Content-Length"] = str(len(content))
        pieces = _whole(content)
    entry.status = http
    split = next((fault.kind.split for fault in active if fault.kind.split), None)
    return Pieces(
        pieces,
        clock=call.clock,
        status=http,
        headers=headers,
        media_type=media_type,
        delay=_delay(active),
        split=split,
        ends=call.ends,
    )


def _delay(active: Iterable[Fault]) -> float:
    """Seconds before the first byte."""
    return sum(fault.kind.delay(fault.value) for fault in active if fault.kind.delay)


async def _whole(content: bytes) -> AsyncGenerator[bytes | None, None]:
    yield content


def _plain(plain: faults.Plain) -> Response:
    return Response(plain.text, plain.http, media_type=plain.media_type)


def _refusal(
    call: Call, error: PlatformError, active: Iterable[Fault], entry: LoggedRequest
) -> _Body:
    entry.code = error.code
    in_200 = any(fault.kind.in_200 for fault in active)
    family = "native" if in_200 and call.operation.family == "openai" else call.operation.family
    http, data = _error_body(call, error, family)
    return _Body(200 if in_200 else http, data)


def _error_frame(call: Call, way: str, error: PlatformError, before: Sequence[Step]) -> Frame:
    own = ENDPOINTS[call.operation.id].error_frames.get(way)
    if own is not None:
        return own(call, error, before)
    _, data = _error_body(call, error, call.operation.family)
    return Frame(data, "error" if call.operation.family == "anthropic" else None)


def _error_body(call: Call, error: PlatformError, family: str) -> tuple[int, Json]:
    http, data = envelopes.envelope(family, error, call.trace_id)
    return http, (
        {
            **ENDPOINTS[call.operation.id].beside_error(call),
            **data,
        }
        if family == "native"
        else data
    )


def _loggable(body: object, size: int) -> object:
    """The form in which a body of `size` bytes is logged."""
    kept = elide_media(body)
    too_large = size > _LARGEST_LOGGED and len(envelopes.encode(kept)) > _LARGEST_LOGGED
    return f"<{size} bytes>" if too_large else kept


async def _body(
    call: Call, request: Request, entry: LoggedRequest
) -> tuple[object, PlatformError | None, int]:
    """The body of a request, the error if it is invalid (which is only sent once the caller is
    known), and its size in bytes.
    """
    operation = call.operation
    largest = ENDPOINTS[operation.id].largest_body or LARGEST_BODY
    if operation.media_type == forms.MEDIA_TYPE and operation.body_schema:
        form, unreadable = await forms.read(
            request, schema_name=operation.body_schema, largest=largest
        )
        call.files = form.files
        entry.json = _loggable(form.body, form.size)
        return form.body, unreadable, 0
    raw = await _read(request, largest)
    body, unreadable = _parse(operation, request, raw)
    entry.json = _loggable(body, len(raw))
    return body, unreadable, len(raw)


async def _read(request: Request, largest: int) -> bytes:
    """Read the bytes of a body. A body that is too large is read to the end and discarded, so that
    the sender can receive the answer.
    """
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size <= largest:
            pieces.append(piece)
        else:
            pieces.clear()
    if size > largest:
        raise PlatformError(
            None, f"request body of {size} bytes, at most {largest} allowed", http=413
        )
    return b"".join(pieces)


def _parse(
    operation: spec.Operation, request: Request, raw: bytes
) -> tuple[object, PlatformError | None]:
    """The JSON body, and the error if it is invalid."""
    if operation.media_type != _JSON:
        return None, None
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        body = checks.read_json(raw.decode("utf-8-sig"))
    except ValueError:
        encoding = checks.clip(request.headers.get("content-encoding", ""))
        return None, invalid(
            "the body is not"
            f" JSON{f'; send it without the encoding {encoding}' if encoding else ''}"
        )
    if kind != _JSON:
        return body, invalid(f"content type {checks.clip(kind) or 'missing'}, expected {_JSON}")
    return body, None


def _places(call: Call) -> Iterator[faults.Place]:
    """The kinds of faults that apply to the request."""
    yield "answer"
    if _streams(call):
        yield "stream"
    if call.operation.task_query:
        yield "task"
    if call.operation.id in spec.task_queries():
        yield "poll"


def _streams(call: Call) -> bool:
    switch = call.operation.stream_switch
    return switch is not None and call.body.get(switch) is True


def _check(call: Call, request: Request, body: object, entry: LoggedRequest) -> None:
    operation = call.operation
    for declared in operation.parameters:
        name, place = declared["name"], declared["in"]
        if place == "query":
            # Some clients repeat the name of a list parameter, others join the values with commas.
            call.parameters[name] = checks.parameter(
                declared, ",".join(request.query_params.getlist(name))
            )
        else:
            values: Mapping[str, str] = request.path_params if place == "path" else request.headers
            call.parameters[name] = checks.parameter(declared, values.get(name))
    if operation.body_schema is None:
        return
    checks.check(operation.body_schema, body)
    unknown = checks.unknown_fields(operation.body_schema, body)
    entry.unknown_fields = [str(place) for place in unknown]
    strange = checks.unlisted_values(operation.body_schema, body)
    call.notes += [f"{each.place}: {checks.clip(each.value)!r} is not listed" for each in strange]
    call.notes += checks.warnings_about(operation.body_schema, body)
    if call.settings.strict:
        checks.refuse_unknown(operation.body_schema, unknown)
        checks.refuse_unlisted(strange)
