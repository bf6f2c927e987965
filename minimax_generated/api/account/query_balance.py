from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.balance_response import BalanceResponse
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/account/query_balance",
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> BalanceResponse | None:
    if response.status_code == 200:
        response_200 = BalanceResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[BalanceResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[BalanceResponse]:
    """Money left on a pay-as-you-go account

     Balances of the account behind a pay-as-you-go key (`sk-api-...`) in the currency of the region: USD
    on the global hosts, CNY on the Chinese ones. Used by the official command line client; no public
    page documents it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceResponse]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> BalanceResponse | None:
    """Money left on a pay-as-you-go account

     Balances of the account behind a pay-as-you-go key (`sk-api-...`) in the currency of the region: USD
    on the global hosts, CNY on the Chinese ones. Used by the official command line client; no public
    page documents it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceResponse
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[BalanceResponse]:
    """Money left on a pay-as-you-go account

     Balances of the account behind a pay-as-you-go key (`sk-api-...`) in the currency of the region: USD
    on the global hosts, CNY on the Chinese ones. Used by the official command line client; no public
    page documents it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[BalanceResponse]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> BalanceResponse | None:
    """Money left on a pay-as-you-go account

     Balances of the account behind a pay-as-you-go key (`sk-api-...`) in the currency of the region: USD
    on the global hosts, CNY on the Chinese ones. Used by the official command line client; no public
    page documents it.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        BalanceResponse
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed


def parse(data: Any) -> BalanceResponse:
    """Turn a decoded answer into its model."""
    response_200 = BalanceResponse.from_dict(data)

    return response_200
