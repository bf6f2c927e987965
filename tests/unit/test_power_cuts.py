"""Power cuts: what SQLite writes and syncs for the ledger is recorded in its order. At any moment
only what was synced is sure to be on the disk; of the rest any sectors may be there, or none. From
each such image a job whose request may have been sent is never begun again.
"""

from __future__ import annotations

import ctypes
import random
import sys
from collections.abc import Iterator
from concurrent.futures import Future
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast, util
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minimax.batch import State
from minimax.batch.ledger import SQLiteLedger
from minimax.batch.ledger_file import NAME

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reaches into the SQLite of the system"),
]
SECTOR = 512
JOBS = 60
CUTS = 60
KEPT = (NAME, f"{NAME}-wal")
"""Not the journal of the first step: the folder is synced when it is gone, before any job."""

# The path as an address: SQLite keeps it, and a copy would not live as long.
Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
Sync = CFUNCTYPE(c_int, c_void_p, c_int)


class FileSystem(Structure):
    """The beginning of sqlite3_vfs."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
    ]


class Methods(Structure):
    """sqlite3_io_methods."""

    _fields_ = [
        ("version", c_int),
        ("close", c_void_p),
        ("read", c_void_p),
        ("write", c_void_p),
        ("truncate", c_void_p),
        ("sync", c_void_p),
        ("others", c_void_p * 13),
    ]


class Event(NamedTuple):
    """Something that happened to a file, or the answer to a booking."""

    kind: str
    """ "write", "truncate", "sync" or "begun"."""
    file: str = ""
    offset: int = 0
    """The line of the job that was begun."""
    data: bytes = b""


class Recorder:
    """Records what SQLite does to the files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.events: list[Event] = []
        self._folder = str(folder)
        self._kept: list[Any] = []
        library = ctypes.CDLL(util.find_library("sqlite3"))
        library.sqlite3_vfs_find.restype = POINTER(FileSystem)
        self._system = library.sqlite3_vfs_find(None).contents
        self._address = self._system.open
        self._open = Open(self._address)

    def __enter__(self) -> Recorder:
        wrapped = Open(self._wrapped_open)
        self._kept.append(wrapped)
        self._system.open = cast(wrapped, c_void_p).value
        return self

    def __exit__(self, *_: object) -> None:
        self._system.open = self._address

    def _wrapped_open(self, system: int, path: int, file: int, flags: int, out: Any) -> int:
        result = int(self._open(system, path, file, flags, out))
        name = ctypes.string_at(path).decode() if path else ""
        if result == 0 and name.startswith(self._folder) and Path(name).name in KEPT:
            self._watch(Path(name).name, file)
        return result

    def _watch(self, name: str, file: int) -> None:
        """Put methods that record in the place of those of a file."""
        place = cast(file, POINTER(POINTER(Methods)))
        own = Methods.from_buffer_copy(place.contents.contents)
        write, truncate, sync = Write(own.write), Truncate(own.truncate), Sync(own.sync)

        def on_write(file: int, data: int, size: int, offset: int) -> int:
            self.events.append(Event("write", name, offset, ctypes.string_at(data, size)))
            return int(write(file, data, size, offset))

        def on_truncate(file: int, size: int) -> int:
            self.events.append(Event("truncate", name, size))
            return int(truncate(file, size))

        def on_sync(file: int, flags: int) -> int:
            result = int(sync(file, flags))
            self.events.append(Event("sync", name))
            return result

        callbacks = Write(on_write), Truncate(on_truncate), Sync(on_sync)
        own.write, own.truncate, own.sync = (cast(each, c_void_p).value for each in callbacks)
        self._kept += [own, callbacks]
        place[0] = ctypes.pointer(own)


