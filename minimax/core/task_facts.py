"""What is known about tasks without asking the platform: their kinds, statuses, handles and ids.

How each kind is polled, and every spelling of a status, is in `spec/tables/tasks.yaml`.
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
"""An id of a task: it becomes part of a path. Some words stand for the lack of one."""
GROWTH = 1.5


class Status(StrEnum):
    """Where a task stands, whatever the platform calls it."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def final(self) -> bool:
        """Whether the status will not change any more."""
        return self not in (Status.QUEUED, Status.RUNNING)


class Pace:
    """The seconds between two looks at a task: as asked for, or growing by its kind."""

    def __init__(self, kind: str, interval: float | None) -> None:
        self._next, self._longest = (
            map(float, facts(kind)["poll"]) if interval is None else (max(0.1, interval),) * 2
        )

    def next(self) -> float:
        """The pause before the next look."""
        pause, self._next = self._next, min(self._next * GROWTH, self._longest)
        return pause


def facts(kind: str) -> Mapping[str, Any]:
    """The row of a kind of task in the table of the spec."""
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
    """The kind of a V2 task by what the platform says about it."""
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
    """Code and message of what went wrong in an answer about a task, as far as the platform
    tells.
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
    """Kind and id in a handle such as "video:123"."""
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
        "The platform reported success but named no valid task; its response is in `raw`.",
        raw=answer,
    )


def valid_id(value: object) -> str:
    """The id that the platform gave a task, as text; "" when it cannot be one."""
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
    """Raise a ValidationError for a time that nobody can wait."""
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
    """The status behind a word of the platform; a word that nobody knows yet means that the task
    still runs.
    """
    return _spellings().get(raw.strip().lower(), Status.RUNNING)


def is_inconclusive(error: MinimaxError) -> bool:
    """Whether a failed poll says nothing about the task, so that the next one may succeed: a
    failure of the network or the platform, or an unreadable response.
    """
    if isinstance(error, APIError):
        return error.retryable
    return isinstance(error, (NetworkError, DecodeError))


def has_status(payload: Any) -> bool:
    """An answer about a task is good when it has a status: a failed task may carry its reason where
    errors stand.
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
