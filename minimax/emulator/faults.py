"""Misbehaviour on purpose, by name.

A fault is written `NAME[=VALUE][:OPERATION][*N][/N]`:

    rate_limit                  every request
    rate_limit:t2a_v2           requests of one operation
    rate_limit*2                the first two
    server_error/3              every third
    slow_first_byte=1.5         with a value of its own
    error=1041:t2a_v2*1         all of it

`KINDS` lists the names; `download` is the operation of the signed links.
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import math
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from minimax.emulator import spec
from minimax.emulator.envelopes import PlatformError
from minimax.emulator.steps import Drop, Frame, Raw, Step, Wait

Json = dict[str, Any]
Value = float | None
Place = Literal["answer", "stream", "socket", "task", "poll", "download"]
Fate = Literal["fails", "never ends"]

DOWNLOAD = "download"

# What the model passes to a tool is nothing of the platform's: it stays as it is.
_ARGUMENTS = "input"

_SYNTAX = re.compile(
    r"(?P<name>\w+)(=(?P<value>\d+(\.\d+)?))?(:(?P<operation>\w+))?(\*(?P<first>\d+))?(/(?P<every>\d+))?"
)
_HTML_502 = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad"
    " Gateway</h1></center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True)
class Plain:
    """An answer that is not the platform's: what a gateway or an object store would send."""

    http: int
    media_type: str
    text: str


@dataclass(frozen=True)
class Kind:
    """What a name does. `place` says which answers it can meet; each of the functions gets the
    value as its last argument.

    refuse       the error that comes instead of an answer
    in_200       that error comes with HTTP 200 and as plain JSON, whatever the family, also where a
    stream was asked for error_frame  that error comes as a frame after half of the stream, in the
    way of this name where the endpoint has it quiet        that error comes once a WebSocket is
    quiet for so many seconds as the value says plain        another body that comes instead of an
    answer delay        seconds before the first byte rewrite      changes one JSON body or frame
    steps        changes a stream split        cuts the bytes into the pieces that are sent
    close_code   what a WebSocket is closed with where the steps break it off fate         what
    becomes of the task that the request creates only         operations whose answers have what it
    changes, None: all of them
    """

    about: str
    value: Value = None
    place: Place = "answer"
    refuse: Callable[[Value], PlatformError] | None = None
    in_200: bool = False
    quiet: bool = False
    plain: Plain | None = None
    delay: Callable[[Value], float] | None = None
    rewrite: Callable[[Json, Value], Json] | None = None
    steps: Callable[[list[Step], Value], Iterable[Step]] | None = None
    error_frame: str | None = None
    split: Callable[[bytes], Iterator[bytes]] | None = None
    close_code: Callable[[Value], int] | None = None
    fate: Fate | None = None
    only: frozenset[str] | None = None


class Fault:
    """A fault that is switched on; `times` counts how often it struck. As a context manager it is
    switched off at the end.
    """

    def __init__(
        self,
        faults: Faults,
        name: str,
        *,
        on: str | None,
        first: int | None,
        every: int | None,
        value: float | None,
    ) -> None:
        if name not in KINDS:
            near = difflib.get_close_matches(name, KINDS, n=1)
            raise ValueError(
                f"no fault is called {name!r}{f'; did you mean {near[0]}?' if near else ''} Known:"
                f" {', '.join(KINDS)}"
            )
        if every is not None and every < 1:
            raise ValueError(f"{name}: every n-th needs n of 1 or more")
        if first is not None and first < 1:
            raise ValueError(f"{name}: the first n needs n of 1 or more")
        if value is not None and KINDS[name].value is None:
            raise ValueError(f"{name} takes no value")
        if on is not None:
            _require_place(name, on)
        self._faults = faults
        self.number = 0
        """Tells it from others that were switched on, as the control endpoint names it."""
        self.name = name
        self.kind = KINDS[name]
        self.on = on
        self.first = first
        self.every = every
        self.value = self.kind.value if value is None else value
        self.seen = 0
        self.times = 0

    def strikes(self, operation_id: str, places: Iterable[Place]) -> bool:
        """Count a request that the fault could meet, and tell whether it meets it."""
        if self.kind.place not in places or self.on not in (None, operation_id):
            return False
        if self.on is None and operation_id == DOWNLOAD and self.kind.place != "download":
            return False
        self.seen += 1
        if self.first is not None and self.seen > self.first:
            return False
        if self.every is not None and self.seen % self.every:
            return False
        self.times += 1
        return True

    def remove(self) -> None:
        """Switch it off."""
        self._faults.remove(self)

    def __enter__(self) -> Fault:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()

    def __repr__(self) -> str:
        value = f"={self.value:g}" if self.value is not None else ""
        first = f"*{self.first}" if self.first is not None else ""
        on = f":{self.on}" if self.on else ""
        every = f"/{self.every}" if self.every else ""
        return f"{self.name}{value}{on}{first}{every}"


