"""One flow, two faces: every operation is written once, as a generator that yields effects and
returns its result.

A flow knows no socket, clock or thread. A driver (`drivers`) performs its effects, blocking or
awaited; `@operation` and `@streaming` bind a flow to the driver of its service, so that the same
method returns `T` on `Service[Sync]` and a coroutine of `T` on `Service[Async]`. Retry, polling and
multi-step uploads are plain generators, put together with `yield from`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterator, Mapping, Sequence
from sys import maxsize
from typing import (
    TYPE_CHECKING,
    Any,
    Concatenate,
    Generic,
    NamedTuple,
    ParamSpec,
    Protocol,
    TypeVar,
    cast,
    overload,
)

from ..config import CALL_OPTIONS
from ..errors import MinimaxError, too_large
from .secret import Secret, conceal, secret
from .settings import for_call

if TYPE_CHECKING:
    import inspect

    from ..config import Limits, Timeout
    from .drivers import Async, Driver, Sync
    from .secret import Headers
    from .settings import Config
    from .transport import Body

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound="Service[Any]")
D = TypeVar("D", bound="Driver", covariant=True)


class Streamed(Protocol):
    """A body that is read while it is sent, again from its beginning when the request is
    repeated.
    """

    @property
    def content_type(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def is_sent(self) -> bool:
        """Whether all of it has been read to be sent."""
        ...

    def blocks(self) -> Iterator[bytes]: ...
    def sent(self, count: int) -> None: ...


class Sink(Protocol):
    """Takes an answer while it arrives, so that a large one is not held whole before it is
    decoded.
    """

    def feed(self, chunk: bytes) -> None: ...
    def content(self) -> bytes: ...


class Taken:
    """What has come of a whole answer, in a sink or as it is, and never more of it than the
    limit.
    """

    __slots__ = ("_left", "_limit", "_pieces", "_sink")

    def __init__(self, sink: Sink | None, limit: int) -> None:
        self._sink = sink
        self._limit = self._left = limit
        self._pieces: list[bytes] = []

    def add(self, chunk: bytes) -> None:
        """Take the next bytes. Raises DecodeError when they are too many."""
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large(self._limit)
        if self._sink is None:
            self._pieces.append(chunk)
        else:
            self._sink.feed(chunk)

    def content(self) -> bytes:
        """All of it, or what the sink makes of it."""
        return b"".join(self._pieces) if self._sink is None else self._sink.content()


class Request(NamedTuple):
    """One HTTP request, ready to send."""

    method: str
    url: str
    headers: Secret[Headers]
    content: bytes | Streamed | None
    timeout: Timeout
    to_platform: bool = True
    """Whether headers, cookies, parameters and auth of an `http_client` that was passed in are
    added. Hosts of files get none of them.
    """

    def __repr__(self) -> str:
        return f"Request({self.method} {self.url})"


class Response:
    """A complete response. Its headers and its content are not shown: a server may send the key
    back in them.
    """

    __slots__ = ("content", "headers", "status")

    def __init__(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        self.status = status
        self.headers = headers
        self.content = content

    def __repr__(self) -> str:
        return f"Response(HTTP {self.status}, {len(self.content):,} bytes)"


# Effects. Each driver has one method for each of them; what that method returns comes back from the
# `yield`.


class Send(NamedTuple):
    """Send a request and read the whole answer, of at most `limit` bytes: gives a `Response`.

    A sink takes the bytes as they come, and gives what becomes the content.
    """

    request: Request
    sink: Sink | None = None
    limit: int = maxsize


class Open(NamedTuple):
    """Send a request and leave the answer open: gives a `Body`."""

    request: Request


class Receive(NamedTuple):
    """The next bytes of an open answer, b"" at its end. A `steady` body is complete on the other
    side, so it is given up when it drips.
    """

    body: Body
    steady: bool = False


class Close(NamedTuple):
    """Give an open answer back, read to its end or not."""

    body: Body


class Sleep(NamedTuple):
    """Wait some seconds."""

    seconds: float


class Now(NamedTuple):
    """Seconds on the monotonic clock."""


class Work(NamedTuple):
    """Run a function that may block on files; in a thread on the async face."""

    function: Callable[[], Any]


class Await(NamedTuple):
    """Wait for what an async function of the caller's gives; on the async face only."""

    awaitable: Awaitable[Any]


class Acquire(NamedTuple):
    """Take a place within the client-side limits: gives a `Turn`, with the seconds to wait until
    this call may go out and the function that makes room for the next one.

    That is a function and not an effect of its own, because a flow that is thrown away can no
    longer yield. The wait is left to the flow, so that whoever supervises it can end it early.
    """

    limits: Limits
    rate_class: str
    model: str = ""
    tokens: int = 0


class Gather(NamedTuple):
    """Run several flows at the same time, at most `limit` of them: gives their results in order, an
    exception in place of a result.
    """

    flows: Sequence[Flow[Any]]
    limit: int


class Emit(NamedTuple):
    """Hand items to whoever iterates a stream; only in flows behind `@streaming`."""

    items: Sequence[Any]


Effect = Send | Open | Receive | Close | Sleep | Now | Work | Await | Acquire | Gather
Flow = Generator[Effect, Any, T]
StreamFlow = Generator[Effect | Emit, Any, T]


class Service(Generic[D]):
    """A group of operations that share one driver and one configuration."""

    def __init__(self, driver: D, config: Config) -> None:
        self._driver = driver
        self._config = config


def concealing(flow: Generator[Any, Any, T], config: Config) -> Generator[Any, Any, T]:
    """A flow whose errors do not show the key, also when a server has sent it back."""
    try:
        return (yield from flow)
    except MinimaxError as error:
        conceal(error, config.api_key)
        raise


