"""`MiniMax` and `AsyncMiniMax`: one connection pool, one configuration, and one service object per
feature, created on first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .core.io import AsyncIO, SyncIO
from .core.operation import blocking
from .services.base_client import BaseClient

if TYPE_CHECKING:
    from typing import Self

    from minimax_generated.services.base_client import (  # pyright: ignore[reportMissingModuleSource]
        AsyncBaseClient,
        SyncBaseClient,
    )
else:  # editors see stubs with the signatures of each client
    SyncBaseClient = AsyncBaseClient = BaseClient


class MiniMax(SyncBaseClient):
    """The MiniMax platform. Safe to share between threads; close it, or use it as a context
    manager.

    Args:
        api_key: your key; defaults to `MINIMAX_API_KEY`.
        region: "cn" or "global"; a key works only in its own region. Defaults to `MINIMAX_REGION`,
            else "cn".
        base_url: another host, without /v1; defaults to `MINIMAX_BASE_URL`.
        timeout: seconds without data before giving up, or Timeout(connect=..., idle=...); defaults
            to 600 for the response to a paid call and 120 between the events of a stream.
        retry: how failed requests are retried; a paid call is retried only if it certainly did not
            run.
        max_retries: shorthand for `retry=Retry(attempts=max_retries + 1)`.
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
    _io_of = SyncIO

    if not TYPE_CHECKING:
        request = blocking(BaseClient.request)
        close = blocking(BaseClient.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


class AsyncMiniMax(AsyncBaseClient):
    """The MiniMax platform for asyncio. Takes the arguments of `MiniMax`; `http_client` is an
    httpx.AsyncClient.

    It can be used in several event loops, one after another: each gets its own connections.
    """

    _is_async = True
    _io_of = AsyncIO

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()
