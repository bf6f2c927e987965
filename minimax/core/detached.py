"""Results that use the client that made them. Pickling leaves out the client, and with it the
key.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, NoReturn, Self, TypeVar

from ..errors import ConfigError
from .io import IO
from .operation import I, Service
from .secret import Secret
from .settings import Config

T = TypeVar("T")
NO_CONFIG = Config(Secret(""), "", None)


class ClientResult(Service[I]):
    """A result whose methods may send requests.

    Unpickled, it has no client: what is in memory stays usable, and methods that need the network
    raise ConfigError. Copies made by `copy` share the client.
    """

    __slots__ = ("_config", "_original")
    _original: Self

    def _with_config(self, config: Config) -> Self:
        """This result with the options of one call. Both share their state, so nothing that the
        call learns is lost.
        """
        view = object.__new__(type(self))
        view.__dict__ = self.__dict__
        view._config, view._original = config, self._itself
        return view

    @property
    def _itself(self) -> Self:
        """The caller's result, without the options of one call."""
        original: Self = getattr(self, "_original", self)
        return original

    def _advice(self) -> str:
        """What to do without the client, for messages."""
        raise NotImplementedError

    def _detached(self, io: Detached) -> dict[str, Any]:
        """Replacements for attributes that belong to the client."""
        return {"_io": io, "_config": NO_CONFIG}

    def __getstate__(self) -> dict[str, Any]:
        problem = f"This result was unpickled and has no client; {self._advice()}"
        methods = [name for name in vars(self) if hasattr(getattr(type(self), name, None), "body")]
        own = {name: value for name, value in vars(self).items() if name not in methods}
        return own | self._detached(Detached(problem, is_async=self._io.is_async))

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    def __copy__(self) -> Self:
        return self._copied({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self._copied(memo, deep=True)

    def _copied(self, memo: dict[int, Any], *, deep: bool = False) -> Self:
        made = object.__new__(type(self))
        state = self.__getstate__()
        shared = {name: getattr(self, name) for name in self._detached(state["_io"])}
        own = {name: value for name, value in state.items() if name not in shared}
        made.__setstate__({**(copy.deepcopy(own, memo) if deep else own), **shared})
        return made


class Detached(IO):
    """The I/O of a result without a client: supports everything that needs no network."""

    def __init__(self, problem: str, *, is_async: bool) -> None:
        self.is_async = is_async
        self._problem = problem

    def now(self) -> float:
        self.refuse()

    async def open(self, request: object) -> NoReturn:
        self.refuse()

    async def sleep(self, seconds: float) -> None:
        self.refuse()

    async def work(self, function: Callable[[], T]) -> T:
        return function()

    async def gather(self, calls: Sequence[Coroutine[Any, Any, T]], limit: int) -> list[Any]:
        for call in calls:
            call.close()
        self.refuse()

    async def acquire(
        self, limits: object, rate_class: str, model: str = "", tokens: int = 0
    ) -> NoReturn:
        self.refuse()

    def refuse(self, *_: object) -> NoReturn:
        """Raise a ConfigError that says what to do instead."""
        raise ConfigError(self._problem)
