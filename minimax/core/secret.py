"""Values that must not be shown: the key, and headers that may hold it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeAlias, TypeVar

T = TypeVar("T")
Headers: TypeAlias = "tuple[tuple[str, str], ...]"


class Secret(Generic[T]):
    """A value that only `reveal()` gives out.

    It is in no repr, and it cannot be pickled unless it is empty. It is held by a function, not in
    an attribute: tools that report errors walk through the attributes and items of whatever they
    find in the variables of a traceback. Code that reveals a secret should not keep it in a
    variable of a function that can raise.
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
    """The value as a secret, whether it is one already or not."""
    return value if isinstance(value, Secret) else Secret(value)


_SHORTEST_KEY = 8


"""Characters; a shorter text is not a secret, and occurs in other words by chance."""


def redact(error: BaseException, secret: Secret[str]) -> None:
    """Take the key out of an error whose answer echoes it.

    The frames that saw the answer and what led to the error go, too, for tools that report errors
    keep the variables of both.
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
    """A value without the key; the same object where it is not in there."""
    key = secret.reveal()
    if len(key) < _SHORTEST_KEY:
        return value
    try:
        return _without(value, key)
    except RecursionError:
        return "<nested too deeply>"


def without_frames(error: BaseException) -> None:
    """Let the frames behind an error of a library go: they hold the headers, and the key with
    them.
    """
    found: BaseException | None = error
    while found is not None:
        found.__traceback__ = None
        found = found.__cause__ or found.__context__


def _without(value: Any, key: str) -> Any:
    """A value without the key; the same object where it is not in there."""
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
