from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.responses_input_tokens_request import ResponsesInputTokensRequest
from ...models.responses_input_tokens_response import ResponsesInputTokensResponse
from ...types import Response


def _get_kwargs(
    *,
    body: ResponsesInputTokensRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/responses/input_tokens",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> ResponsesInputTokensResponse | None:
    if response.status_code == 200:
        response_200 = ResponsesInputTokensResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[ResponsesInputTokensResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: ResponsesInputTokensRequest,
) -> Response[ResponsesInputTokensResponse]:
    """Count the input tokens of a Responses request

     Counts what a `/v1/responses` call would read. Nothing is generated.

    Args:
        body (ResponsesInputTokensRequest): The parts of a Responses body that are read as input.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ResponsesInputTokensResponse]
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
    body: ResponsesInputTokensRequest,
) -> ResponsesInputTokensResponse | None:
    """Count the input tokens of a Responses request

     Counts what a `/v1/responses` call would read. Nothing is generated.

    Args:
        body (ResponsesInputTokensRequest): The parts of a Responses body that are read as input.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ResponsesInputTokensResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: ResponsesInputTokensRequest,
) -> Response[ResponsesInputTokensResponse]:
    """Count the input tokens of a Responses request

     Counts what a `/v1/responses` call would read. Nothing is generated.

    Args:
        body (ResponsesInputTokensRequest): The parts of a Responses body that are read as input.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[ResponsesInputTokensResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: ResponsesInputTokensRequest,
) -> ResponsesInputTokensResponse | None:
    """Count the input tokens of a Responses request

     Counts what a `/v1/responses` call would read. Nothing is generated.

    Args:
        body (ResponsesInputTokensRequest): The parts of a Responses body that are read as input.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        ResponsesInputTokensResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> ResponsesInputTokensResponse:
    """Turn a decoded answer into its model."""
    response_200 = ResponsesInputTokensResponse.from_dict(data)

    return response_200
