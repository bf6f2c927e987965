"""`MiniMax` and `AsyncMiniMax`: one connection pool, one configuration, and one service object per
feature, created on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar, cast, overload

from .config import (
    CALL_OPTIONS,
    Event,
    Limits,
    Retry,
    Timeout,
    checked_limits,
    checked_size,
    retry_from,
    timeout_from,
)
from .core.forks import lazy
from .core.io import IO, AsyncIO, SyncIO, run
from .core.log import keep_out, log_to_stderr
from .core.operation import I, hidden
from .core.secret import Secret, conceal
from .core.settings import Config, for_call, resolve
from .errors import MinimaxError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    import httpx
    import httpx2

    from minimax_generated.operation import Operation
    from minimax_generated.services import AsyncServices, SyncServices

    from .core.io import Clock
    from .core.middleware import AsyncMiddleware, Middleware
    from .core.streaming import AsyncStream, Stream
    from .services.account import AccountService
    from .services.files import FilesService
    from .services.images import ImagesService
    from .services.music import MusicService
    from .services.speech import SpeechService
    from .services.text import TextService
    from .services.video import VideoService
    from .services.voices import VoicesService
    from .tasks import Task

B = TypeVar("B")
E = TypeVar("E")
R = TypeVar("R")
T = TypeVar("T")


class _Client(Generic[I]):
    """Shared by both clients: the configuration, its views, and the services."""

    _config: Config
    _io: I
    _is_async: ClassVar[bool]

    @lazy
    def text(self) -> TextService[I]:
        """Chat with the language models."""
        from .services.text import TextService

        return TextService(self._io, self._config)

    @lazy
    def speech(self) -> SpeechService[I]:
        """Text to speech, long speech and transcription."""
        from .services.speech import SpeechService

        return SpeechService(self._io, self._config)

    @lazy
    def voices(self) -> VoicesService[I]:
        """List, clone, design and delete voices."""
        from .services.voices import VoicesService

        return VoicesService(self._io, self._config)

    @lazy
    def video(self) -> VideoService[I]:
        """Video generation and template videos."""
        from .services.video import VideoService

        return VideoService(self._io, self._config)

    @lazy
    def images(self) -> ImagesService[I]:
        """Text to image and image to image."""
        from .services.images import ImagesService

        return ImagesService(self._io, self._config)

    @lazy
    def music(self) -> MusicService[I]:
        """Songs, lyrics and covers."""
        from .services.music import MusicService

        return MusicService(self._io, self._config)

    @lazy
    def files(self) -> FilesService[I]:
        """Files on the platform."""
        from .services.files import FilesService

        return FilesService(self._io, self._config)

    @lazy
    def account(self) -> AccountService[I]:
        """Quota, balance, web search and image understanding."""
        from .services.account import AccountService

        return AccountService(self._io, self._config)

    def task(self, handle: str) -> Task[I, Any]:
        """The task of a handle such as "video:123", which may come from another process. Nothing is
        sent until the task is used.

        Raises:
            ValidationError: the handle is not valid.
        """
        from .core.task_facts import facts, parse_handle

        kind, task_id = parse_handle(handle)
        task: Task[I, Any] = getattr(self, facts(kind)["feature"]).resume(kind, task_id)
        return task

    async def _request(
        self, operation: Any, path: str | None, body: object, options: dict[str, Any]
    ) -> Any:
        """One call of an operation, or of a method and a path."""
        from minimax_generated.operation import Operation

        from .services import low_level

        config = for_call(self._config, **{name: options.pop(name, None) for name in CALL_OPTIONS})
        try:
            if isinstance(operation, Operation):
                return await low_level.request(self._io, config, operation, body, options)
            if body is not None:
                options["body"] = body
            return await low_level.unknown(self._io, config, operation, path, options)
        except MinimaxError as error:
            conceal(error, config.api_key)
            raise

    @property
    def base_url(self) -> str:
        """The host that this client calls."""
        return self._config.base_url

    @property
    def region(self) -> str | None:
        """The region of that host; None for a custom host."""
        return self._config.region

    def with_options(
        self,
        *,
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        limits: Limits | None = None,
        headers: Mapping[str, str] | None = None,
        validate: bool | None = None,
        max_event_bytes: int | None = None,
        max_response_bytes: int | None = None,
        on_event: Callable[[Event], object] | None = None,
        middleware: Sequence[Middleware] | Sequence[AsyncMiddleware] | None = None,
    ) -> Self:
        """A view of this client with other options, which shares its connections. It is cheap
        enough to create one per call.

        Args:
            timeout: seconds without data, or a Timeout.
            retry: how failed requests are retried; `Retry(attempts=1)` disables retries.
            limits: client-side rate limits.
            headers: additional headers of every request; they override those of this client.
            validate: False sends requests without checking them first.
            max_event_bytes: the largest stream event that is accepted; defaults to 256 MiB.
            max_response_bytes: the largest response that is accepted; defaults to 256 MiB.
                Downloads are not limited.
            on_event: called with an Event at every step of a call, in place of the handler of this
                client.
            middleware: functions around every attempt, in place of those of this client.
        """
        more, headers = None if headers is None else Secret(headers), None  # hidden from tracebacks
        given: dict[str, Any] = {
            "limits": checked_limits(limits),
            "validate": validate,
            "max_event_bytes": checked_size("max_event_bytes", max_event_bytes),
            "max_response_bytes": checked_size("max_response_bytes", max_response_bytes),
            "on_event": on_event,
            "middleware": self._checked(middleware),
        }
        view = object.__new__(type(self))
        config = for_call(self._config, timeout=timeout, retry=retry, headers=more)
        view._config = config._replace(
            **{name: value for name, value in given.items() if value is not None}
        )
        view._io = self._io
        return view

    def observe(
        self,
        on_event: Callable[[Event], object] | None = None,
        *,
        middleware: Middleware | AsyncMiddleware | None = None,
    ) -> Callable[[], None]:
        """Add a handler of events, or middleware, to this client and to all of its views, also
        those that exist already; integrations do. Those of the client and of its views stay.

        Args:
            on_event: called with an Event at every step of a call.
            middleware: a function around every attempt of a call, around all other middleware.

        Returns:
            A function that removes what was added.
        """
        observers = self._config.observers
        handlers = () if on_event is None else (on_event,)
        functions = () if middleware is None else self._checked((middleware,)) or ()
        observers.handlers += handlers
        observers.middleware = (*functions, *observers.middleware)

        def remove() -> None:
            observers.handlers = _without(observers.handlers, handlers)
            observers.middleware = _without(observers.middleware, functions)

        return remove

    @classmethod
    def _checked(cls, middleware: object) -> tuple[Any, ...] | None:
        """Middleware as an option; None when it is not set."""
        if middleware is None:
            return None
        if middleware == ():
            return ()
        from .core.middleware import checked_middleware

        return checked_middleware(middleware, is_async=cls._is_async)

    @property
    def io(self) -> I:
        """The I/O object of this client; see `with_io`."""
        return self._io

    def with_io(self, io: IO) -> Self:
        """A view of this client that uses another I/O object, usually a `minimax.core.io.IOWrapper`
        around `client.io`: for supervision, recording, dry runs and tests.
        """
        view = object.__new__(type(self))
        view._config, view._io = self._config, cast(I, io)
        return view

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds connections and your key, so it is not pickled or copied."
            " Make a client in each process, from the same options or from MINIMAX_API_KEY;"
            " with_options() gives a view of this one"
        )

    def __repr__(self) -> str:
        if not hasattr(self, "_config"):  # in a report of what went wrong while it was made
            return f"<{type(self).__name__}>"
        return (
            f"{type(self).__name__}(base_url={self._config.base_url!r},"
            f" region={self._config.region!r})"
        )


if not TYPE_CHECKING:  # what editors see has the calls spelled out for each client
    SyncServices = AsyncServices = _Client


class MiniMax(SyncServices):
    """The MiniMax platform. Safe to share between threads; close it, or use it as a context
    manager.

    Args:
        api_key: your key; defaults to `MINIMAX_API_KEY`.
        region: "cn" or "global"; a key works only in its own region. Defaults to `MINIMAX_REGION`,
            else "cn".
        base_url: another host, without /v1; defaults to `MINIMAX_BASE_URL`.
        timeout: seconds without data before giving up, or Timeout(connect=..., idle=...); defaults
            to 600 for the response to a paid call and 120 between the events of a stream.
        retry: how failed requests are retried; a paid call is retried only if it provably did not
            run.
        max_retries: short for `retry=Retry(attempts=max_retries + 1)`.
        headers: additional headers of every request.
        limits: client-side rate limits, such as `Limits(rpm=60, concurrent=10)`.
        group_id: sent as GroupId, which only old hosts need; defaults to `MINIMAX_GROUP_ID`.
        http_client: your own httpx.Client or httpx2.Client; its headers, cookies, params, auth,
            hooks, proxies and certificates are used. It is not closed with this client.
        on_event: called with an Event at every step of a call, for logs and traces.
        middleware: functions around every attempt of a call, the first one outermost; see
            `Middleware`.
        validate: False sends requests without checking them first.

    Raises:
        ConfigError: the key, region, base URL or an option is missing or invalid.
    """

    _is_async = False

    def __init__(
        self,
        api_key: str | None = None,
        *,
        region: str | None = None,
        base_url: str | None = None,
        timeout: float | Timeout = Timeout(),
        retry: Retry = Retry(),
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        group_id: str | None = None,
        http_client: httpx.Client | httpx2.Client | None = None,
        on_event: Callable[[Event], object] | None = None,
        middleware: Sequence[Middleware] = (),
        validate: bool = True,
        clock: Clock | None = None,
    ) -> None:
        key, api_key = None if api_key is None else Secret(api_key), None  # hidden from tracebacks
        more, headers = None if headers is None else Secret(headers), None
        config = resolve(
            key,
            region=region,
            base_url=base_url,
            group_id=group_id,
            timeout=timeout_from(timeout),
            retry=retry_from(retry, max_retries),
            limits=limits,
            on_event=on_event,
            middleware=self._checked(middleware) or (),
            validate=validate,
        )
        self._config = for_call(config, headers=more)
        keep_out(self._config.api_key)
        log_to_stderr()
        self._io = SyncIO(http_client, clock)

    @overload
    def request(
        self,
        operation: Operation[None, R, Any],
        /,
        *,
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | int | Sequence[str] | None,
    ) -> R: ...
    @overload
    def request(
        self,
        operation: Operation[B, R, Any],
        /,
        *,
        body: B | Mapping[str, Any],
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | int | Sequence[str] | None,
    ) -> R: ...
    @overload
    def request(
        self,
        operation: str,
        path: str,
        /,
        *,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]: ...
    def request(
        self, operation: Any, path: str | None = None, /, *, body: Any = None, **options: Any
    ) -> Any:
        """Call any operation of the platform, with the validation, retries, limits, events and
        errors of every call.

            from minimax_generated.api import speech
            from minimax_generated.models import T2ARequest

            body = T2ARequest(model="speech-2.8-hd", text="Good morning!")
            response = client.request(speech.t2a_v2.OPERATION, body=body)
            response = client.request("POST", "/v1/something_new", json={"model": "..."})

        Args:
            operation: the `OPERATION` of a module in `minimax_generated.api`, or the method of an
                endpoint that this version does not know, followed by its path.
            body: the model of the request, or a mapping with the field names of the API.
            json: the JSON body of an unknown endpoint.
            params: the query parameters of an unknown endpoint.
            timeout: seconds without data, or a Timeout, for this call.
            retry: how this call is retried. Requests to unknown endpoints count as paid, except GET
                and HEAD.
            headers: additional headers of this call.
            **parameters: the parameters of the operation, under their Python names.

        Returns:
            The model of the response; the decoded JSON object for an unknown endpoint.

        Raises:
            ValidationError: the body or a parameter breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response is not a JSON object.
            NetworkError: the platform could not be reached.
        """
        return run(self._request(operation, path, body, hidden(options)))

    def stream(
        self,
        operation: Operation[B, Any, E],
        /,
        *,
        body: B | Mapping[str, Any],
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | int | Sequence[str] | None,
    ) -> Stream[E, list[E]]:
        """Call an operation that streams, and iterate over the models of its events.

            with client.stream(speech.t2a_v2.OPERATION, body=body) as chunks:
                for chunk in chunks: ...

        Nothing is sent until the stream is entered or iterated. `final()` returns the list of
        events; the arguments are those of `request`.
        """
        from .core.streaming import Stream
        from .services import low_level

        more, headers = None if headers is None else Secret(headers), None  # hidden from tracebacks
        config = for_call(self._config, timeout=timeout, retry=retry, headers=more)
        source = low_level.stream(self._io, config, operation, body, parameters)
        return Stream(self._io, source)

    def close(self) -> None:
        """Close the connections and refuse further calls. Streams that are being read continue."""
        run(self._io.close())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncMiniMax(AsyncServices):
    """The MiniMax platform for asyncio. Takes the arguments of `MiniMax`; `http_client` is an
    httpx.AsyncClient.

    It can be used in several event loops, one after another: each gets its own connections.
    """

    _is_async = True

    def __init__(
        self,
        api_key: str | None = None,
        *,
        region: str | None = None,
        base_url: str | None = None,
        timeout: float | Timeout = Timeout(),
        retry: Retry = Retry(),
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        group_id: str | None = None,
        http_client: httpx.AsyncClient | httpx2.AsyncClient | None = None,
        on_event: Callable[[Event], object] | None = None,
        middleware: Sequence[AsyncMiddleware] = (),
        validate: bool = True,
        clock: Clock | None = None,
    ) -> None:
        key, api_key = None if api_key is None else Secret(api_key), None  # hidden from tracebacks
        more, headers = None if headers is None else Secret(headers), None
        config = resolve(
            key,
            region=region,
            base_url=base_url,
            group_id=group_id,
            timeout=timeout_from(timeout),
            retry=retry_from(retry, max_retries),
            limits=limits,
            on_event=on_event,
            middleware=self._checked(middleware) or (),
            validate=validate,
        )
        self._config = for_call(config, headers=more)
        keep_out(self._config.api_key)
        log_to_stderr()
        self._io = AsyncIO(http_client, clock)

    @overload
    async def request(
        self,
        operation: Operation[None, R, Any],
        /,
        *,
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | int | Sequence[str] | None,
    ) -> R: ...
    @overload
    async def request(
        self,
        operation: Operation[B, R, Any],
        /,
        *,
        body: B | Mapping[str, Any],
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | int | Sequence[str] | None,
    ) -> R: ...
    @overload
    async def request(
        self,
        operation: str,
        path: str,
        /,
        *,
        json: Mapping[str, Any] | None = None,
        params: Mapping[str, Any] | None = None,
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]: ...
    async def request(
        self, operation: Any, path: str | None = None, /, *, body: Any = None, **options: Any
    ) -> Any:
        """Call any operation of the platform, with the validation, retries, limits, events and
        errors of every call.

            from minimax_generated.api import speech
            from minimax_generated.models import T2ARequest

            body = T2ARequest(model="speech-2.8-hd", text="Good morning!")
            response = await client.request(speech.t2a_v2.OPERATION, body=body)
            response = await client.request("POST", "/v1/something_new", json={"model": "..."})

        Args:
            operation: the `OPERATION` of a module in `minimax_generated.api`, or the method of an
                endpoint that this version does not know, followed by its path.
            body: the model of the request, or a mapping with the field names of the API.
            json: the JSON body of an unknown endpoint.
            params: the query parameters of an unknown endpoint.
            timeout: seconds without data, or a Timeout, for this call.
            retry: how this call is retried. Requests to unknown endpoints count as paid, except GET
                and HEAD.
            headers: additional headers of this call.
            **parameters: the parameters of the operation, under their Python names.

        Returns:
            The model of the response; the decoded JSON object for an unknown endpoint.

        Raises:
            ValidationError: the body or a parameter breaks a rule of the API; nothing was sent.
            APIError: the platform reported an error; see its subclasses.
            DecodeError: the response is not a JSON object.
            NetworkError: the platform could not be reached.
        """
        return await self._request(operation, path, body, hidden(options))

    def stream(
        self,
        operation: Operation[B, Any, E],
        /,
        *,
        body: B | Mapping[str, Any],
        timeout: float | Timeout | None = None,
        retry: Retry | None = None,
        headers: Mapping[str, str] | None = None,
        **parameters: str | int | Sequence[str] | None,
    ) -> AsyncStream[E, list[E]]:
        """Call an operation that streams, and iterate over the models of its events.

            async with client.stream(speech.t2a_v2.OPERATION, body=body) as chunks:
                async for chunk in chunks: ...

        Nothing is sent until the stream is entered or iterated. `final()` returns the list of
        events; the arguments are those of `request`.
        """
        from .core.streaming import AsyncStream
        from .services import low_level

        more, headers = None if headers is None else Secret(headers), None  # hidden from tracebacks
        config = for_call(self._config, timeout=timeout, retry=retry, headers=more)
        source = low_level.stream(self._io, config, operation, body, parameters)
        return AsyncStream(self._io, source)

    async def close(self) -> None:
        """Close the connections of the running event loop and refuse further calls in it."""
        await self._io.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _without(all: tuple[T, ...], removed: Sequence[object]) -> tuple[T, ...]:
    return tuple(each for each in all if not any(each is other for other in removed))
