"""Simulated faults: which ones are enabled, and which requests they affect.

A fault is written `NAME[=VALUE][:OPERATION][*N][/N]`:

    rate_limit                  every request
    rate_limit:t2a_v2           requests of one operation
    rate_limit*2                the first two
    server_error/3              every third
    slow_first_byte=1.5         with a value
    error=1041:t2a_v2*1         all combined

`KINDS` lists the names; `download` is the operation of the signed links.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from minimax.emulator import spec
from minimax.emulator.auth import account_name
from minimax.emulator.distortions import first_half
from minimax.emulator.envelopes import PlatformError
from minimax.emulator.fault_kinds import DOWNLOAD, KINDS, Kind, Place, Plain
from minimax.emulator.input_errors import Reader, unknown_name
from minimax.emulator.registry import Entry, Registry
from minimax.emulator.steps import Frame, Step

__all__ = [
    "DOWNLOAD",
    "KINDS",
    "Fault",
    "Faults",
    "Kind",
    "Place",
    "Plain",
    "distort",
    "distort_stream",
]

Json = dict[str, Any]

_SYNTAX = re.compile(
    r"(?P<name>\w+)(=(?P<value>\d+(\.\d+)?))?(:(?P<operation>\w+))?(\*(?P<first>\d+))?(/(?P<every>\d+))?"
)
_FIELDS = ("kind", "operation", "first", "every", "value", "key")
_LARGEST_NUMBER = 10**12


class Fault(Entry):
    """An enabled fault; `times` counts the affected requests. As a context manager, it is disabled
    at the end.
    """

    def __init__(
        self,
        name: str,
        *,
        on: str | None,
        first: int | None,
        every: int | None,
        value: float | None,
        key: str | None,
    ) -> None:
        if name not in KINDS:
            raise ValueError(unknown_name(name, KINDS, "fault"))
        if every is not None and every < 1:
            raise ValueError(f"{name}: every n-th requires n to be 1 or more")
        if first is not None and first < 1:
            raise ValueError(f"{name}: the first n requires n to be 1 or more")
        if value is not None and KINDS[name].value is None:
            raise ValueError(f"{name} takes no value")
        if value is not None and not _is_value(value):
            raise ValueError(f"{name}: {value!r} is not a number of 0 or more")
        if on is not None:
            _require_place(name, on)
        self.name = name
        self.kind = KINDS[name]
        self.on = on
        self.first = first
        self.every = every
        self.value = self.kind.value if value is None else value
        self._account = None if key is None else account_name(key)
        self.seen = 0
        self.times = 0

    @property
    def account(self) -> str | None:
        """The account that it applies to; None for all accounts."""
        return self._account

    def affects(self, operation_id: str, places: Iterable[Place], account: str | None) -> bool:
        """Count a request that the fault could affect, and return whether it does."""
        if self.kind.place not in places or self.on not in (None, operation_id):
            return False
        if self.account not in (None, account):
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

    def __repr__(self) -> str:
        value = f"={self.value:g}" if self.value is not None else ""
        first = f"*{self.first}" if self.first is not None else ""
        on = f":{self.on}" if self.on else ""
        every = f"/{self.every}" if self.every else ""
        return f"{self.name}{value}{on}{first}{every}"


class Faults(Registry[Fault]):
    """The enabled faults. `reset` restores the initial ones, each given as text or as the keyword
    arguments of `add`.
    """

    def __init__(self, lasting: Iterable[str | Mapping[str, Any]] = ()) -> None:
        super().__init__()
        self._lasting: list[dict[str, Any]] = [
            dict(each) if isinstance(each, Mapping) else {"fault": each} for each in lasting
        ]
        self.reset()

    def add(
        self,
        fault: str,
        *,
        on: str | None = None,
        first: int | None = None,
        every: int | None = None,
        value: float | None = None,
        key: str | None = None,
    ) -> Fault:
        """Enable a fault, in the notation of the command line or with keyword arguments. `key`
        limits it to the requests of one key.
        """
        written = _SYNTAX.fullmatch(fault)
        if written is None:
            raise ValueError(
                f"cannot read the fault {fault!r}; write NAME[=VALUE][:OPERATION][*FIRST][/EVERY]"
            )
        parts = written.groupdict()
        if value is None and parts["value"]:
            value = float(parts["value"])
        added = Fault(
            parts["name"],
            on=on or parts["operation"],
            first=first if first is not None else _int(parts["first"]),
            every=every if every is not None else _int(parts["every"]),
            value=value,
            key=key,
        )
        return self.append(added)

    def reset(self, key: str | None = None) -> None:
        """Restore the initial faults, or those of one key."""
        self.clear(None if key is None else account_name(key))
        for fault in self._lasting:
            if key in (None, fault.get("key")):
                self.add(**fault)

    def select(self, operation_id: str, *places: Place, account: str | None = None) -> list[Fault]:
        """The faults that affect this request."""
        with self._lock:
            return [fault for fault in self._active if fault.affects(operation_id, places, account)]


def read(written: object) -> dict[str, Any]:
    """Parse a fault of a scenario file or the control interface, given as text or as fields, into
    the keyword arguments of `Faults.add`. Raises ValueError.
    """
    if isinstance(written, str):
        keywords: dict[str, Any] = {"fault": written}
    else:
        keywords = _read_fields(written)
    Faults([keywords])  # raises for what could never strike
    return keywords


def _read_fields(fields: object) -> dict[str, Any]:
    reader = Reader()
    if not isinstance(fields, dict):
        reader.wrong(
            (), f"{fields!r:.80} is not a fault; write rate_limit, or {{kind: rate_limit}}"
        )
        reader.finish()
        raise AssertionError
    reader.check_names(fields, _FIELDS)
    kind, value = fields.get("kind"), fields.get("value")
    if not isinstance(kind, str) or kind not in KINDS:
        reader.wrong(("kind",), unknown_name(kind, KINDS, "fault"))
    if value is not None and not _is_value(value):
        reader.wrong(("value",), f"{value!r} is not a number of 0 or more")
    for name in ("first", "every"):
        count = fields.get(name)
        if count is not None and not (isinstance(count, int) and _is_number(count) and count > 0):
            reader.wrong((name,), f"{count!r} is not a whole number of 1 or more")
    for name in ("operation", "key"):
        if not isinstance(fields.get(name), (str, type(None))):
            reader.wrong((name,), f"{fields[name]!r:.80} is not a text")
    reader.finish()
    return {
        "fault": kind,
        "on": fields.get("operation"),
        **{name: fields.get(name) for name in ("first", "every", "value", "key")},
    }


def _is_value(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= _LARGEST_NUMBER


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def places(operation_id: str) -> frozenset[Place]:
    """The kinds of faults that can affect an operation. Raises ValueError if it does not exist."""
    if operation_id == DOWNLOAD:
        return frozenset({"answer", "download"})
    if operation_id in spec.SOCKETS:
        return frozenset({"answer", "stream", "socket"})
    operation = next((each for each in spec.operations() if each.id == operation_id), None)
    if operation is None:
        known = [DOWNLOAD, *spec.SOCKETS, *(each.id for each in spec.operations())]
        raise ValueError(unknown_name(operation_id, known, "operation"))
    found: set[Place] = {"answer"}
    if operation.stream_switch:
        found.add("stream")
    if operation.task_query:
        found.add("task")
    if operation_id in spec.task_queries():
        found.add("poll")
    return frozenset(found)


def _require_place(name: str, operation_id: str) -> None:
    """Raise ValueError for a fault that can never affect the operation."""
    kind = KINDS[name]
    if kind.place not in places(operation_id):
        raise ValueError(
            f"{name} cannot meet {operation_id}: it is a fault of {_TARGETS[kind.place]}"
        )
    if kind.only is not None and operation_id not in kind.only:
        raise ValueError(
            f"{name} cannot meet {operation_id}: it is a fault of {describe_targets(kind)}"
        )
    refused = kind.refuse is not None and operation_id != DOWNLOAD
    if (
        operation_id in _FILES
        and kind.place == "answer"
        and not (kind.plain or kind.delay or refused)
    ):
        raise ValueError(f"{name} cannot meet {operation_id}: a file is sent unchanged")
    if operation_id in spec.SOCKETS and kind.split:
        raise ValueError(f"{name} cannot meet {operation_id}: a WebSocket sends whole messages")


_FILES = frozenset({DOWNLOAD, "files_retrieve_content"})
_TARGETS: dict[Place, str] = {
    "answer": "every call",
    "stream": "calls that can stream",
    "socket": "WebSockets",
    "task": "calls that start a task",
    "poll": "queries of a task",
    "download": f"signed links, the operation {DOWNLOAD}",
}


def describe_targets(kind: Kind) -> str:
    """A description of the requests that a fault can affect."""
    return _TARGETS[kind.place] if kind.only is None else ", ".join(sorted(kind.only))


def distort(body: Json, active: Iterable[Fault]) -> Json:
    """Apply faults to a JSON body or frame."""
    for fault in active:
        if fault.kind.rewrite is not None:
            body = fault.kind.rewrite(body, fault.value)
    return body


def distort_stream(
    steps: Iterable[Step],
    active: Sequence[Fault],
    error_frame: Callable[[str, PlatformError, Sequence[Step]], Frame],
) -> Iterable[Step]:
    """Apply faults to a stream. `error_frame` creates an error in the format of the stream, given
    the steps before it.
    """
    changed: Iterable[Step] = [
        (
            Frame(distort(step.data, active), step.event)
            if isinstance(step, Frame) and isinstance(step.data, dict)
            else step
        )
        for step in steps
    ]
    for fault in active:
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
