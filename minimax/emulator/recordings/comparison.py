"""Compare a recording with the spec and the emulator, to find what they do not cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from minimax.emulator import checks, spec
from minimax.emulator.endpoints import sockets
from minimax.emulator.envelopes import PlatformError
from minimax.emulator.faults import DOWNLOAD
from minimax.emulator.recordings import conformance
from minimax.emulator.recordings.conformance import Difference, Event
from minimax.emulator.recordings.tape import SERVER, Line, Tape, read
from minimax.errors import Origin, error_from

UNKNOWN_OPERATION = "unknown operation"
UNKNOWN_REQUEST_FIELD = "unknown field of the request"
REFUSED = "refused by the emulator"


class Finding(NamedTuple):
    """A difference to the spec or the emulator, with the `lines` of the recording that show it."""

    call: str
    """Method and path."""
    kind: str
    """What kind of difference, such as "unknown field"."""
    place: str
    received: str
    documented: str
    lines: tuple[int, ...]

    def __str__(self) -> str:
        where = f" {self.place}" if self.place else ""
        received = f" ({self.received})" if self.received else ""
        documented = f"; documented: {self.documented}" if self.documented else ""
        count = "line" if len(self.lines) == 1 else "lines"
        shown = ", ".join(map(str, self.lines[:5])) + (", …" if len(self.lines) > 5 else "")
        return f"{self.call}: {self.kind}{where}{received}{documented} [{count} {shown}]"


def check_recording(path: str | Path) -> list[Finding]:
    """The differences of a recording to the spec and the emulator: unknown operations, fields,
    types, values, statuses and events, and successful requests that the emulator rejects.

    Raises:
        Mistakes: the file is not a recording.
    """
    tape = read(path)
    found: dict[tuple[str, Difference], list[int]] = {}
    for line in tape.lines:
        call = f"{line.exchange.method} {line.exchange.path.partition('?')[0]}"
        for difference in dict.fromkeys(_differences(tape, line)):
            if difference.kind != conformance.MISSING_FIELD:
                found.setdefault((call, difference), []).append(line.number)
    return [Finding(call, *each, tuple(lines)) for (call, each), lines in found.items()]


def _differences(tape: Tape, line: Line) -> Iterator[Difference]:
    exchange = line.exchange
    if exchange.operation == DOWNLOAD:
        return
    path = exchange.path.partition("?")[0]
    if path in sockets.OPERATIONS:
        yield from _messages(tape, sockets.OPERATIONS[path], exchange.response)
        return
    operation = conformance.match_operation(exchange.method, path)
    if operation is None:
        yield Difference(UNKNOWN_OPERATION, "", f"HTTP {exchange.response['status']}", "")
        return
    response = exchange.response
    kind = response.get("headers", {}).get("content-type", "").partition(";")[0].strip().lower()
    events = [
        Event(str(each.get("event", "")), each.get("data")) for each in response.get("events", ())
    ]
    yield from conformance.response_differences(
        operation,
        status=response["status"],
        media_type=kind,
        body=response.get("body"),
        events=events if "events" in response else None,
    )
    schema = next(each for each in spec.operations() if each.id == operation.id).body_schema
    if schema is not None and response["status"] != 404:
        accepted = response["status"] < 400 and not _is_refusal(response, operation.name)
        body = tape.restore(exchange.request.get("body"))
        if operation.media_type == "application/json":
            yield from _request(schema, body, accepted=accepted)


def _is_refusal(response: Mapping[str, Any], name: str) -> bool:
    body = response.get("body")
    return (
        error_from(body, Origin(name), http_status=response["status"]) is not None
        if isinstance(body, Mapping)
        else False
    )


def _request(schema: str, body: Any, *, accepted: bool) -> Iterator[Difference]:
    """The response of the emulator to a request."""
    for place in checks.unknown_fields(schema, body) if accepted else ():
        shown = conformance.NUMBER.sub("[]", str(place))
        yield Difference(UNKNOWN_REQUEST_FIELD, shown, "", "")
    if accepted:
        try:
            checks.check(schema, body)
        except PlatformError as error:
            yield Difference(REFUSED, str(error.field or ""), error.text, "")


def _messages(
    tape: Tape, operation: spec.Operation, response: Mapping[str, Any]
) -> Iterator[Difference]:
    schemas = conformance.document("speech")["components"]["schemas"]
    for message in response.get("messages", ()):
        data = message.get("data")
        if message.get("from") == SERVER:
            yield from conformance.event_differences(
                Event("", data), schemas["WsServerEvent"], schemas, tag="event"
            )
        elif isinstance(data, Mapping) and data.get("event") == "task_start":
            yield from _request(str(operation.body_schema), tape.restore(data), accepted=True)
