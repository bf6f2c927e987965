"""Remaining quota of the plan, under the older path: `GET /v1/api/openplatform/coding_plan/remains`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.token_plan_remains_response import TokenPlanRemainsResponse
    from ...types import Response

OPERATION: Operation[None, TokenPlanRemainsResponse, None] = Operation(
    "coding_plan_remains",
    "GET",
    "/v1/api/openplatform/coding_plan/remains",
    "account",
    summary="Remaining quota of the plan, under the older path",
    family="native",
    billed=False,
    rate_class="account",
    response="TokenPlanRemainsResponse",
)


def sync(
    *,
    client: AuthenticatedClient,
) -> TokenPlanRemainsResponse:
    """Remaining quota of the plan, under the older path.

    The path of the Coding Plan era, with the same response as `token_plan_remains`; it still works. On this path,
    clients found that the usage counts are the remaining amounts.

    Args:
        client: sends the request.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[TokenPlanRemainsResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> TokenPlanRemainsResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[TokenPlanRemainsResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
    )
