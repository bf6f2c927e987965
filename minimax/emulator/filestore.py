"""Files by their id, as an account sees them: what it uploaded and what its tasks made."""

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
"""Life of a download link where the purpose has none of its own."""

_MOST_FILES = 20_000
_ENDING = re.compile(r"\.[a-z0-9]{1,8}$")


@dataclass(frozen=True)
class File:
    """One file. `stored_as` is its name in the storage; `expires` in Unix seconds, None: kept until
    it is deleted.
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
    """Keep a file for an account and answer its id. A file at a `Path` is moved, not copied; one
    that a function gives
    is made when it is first read, and has the size 0.

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
        # What the storage has given up is not worth a name.
        gone = [
            each.file_id for each in account.files.values() if not _alive(platform, account, each)
        ]
        for file_id in gone or [next(iter(account.files))]:
            del account.files[file_id]
    account.files[number] = File(number, name, size, purpose, int(created), expires, stored_as)
    return number


def find(platform: Platform, account: Account, file_id: int) -> File:
    """A file that the account has; raises what the platform answers for one that it has not, or not
    any more.
    """
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
    """Where its bytes are. A file that is only promised is made now, which may take seconds."""
    try:
        return platform.storage.path(file.stored_as)
    except KeyError:
        # Deleted since it was looked up.
        raise invalid("file not found") from None


def link(call: Call, file: File) -> str:
    """A fresh signed link to it; never longer than the file itself lives."""
    seconds = _link_seconds().get(file.purpose, LINK_SECONDS)
    if file.expires is not None:
        seconds = min(seconds, file.expires - call.clock.now())
    return call.link(file.stored_as, lifetime=seconds)


def delete(platform: Platform, account: Account, file: File) -> None:
    """Forget a file; links to it lead nowhere from now on."""
    del account.files[file.file_id]
    platform.storage.remove(file.stored_as)


def _alive(platform: Platform, account: Account, file: File) -> bool:
    in_time = file.expires is None or account.clock.now() < file.expires
    return in_time and platform.storage.holds(file.stored_as)


def _link_seconds() -> dict[str, float]:
    return {
        row["purpose"]: row["url_lifetime"]
        for row in spec.purposes("files_delete")
        if "url_lifetime" in row
    }
