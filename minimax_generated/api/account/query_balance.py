"""Balance of a pay-as-you-go account: `GET /account/query_balance`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.balance_response import BalanceResponse
    from ...types import Response

OPERATION: Operation[None, BalanceResponse, None] = Operation(
    "query_balance",
    "GET",
    "/account/query_balance",
    "account",
    summary="Balance of a pay-as-you-go account",
    family="native",
    billed=False,
    rate_class="account",
    response="BalanceResponse",
    calls=("account.balance",),
)


def sync(
    *,
    client: AuthenticatedClient,
) -> BalanceResponse:
    """Balance of a pay-as-you-go account.

    Balances of the account behind a pay-as-you-go key (`sk-api-...`) in the currency of the region: USD on the
    global hosts, CNY on the Chinese ones. Used by the official command line client; it is not publicly documented.

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
) -> Response[BalanceResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> BalanceResponse:
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
) -> Response[BalanceResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
    )