class Faults:
    """The faults that are switched on; the ones of the start come back with `reset`."""

    def __init__(self, lasting: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._lasting = tuple(lasting)
        self._active: list[Fault] = []
        self._added = 0
        self.reset()

    def add(
        self,
        fault: str,
        *,
        on: str | None = None,
        first: int | None = None,
        every: int | None = None,
        value: float | None = None,
    ) -> Fault:
        """Switch a fault on, written as on the command line or with keywords."""
        written = _SYNTAX.fullmatch(fault)
        if written is None:
            raise ValueError(
                f"cannot read the fault {fault!r}; write NAME[=VALUE][:OPERATION][*FIRST][/EVERY]"
            )
        parts = written.groupdict()
        added = Fault(
            self,
            parts["name"],
            on=on or parts["operation"],
            first=first if first is not None else _int(parts["first"]),
            every=every if every is not None else _int(parts["every"]),
            value=value if value is not None else float(parts["value"]) if parts["value"] else None,
        )
        with self._lock:
            self._added += 1
            added.number = self._added
            self._active = [*self._active, added]
        return added

    def remove(self, fault: Fault) -> None:
        with self._lock:
            self._active = [other for other in self._active if other is not fault]

    def reset(self) -> None:
        with self._lock:
            self._active = []
        for fault in self._lasting:
            self.add(fault)

    def striking(self, operation_id: str, *places: Place) -> list[Fault]:
        """The faults that meet this request."""
        with self._lock:
            return [fault for fault in self._active if fault.strikes(operation_id, places)]

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._active)


def places(operation_id: str) -> frozenset[Place]:
    """What kinds of faults an operation can meet; ValueError for one that does not exist."""
    if operation_id == DOWNLOAD:
        return frozenset({"answer", "download"})
    if operation_id in spec.SOCKETS:
        return frozenset({"answer", "stream", "socket"})
    operation = next((each for each in spec.operations() if each.id == operation_id), None)
    if operation is None:
        known = [DOWNLOAD, *spec.SOCKETS, *(each.id for each in spec.operations())]
        near = difflib.get_close_matches(operation_id, known, n=1)
        raise ValueError(
            f"no operation is called {operation_id!r}{f'; did you mean {near[0]}?' if near else ''}"
        )
    found: set[Place] = {"answer"}
    if operation.stream_switch:
        found.add("stream")
    if operation.task_query:
        found.add("task")
    if operation_id in spec.task_queries():
        found.add("poll")
    return frozenset(found)


def _require_place(name: str, operation_id: str) -> None:
    """Raise for a fault that could never strike where it is meant to."""
    kind = KINDS[name]
    if kind.place not in places(operation_id):
        raise ValueError(f"{name} cannot meet {operation_id}: it is a fault of {_MET[kind.place]}")
    if kind.only is not None and operation_id not in kind.only:
        raise ValueError(f"{name} cannot meet {operation_id}: it is a fault of {meets(kind)}")
    refused = kind.refuse is not None and operation_id != DOWNLOAD
    if (
        operation_id in _FILES
        and kind.place == "answer"
        and not (kind.plain or kind.delay or refused)
    ):
        raise ValueError(f"{name} cannot meet {operation_id}: a file is sent as it is")
    if operation_id in spec.SOCKETS and kind.split:
        raise ValueError(f"{name} cannot meet {operation_id}: a WebSocket sends whole messages")


_FILES = frozenset({DOWNLOAD, "files_retrieve_content"})
_MET: dict[Place, str] = {
    "answer": "every call",
    "stream": "calls that can stream",
    "socket": "WebSockets",
    "task": "calls that start a task",
    "poll": "queries of a task",
    "download": f"signed links, the operation {DOWNLOAD}",
}


def meets(kind: Kind) -> str:
    """Which requests a fault can meet, in words."""
    return _MET[kind.place] if kind.only is None else ", ".join(sorted(kind.only))


def bent(body: Json, striking: Iterable[Fault]) -> Json:
    """A JSON body or frame as the faults leave it."""
    for fault in striking:
        if fault.kind.rewrite is not None:
            body = fault.kind.rewrite(body, fault.value)
    return body