def hidden(options: Any) -> Any:
    """The options of a call with its headers hidden: the frame that holds them is in every
    traceback.
    """
    if options.get("headers") is not None:
        options["headers"] = secret(options["headers"])
    return options


class _Described:
    """Name, docstring and real signature of a bound operation for `help()` and `inspect`, worked
    out only when asked for.
    """

    def __init__(self, flow: Callable[..., Any], returns: str) -> None:
        self._flow = flow
        self._returns = returns

    @property
    def __signature__(self) -> inspect.Signature:
        from .signatures import bound_signature

        return bound_signature(self._flow, self._returns)

    @property
    def __globals__(self) -> dict[str, Any]:
        """What `typing.get_type_hints` resolves the annotations with."""
        from .signatures import namespace

        return namespace(self._flow.__module__)

    def annotations(self, shell: Any) -> dict[str, Any]:
        """Every parameter and the result; `shell` is the class of a stream."""
        from .json_types import call_annotations

        result = self._flow.__annotations__["return"]
        result = result.removeprefix("Flow[").removesuffix("]")
        return call_annotations(self._flow, self.__globals__, shell or result)


class _Annotations(dict[str, Any]):
    """The annotations of a call, the typed options spelled out; worked out when they are read."""

    def __init__(self, work_out: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__()
        self._work_out: Callable[[], Mapping[str, Any]] | None = work_out

    def fill(self) -> None:
        """Work them out."""
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


def _configurable(flow: Callable[..., Any], service: Service[Any]) -> Callable[..., Any]:
    """A flow of a service that takes the options of one call, where its `**options` do."""
    annotations = flow.__annotations__
    options = CALL_OPTIONS.difference(annotations) if "options" in annotations else frozenset()
    known = None if annotations.get("options") != "Unpack[CallOptions]" else annotations

    def configured(*args: Any, **kwargs: Any) -> Any:
        given = {name: kwargs.pop(name) for name in options & kwargs.keys()}
        if known is not None and (unknown := kwargs.keys() - known):
            hint = "; use retry=Retry(attempts=...)" if "max_retries" in unknown else ""
            raise TypeError(
                f"{flow.__name__}() got an unexpected keyword argument {min(unknown)!r}{hint}"
            )
        if not given:
            return flow(service, *args, **kwargs)
        view = type(service)(service._driver, for_call(service._config, **given))
        return flow(view, *args, **kwargs)

    return configured


def _dress(call: Any, flow: Callable[..., Any], returns: str, shell: Any = None) -> Any:
    call.__name__, call.__qualname__ = flow.__name__, flow.__qualname__
    call.__module__, call.__doc__ = flow.__module__, flow.__doc__
    call.__wrapped__ = described = _Described(flow, returns)
    call.__annotations__ = _Annotations(lambda: described.annotations(shell))
    return call


class operation(Generic[S, P, T]):
    """Turn a flow into a method: blocking on the sync face, a coroutine function on the async
    face.
    """

    def __init__(self, flow: Callable[Concatenate[S, P], Flow[T]]) -> None:
        self.flow = flow
        self.__doc__ = flow.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, service: Service[Sync], owner: Any = None) -> Callable[P, T]: ...
    @overload  # no Any in the coroutine: with one, mypy takes the results of asyncio.gather for Any
    def __get__(
        self, service: Service[Async], owner: Any = None
    ) -> Callable[P, Coroutine[object, None, T]]: ...
    @overload
    def __get__(self, service: None, owner: Any = None) -> operation[S, P, T]: ...
    def __get__(self, service: Any, owner: Any = None) -> Any:
        if service is None:
            return self
        flow, driver = _configurable(self.flow, service), service._driver

        async def awaited(*args: P.args, **kwargs: P.kwargs) -> T:
            steps = flow(*args, **hidden(kwargs))
            return cast(T, await driver.run(concealing(steps, service._config)))

        def blocking(*args: P.args, **kwargs: P.kwargs) -> T:
            steps = flow(*args, **hidden(kwargs))
            return cast(T, driver.run(concealing(steps, service._config)))

        call = (
            _dress(awaited, self.flow, "async")
            if driver.is_async
            else _dress(blocking, self.flow, "sync")
        )
        # Kept on the instance: the next access is a plain attribute look-up and does not come here
        # again.
        service.__dict__[self.name] = call
        return call


SyncShell = TypeVar("SyncShell")
AsyncShell = TypeVar("AsyncShell")


class streaming(Generic[SyncShell, AsyncShell]):
    """Turn a function that prepares a stream into a method that returns the stream shell of its
    face.

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
        self.flow = prepare
        self.shells = shells
        self.__doc__ = prepare.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, service: Service[Sync], owner: Any = None) -> Callable[P, SyncShell]: ...
    @overload
    def __get__(self, service: Service[Async], owner: Any = None) -> Callable[P, AsyncShell]: ...
    @overload
    def __get__(
        self, service: None, owner: Any = None
    ) -> _Streaming[S, P, SyncShell, AsyncShell]: ...
    def __get__(self, service: Any, owner: Any = None) -> Any:
        if service is None:
            return self
        driver = service._driver
        prepare, shell = _configurable(self.flow, service), self.shells[driver.is_async]

        def call(*args: P.args, **kwargs: P.kwargs) -> Any:
            prepared = prepare(*args, **hidden(kwargs))
            if hasattr(prepared, "flow"):
                steps = concealing(prepared.flow, service._config)
                prepared = prepared._replace(flow=steps)
            return shell(driver, prepared)

        service.__dict__[self.name] = _dress(call, self.flow, shell.__name__, shell)
        return service.__dict__[self.name]
