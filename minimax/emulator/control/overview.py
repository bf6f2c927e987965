"""The platform as JSON, for programs and for the inspector: requests, tasks, files, voices, faults
and the clock.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from minimax.emulator import spec
from minimax.emulator.clock import Clock
from minimax.emulator.control.answer_view import DisplayedAnswer
from minimax.emulator.endpoints import sockets
from minimax.emulator.faults import DOWNLOAD, KINDS, Fault
from minimax.emulator.log import LoggedRequest
from minimax.emulator.middleware import CONTROL
from minimax.emulator.state import Account, Platform, Voice
from minimax.emulator.storage import File
from minimax.emulator.stubs import Stub
from minimax.emulator.tasks import Stage, Task, request_summary

Json = dict[str, Any]

_SHOWN = 8  # characters of the name of an account


@cache
def operations() -> Mapping[str, str]:
    """The feature of each operation, by id."""
    every = (*spec.operations(), *sockets.OPERATIONS.values())
    return {**{operation.id: operation.feature for operation in every}, DOWNLOAD: "file"}


def request(entry: LoggedRequest) -> Json:
    """A summary of a request."""
    return {
        "number": entry.number,
        "time": entry.time,
        "method": entry.method,
        "path": entry.path,
        "operation": entry.operation_id,
        "account": short_name(entry.account),
        "asked": request_summary(entry.json),
        "feature": operations().get(entry.operation_id or ""),
        "status": entry.status,
        "code": entry.code,
        "seconds": entry.seconds,
        "events": entry.events,
        "bytes": entry.answer.size if entry.answer else None,
        "faults": entry.faults,
        "unknown_fields": entry.unknown_fields,
        "notes": entry.notes,
    }


def request_in_full(entry: LoggedRequest) -> Json:
    """A request with all details except the answer."""
    return {
        **request(entry),
        "trace_id": entry.trace_id,
        "query": entry.query,
        "headers": entry.headers,
        "json": entry.json,
    }


def answer(entry: LoggedRequest, seen: DisplayedAnswer) -> Json:
    """The answer to a request, with URLs of its media."""
    media = [
        {
            "kind": medium.kind,
            "media_type": medium.media_type,
            "bytes": len(medium.data) or None,
            "url": file_url(medium.stored_as)
            if medium.stored_as
            else f"{CONTROL}/media/{entry.number}/{index}",
        }
        for index, medium in enumerate(seen.media)
    ]
    return {
        "media_type": entry.answer.media_type if entry.answer else None,
        "body": seen.body,
        "cut": seen.cut,
        "media": media,
    }


def file_url(stored_as: str) -> str:
    """The URL to view a file of the storage, without a signature and without a log entry."""
    return f"{CONTROL}/files/{stored_as}"


def accounts(platform: Platform) -> Iterator[tuple[str, Account]]:
    """The current accounts, by displayed name."""
    for name, account in list(platform.accounts.items()):
        account.tasks.settle(account.clock.now())
        yield name[:_SHOWN], account


def short_name(account: str | None) -> str | None:
    """The displayed name of an account; None for all accounts."""
    return account and account[:_SHOWN]


def account(name: str, found: Account) -> Json:
    """An account and its money."""
    return {
        "account": name,
        "has_plan": found.has_plan,
        "balance": str(found.ledger.balance()),
        "settings": found.own_settings,
        "turned": found.clock.turned,
    }


def account_in_full(platform: Platform, name: str, found: Account) -> Json:
    """All data of one key."""
    now = found.clock.now()
    return {
        **account(name, found),
        "tasks": [task(platform, name, found, each, each.stage(now)) for each in found.tasks],
        "files": [file(platform, name, each) for each in found.files],
        "voices": [voice(name, each) for each in list(found.voices.values())],
    }


def task(platform: Platform, name: str, owner: Account, each: Task, stage: Stage) -> Json:
    """The current state of a task."""
    return {
        "account": name,
        "id": each.id,
        "kind": each.kind,
        "asked": each.asked,
        "stage": stage,
        "created": each.created,
        "seconds": each.seconds,
        "endless": each.endless,
        "failure": each.failure._asdict() if each.failure else None,
        "url": _result(platform, owner, each) if stage is Stage.SUCCEEDED else None,
    }


def _result(platform: Platform, owner: Account, each: Task) -> str | None:
    """The URL to view the result of a task."""
    file_id = str(each.facts.get("file_id", ""))
    kept = owner.files.get(int(file_id)) if file_id.isdigit() else None
    name = kept.stored_as if kept else f"{each.id}.mp4"
    return file_url(name) if platform.storage.contains(name) else None


def file(platform: Platform, name: str, each: File) -> Json:
    """A file of an account. Results of tasks are generated when they are first read, and have the
    size 0 until then.
    """
    return {
        "account": name,
        "id": str(each.file_id),
        "name": each.name,
        "bytes": each.size,
        "purpose": each.purpose,
        "created": each.created,
        "expires": each.expires,
        "url": file_url(each.stored_as) if platform.storage.contains(each.stored_as) else None,
    }


def voice(name: str, each: Voice) -> Json:
    """A voice created by an account."""
    return {
        "account": name,
        "id": each.voice_id,
        "kind": each.kind,
        "used": each.used,
        "description": each.description,
    }


def fault(each: Fault) -> Json:
    """An enabled fault: its effect, and the number of matching and of affected requests."""
    return {
        "number": each.number,
        "kind": each.name,
        "operation": each.on,
        "account": short_name(each.account),
        "first": each.first,
        "every": each.every,
        "value": _finite(each.value),
        "written": repr(each),
        "seen": each.seen,
        "times": each.times,
    }


def stub(each: Stub) -> Json:
    """A stub: its answer, and how many times it was used."""
    return {
        "number": each.number,
        "operation": each.operation,
        "account": short_name(each.account),
        "body": each.body,
        "events": each.events,
        "media": [len(data) for data in each.media],
        "status": each.status,
        "when": each.when,
        "times": each.times,
        "used": each.used,
    }


def fault_kinds() -> list[Json]:
    """All kinds of faults."""
    return [
        {"kind": name, "about": kind.about, "value": _finite(kind.value), "place": kind.place}
        for name, kind in KINDS.items()
    ]


def clock(clock: Clock) -> Json:
    """The time of a clock, and how far it was moved."""
    return {"now": clock.now(), "turned": clock.turned, "running": clock.running}


def _finite(value: float | None) -> float | None:
    """JSON cannot represent infinity, so it becomes null."""
    return value if value is not None and math.isfinite(value) else None