def bent_stream(
    steps: Iterable[Step],
    striking: Sequence[Fault],
    error_frame: Callable[[str, PlatformError, Sequence[Step]], Frame],
) -> Iterable[Step]:
    """A stream as the faults leave it; `error_frame` words an error as the stream does, after the
    steps before it.
    """
    changed: Iterable[Step] = [
        (
            Frame(bent(step.data, striking), step.event)
            if isinstance(step, Frame) and isinstance(step.data, dict)
            else step
        )
        for step in steps
    ]
    for fault in striking:
        if fault.kind.error_frame and fault.kind.refuse is not None:
            before = first_half(list(changed))
            changed = [
                *before,
                error_frame(fault.kind.error_frame, fault.kind.refuse(fault.value), before),
            ]
        elif fault.kind.steps is not None:
            changed = fault.kind.steps(list(changed), fault.value)
    return changed


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def _code(code: int) -> Callable[[Value], PlatformError]:
    return lambda _: PlatformError(code)


def _any_code(value: Value) -> PlatformError:
    return PlatformError(int(value or 0))


def _each(change: Callable[[str, Any], Any]) -> Callable[[Json, Value], Json]:
    """A rewrite that gives every member of every object a new value."""

    def rewrite(body: Json, _: Value) -> Json:
        return {
            key: value if key == _ARGUMENTS else walk(change(key, value))
            for key, value in body.items()
        }

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return rewrite(value, None)
        return [walk(item) for item in value] if isinstance(value, list) else value

    return rewrite


def _is_id(key: str) -> bool:
    return key == "id" or key.endswith("_id")


def _number_of(value: Any) -> Any:
    """An id as the integer it is, or as one that always stands for the same text."""
    if not isinstance(value, str) or not value:
        return value
    digits = value.isascii() and value.isdigit()
    return int(value) if digits else int.from_bytes(hashlib.sha256(value.encode()).digest()[:7])


