"""Resets objects in the child of a fork: their locks may be held by threads that do not exist
there, and their sockets belong to the parent.
"""

from __future__ import annotations

import os
import weakref
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from minimax_generated.lazy import fork_gate

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


class lazy(cached_property[T]):
    """A cached property that blocks forks while it is computed: in a child forked meanwhile, the
    modules that it imports would stay locked.
    """

    if not TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            with fork_gate:
                return super().__get__(instance, owner)
