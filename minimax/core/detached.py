"""Results that use the client that made them, and what becomes of them in a pickle: they leave the
client behind, and with it the key.
"""

from __future__ import annotations

import copy
from collections.abc import Generator
from typing import Any, NoReturn, Self

from ..errors import ConfigError
from .flow import D, Flow, Service, Work
from .secret import Secret
from .settings import Config

NO_CONFIG = Config(Secret(""), "", None)


class ClientResult(Service[D]):
    """A result whose methods may ask the platform.

    It can be pickled, and comes back without its client: what is in memory stays usable, and what
    would need the network raises ConfigError. Copies made by `copy` share the client.
    """

    def _advice(self) -> str:
        """How to go on without the client."""
        raise NotImplementedError

    def _detached(self, driver: Detached) -> dict[str, Any]:
        """What takes the place of attributes that belong to the client."""
        return {"_driver": driver, "_config": NO_CONFIG}

    def __getstate__(self) -> dict[str, Any]:
        problem = f"This result was unpickled and has no client; {self._advice()}"
        methods = [name for name in vars(self) if hasattr(getattr(type(self), name, None), "flow")]
        own = {name: value for name, value in vars(self).items() if name not in methods}
        return own | self._detached(Detached(problem, is_async=self._driver.is_async))

    def __copy__(self) -> Self:
        return self._copied({})

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self._copied(memo, deep=True)

    def _copied(self, memo: dict[int, Any], *, deep: bool = False) -> Self:
        made = object.__new__(type(self))
        state = self.__getstate__()
        shared = {name: vars(self)[name] for name in self._detached(state["_driver"])}
        own = {name: value for name, value in state.items() if name not in shared}
        vars(made).update(copy.deepcopy(own, memo) if deep else own, **shared)
        return made


class Detached:
    """The driver of a result without a client: it does what needs no network."""

    def __init__(self, problem: str, *, is_async: bool) -> None:
        self.is_async = is_async
        self._problem = problem

    def run(self, flow: Flow[Any]) -> Any:
        """Perform a flow to its end, or to the first effect that needs the network."""
        return self._awaited(flow) if self.is_async else self._perform(flow)

    def advance(self, flow: Generator[Any, Any, Any], error: BaseException | None = None) -> Any:
        """Streams need the network from the beginning."""
        flow.close()
        return self._awaited(self._nothing()) if self.is_async else self.refuse()

    def refuse(self, *_: object) -> NoReturn:
        """Raise the ConfigError that says how to go on."""
        raise ConfigError(self._problem)

    def _perform(self, flow: Flow[Any]) -> Any:
        try:
            effect = next(flow)
            while True:
                try:
                    value = effect.function() if isinstance(effect, Work) else self.refuse()
                except Exception as error:
                    effect = flow.throw(error)
                else:
                    effect = flow.send(value)
        except StopIteration as end:
            return end.value
        finally:
            flow.close()

    async def _awaited(self, flow: Flow[Any]) -> Any:
        return self._perform(flow)

    def _nothing(self) -> Flow[None]:
        self.refuse()
        yield
