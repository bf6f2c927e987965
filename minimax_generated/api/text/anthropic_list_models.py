from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.anthropic_model_list import AnthropicModelList
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    limit: int | Unset = UNSET,
    after_id: str | Unset = UNSET,
    before_id: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["limit"] = limit

    params["after_id"] = after_id

    params["before_id"] = before_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/anthropic/v1/models",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> AnthropicModelList | None:
    if response.status_code == 200:
        response_200 = AnthropicModelList.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[AnthropicModelList]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    after_id: str | Unset = UNSET,
    before_id: str | Unset = UNSET,
) -> Response[AnthropicModelList]:
    """List the text models, Anthropic shape

     Newest first, in pages. The key may come as `Authorization` (Bearer) or as `x-api-key`.

    Args:
        limit (int | Unset):
        after_id (str | Unset):
        before_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AnthropicModelList]
    """

    kwargs = _get_kwargs(
        limit=limit,
        after_id=after_id,
        before_id=before_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    after_id: str | Unset = UNSET,
    before_id: str | Unset = UNSET,
) -> AnthropicModelList | None:
    """List the text models, Anthropic shape

     Newest first, in pages. The key may come as `Authorization` (Bearer) or as `x-api-key`.

    Args:
        limit (int | Unset):
        after_id (str | Unset):
        before_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AnthropicModelList
    """

    return sync_detailed(
        client=client,
        limit=limit,
        after_id=after_id,
        before_id=before_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    after_id: str | Unset = UNSET,
    before_id: str | Unset = UNSET,
) -> Response[AnthropicModelList]:
    """List the text models, Anthropic shape

     Newest first, in pages. The key may come as `Authorization` (Bearer) or as `x-api-key`.

    Args:
        limit (int | Unset):
        after_id (str | Unset):
        before_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AnthropicModelList]
    """

    kwargs = _get_kwargs(
        limit=limit,
        after_id=after_id,
        before_id=before_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    limit: int | Unset = UNSET,
    after_id: str | Unset = UNSET,
    before_id: str | Unset = UNSET,
) -> AnthropicModelList | None:
    """List the text models, Anthropic shape

     Newest first, in pages. The key may come as `Authorization` (Bearer) or as `x-api-key`.

    Args:
        limit (int | Unset):
        after_id (str | Unset):
        before_id (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AnthropicModelList
    """

    return (
        await asyncio_detailed(
            client=client,
            limit=limit,
            after_id=after_id,
            before_id=before_id,
        )
    ).parsed


def parse(data: Any) -> AnthropicModelList:
    """Turn a decoded answer into its model."""
    response_200 = AnthropicModelList.from_dict(data)

    return response_200
