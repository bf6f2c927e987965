"""Requests in recordings: operation, parameters and body, without secrets. The recorder writes
them, and the replay looks them up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import UploadFile
from starlette.requests import HTTPConnection, Request

from minimax.emulator import auth
from minimax.emulator.endpoints import sockets
from minimax.emulator.recordings import exchanges
from minimax.emulator.recordings.conformance import match_operation

Keep = Callable[[bytes, str], str]
UNKNOWN = ""
"""The operation of an exchange whose path the spec does not contain."""


class DescribedRequest(NamedTuple):
    """A scrubbed request, and the `secrets` that were removed from it."""

    operation: str
    method: str
    path: str
    body: Any
    secrets: tuple[str, ...]

    @property
    def key(self) -> str:
        """A key that is equal for requests with the same response."""
        return json.dumps([self.method, self.path, self.body], sort_keys=True)


async def describe(request: Request, keep: Keep) -> DescribedRequest:
    """Describe an HTTP request. `keep` stores media, given as bytes and encoding, and returns a
    reference.
    """
    secrets = secrets_of(request)
    return _describe(request, request.method, await _body(request, secrets, keep), secrets)


def describe_handshake(connection: HTTPConnection) -> DescribedRequest:
    """Describe the handshake of a WebSocket."""
    return _describe(connection, "GET", None, secrets_of(connection))


def secrets_of(connection: HTTPConnection) -> tuple[str, ...]:
    """The API key and other credentials of a request."""
    values = [auth.key_of(connection.headers, takes_x_api_key=True)]
    values += [connection.headers.get(name, "") for name in ("x-api-key", "cookie")]
    return tuple(value for value in values if value)


def operation_of(method: str, path: str) -> str:
    """The operation of a path, or UNKNOWN."""
    if path in sockets.OPERATIONS:
        return sockets.OPERATIONS[path].id
    operation = match_operation(method, path)
    return operation.id if operation else UNKNOWN


def _describe(
    connection: HTTPConnection, method: str, body: Any, secrets: tuple[str, ...]
) -> DescribedRequest:
    path = connection.url.path
    query = [
        (name, exchanges.HIDDEN if exchanges.SENSITIVE.search(name) else value)
        for name, value in parse_qsl(connection.url.query, keep_blank_values=True)
    ]
    shown = f"{path}?{urlencode(query, safe='*')}" if query else path
    for secret in secrets:
        shown = shown.replace(secret, exchanges.HIDDEN)
    return DescribedRequest(operation_of(method, path), method, shown, body, secrets)


async def _body(request: Request, secrets: tuple[str, ...], keep: Keep) -> Any:
    raw, kind = await request.body(), request.headers.get("content-type", "")
    if not raw:
        return None
    if kind.startswith("multipart/form-data"):
        value: Any = await _form(request, keep)
    else:
        try:
            value = json.loads(raw)
        except (ValueError, RecursionError):
            return keep(raw, "raw")
    return exchanges.scrub(value, secrets=secrets, media=keep)


async def _form(request: Request, keep: Keep) -> Mapping[str, Any]:
    form = await request.form()
    try:
        return {
            name: keep(await value.read(), "raw") if isinstance(value, UploadFile) else value
            for name, value in form.multi_items()
        }
    finally:
        await form.close()
