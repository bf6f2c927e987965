from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.anthropic_messages_request import AnthropicMessagesRequest
from ...models.anthropic_messages_response import AnthropicMessagesResponse
from ...types import Response


def _get_kwargs(
    *,
    body: AnthropicMessagesRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/anthropic/v1/messages",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> AnthropicMessagesResponse | None:
    if response.status_code == 200:
        response_200 = AnthropicMessagesResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[AnthropicMessagesResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: AnthropicMessagesRequest,
) -> Response[AnthropicMessagesResponse]:
    """Chat in the Anthropic Messages shape

     The surface that the platform recommends first. It carries thinking blocks with signatures, prompt-
    cache marks and the server tool `web_search`.
    The key may come as `Authorization: Bearer` or as `x-api-key`; with both, `Authorization` wins.
    `anthropic-version` is optional.

    Args:
        body (AnthropicMessagesRequest): Body of a Messages call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AnthropicMessagesResponse]
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
    body: AnthropicMessagesRequest,
) -> AnthropicMessagesResponse | None:
    """Chat in the Anthropic Messages shape

     The surface that the platform recommends first. It carries thinking blocks with signatures, prompt-
    cache marks and the server tool `web_search`.
    The key may come as `Authorization: Bearer` or as `x-api-key`; with both, `Authorization` wins.
    `anthropic-version` is optional.

    Args:
        body (AnthropicMessagesRequest): Body of a Messages call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AnthropicMessagesResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: AnthropicMessagesRequest,
) -> Response[AnthropicMessagesResponse]:
    """Chat in the Anthropic Messages shape

     The surface that the platform recommends first. It carries thinking blocks with signatures, prompt-
    cache marks and the server tool `web_search`.
    The key may come as `Authorization: Bearer` or as `x-api-key`; with both, `Authorization` wins.
    `anthropic-version` is optional.

    Args:
        body (AnthropicMessagesRequest): Body of a Messages call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[AnthropicMessagesResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: AnthropicMessagesRequest,
) -> AnthropicMessagesResponse | None:
    """Chat in the Anthropic Messages shape

     The surface that the platform recommends first. It carries thinking blocks with signatures, prompt-
    cache marks and the server tool `web_search`.
    The key may come as `Authorization: Bearer` or as `x-api-key`; with both, `Authorization` wins.
    `anthropic-version` is optional.

    Args:
        body (AnthropicMessagesRequest): Body of a Messages call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        AnthropicMessagesResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> AnthropicMessagesResponse:
    """Turn a decoded answer into its model."""
    response_200 = AnthropicMessagesResponse.from_dict(data)

    return response_200
