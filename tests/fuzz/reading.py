"""Reads all that a result tells, as a curious person would: every property, every method without
arguments, everything inside.
"""

from __future__ import annotations

import copy
import inspect
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from typing import Any

from minimax import MinimaxError

MOST = 16
UNREAD = frozenset({"play", "close"})
"""Methods that do something elsewhere."""


def read(value: Any, depth: int = 0) -> None:
    """Look at everything in a value. Errors of ours are answers, too; any other is a mistake."""
    if value is None or isinstance(value, (str, bytes, int, float)) or depth > 6:
        return
    if isinstance(value, Mapping):
        return  # what the platform said, as it came
    repr(value)
    if isinstance(value, Sequence):
        for each in value[:MOST]:
            read(each, depth + 1)
    if type(value).__module__.startswith("minimax"):
        for look in _looks(type(value)):
            try:
                found = look(value)
            except MinimaxError as error:
                explained(error)
            else:
                read(found, depth + 1)


def explained(error: MinimaxError) -> None:
    """What can be learnt from an error, also in another process."""
    assert str(error)
    repr(error)
    with suppress(
        RecursionError
    ):  # of pickle itself, for an answer that is nested too deeply for it
        assert str(pickle.loads(pickle.dumps(error))) == str(error)
    assert type(copy.copy(error)) is type(error)
    partial = error.partial
    if partial is not None:
        read(partial)


@cache
def _looks(kind: type) -> tuple[Callable[[Any], Any], ...]:
    """The ways to look into values of a type."""
    looks: list[Callable[[Any], Any]] = []
    for name in dir(kind):
        if name.startswith("_") or name in UNREAD:
            continue
        found = inspect.getattr_static(kind, name)
        if isinstance(found, (property, cached_property)):
            looks.append(lambda value, name=name: getattr(value, name))
        elif (
            inspect.isfunction(found)
            and found.__module__.startswith("minimax")
            and not _needs(found)
        ):
            looks.append(lambda value, name=name: getattr(value, name)())
    return tuple(looks)


def _needs(function: Any) -> bool:
    """Whether a method takes arguments that it cannot do without."""
    _, *parameters = inspect.signature(function).parameters.values()
    return any(
        parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
        for parameter in parameters
    )
