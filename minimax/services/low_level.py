"""The low-level client: `client.request` and `client.stream` call any operation, with the same
validation, retries, limits, events and errors as all other calls.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from minimax_generated.operation import AnyOperation, Operation

from ..core import call
from ..core.reader import Reader
from ..core.sources import refused
from ..errors import Origin, ValidationError
from ..requests.request_body import SWITCH, validate

if TYPE_CHECKING:
    from ..core.io import IO
    from ..core.settings import Config
    from ..core.sources import Upload
    from ..core.streaming import Source

E = TypeVar("E")
R = TypeVar("R")
Json = Mapping[str, Any]

PATH = re.compile(r"/[^\s?#]*")
METHOD = re.compile(r"[A-Za-z]+")
FREE_METHODS = ("GET", "HEAD")
FORM = "multipart/form-data"
RESPONSE_ENDS = ("response.completed", "response.incomplete", "response.failed")
ENDS: dict[str, Callable[[Json], bool]] = {
    "status": lambda event: _at(event, "data", "status") == 2,
    "message_stop": lambda event: event.get("type") == "message_stop",
    "response": lambda event: event.get("type") in RESPONSE_ENDS,
    "aggregate": lambda event: bool(_at(event, "choices", 0, "message")),
    "finish": lambda event: bool(event.get("finish_reason")) or event.get("finished") is True,
    "done": lambda event: bool(_at(event, "choices", 0, "finish_reason")),
}
"""Whether an event is the last one of a stream, according to `Operation.stream_end`."""


async def request(
    io: IO, config: Config, operation: Operation[Any, R, Any], body: object, parameters: Json
) -> R:
    """Send the request of an operation, and return the model of the response."""
    fields, placed = _fields(operation, body), _placed(operation, parameters)
    if fields and fields.get(SWITCH):
        problem = f"{operation.name} streams events with this option; use client.stream(...)"
        raise refused(SWITCH, problem, fields[SWITCH])
    upload = await _upload(io, config, operation, fields)
    try:
        answer = await call.call(
            io,
            config,
            operation,
            None if upload else fields,
            upload=upload,
            text=any(kind.startswith("text/") for kind in operation.response_types),
            content=operation.response == "File",
            **placed,
        )
    finally:
        if upload:
            upload.close()
    if operation.response == "File":
        from io import BytesIO

        from minimax_generated.types import File

        return cast(R, File(payload=BytesIO(answer.payload)))
    if isinstance(answer.payload, str):
        return cast(R, answer.payload)
    return operation.parse(answer.payload)


def stream(
    io: IO, config: Config, operation: Operation[Any, Any, E], body: object, parameters: Json
) -> Source[E, list[E]]:
    """Prepare the streamed request of an operation."""
    if operation.event is None:
        message = f"{operation.name} does not stream; use client.request(...)"
        raise ValidationError(message, field="operation", value=operation.id)
    fields = {**(_fields(operation, body) or {}), SWITCH: True}
    placed = _placed(operation, parameters)
    events = Events(operation, call.origin(config, operation))

    async def upload() -> Upload | None:
        return await _upload(io, config, operation, fields)

    return Reader(io, config, operation, fields, events, upload=upload, **placed)


async def unknown(
    io: IO, config: Config, method: object, path: object, options: Json
) -> dict[str, Any]:
    """Send a request that the spec does not describe. Since its price is unknown, only GET and HEAD
    are retried like free calls.
    """
    if not (isinstance(method, str) and METHOD.fullmatch(method)):
        problem = f"{method!r} is neither an OPERATION of minimax_generated.api nor an HTTP method"
        example = 'request("POST", "/v1/...", json={...})'
        raise refused("operation", f"{problem}; for example {example}", method)
    if not (isinstance(path, str) and PATH.fullmatch(path)):
        rule = "it must begin with / and have no query, which belongs in params"
        raise refused("path", f"{path!r} is not a valid path; {rule}", path)
    for name, value in options.items():
        if name not in ("json", "params"):
            known = "json, params, timeout, retry and headers"
            problem = f"is not a parameter of request({method!r}, {path!r}); it takes {known}"
            raise ValidationError(f"{name!r} {problem}", field=name, value=value)
        if not (value is None or isinstance(value, Mapping)):
            message = f"{name} must be a mapping, not {type(value).__name__}"
            raise ValidationError(message, field=name, value=value)
    billed = method.upper() not in FREE_METHODS
    operation = AnyOperation("", method.upper(), path, "", billed=billed)
    body, query = options.get("json"), options.get("params")
    answer = await call.call(io, config, operation, body, query=query)
    return cast("dict[str, Any]", answer.payload)


class Events(Generic[E]):
    """Decodes the events of a stream into models; the result is their list."""

    def __init__(self, operation: Operation[Any, Any, E], where: Origin) -> None:
        self.complete = False
        self._operation, self._where = operation, where
        self._is_last = ENDS[operation.stream_end or "done"]
        self._events: list[E] = []

    def feed(self, data: bytes | bytearray) -> Sequence[E]:
        """The model of one event."""
        return self._read(call.frame(data, self._where))

    def whole(self, answer: call.Answer) -> Sequence[E]:
        """The model of a complete response that was received instead of a stream."""
        return self._read(answer.payload)

    def result(self) -> list[E]:
        """The events so far."""
        return list(self._events)

    def _read(self, payload: Any) -> Sequence[E]:
        if not isinstance(payload, dict):
            return ()
        self.complete = self.complete or self._is_last(payload)
        event = self._operation.parse_event(payload)
        self._events.append(event)
        return (event,)


def _fields(operation: AnyOperation, body: Any) -> dict[str, Any] | None:
    """The fields of a body, under their names in the request."""
    if operation.media_type is None:
        if body is not None:
            raise refused("body", f"{operation.name} has no body; leave it out", body)
        return None
    if isinstance(body, Mapping):
        return dict(body)
    if operation.request is None or not isinstance(body, operation.request_model):
        message = f"body must be a {operation.request} or a mapping, not {type(body).__name__}"
        raise ValidationError(message, field="body", value=body)
    if operation.media_type == FORM:
        return {
            name: value[1].decode() if value[0] is None else body.file
            for name, value in body.to_multipart()
        }
    return cast("dict[str, Any]", body.to_dict())


def _placed(operation: AnyOperation, values: Json) -> dict[str, Any]:
    """Parameters by their location in the request. None is not sent."""
    query: dict[str, Any] = {}
    path: dict[str, Any] = {}
    headers: list[tuple[str, str]] = []
    for name, value in values.items():
        parameter = operation.parameters.get(name)
        if parameter is None:
            raise _unknown_parameter(operation, name)
        if value is None:
            continue
        value = parameter.encode(value)
        if parameter.place == "header":
            headers.append((parameter.name, str(value)))
        else:
            (path if parameter.place == "path" else query)[parameter.name] = value
    for name, parameter in operation.parameters.items():
        if parameter.required and values.get(name) is None:
            raise ValidationError(f"{name} is missing; {operation.name} requires it", field=name)
    return {"query": query, "path": path, "headers": headers}


def _unknown_parameter(operation: AnyOperation, name: str) -> ValidationError:
    near = get_close_matches(name, operation.parameters, n=1)
    if near:
        hint = f"did you mean {near[0]!r}?"
    elif operation.parameters:
        hint = f"its parameters are {', '.join(operation.parameters)}"
    else:
        hint = "fields of the request belong in body" if operation.request else "it has none"
    return ValidationError(
        f"{name!r} is not a parameter of {operation.name}; {hint}", field=name, value=name
    )


async def _upload(
    io: IO, config: Config, operation: AnyOperation, fields: Mapping[str, Any] | None
) -> Upload | None:
    """A validated multipart body, None for other operations. The caller must close it."""
    if operation.media_type != FORM or fields is None:
        return None
    from ..core.sources import Upload

    if config.validate:
        validate(operation, {**fields, "file": ""} if "file" in fields else fields)
    form = {name: value for name, value in fields.items() if name != "file"}
    file = fields.get("file")
    source, name = getattr(file, "payload", file), getattr(file, "file_name", None)
    return cast("Upload", (await io.work(lambda: Upload(form, cast(Any, source), name=name))))


def _at(value: Any, *path: str | int) -> Any:
    """The value at a path into nested objects and lists, None where there is none."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value
