"""`MiniMax` and `AsyncMiniMax`: one connection pool, one configuration, and one service object per
feature, created on first use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from .config import (
    Event,
    Limits,
    Retry,
    Timeout,
    retry_from,
    timeout_from,
)
from .core.io import AsyncIO, SyncIO, run
from .core.log import keep_out, log_to_stderr
from .core.operation import hidden
from .core.secret import Secret
from .core.settings import for_call, resolve
from .services.base_client import BaseClient

if TYPE_CHECKING:
    from typing import Self

    import httpx
    import httpx2

    from minimax_generated.operation import Operation
    from minimax_generated.services import AsyncServices, SyncServices

    from .core.io import Clock
    from .core.middleware import AsyncMiddleware, Middleware
    from .core.streaming import AsyncStream, Stream

B = TypeVar("B")
E = TypeVar("E")
R = TypeVar("R")


if not TYPE_CHECKING:  # what editors see has the calls spelled out for each client
    SyncServices = AsyncServices = BaseClient


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

    def __exit__(self, *error: object) -> None:
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

    async def __aexit__(self, *error: object) -> None:
        await self.close()
