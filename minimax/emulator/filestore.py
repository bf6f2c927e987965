"""The files of an account by id: uploads, and results of tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from minimax.emulator import spec
from minimax.emulator.envelopes import invalid

if TYPE_CHECKING:
    from minimax.emulator.endpoint import Call
    from minimax.emulator.state import Account, Platform
    from minimax.emulator.storage import Content

LINK_SECONDS = 3600
"""Default lifetime of a download link in seconds."""

_MOST_FILES = 20_000
_ENDING = re.compile(r"\.[a-z0-9]{1,8}$")


@dataclass(frozen=True)
class File:
    """One file. `stored_as` is its name in the storage; `expires` is in Unix seconds, None if it is
    kept until it is deleted.
    """

    file_id: int
    name: str
    size: int
    purpose: str
    created: int
    expires: float | None
    stored_as: str


def store_result(
    platform: Platform,
    account: Account,
    name: str,
    data: Content,
    *,
    purpose: str,
    lifetime: float | None = None,
    file_id: int | None = None,
    suffix: str | None = None,
) -> int:
    """Store a file for an account and return its id. A file at a `Path` is moved, not copied. A
    function is called when the file is first read; until then, its size is 0.

    `lifetime` in seconds, None: until it is deleted. `file_id` is an id from
    `platform.new_number()` that was promised before the file was made. `suffix` ends the name in
    its link, where that is not the ending of `name`.
    """
    created = account.clock.now()
    number = platform.new_number() if file_id is None else file_id
    if suffix is None:
        ending = _ENDING.search(name.lower())
        suffix = ending[0] if ending else ""
    stored_as = f"{number}{suffix}"
    size = platform.storage.keep(stored_as, data)
    expires = None if lifetime is None else created + lifetime
    if len(account.files) >= _MOST_FILES:
        # Forget files that the storage has already dropped.
        gone = [
            each.file_id for each in account.files.values() if not _alive(platform, account, each)
        ]
        for file_id in gone or [next(iter(account.files))]:
            del account.files[file_id]
    account.files[number] = File(number, name, size, purpose, int(created), expires, stored_as)
    return number


def find(platform: Platform, account: Account, file_id: int) -> File:
    """Return a file of the account. Raises the platform's error if it does not exist any more."""
    file = account.files.get(file_id)
    if file is None or not _alive(platform, account, file):
        raise invalid("file not found")
    return file


def listed(platform: Platform, account: Account, purpose: str | None) -> list[File]:
    """The files of one purpose, or all of them, oldest first."""
    return [
        file
        for file in list(account.files.values())
        if purpose in (None, file.purpose) and _alive(platform, account, file)
    ]


def path(platform: Platform, file: File) -> Path:
    """The path of its content, which is generated now if necessary; this may take seconds."""
    try:
        return platform.storage.path(file.stored_as)
    except KeyError:
        # Deleted in the meantime.
        raise invalid("file not found") from None


def link(call: Call, file: File) -> str:
    """A new signed link, which does not outlive the file."""
    seconds = _link_seconds().get(file.purpose, LINK_SECONDS)
    if file.expires is not None:
        seconds = min(seconds, file.expires - call.clock.now())
    return call.link(file.stored_as, lifetime=seconds)


def delete(platform: Platform, account: Account, file: File) -> None:
    """Delete a file and invalidate its links."""
    del account.files[file.file_id]
    platform.storage.remove(file.stored_as)


def _alive(platform: Platform, account: Account, file: File) -> bool:
    in_time = file.expires is None or account.clock.now() < file.expires
    return in_time and platform.storage.contains(file.stored_as)


def _link_seconds() -> dict[str, float]:
    return {
        row["purpose"]: row["url_lifetime"]
        for row in spec.purposes("files_delete")
        if "url_lifetime" in row
    }
