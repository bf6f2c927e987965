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