class Disk:
    """What is on a disk: sure, or on its way there."""

    def __init__(self) -> None:
        self._sure: dict[str, bytearray] = {}
        self._pending: dict[str, list[Event]] = {}

    def add(self, event: Event) -> None:
        """Follow an event."""
        if event.kind == "sync":
            content = self._sure.setdefault(event.file, bytearray())
            for each in self._pending.pop(event.file, []):
                _apply(content, each)
        elif event.kind != "begun":
            self._pending.setdefault(event.file, []).append(event)

    def save(self, folder: Path, dice: random.Random, share: float) -> None:
        """Write an image with this share of the sectors that are not sure."""
        for name in {*self._sure, *self._pending}:
            content = bytearray(self._sure.get(name, b""))
            for event in self._pending.get(name, []):
                for part in _sectors(event):
                    if dice.random() < share:
                        _apply(content, part)
            (folder / name).write_bytes(content)


def _sectors(event: Event) -> Iterator[Event]:
    if event.kind == "truncate":
        yield event
    for start in range(0, len(event.data), SECTOR):
        piece = event.data[start : start + SECTOR]
        yield event._replace(offset=event.offset + start, data=piece)


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.offset :]
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(event.data)] = event.data


def job_rows() -> list[tuple[int, None, int, int]]:
    """The jobs, as a ledger takes them in."""
    return [(line, None, line, 0) for line in range(1, JOBS + 1)]


def record(folder: Path) -> list[Event]:
    """What a ledger writes for jobs of which each is begun and settled."""
    with Recorder(folder) as recorder:
        ledger = SQLiteLedger(folder)
        # So that pages move from the log to the database in between, too.
        ledger.submit(lambda db: db.execute("PRAGMA wal_autocheckpoint = 12").fetchall()).result()
        ledger.ingest(job_rows())
        settled: list[Future[bool]] = []
        for line in range(1, JOBS + 1):

            def note(begun: Future[bool], line: int = line) -> None:
                if begun.result():
                    recorder.events.append(Event("begun", offset=line))

            begun = ledger.begin(line, State.PENDING, 1, "w", "first", {"save": f"{line}.txt"})
            begun.add_done_callback(note)
            settled.append(ledger.settle(line, 1, State.DONE, {"files": ["x" * 300], "paid": True}))
            if line % 4 == 0:
                assert all(each.result() for each in settled)
        ledger.close()
    return recorder.events


def test_after_a_power_cut_at_any_moment_no_job_is_paid_twice(tmp_path: Path) -> None:
    (tmp_path / "recorded").mkdir()
    events = record(tmp_path / "recorded")
    if not events or {event.kind for event in events} == {"begun"}:
        pytest.skip("this Python has a SQLite of its own, which cannot be watched")
    kinds = {(event.kind, event.file) for event in events}
    assert {("sync", NAME), ("sync", f"{NAME}-wal"), ("write", NAME)} <= kinds, "checkpoints, too"

    dice = random.Random(7)
    first = next(place for place, event in enumerate(events) if event.kind == "begun")
    cuts = {*dice.sample(range(first, len(events)), CUTS), len(events) - 1}
    disk, sent, images = Disk(), set[int](), 0
    for place, event in enumerate(events):
        if place in cuts:
            for share in (0.0, 0.5, 1.0):
                folder = tmp_path / f"{place}-{share}"
                folder.mkdir()
                disk.save(folder, dice, share)
                require_nothing_paid_twice(folder, sent)
                images += 1
        disk.add(event)
        if event.kind == "begun":
            sent.add(event.offset)
    assert len(sent) == JOBS
    assert images == 3 * len(cuts)


def require_nothing_paid_twice(folder: Path, sent: set[int]) -> None:
    """A run that goes on from an image begins no job whose request may have been sent."""
    ledger = SQLiteLedger(folder)
    try:
        check = ledger.submit(lambda db: db.execute("PRAGMA integrity_check").fetchall())
        assert check.result() == [("ok",)]
        ledger.ingest(job_rows())  # as the next run does
        ledger.abandon(None, lambda facts: False)
        again = {
            line: ledger.begin(line, State.PENDING, 1, "w", "second", {})
            for line in range(1, JOBS + 1)
        }
        begun = {line for line, answer in again.items() if answer.result()}
    finally:
        ledger.close()
    assert begun & sent == set()