def _digits_of(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _odd(key: str, value: Any) -> Any:
    return (
        value[:-1]
        if key == "audio" and isinstance(value, str) and not value.startswith("http")
        else value
    )


def _without_data(body: Json, _: Value) -> Json:
    return {
        key: None if isinstance(value, dict | list) and key != "base_resp" else value
        for key, value in body.items()
    }


def _with_unknown_fields(body: Json, _: Value) -> Json:
    walked = {
        key: value if key == _ARGUMENTS else _walk_unknown(value) for key, value in body.items()
    }
    return {
        **walked,
        "x_future_field": {"note": "not in the documentation", "values": [1, None, "two"]},
    }


def _walk_unknown(value: Any) -> Any:
    if isinstance(value, dict):
        return _with_unknown_fields(value, None)
    return [_walk_unknown(item) for item in value] if isinstance(value, list) else value


def _partly_blocked(body: Json, images: Value) -> Json:
    if isinstance(body.get("data"), list):
        made = max(len(body["data"]) - int(images or 0), 0)
        blocked = {"error": {"code": "1027", "message": "output new_sensitive"}}
        return {**body, "data": [*body["data"][:made], *[blocked] * len(body["data"][made:])]}
    counters = body.get("metadata") or {}
    if "success_count" not in counters:
        return body
    made = int(counters["success_count"])
    left = max(made - int(images or 0), 0)
    kept = {
        name: value[:left] if isinstance(value, list) else value
        for name, value in (body.get("data") or {}).items()
    }
    return {
        **body,
        "data": kept,
        "metadata": {"failed_count": str(made - left), "success_count": str(left)},
    }


_ENUMS = frozenset({"finish_reason", "stop_reason", "audio_format", "status", "service_tier"})


def _unheard_of(key: str, value: Any) -> Any:
    return f"new_{key}" if key in _ENUMS and isinstance(value, str) and value else value


def _lower_status(key: str, value: Any) -> Any:
    return value.lower() if key == "status" and isinstance(value, str) else value


def _unknown_status(key: str, value: Any) -> Any:
    under_way = (
        key == "status"
        and isinstance(value, str)
        and value.lower() in spec.task_words("queued", "running")
    )
    return ("Rendering" if value[0].isupper() else "rendering") if under_way else value


def _without_link(body: Json, _: Value) -> Json:
    file = body.get("file")
    return (
        {**body, "file": {name: value for name, value in file.items() if name != "download_url"}}
        if isinstance(file, dict)
        else body
    )


def _padded(steps: list[Step], megabytes: Value) -> Iterator[Step]:
    """The first frame made so long that its line has the size."""
    padding = {"x_padding": "0" * int((megabytes or 0) * 2**20)}
    for step in steps:
        if padding and isinstance(step, Frame) and isinstance(step.data, dict):
            step, padding = Frame({**step.data, **padding}, step.event), {}
        yield step


def first_half(steps: list[Step], *end: Step) -> list[Step]:
    """At least one frame, and never the closing ones."""
    return [*steps[: max(1, (len(steps) - 1) // 2)], *end]


def _snapshots(steps: list[Step], _: Value) -> list[Step]:
    """`reasoning_details` with all the thinking so far instead of the new part."""
    so_far = ""
    changed: list[Step] = []
    for step in steps:
        data = step.data if isinstance(step, Frame) and isinstance(step.data, dict) else {}
        details = [
            detail
            for choice in data.get("choices") or ()
            for detail in choice.get("delta", {}).get("reasoning_details", ())
        ]
        if details:
            so_far += details[0]["text"]
            delta = {
                **data["choices"][0]["delta"],
                "reasoning_details": [{**details[0], "text": so_far}],
            }
            step = Frame({**data, "choices": [{**data["choices"][0], "delta": delta}]})
        changed.append(step)
    return changed


def _with_a_tail(steps: list[Step], _: Value) -> list[Step]:
    """The last piece of audio left out, so that only the frame that repeats everything has it."""
    sounding = [
        (index, step.data["data"])
        for index, step in enumerate(steps)
        if isinstance(step, Frame) and isinstance(step.data, dict) and _audio_of(step.data)
    ]
    pieces = [(index, data) for index, data in sounding if data["status"] == 1]
    if len(pieces) < 2:
        return steps
    left_out, data = pieces[-1]
    whole = "".join(piece["audio"] for _, piece in pieces)
    changed = []
    for index, step in enumerate(steps):
        if isinstance(step, Frame) and isinstance(step.data, dict) and index > left_out:
            last = step.data.get("data") or {}
            audio = whole if last.get("audio") else data["audio"]
            step = Frame({**step.data, "data": {**last, "audio": audio}}, step.event)
        if index != left_out:
            changed.append(step)
    return changed


def _audio_of(frame: Json) -> str:
    data = frame.get("data")
    return str(data.get("audio") or "") if isinstance(data, dict) else ""


def _keep_alive(steps: list[Step], seconds: Value) -> Iterator[Step]:
    return itertools.cycle((Raw(b": keep-alive\n\n"), Wait(seconds or 1.0)))


def _every_byte(data: bytes) -> Iterator[bytes]:
    """Single bytes; beyond 64 KB odd-sized pieces, or a long audio stream would take minutes."""
    singles = 64 * 2**10
    for index in range(min(len(data), singles)):
        yield data[index : index + 1]
    for index in range(singles, len(data), 997):
        yield data[index : index + 997]


_WITH_HEX = frozenset({"t2a_v2", "music_generation", *spec.SOCKETS})
_WITH_STATES = frozenset(
    {"query_video_generation", "query_video_template_generation", "query_t2a_async_v2"}
)

KINDS: dict[str, Kind] = {
    # Refusals, worded in the family of the path.
    "rate_limit": Kind("1002, HTTP 429 outside the native family", refuse=_code(1002)),
    "server_error": Kind("1000, HTTP 500 outside the native family", refuse=_code(1000)),
    "overloaded": Kind("2064, HTTP 529 outside the native family", refuse=_code(2064)),
    "insufficient_balance": Kind("1008", refuse=_code(1008)),
    "usage_limit": Kind("2056, the plan is used up", refuse=_code(2056)),
    "model_not_in_plan": Kind("2061, HTTP 500 outside the native family", refuse=_code(2061)),
    "sensitive_input": Kind("1026", refuse=_code(1026)),
    "wrong_region": Kind("2049, as for a key of another region", refuse=_code(2049)),
    "error": Kind("the platform code given as value", value=1000, refuse=_any_code),
    "error_in_200": Kind(
        "base_resp with the code given as value, at HTTP 200 in every family",
        value=1000,
        refuse=_any_code,
        in_200=True,
    ),
    "json_instead_of_stream": Kind(
        "a stream is asked for, a JSON error at HTTP 200 comes; value: the code",
        value=1000,
        place="stream",
        refuse=_any_code,
        in_200=True,
    ),
    "http_502_html": Kind("the HTML page of a gateway", plain=Plain(502, "text/html", _HTML_502)),
    "http_404_text": Kind(
        "the plain text of a wrong path", plain=Plain(404, "text/plain", "404 page not found")
    ),
    # Good answers, bent.
    "null_data": Kind(
        "success, but data, choices and every other object are null", rewrite=_without_data
    ),
    "unknown_fields": Kind(
        "fields that nobody knows in every object", rewrite=_with_unknown_fields
    ),
    "unknown_enum_values": Kind(
        "finish_reason, audio_format, status and the like have values that nobody knows",
        rewrite=_each(_unheard_of),
    ),
    "ids_as_ints": Kind(
        "every id is a number",
        rewrite=_each(lambda key, value: _number_of(value) if _is_id(key) else value),
    ),
    "ids_as_strings": Kind(
        "every id is a string",
        rewrite=_each(lambda key, value: _digits_of(value) if _is_id(key) else value),
    ),
    "numbers_as_strings": Kind(
        "every integer is a string of digits, codes too",
        rewrite=_each(lambda _, value: _digits_of(value)),
    ),
    "lower_case_status": Kind(
        "task states in lower case", rewrite=_each(_lower_status), only=_WITH_STATES
    ),
    "partly_blocked": Kind(
        "the safety check keeps so many images of a call back",
        value=1,
        rewrite=_partly_blocked,
        only=frozenset({"image_generation", "images_generations", "images_edits"}),
    ),
    "no_link": Kind(
        "a file comes without its download_url, which is optional",
        rewrite=_without_link,
        only=frozenset({"files_retrieve"}),
    ),
    "odd_hex": Kind(
        "hex audio that lacks its last digit",
        rewrite=lambda body, _: _each(_odd)(body, _),
        only=_WITH_HEX,
    ),
    "slow_first_byte": Kind(
        "nothing for so many seconds", value=10, delay=lambda seconds: seconds or 0.0
    ),
    "split_every_byte": Kind("every byte is sent alone", split=_every_byte),
    # Streams only.
    "stall_mid_stream": Kind(
        "silence after half of the frames for so many seconds, then the connection breaks",
        value=math.inf,
        place="stream",
        steps=lambda steps, seconds: first_half(steps, Wait(seconds or 0.0), Drop()),
    ),
    "keepalive_only": Kind(
        "a comment every so many seconds and never a frame",
        value=1,
        place="stream",
        steps=_keep_alive,
    ),
    "drop_mid_stream": Kind(
        "the connection breaks after half of the frames",
        place="stream",
        steps=lambda steps, _: first_half(steps, Drop()),
    ),
    "end_mid_stream": Kind(
        "a clean end after half of the frames",
        place="stream",
        steps=lambda steps, _: first_half(steps),
    ),
    "error_frame_mid_stream": Kind(
        "an error frame after half of the frames; value: the code",
        value=1027,
        place="stream",
        refuse=_any_code,
        error_frame="error",
    ),
    "failed_mid_stream": Kind(
        "a response.failed event after half of the frames, elsewhere an error frame; value: the"
        " code",
        value=1027,
        place="stream",
        refuse=_any_code,
        error_frame="failed",
    ),
    "huge_line": Kind(
        "the first frame is a line of so many MB", value=5, place="stream", steps=_padded
    ),
    "reasoning_snapshots": Kind(
        "reasoning_details repeat all the thinking so far",
        place="stream",
        steps=_snapshots,
        only=frozenset({"chat_completions"}),
    ),
    "tail_in_last_frame": Kind(
        "the last piece of audio comes only in the frame that repeats the whole",
        place="stream",
        steps=_with_a_tail,
        only=frozenset({"t2a_v2", "music_generation"}),
    ),
    # WebSockets only. They meet the faults of answers and streams too: once per connection, in
    # every text of it.
    "ws_close": Kind(
        "the WebSocket is closed after half of the frames of a text; value: the code, 1006 breaks"
        " it off without one",
        value=1011,
        place="socket",
        steps=lambda steps, _: first_half(steps, Drop()),
        close_code=lambda code: int(code or 0),
    ),
    "ws_idle_close": Kind(
        "2201, the WebSocket was quiet for so many seconds",
        value=1,
        place="socket",
        refuse=_code(2201),
        quiet=True,
    ),
    # Tasks only: decided when they are created, or seen when they are asked about.
    "task_fails": Kind(
        "the task that is created fails; value: the code", value=1027, place="task", fate="fails"
    ),
    "task_never_ends": Kind(
        "the task that is created runs for ever", place="task", fate="never ends"
    ),
    "unknown_status": Kind(
        "a task under way has a state that nobody knows",
        place="poll",
        rewrite=_each(_unknown_status),
    ),
    # Signed links only.
    "expired_url": Kind("the link is past its end", place="download"),
    "truncated_download": Kind("the connection breaks after half of the bytes", place="download"),
    "no_range_support": Kind("a Range header is ignored", place="download"),
}
