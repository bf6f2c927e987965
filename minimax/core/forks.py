"""Resets objects in the child of a fork: their locks may be held by threads that do not exist
there, and their sockets belong to the parent.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, overload

from minimax_generated.lazy import fork_gate

S = TypeVar("S")
T = TypeVar("T")


class _Restarting(Protocol):
    def start_anew(self) -> None: ...


_restarting: weakref.WeakSet[_Restarting] = weakref.WeakSet()


def restart_after_fork(thing: _Restarting) -> None:
    """Call `start_anew()` of an object in every forked child, as long as the object lives."""
    _restarting.add(thing)


def _restart() -> None:
    for thing in list(_restarting):
        thing.start_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_restart)


class lazy(Generic[S, T]):
    """A cached property that blocks forks while it is computed: in a child forked meanwhile, the
    modules that it imports would stay locked.
    """

    def __init__(self, make: Callable[[S], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: Any = None) -> lazy[S, T]: ...
    @overload
    def __get__(self, instance: S, owner: Any = None) -> T: ...
    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        with fork_gate:
            value = self._make(instance)
        instance.__dict__[self._name] = value  # the next access is a plain attribute lookup
        return value
