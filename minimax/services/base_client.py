"""The common base of both clients: services, tasks by handle, and views with other options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar, cast, overload

from ..config import (
    CALL_OPTIONS,
    Event,
    Limits,
    Retry,
    Timeout,
    checked_handler,
    checked_limits,
    checked_size,
    retry_from,
    timeout_from,
)
from ..core.events import log_to_stderr, redact_in_logs
from ..core.forks import lazy
from ..core.io import IO
from ..core.operation import I, hidden
from ..core.secret import Secret, redact
from ..core.settings import Config, for_call, resolve
from ..errors import MinimaxError

if TYPE_CHECKING:
    from typing import Self

    from minimax_generated.operation import Operation

    from ..core.io import Clock
    from ..core.streaming import AsyncStream, Stream
    from ..tasks import Task
    from .account import AccountService
    from .files import FilesService
    from .images import ImagesService
    from .music import MusicService
    from .speech import SpeechService
    from .text import TextService
    from .video import VideoService
    from .voices import VoicesService

T = TypeVar("T")
B = TypeVar("B")
E = TypeVar("E")
R = TypeVar("R")
HTTPClient = TypeVar("HTTPClient")
Interceptor = TypeVar("Interceptor")
"""The middleware of a client, sync or async."""


class BaseClient(Generic[I, HTTPClient, Interceptor]):
    """The base of `MiniMax` and `AsyncMiniMax`."""

    _config: Config
    _io: I
    _is_async: ClassVar[bool]
    _io_of: ClassVar[Callable[..., Any]]

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
        http_client: HTTPClient | None = None,
        on_event: Callable[[Event], object] | None = None,
        middleware: Sequence[Interceptor] = (),
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
            on_event=checked_handler(on_event),
            middleware=self._checked(middleware) or (),
            validate=validate,
        )
        self._config = for_call(config, headers=more)
        redact_in_logs(self._config.api_key)
        log_to_stderr()
        self._io = self._io_of(http_client, clock)

    @lazy
    def text(self) -> TextService[I]:
        """Chat with the language models."""
        from .text import TextService

        return TextService(self._io, self._config)

    @lazy
    def speech(self) -> SpeechService[I]:
        """Text to speech, long speech and transcription."""
        from .speech import SpeechService

        return SpeechService(self._io, self._config)

    @lazy
    def voices(self) -> VoicesService[I]:
        """List, clone, design and delete voices."""
        from .voices import VoicesService

        return VoicesService(self._io, self._config)

    @lazy
    def video(self) -> VideoService[I]:
        """Video generation and template videos."""
        from .video import VideoService

        return VideoService(self._io, self._config)

    @lazy
    def images(self) -> ImagesService[I]:
        """Text to image and image to image."""
        from .images import ImagesService

        return ImagesService(self._io, self._config)

    @lazy
    def music(self) -> MusicService[I]:
        """Songs, lyrics and covers."""
        from .music import MusicService

        return MusicService(self._io, self._config)

    @lazy
    def files(self) -> FilesService[I]:
        """Files on the platform."""
        from .files import FilesService

        return FilesService(self._io, self._config)

    @lazy
    def account(self) -> AccountService[I]:
        """Quota, balance, web search and image understanding."""
        from .account import AccountService

        return AccountService(self._io, self._config)

    def task(self, handle: str) -> Task[I, Any]:
        """The task of a handle such as "video:123", which may come from another process. Nothing is
        sent until the task is used.

        Raises:
            ValidationError: the handle is not valid.
        """
        from ..core.waiting import facts, parse_handle

        kind, task_id = parse_handle(handle)
        task: Task[I, Any] = getattr(self, facts(kind)["feature"]).resume(kind, task_id)
        return task

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
        from minimax_generated.operation import Operation

        from . import low_level

        hidden(options)
        config = for_call(self._config, **{name: options.pop(name, None) for name in CALL_OPTIONS})
        try:
            if isinstance(operation, Operation):
                return await low_level.request(self._io, config, operation, body, options)
            if body is not None:
                options["body"] = body
            return await low_level.unknown(self._io, config, operation, path, options)
        except MinimaxError as error:
            redact(error, config.api_key)
            raise

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
    ) -> Stream[E, list[E]] | AsyncStream[E, list[E]]:
        """Call an operation that streams, and iterate over the models of its events.

            with client.stream(speech.t2a_v2.OPERATION, body=body) as chunks:
                for chunk in chunks: ...

        Nothing is sent until the stream is entered or iterated. `final()` returns the list of
        events; the arguments are those of `request`.
        """
        from ..core.streaming import AsyncStream, Stream
        from . import low_level

        more, headers = None if headers is None else Secret(headers), None  # hidden from tracebacks
        config = for_call(self._config, timeout=timeout, retry=retry, headers=more)
        source = low_level.stream(self._io, config, operation, body, parameters)
        return (AsyncStream if self._is_async else Stream)(self._io, source)

    async def close(self) -> None:
        """Close the connections, on the async client those of the running event loop, and refuse
        further calls. Streams that are being read continue.
        """
        await self._io.close()

    @property
    def base_url(self) -> str:
        """The host that this client calls."""
        return self._config.base_url

    @property
    def region(self) -> str | None:
        """The region of the host; None for a custom host."""
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
        middleware: Sequence[Interceptor] | None = None,
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
            on_event: called with an Event at every step of a call, instead of the handler of this
                client.
            middleware: functions around every attempt, instead of those of this client.
        """
        more, headers = None if headers is None else Secret(headers), None  # hidden from tracebacks
        given: dict[str, Any] = {
            "limits": checked_limits(limits),
            "validate": validate,
            "max_event_bytes": checked_size("max_event_bytes", max_event_bytes),
            "max_response_bytes": checked_size("max_response_bytes", max_response_bytes),
            "on_event": checked_handler(on_event),
            "middleware": self._checked(middleware),
        }
        config = for_call(self._config, timeout=timeout, retry=retry, headers=more)
        changed = {name: value for name, value in given.items() if value is not None}
        return self._view(config._replace(**changed), self._io)

    def observe(
        self,
        on_event: Callable[[Event], object] | None = None,
        *,
        middleware: Interceptor | None = None,
    ) -> Callable[[], None]:
        """Add an event handler or middleware to this client and all of its views, including
        existing ones. For integrations; handlers and middleware set by the user stay in place.

        Args:
            on_event: called with an Event at every step of a call.
            middleware: a function around every attempt of a call, outside of all other middleware.

        Returns:
            A function that removes what was added.
        """
        observers = self._config.observers
        handler = checked_handler(on_event)
        handlers = () if handler is None else (handler,)
        functions = () if middleware is None else self._checked((middleware,)) or ()
        observers.handlers += handlers
        observers.middleware = (*functions, *observers.middleware)

        def remove() -> None:
            observers.handlers = _without(observers.handlers, handlers)
            observers.middleware = _without(observers.middleware, functions)

        return remove

    @classmethod
    def _checked(cls, middleware: object) -> tuple[Any, ...] | None:
        """The middleware option; None if it is not set."""
        if middleware is None:
            return None
        if middleware == ():
            return ()
        from ..core.middleware import checked_middleware

        return checked_middleware(middleware, is_async=cls._is_async)

    @property
    def io(self) -> I:
        """The I/O object of this client; see `with_io`."""
        return self._io

    def with_io(self, io: IO) -> Self:
        """A view of this client that uses another I/O object, usually a `minimax.core.io.IOWrapper`
        around `client.io`: for supervision, recording, dry runs and tests.
        """
        return self._view(self._config, io)

    def _view(self, config: Config, io: IO) -> Self:
        view = object.__new__(type(self))
        view._config, view._io = config, cast(I, io)
        return view

    def __reduce__(self) -> NoReturn:
        raise TypeError(
            f"{type(self).__name__} holds connections and your key, so it cannot be pickled or"
            " copied. Create a client in each process, from the same options or MINIMAX_API_KEY;"
            " with_options() returns a view of this one"
        )

    def __repr__(self) -> str:
        if not hasattr(self, "_config"):  # in an error report, before __init__ has finished
            return f"<{type(self).__name__}>"
        return (
            f"{type(self).__name__}(base_url={self._config.base_url!r},"
            f" region={self._config.region!r})"
        )


def _without(all: tuple[T, ...], removed: Sequence[object]) -> tuple[T, ...]:
    return tuple(each for each in all if not any(each is other for other in removed))
