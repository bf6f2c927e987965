"""Reads stubs. Bodies and events are checked against the response schema of the operation."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from minimax.emulator import spec
from minimax.emulator.endpoints import ENDPOINTS
from minimax.emulator.input_errors import Reader, unknown_name
from minimax.emulator.recordings import conformance
from minimax.emulator.recordings.conformance import Difference, Event
from minimax.emulator.stubs import Stub

_FIELDS = ("operation", "body", "events", "media", "status", "when", "times", "key")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_REFUSED = frozenset(
    {
        conformance.UNKNOWN_FIELD,
        conformance.WRONG_TYPE,
        conformance.UNKNOWN_EVENT,
        conformance.NOT_JSON,
    }
)
"""The differences from the spec that are mistakes in a stub. Values and statuses that the spec does
not list are allowed, because a test may need them.
"""


def read(fields: object, *, folder: Path | None = None) -> Stub:
    """Create a stub from Python, a scenario file or the control interface. Raises Mistakes.

    Args:
        fields: the fields of a stub. Media are bytes, Base64 text, data URLs or, if there is a
            folder, paths in it.
        folder: the folder of the scenario file; without it, texts must be Base64.
    """
    reader = Reader()
    if not isinstance(fields, dict):
        reader.wrong((), f"{fields!r:.80} is not a stub; pass fields such as operation and body")
        reader.finish()
        raise AssertionError
    reader.check_names(fields, _FIELDS)
    given = {name: fields.get(name) for name in _FIELDS}
    stub = Stub(str(given["operation"]), given["body"], given["events"])
    stub.status, stub.when, stub.times, stub.key = (
        given["status"] or 200,
        given["when"],
        given["times"],
        given["key"],
    )
    if not isinstance(given["operation"], str) or given["operation"] not in _operations():
        reader.wrong(("operation",), unknown_name(given["operation"], _operations(), "operation"))
    _check_conditions(stub, reader)
    media = given["media"]
    media = [] if media is None else media if isinstance(media, (list, tuple)) else [media]
    stub.media = [
        data
        for index, each in enumerate(media)
        if (data := _media(each, folder, reader, ("media", index))) is not None
    ]
    if not reader.found:
        _check_content(stub, reader)
    reader.finish()
    return stub


def _check_conditions(stub: Stub, reader: Reader) -> None:
    if type(stub.status) is not int or not 200 <= stub.status <= 599:
        reader.wrong(("status",), f"{stub.status!r} is not an HTTP status from 200 to 599")
    if stub.times is not None and (type(stub.times) is not int or stub.times < 1):
        reader.wrong(("times",), f"{stub.times!r} is not a whole number of 1 or more")
    if stub.when is not None and not isinstance(stub.when, (str, Mapping)):
        reader.wrong(
            ("when",), f"{stub.when!r:.80} is neither words nor fields such as {{model: …}}"
        )
    if stub.key is not None and not isinstance(stub.key, str):
        reader.wrong(("key",), f"{stub.key!r:.80} is not a text")


def _check_content(stub: Stub, reader: Reader) -> None:
    given = [name for name in ("body", "events", "media") if getattr(stub, name)]
    if len(given) != 1:
        message = f"it has {' and '.join(given)}" if given else "there is no response"
        reader.wrong((), f"{message}; pass either a body, events or media")
    elif stub.media:
        if not (stub.operation in spec.SOCKETS or ENDPOINTS[stub.operation].makes_media):
            reader.wrong(("media",), f"{stub.operation} returns no media; pass a body")
    elif stub.body is not None:
        _check_body(stub, reader)
    else:
        _check_events(stub, reader)


def _check_body(stub: Stub, reader: Reader) -> None:
    operation = _find_generated(stub.operation)
    if operation is None:
        reader.wrong(("body",), f"{stub.operation} is a WebSocket; pass events or media")
    elif operation.response == "File":
        reader.wrong(("body",), f"{stub.operation} sends a file; pass media")
    elif not isinstance(stub.body, Mapping):
        reader.wrong(("body",), f"{stub.body!r:.80} is not a JSON object")
    else:
        found = conformance.response_differences(
            operation,
            status=stub.status,
            media_type=conformance.JSON,
            body=stub.body,
            indexed=True,
        )
        _note(found, ("body",), reader)


def _check_events(stub: Stub, reader: Reader) -> None:
    operation = _find_generated(stub.operation)
    events = stub.events
    if not isinstance(events, (list, tuple)) or not all(
        isinstance(each, Mapping) or each == conformance.DONE for each in events
    ):
        reader.wrong(("events",), "it is not a list of JSON objects")
    elif operation is None:
        return
    elif operation.event is None:
        reader.wrong(("events",), f"{stub.operation} does not stream; pass a body")
    else:
        schemas = conformance.document(operation.feature)["components"]["schemas"]
        for index, each in enumerate(events):
            name = each.get("type", "") if isinstance(each, Mapping) else ""
            found = conformance.event_differences(
                Event(name, each), schemas[operation.event], schemas, indexed=True
            )
            _note(found, ("events", index), reader)


def _note(found: Iterable[Difference], place: tuple[str | int, ...], reader: Reader) -> None:
    for each in found:
        if each.kind in _REFUSED:
            documented = f", documented: {each.documented}" if each.documented else ""
            steps = _STEP.findall(each.place.rpartition(": ")[2])
            at = [int(number) if number else name for name, number in steps]
            reader.wrong((*place, *at), f"{each.kind} ({each.received}{documented})")


def _media(
    given: object, folder: Path | None, reader: Reader, place: tuple[str | int, ...]
) -> bytes | None:
    with reader.at(place):
        if isinstance(given, (bytes, bytearray, memoryview)):
            return bytes(given)
        if isinstance(given, Path):
            return given.read_bytes()
        if not isinstance(given, str):
            raise ValueError(f"{given!r:.80} is neither a file nor Base64")
        if given.startswith("data:"):
            given = given.partition(",")[2]
        elif folder is not None:
            return (folder / given).read_bytes()
        try:
            return base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError):
            raise ValueError(f"{given!r:.60} is not Base64") from None
    return None


def _operations() -> tuple[str, ...]:
    return (*(each.id for each in spec.operations()), *spec.SOCKETS)


def _find_generated(operation_id: str) -> Any:
    """The generated operation; None for a WebSocket."""
    from minimax_generated.operations import find_operation

    try:
        return find_operation(operation_id)
    except LookupError:
        return None
