from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.responses_request import ResponsesRequest
from ...models.responses_response import ResponsesResponse
from ...types import Response


def _get_kwargs(
    *,
    body: ResponsesRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/responses",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> ResponsesResponse | None:
    if response.status_code == 200:
        response_200 = ResponsesResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[ResponsesResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ResponsesRequest,
) -> Response[ResponsesResponse]:
    """Chat in the OpenAI Responses shape

     Stateless: every call carries the full history in `input`. There is no `previous_response_id`,
    `conversation` or `store`.
    The server tool `web_search` can be declared in `tools`.

    Args:
        body (ResponsesRequest): Body of a Responses call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ResponsesResponse]
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
    body: ResponsesRequest,
) -> ResponsesResponse | None:
    """Chat in the OpenAI Responses shape

     Stateless: every call carries the full history in `input`. There is no `previous_response_id`,
    `conversation` or `store`.
    The server tool `web_search` can be declared in `tools`.

    Args:
        body (ResponsesRequest): Body of a Responses call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ResponsesResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ResponsesRequest,
) -> Response[ResponsesResponse]:
    """Chat in the OpenAI Responses shape

     Stateless: every call carries the full history in `input`. There is no `previous_response_id`,
    `conversation` or `store`.
    The server tool `web_search` can be declared in `tools`.

    Args:
        body (ResponsesRequest): Body of a Responses call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ResponsesResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ResponsesRequest,
) -> ResponsesResponse | None:
    """Chat in the OpenAI Responses shape

     Stateless: every call carries the full history in `input`. There is no `previous_response_id`,
    `conversation` or `store`.
    The server tool `web_search` can be declared in `tools`.

    Args:
        body (ResponsesRequest): Body of a Responses call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ResponsesResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> ResponsesResponse:
    """Turn a decoded answer into its model."""
    response_200 = ResponsesResponse.from_dict(data)

    return response_200
