"""Search the web: `POST /v1/coding_plan/search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.search_request import SearchRequest
    from ...models.search_response import SearchResponse
    from ...types import Response

OPERATION: Operation[SearchRequest, SearchResponse, None] = Operation(
    "coding_plan_search",
    "POST",
    "/v1/coding_plan/search",
    "account",
    summary="Search the web",
    family="native",
    billed=True,
    rate_class="account",
    media_type="application/json",
    request="SearchRequest",
    response="SearchResponse",
    fields={"query": ("q",)},
    calls=("account.search",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: SearchRequest,
) -> SearchResponse:
    """Search the web.

    Web search for subscription keys. Used by the official tool server and command line client; it is not publicly
    documented.

    Args:
        client: sends the request.
        body: A web search.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        body,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: SearchRequest,
) -> Response[SearchResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: SearchRequest,
) -> SearchResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            body,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: SearchRequest,
) -> Response[SearchResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
