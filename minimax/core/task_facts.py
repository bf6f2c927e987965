"""Kinds, statuses, handles and ids of tasks.

`spec/tables/tasks.yaml` defines how each kind is polled and all spellings of a status.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, cast

from ..config import MAX_SECONDS
from ..errors import APIError, DecodeError, MinimaxError, NetworkError, ValidationError

CODE = re.compile(r"[0-9]{1,10}")
ID = re.compile(r"(?!(?:null|none|undefined|true|false)$)\w[\w.:~=+-]{0,255}", re.ASCII | re.I)
"""A valid task id, which becomes part of a path. Some words mean that there is none."""
GROWTH = 1.5


class Status(StrEnum):
    """The status of a task, normalized across the APIs."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Whether the status can no longer change."""
        return self not in (Status.QUEUED, Status.RUNNING)


class Pace:
    """The seconds between two polls of a task: fixed by the caller, or growing as configured for
    its kind.
    """

    def __init__(self, kind: str, interval: float | None) -> None:
        self._next, self._longest = (
            map(float, facts(kind)["poll"]) if interval is None else (max(0.1, interval),) * 2
        )

    def next(self) -> float:
        """Return the pause before the next poll."""
        pause, self._next = self._next, min(self._next * GROWTH, self._longest)
        return pause


def facts(kind: str) -> Mapping[str, Any]:
    """The entry of a kind of task in the spec."""
    kinds = _table()["kinds"]
    if kind not in kinds:
        raise ValidationError(
            f"{_short(kind)} is not a kind of task; known kinds are {', '.join(kinds)}",
            field="handle",
            value=kind,
        )
    row: Mapping[str, Any] = kinds[kind]
    return row


def kind_of(state: Mapping[str, Any]) -> str:
    """The kind of a V2 task, from the platform's description of it."""
    kinds = _table()["kinds"]
    return next(
        (
            kind
            for kind, row in kinds.items()
            if state.get("task_type") in row.get("task_types", ())
        ),
        "video-v2",
    )


def reason(raw: Mapping[str, Any]) -> tuple[int | None, str]:
    """The code and message of a failure in a response about a task, as far as the platform reports
    them.
    """
    state = raw.get("task") if isinstance(raw.get("task"), dict) else raw
    error, base = cast("Mapping[str, Any]", state).get("error"), raw.get("base_resp")
    if isinstance(error, dict):
        code, message = error.get("code"), str(error.get("message") or "")
    elif isinstance(base, dict):
        code = base.get("status_code")
        message = str(base.get("status_msg") or "") if code not in (0, "0", None) else ""
    else:
        code, message = None, ""
    return (int(str(code)) or None) if CODE.fullmatch(str(code)) else None, message


def parse_handle(handle: str) -> tuple[str, str]:
    """Split a handle such as "video:123" into kind and id."""
    kind, colon, task_id = handle.strip().partition(":") if isinstance(handle, str) else ("",) * 3
    if not colon or not kind:
        raise _not_a_handle(handle)
    facts(kind)
    if not ID.fullmatch(task_id):
        raise _not_a_handle(handle)
    return kind, task_id


def created_id(answer: Mapping[str, Any]) -> str:
    """The id of the task that a call has started. Raises DecodeError if there is none."""
    if task_id := valid_id(answer.get("task_id")):
        return task_id
    raise DecodeError(
        "The platform reported success but sent no valid task id; the response is in `raw`.",
        raw=answer,
    )


def valid_id(value: object) -> str:
    """The platform's id of a task as a string; "" if it is not a valid id."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    known = isinstance(value, (str, int)) and not isinstance(value, bool)
    text = str(value).strip() if known else ""
    return text if ID.fullmatch(text) and text != "0" else ""


def _not_a_handle(handle: object) -> ValidationError:
    return ValidationError(
        f"{_short(handle)} is not a valid task handle; a handle looks like 'video:123'",
        field="handle",
        value=handle,
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def check_wait(timeout: object, interval: object) -> None:
    """Raise a ValidationError for an invalid waiting time."""
    allowed = f"a number of seconds from 0 to {MAX_SECONDS:,.0f}"
    for name, value in (("timeout", timeout), ("interval", interval)):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and not (number and 0 <= value <= MAX_SECONDS):  # type: ignore[operator]
            raise ValidationError(
                f"{name}: {value!r} is not allowed; it must be {allowed}",
                field=name,
                value=value,
                allowed=allowed,
            )


def status_of(raw: str) -> Status:
    """The status for a value from the platform; unknown values mean that the task is still
    running.
    """
    return _spellings().get(raw.strip().lower(), Status.RUNNING)


def is_inconclusive(error: MinimaxError) -> bool:
    """Whether a failed poll leaves the state of the task open, so that the next one may succeed: a
    failure of the network or the platform, or an unreadable response.
    """
    if isinstance(error, APIError):
        return error.retryable
    return isinstance(error, (NetworkError, DecodeError))


def has_status(payload: Any) -> bool:
    """Whether a response about a task has a status. Such a response is valid even if it contains an
    error, which may be the reason why the task failed.
    """
    inner = (
        payload.get("task")
        if isinstance(payload, dict) and isinstance(payload.get("task"), dict)
        else payload
    )
    return isinstance(inner, dict) and bool(inner.get("status"))


@cache
def _spellings() -> dict[str, Status]:
    return {word: Status(name) for name, words in _table()["statuses"].items() for word in words}


def _table() -> Mapping[str, Any]:
    from minimax_generated.tables.tasks import TASKS

    return TASKS
