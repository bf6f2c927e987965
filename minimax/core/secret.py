"""Values that must not be shown: the key, and headers that may contain it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
Headers: TypeAlias = "tuple[tuple[str, str], ...]"


class Secret(Generic[T]):
    """A value that only `reveal()` returns.

    It appears in no repr, and cannot be pickled unless it is empty. The value is held in a closure,
    not in an attribute, because error reporters show the attributes and items of all variables in a
    traceback. Code that reveals a secret must not keep it in a variable of a function that can
    raise.
    """

    __slots__ = ("__weakref__", "reveal")

    reveal: Callable[[], T]

    def __init__(self, value: T) -> None:
        self.reveal = lambda: value

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and bool(self.reveal() == other.reveal())

    def __hash__(self) -> int:
        return hash(self.reveal())

    def __copy__(self) -> Secret[T]:
        return self

    def __deepcopy__(self, memo: Any) -> Secret[T]:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if self.reveal():
            raise TypeError("a secret cannot be pickled")
        return type(self), (self.reveal(),)


def secret(value: T | Secret[T]) -> Secret[T]:
    """Wrap a value in a Secret, unless it is one."""
    return value if isinstance(value, Secret) else Secret(value)


_SHORTEST_KEY = 8
"""In characters. Shorter texts are not secrets and occur in other words by chance."""


def redact(error: BaseException, secret: Secret[str]) -> None:
    """Redact the key from an error whose response echoes it.

    The traceback frames and the cause are dropped too, because error reporters collect the
    variables of both.
    """
    echoed = False
    for name, value in [*vars(error).items(), ("args", error.args)]:
        clean = redacted(value, secret)
        if clean is not value:
            setattr(error, name, clean)
            echoed = True
    if echoed:
        error.__cause__ = error.__context__ = error.__traceback__ = None


def redacted(value: Any, secret: Secret[str]) -> Any:
    """Replace the key in a value; returns the same object if the key does not occur."""
    key = secret.reveal()
    if len(key) < _SHORTEST_KEY:
        return value
    try:
        return _without(value, key)
    except RecursionError:
        return "<nested too deeply>"


def without_frames(error: BaseException) -> None:
    """Drop the traceback of a library error: its frames hold the headers, and with them the key."""
    found: BaseException | None = error
    while found is not None:
        found.__traceback__ = None
        found = found.__cause__ or found.__context__


def _without(value: Any, key: str) -> Any:
    """Replace the key in a value; returns the same object if the key does not occur."""
    if isinstance(value, str):
        return value.replace(key, "***") if key in value else value
    if isinstance(value, bytes):
        return value.replace(key.encode(), b"***") if key.encode() in value else value
    if isinstance(value, dict):
        clean: Any = {_without(name, key): _without(item, key) for name, item in value.items()}
    elif type(value) in (list, tuple):
        clean = type(value)([_without(item, key) for item in value])
    else:
        return value
    return value if clean == value else clean
