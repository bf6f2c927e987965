"""Results in a storage service: names, and failures of the service, with a stand-in for fsspec."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from minimax import ConfigError, ValidationError, batch
from minimax.batch import BatchError, State
from minimax.batch.jobs import job_of
from minimax.batch.keeping import Names
from minimax.batch.marks import Mark
from minimax.batch.object_store import ObjectStore, open_store
from minimax.batch.stores import Place

from .platform import SPEECH, Platform
from .test_batch_once import JOB, client_of

ADDRESS = "fake://bucket/results"


class ServiceError(Exception):
    """Not an OSError, like the errors of most services."""


class Service:
    """As much of an fsspec file system as a store uses, in memory. Can fail."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.is_down = self.refuses_writes = False

    def _object(self, path: str) -> bytes:
        self._check()
        if path not in self.objects:
            raise FileNotFoundError(path)
        return self.objects[path]

    def _check(self, *, writing: bool = False) -> None:
        if self.is_down or (writing and self.refuses_writes):
            raise ServiceError("503 Slow Down")

    def exists(self, path: str) -> bool:
        self._check()
        return path in self.objects

    def size(self, path: str) -> int:
        return len(self._object(path))

    def cat_file(self, path: str) -> bytes:
        return self._object(path)

    def pipe_file(self, path: str, content: bytes) -> None:
        self._check(writing=True)
        self.objects[path] = content

    def put_file(self, file: str, path: str) -> None:
        self.pipe_file(path, Path(file).read_bytes())


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    found = Service()

    def url_to_fs(address: str, **options: Any) -> tuple[Service, str]:
        if not address.startswith("fake://"):
            raise ValueError("Protocol not known")
        return found, address.removeprefix("fake://")

    fsspec = SimpleNamespace(core=SimpleNamespace(url_to_fs=url_to_fs))
    monkeypatch.setitem(sys.modules, "fsspec", fsspec)  # type: ignore[arg-type]
    return found


def placed(store: ObjectStore, name: str, content: bytes) -> Place:
    """A file of a job that was saved to the local disk."""
    place = store.place(job_of({**JOB, "save": name}))
    place.path.parent.mkdir(parents=True, exist_ok=True)
    place.path.write_bytes(content)
    return Place(place.path, Names())


def publish(store: ObjectStore, name: str) -> list[str]:
    """Upload the result of a job."""
    place = placed(store, name, b"sound")
    names = store.publish(place, [place.path])
    assert not place.path.exists()
    return names


def test_results_get_free_names_and_are_found_again(service: Service) -> None:
    store = ObjectStore(f"{ADDRESS}/")
    for expected in ("a/b.mp3", "a/b-2.mp3"):
        assert publish(store, "a/b.mp3") == [expected]
        assert store.exists(expected)
    assert sorted(service.objects) == ["bucket/results/a/b-2.mp3", "bucket/results/a/b.mp3"]
    assert store.holds_result({"alone": True, "save": "a/b.mp3"})
    assert not store.holds_result({"alone": False, "save": "a/b.mp3"})
    assert store.read("missing") is None
    with pytest.raises(ValidationError, match=r"a/b\.mp3 exists already and would be"):
        store.check(job_of({**JOB, "save": "a/b.mp3"}), resumed=True)


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.check(job_of(JOB), resumed=False),
        lambda store: store.reserve(job_of(JOB), resumed=False),
        lambda store: store.publish(
            *(lambda place: (place, [place.path]))(placed(store, "x", b""))
        ),
        lambda store: store.exists("x"),
        lambda store: store.holds_result({"alone": True, "save": "x"}),
        lambda store: store.read("x"),
        lambda store: store.write("x", b""),
        lambda store: store.probe(),
    ],
)
def test_failures_of_the_service_are_os_errors(
    call: Callable[[ObjectStore], object], service: Service
) -> None:
    store = ObjectStore(ADDRESS)
    service.is_down = True
    with pytest.raises(OSError, match="the storage service failed: ServiceError: 503 Slow Down"):
        call(store)


def test_an_unreachable_mark_is_reported(service: Service) -> None:
    service.is_down = True
    with pytest.raises(BatchError, match=r"batch-mark\.json cannot be read: .*503 Slow Down"):
        Mark.read(ObjectStore(ADDRESS))


@pytest.mark.parametrize(
    ("address", "installed", "problem"),
    [("other://x", True, "other://x: Protocol not known"), (ADDRESS, False, "needs fsspec")],
)
def test_unusable_addresses_are_reported(
    address: str, installed: bool, problem: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not installed:
        monkeypatch.setitem(sys.modules, "fsspec", None)
    with pytest.raises(ConfigError, match=problem):
        open_store(address)


def test_results_that_the_service_refuses_are_saved_by_the_next_run(
    service: Service, tmp_path: Path
) -> None:
    def platform(request: httpx.Request) -> httpx.Response:
        service.refuses_writes = True
        return httpx.Response(200, json=SPEECH)

    jobs = [JOB, {**JOB, "id": "second"}]
    options: dict[str, Any] = {"out": ADDRESS, "ledger": tmp_path, "concurrency": 1}
    first = batch.run(client_of(platform), jobs, **options)
    assert "the storage service failed" in first.stopped
    assert (first.counts[State.UNSAVED], first.counts[State.PENDING]) == (1, 1)
    service.refuses_writes = False

    again = Platform(SPEECH)
    assert batch.run(client_of(again), jobs, **options).ok
    assert len(again.requests) == 1, "only the job that was not sent before"
    assert service.objects.keys() == {
        f"bucket/results/{name}" for name in ("hello.mp3", "second.mp3")
    }


def test_nothing_is_sent_while_the_service_cannot_be_reached(
    service: Service, tmp_path: Path
) -> None:
    platform = Platform(SPEECH)
    service.is_down = True
    with pytest.raises(BatchError, match=r"fake://bucket/results cannot be used: .*503 Slow Down"):
        batch.run(client_of(platform), [JOB], out=ADDRESS, ledger=tmp_path)
    assert platform.requests == []
