"""Sends the request of an endpoint module and reads the response. httpx is imported by the client
that is passed in, not here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import quote

from .errors import ResponseError, envelope, excerpt
from .operation import Operation

if TYPE_CHECKING:
    import httpx

    from .client import AuthenticatedClient, Client
    from .types import Response

B = TypeVar("B")
R = TypeVar("R")


def sync(
    operation: Operation[B, R, Any],
    client: AuthenticatedClient | Client,
    body: B | None = None,
    **parameters: object,
) -> Response[R]:
    """Send a request, blocking. Raises ResponseError unless it succeeds."""
    arguments = request_arguments(operation, body, parameters)
    return read(operation, client.get_httpx_client().request(**arguments))


async def asyncio(
    operation: Operation[B, R, Any],
    client: AuthenticatedClient | Client,
    body: B | None = None,
    **parameters: object,
) -> Response[R]:
    """Send a request. Raises ResponseError unless it succeeds."""
    arguments = request_arguments(operation, body, parameters)
    return read(operation, await client.get_async_httpx_client().request(**arguments))


def request_arguments(
    operation: Operation[Any, Any, Any], body: Any, parameters: Mapping[str, object]
) -> dict[str, Any]:
    """The arguments of `httpx.Client.request`. A parameter that is None is not sent."""
    places: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for name, value in parameters.items():
        parameter = operation.parameters[name]
        if value is not None:
            places[parameter.place][parameter.name] = parameter.encode(value)
    path = {name: quote(str(value), safe="") for name, value in places["path"].items()}
    arguments: dict[str, Any] = {
        "method": operation.method,
        "url": operation.path.format_map(path),
        "params": places["query"] or None,
        "headers": {name: str(value) for name, value in places["header"].items()},
    }
    if operation.media_type == "multipart/form-data":
        arguments["files"] = body.to_multipart()
    elif operation.media_type is not None:
        arguments["json"] = body.to_dict()
    return arguments


def read(operation: Operation[Any, R, Any], response: httpx.Response) -> Response[R]:
    """Parse a response. Raises ResponseError for an error, whatever its HTTP status, and for an
    undocumented response.
    """
    from .types import Response

    content, headers = response.content, response.headers
    try:
        parsed = parse(operation, response.status_code, headers.get("content-type", ""), content)
    except ResponseError as error:
        error.headers = headers
        raise
    return Response(response.status_code, content, headers, parsed)


def parse(operation: Operation[Any, R, Any], status: int, content_type: str, content: bytes) -> R:
    """The model of a response body."""

    def error(message: str, code: int | None = None) -> ResponseError:
        return ResponseError(operation.name, status, message, code=code, body=content)

    kind = content_type.partition(";")[0].strip().lower()
    payload: Any = None
    if kind == "application/json" or content[:64].lstrip().startswith((b"{", b"[")):
        try:
            payload = json.loads(content)
        except (ValueError, RecursionError):
            payload = None
        refusal = envelope(payload, refused=status >= 400)
        if refusal is not None:
            reason = refusal.message or refusal.kind or excerpt(content)
            raise error(reason, refusal.code)
    if status >= 300:
        raise error(excerpt(content) or "the response is empty")
    if operation.response == "File":
        if kind == "application/json":
            raise error(f"expected a file, received JSON: {excerpt(content)!r}")
        return cast(R, _file(content))
    if kind == "text/event-stream":
        raise error("received an event stream; use MiniMax.stream(), or omit `stream`")
    if kind in operation.response_types and kind.startswith("text/") and payload is None:
        return cast(R, content.decode("utf-8", "replace"))
    if not isinstance(payload, dict):
        raise error(f"the response is not a JSON object: {excerpt(content)!r}")
    return operation.parse(payload)


def _file(content: bytes) -> Any:
    from io import BytesIO

    from .types import File

    return File(payload=BytesIO(content))
