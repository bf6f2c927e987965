from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.token_plan_remains_response import TokenPlanRemainsResponse
from ...types import Response


def _get_kwargs() -> dict[str, Any]:

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/token_plan/remains",
    }

    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> TokenPlanRemainsResponse | None:
    if response.status_code == 200:
        response_200 = TokenPlanRemainsResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[TokenPlanRemainsResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[TokenPlanRemainsResponse]:
    """What is left of the plan

     Quota of a subscription key, one entry per group of models, for the current interval and the current
    week. Takes `Authorization: Bearer` or `x-api-key`.
    The plan FAQ documents the call on `www.minimax.io` and `www.minimaxi.com` and shows no answer; the
    API hosts serve it too. All fields are observed, none is documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TokenPlanRemainsResponse]
    """

    kwargs = _get_kwargs()

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
) -> TokenPlanRemainsResponse | None:
    """What is left of the plan

     Quota of a subscription key, one entry per group of models, for the current interval and the current
    week. Takes `Authorization: Bearer` or `x-api-key`.
    The plan FAQ documents the call on `www.minimax.io` and `www.minimaxi.com` and shows no answer; the
    API hosts serve it too. All fields are observed, none is documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenPlanRemainsResponse
    """

    return sync_detailed(
        client=client,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
) -> Response[TokenPlanRemainsResponse]:
    """What is left of the plan

     Quota of a subscription key, one entry per group of models, for the current interval and the current
    week. Takes `Authorization: Bearer` or `x-api-key`.
    The plan FAQ documents the call on `www.minimax.io` and `www.minimaxi.com` and shows no answer; the
    API hosts serve it too. All fields are observed, none is documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[TokenPlanRemainsResponse]
    """

    kwargs = _get_kwargs()

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
) -> TokenPlanRemainsResponse | None:
    """What is left of the plan

     Quota of a subscription key, one entry per group of models, for the current interval and the current
    week. Takes `Authorization: Bearer` or `x-api-key`.
    The plan FAQ documents the call on `www.minimax.io` and `www.minimaxi.com` and shows no answer; the
    API hosts serve it too. All fields are observed, none is documented.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        TokenPlanRemainsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
        )
    ).parsed


def parse(data: Any) -> TokenPlanRemainsResponse:
    """Turn a decoded answer into its model."""
    response_200 = TokenPlanRemainsResponse.from_dict(data)

    return response_200
