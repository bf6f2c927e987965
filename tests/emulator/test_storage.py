"""Files behind signed links."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from minimax.emulator import Clock, storage
from minimax.emulator.storage import Refused, Storage


@pytest.fixture
def store() -> Iterator[Storage]:
    made = Storage(Clock(1000, running=False))
    yield made
    made.clear()


def get(store: Storage, link: str, headers: dict[str, str] | None = None) -> Path | Refused:
    parts = urlsplit(link)
    return store.get(parts.path.rpartition("/")[2], dict(parse_qsl(parts.query)), headers or {})


def test_links_return_the_file(store: Storage) -> None:
    found = get(store, store.put("a.mp3", b"sound", lifetime=60))
    assert isinstance(found, Path)
    assert found.read_bytes() == b"sound"


@pytest.mark.parametrize("name", ["authorization", "x-api-key"])
def test_a_key_is_refused(store: Storage, name: str) -> None:
    assert get(store, store.put("a.mp3", b"sound", lifetime=60), {name: "k"}) == storage.KEY_SENT


def test_a_signature_is_for_one_name_and_one_end(store: Storage) -> None:
    link = store.put("a.mp3", b"sound", lifetime=60)
    store.put("b.mp3", b"other", lifetime=60)
    assert get(store, link.replace("a.mp3", "b.mp3")) == storage.BAD_SIGNATURE
    assert get(store, link.replace("Expires=1060", "Expires=9999")) == storage.BAD_SIGNATURE


def test_the_oldest_files_give_way(store: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_CAPACITY", 10)
    links = [store.put(f"{name}.bin", b"12345", lifetime=60) for name in "abc"]
    assert [isinstance(get(store, link), Path) for link in links] == [False, True, True]


def test_nothing_is_left_on_disk(store: Storage) -> None:
    found = get(store, store.put("a.mp3", b"sound", lifetime=60))
    assert isinstance(found, Path)
    store.clear()
    assert not found.parent.exists()
