from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.anthropic_count_tokens_request import AnthropicCountTokensRequest
from ...models.anthropic_count_tokens_response import AnthropicCountTokensResponse
from ...types import Response


def _get_kwargs(
    *,
    body: AnthropicCountTokensRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/anthropic/v1/messages/count_tokens",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AnthropicCountTokensResponse | None:
    if response.status_code == 200:
        response_200 = AnthropicCountTokensResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AnthropicCountTokensResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: AnthropicCountTokensRequest,
) -> Response[AnthropicCountTokensResponse]:
    """Count the input tokens of a Messages request

     Counts what a Messages call would read; nothing is generated. Documented for MiniMax-M3 only.
    The request is taken to be the Messages body without `stream`, and the answer to have Anthropic's
    shape; neither is spelled out officially.

    Args:
        body (AnthropicCountTokensRequest): The Messages body without `stream`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AnthropicCountTokensResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    body: AnthropicCountTokensRequest,
) -> AnthropicCountTokensResponse | None:
    """Count the input tokens of a Messages request

     Counts what a Messages call would read; nothing is generated. Documented for MiniMax-M3 only.
    The request is taken to be the Messages body without `stream`, and the answer to have Anthropic's
    shape; neither is spelled out officially.

    Args:
        body (AnthropicCountTokensRequest): The Messages body without `stream`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AnthropicCountTokensResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: AnthropicCountTokensRequest,
) -> Response[AnthropicCountTokensResponse]:
    """Count the input tokens of a Messages request

     Counts what a Messages call would read; nothing is generated. Documented for MiniMax-M3 only.
    The request is taken to be the Messages body without `stream`, and the answer to have Anthropic's
    shape; neither is spelled out officially.

    Args:
        body (AnthropicCountTokensRequest): The Messages body without `stream`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AnthropicCountTokensResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: AnthropicCountTokensRequest,
) -> AnthropicCountTokensResponse | None:
    """Count the input tokens of a Messages request

     Counts what a Messages call would read; nothing is generated. Documented for MiniMax-M3 only.
    The request is taken to be the Messages body without `stream`, and the answer to have Anthropic's
    shape; neither is spelled out officially.

    Args:
        body (AnthropicCountTokensRequest): The Messages body without `stream`.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AnthropicCountTokensResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> AnthropicCountTokensResponse:
    """Turn a decoded answer into its model."""
    response_200 = AnthropicCountTokensResponse.from_dict(data)

    return response_200
