"""What tests have switched on: numbered entries, which apply to all accounts or to one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, Generic, Self, TypeVar

E = TypeVar("E", bound="Entry")


class Entry:
    """An entry of a registry. As a context manager, it is removed at the end."""

    number = 0
    """Its number, which identifies it in the control interface."""
    registry: Registry[Any] | None = None

    @property
    def account(self) -> str | None:
        """The account that it applies to; None for all accounts."""
        raise NotImplementedError

    def remove(self) -> None:
        """Remove it."""
        if self.registry is not None:
            self.registry.remove(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


class Registry(Generic[E]):
    """Entries in the order in which they were added. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._active: list[E] = []
        self._added = 0

    def append(self, entry: E) -> E:
        """Add an entry."""
        with self._lock:
            self._added += 1
            entry.number, entry.registry = self._added, self
            self._active = [*self._active, entry]
        return entry

    def remove(self, entry: E) -> None:
        """Remove an entry."""
        with self._lock:
            self._active = [other for other in self._active if other is not entry]

    def clear(self, account: str | None) -> None:
        """Remove all entries, or those of one account."""
        with self._lock:
            self._active = [
                each for each in self._active if account is not None and each.account != account
            ]

    def __iter__(self) -> Iterator[E]:
        return iter(self._active)
