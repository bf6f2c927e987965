"""Remaining quota of the plan: `GET /v1/token_plan/remains`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.token_plan_remains_response import TokenPlanRemainsResponse
    from ...types import Response

OPERATION: Operation[None, TokenPlanRemainsResponse, None] = Operation(
    "token_plan_remains",
    "GET",
    "/v1/token_plan/remains",
    "account",
    summary="Remaining quota of the plan",
    family="native",
    billed=False,
    rate_class="account",
    response="TokenPlanRemainsResponse",
    calls=("account.quota",),
)


def sync(
    *,
    client: AuthenticatedClient,
) -> TokenPlanRemainsResponse:
    """Remaining quota of the plan.

    Quota of a subscription key, one entry per group of models, for the current interval and the current week.
    Accepts `Authorization: Bearer` or `x-api-key`.
    The plan FAQ documents the call on `www.minimax.io` and `www.minimaxi.com` without an example response; the API
    hosts serve it too. All fields are observed, none is documented.

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
