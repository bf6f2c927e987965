"""Stubs: responses that replace those of the emulator, for any operation.

A stub answers valid requests: the key, the faults and the rules of the request are checked first.
It contains a JSON body, the events of a stream, or media that replace those that the endpoint would
generate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from minimax.emulator.auth import account_name
from minimax.emulator.registry import Entry, Registry

Json = dict[str, Any]
When = str | Mapping[str, Any] | None


@dataclass(eq=False)
class Stub(Entry):
    """One stub. `used` counts the requests that it answered. As a context manager, it is removed at
    the end.
    """

    operation: str
    body: Json | None = None
    events: Sequence[Json | str] | None = None
    media: Sequence[bytes] = ()
    status: int = 200
    when: When = None
    times: int | None = None
    key: str | None = field(default=None, repr=False)
    used: int = 0

    @property
    def account(self) -> str | None:
        """The account that it applies to; None for all accounts."""
        return None if self.key is None else account_name(self.key)

    def answers(self, operation_id: str, account: str | None, request: Json) -> bool:
        """Whether the stub answers a request, given as the fields of its body and its
        parameters.
        """
        return (
            self.operation == operation_id
            and self.account in (None, account)
            and (self.times is None or self.used < self.times)
            and matches(self.when, request)
        )


class Stubs(Registry[Stub]):
    """The stubs of a platform: the newest one that matches answers. Initial stubs are restored by
    `reset`.
    """

    def __init__(self, lasting: Iterable[Stub] = ()) -> None:
        super().__init__()
        self._lasting = tuple(lasting)
        self.reset()

    def add(self, stub: Stub) -> Stub:
        """Add a stub."""
        stub.used = 0
        return self.append(stub)

    def take(self, operation_id: str, account: str | None, request: Json) -> Stub | None:
        """The stub that answers a request, and count its use; None if there is none."""
        with self._lock:
            for stub in reversed(self._active):
                if stub.answers(operation_id, account, request):
                    stub.used += 1
                    return stub
        return None

    def reset(self, key: str | None = None) -> None:
        """Restore the initial stubs, or those of one key."""
        self.clear(None if key is None else account_name(key))
        # The first stub in a file has priority.
        for stub in reversed(self._lasting):
            if key in (None, stub.key):
                self.add(stub)


def matches(when: When, request: Json) -> bool:
    """Whether a request matches the condition: it has a text that contains these words, ignoring
    case, or these values in these fields.
    """
    if when is None:
        return True
    if isinstance(when, str):
        return any(when.lower() in text.lower() for text in _texts(request))
    return _includes(request, when)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def _includes(value: object, wanted: object) -> bool:
    """Whether a value includes another: all fields of an object, at any depth."""
    if isinstance(wanted, Mapping):
        return isinstance(value, Mapping) and all(
            name in value and _includes(value[name], inner) for name, inner in wanted.items()
        )
    return value == wanted
