"""One implementation, two clients: `operation` and `streaming` bind an `async def` of a service to
the I/O of its client, so that the same method returns `T` on a `MiniMax` and a coroutine of `T` on
an `AsyncMiniMax`. Results that use the client that made them are bound in the same way; pickling
leaves out the client, and with it the key.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Coroutine, Mapping, Sequence
from functools import wraps
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    NoReturn,
    ParamSpec,
    Self,
    TypeVar,
    overload,
)

from ..config import CALL_OPTIONS, PLAIN_OPTIONS
from ..errors import ConfigError, MinimaxError
from ..requests.request_body import build
from .call import Answer
from .call import call as make_call
from .io import IO, AsyncIO, SyncIO, run
from .secret import Secret, redact, secret
from .settings import UNPACKED, Config, for_call

if TYPE_CHECKING:
    import inspect

    from minimax_generated.operation import AnyOperation


P = ParamSpec("P")
T = TypeVar("T")
I = TypeVar("I", bound=IO, covariant=True)  # noqa: E741 - the field's usual name
S = TypeVar("S", bound="Service[Any]")


class Service(Generic[I]):
    """A group of operations that share one I/O object and one configuration."""

    def __init__(self, io: I, config: Config) -> None:
        self._io = io
        self._config = config

    def _with_config(self, config: Config) -> Self:
        """Return the same operations with the options of one call."""
        return type(self)(self._io, config)

    async def _call(
        self, target: AnyOperation, values: Mapping[str, Any] | None = None, **others: Any
    ) -> Answer:
        """Call an operation with the values of its body under their Python names; `others` are
        those of `call`.
        """
        body = None if values is None else build(target, values)
        return await make_call(self._io, self._config, target, body, **others)


def arguments(local: Mapping[str, Any], *others: str) -> dict[str, Any]:
    """The arguments of a call that are not None, by name: those in its `locals()`, read before it
    assigns anything, and its `options`. `others` are not part of the request.
    """
    given = {**local, **local["options"]}
    left_out = ("self", "options", *others)
    return {
        name: value for name, value in given.items() if value is not None and name not in left_out
    }


def hidden(options: Any) -> Any:
    """Wrap the headers in the options of a call in a secret, because every traceback shows the
    frame that holds them.
    """
    if options.get("headers") is not None:
        options["headers"] = secret(options["headers"])
    return options


def blocking(body: Callable[..., Coroutine[Any, Any, T]]) -> Callable[..., T]:
    """An `async def` of both clients as a method of the sync client."""

    @wraps(body)
    def call(self: Any, *args: Any, **options: Any) -> T:
        return run(body(self, *args, **hidden(options)))

    return call


class operation(Generic[S, P, T]):
    """Turn an `async def` into a method that blocks on the sync client and is a coroutine function
    on the async client.
    """

    def __init__(self, body: Callable[Concatenate[S, P], Coroutine[Any, Any, T]]) -> None:
        self.body = body
        self.__doc__ = body.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, service: Service[SyncIO], owner: Any = None) -> Callable[P, T]: ...
    @overload  # no Any in the coroutine: mypy would infer Any for the results of asyncio.gather
    def __get__(
        self, service: Service[AsyncIO], owner: Any = None
    ) -> Callable[P, Coroutine[object, None, T]]: ...
    @overload
    def __get__(self, service: None, owner: Any = None) -> operation[S, P, T]: ...
    def __get__(self, service: Any, owner: Any = None) -> Any:
        if service is None:
            return self
        body = self.body
        if service._io.is_async:

            async def awaited(*args: P.args, **kwargs: P.kwargs) -> T:
                view = _view(service, body, hidden(kwargs))
                try:
                    result = await body(view, *args, **kwargs)
                except MinimaxError as error:
                    redact(error, view._config.api_key)
                    raise
                return service if result is view else result

            call: Any = _described(awaited, body, "async")
        else:

            def blocking(*args: P.args, **kwargs: P.kwargs) -> T:
                view = _view(service, body, hidden(kwargs))
                try:
                    result = run(body(view, *args, **kwargs))
                except MinimaxError as error:
                    redact(error, view._config.api_key)
                    raise
                return service if result is view else result

            call = _described(blocking, body, "sync")

        # Cached on the instance: the next access is a plain attribute lookup.
        service.__dict__[self.name] = call
        return call


SyncShell = TypeVar("SyncShell")
AsyncShell = TypeVar("AsyncShell")


class streaming(Generic[SyncShell, AsyncShell]):
    """Turn a function that prepares a stream into a method that returns the sync or async stream of
    its client.

    Nothing is sent until the stream is entered or iterated.
    """

    def __init__(
        self, sync_shell: Callable[..., SyncShell], async_shell: Callable[..., AsyncShell]
    ) -> None:
        self.shells = (sync_shell, async_shell)

    def __call__(
        self, prepare: Callable[Concatenate[S, P], Any]
    ) -> _Streaming[S, P, SyncShell, AsyncShell]:
        return _Streaming(prepare, self.shells)


class _Streaming(Generic[S, P, SyncShell, AsyncShell]):
    def __init__(
        self,
        prepare: Callable[Concatenate[S, P], Any],
        shells: tuple[Callable[..., SyncShell], Callable[..., AsyncShell]],
    ) -> None:
        self.body = prepare
        self.shells = shells
        self.__doc__ = prepare.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, service: Service[SyncIO], owner: Any = None) -> Callable[P, SyncShell]: ...
    @overload
    def __get__(self, service: Service[AsyncIO], owner: Any = None) -> Callable[P, AsyncShell]: ...
    @overload
    def __get__(
        self, service: None, owner: Any = None
    ) -> _Streaming[S, P, SyncShell, AsyncShell]: ...
    def __get__(self, service: Any, owner: Any = None) -> Any:
        if service is None:
            return self
        prepare, shell = self.body, self.shells[service._io.is_async]

        def call(*args: P.args, **kwargs: P.kwargs) -> Any:
            view = _view(service, prepare, hidden(kwargs))
            return shell(view._io, prepare(view, *args, **kwargs))

        service.__dict__[self.name] = _described(call, prepare, shell.__name__, shell)
        return service.__dict__[self.name]


def _view(service: Any, body: Callable[..., Any], given: dict[str, Any]) -> Any:
    """The service with the options of one call, which are removed from `given`; the service itself
    if there are none. Options that are parameters of the method itself stay.
    """
    annotations = body.__annotations__
    if "options" not in annotations:
        return service
    own = {name: given.pop(name) for name in CALL_OPTIONS.difference(annotations) & given.keys()}
    plain = UNPACKED.fullmatch(annotations["options"])
    if plain and plain[1] in PLAIN_OPTIONS and (unknown := given.keys() - annotations.keys()):
        hint = "; use retry=Retry(attempts=...)" if "max_retries" in unknown else ""
        raise TypeError(
            f"{body.__name__}() got an unexpected keyword argument {min(unknown)!r}{hint}"
        )
    if not own:
        return service
    return service._with_config(for_call(service._config, **own))


class _Described:
    """The name, docstring and signature of a bound operation for `help()` and `inspect`, computed
    lazily.
    """

    def __init__(self, body: Callable[..., Any], returns: str) -> None:
        self._body = body
        self._returns = returns

    @property
    def __signature__(self) -> inspect.Signature:
        from .signatures import bound_signature

        return bound_signature(self._body, self._returns)

    @property
    def __globals__(self) -> dict[str, Any]:
        """The namespace in which `typing.get_type_hints` resolves annotations."""
        from .signatures import namespace

        return namespace(self._body.__module__)

    def annotations(self, shell: Any) -> dict[str, Any]:
        """The annotations of all parameters and the result; `shell` is the class of a stream."""
        from .signatures import call_annotations

        result = shell or self._body.__annotations__["return"]
        return call_annotations(self._body, self.__globals__, result)


class _Annotations(dict[str, Any]):
    """The annotations of a call with its typed options expanded, computed when they are first
    read.
    """

    def __init__(self, work_out: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__()
        self._work_out: Callable[[], Mapping[str, Any]] | None = work_out

    def fill(self) -> None:
        """Compute the annotations."""
        if self._work_out is not None:
            work_out, self._work_out = self._work_out, None
            self.update(work_out())


def _filled(name: str) -> Any:
    read = getattr(dict, name)

    def method(self: _Annotations, *args: Any) -> Any:
        self.fill()
        return read(self, *args)

    return method


for _name in ("__contains__", "__getitem__", "__iter__", "__len__", "get", "items", "keys"):
    setattr(_Annotations, _name, _filled(_name))


def _described(call: Any, body: Callable[..., Any], returns: str, shell: Any = None) -> Any:
    call.__name__, call.__qualname__ = body.__name__, body.__qualname__
    call.__module__, call.__doc__ = body.__module__, body.__doc__
    call.__wrapped__ = described = _Described(body, returns)
    call.__annotations__ = _Annotations(lambda: described.annotations(shell))
    return call


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
