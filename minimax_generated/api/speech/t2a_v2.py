from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.t2a_request import T2ARequest
from ...models.t2a_response import T2AResponse
from ...types import Response


def _get_kwargs(
    *,
    body: T2ARequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/t2a_v2",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> T2AResponse | None:
    if response.status_code == 200:
        response_200 = T2AResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[T2AResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: T2ARequest,
) -> Response[T2AResponse]:
    """Text to speech

     Speaks up to 10,000 characters. The audio comes as hex in one JSON answer, as a link, or, with
    `stream`, piece by piece as server-sent events.

    Args:
        body (T2ARequest): Text, voice and audio form of one text to speech call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[T2AResponse]
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
    body: T2ARequest,
) -> T2AResponse | None:
    """Text to speech

     Speaks up to 10,000 characters. The audio comes as hex in one JSON answer, as a link, or, with
    `stream`, piece by piece as server-sent events.

    Args:
        body (T2ARequest): Text, voice and audio form of one text to speech call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        T2AResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: T2ARequest,
) -> Response[T2AResponse]:
    """Text to speech

     Speaks up to 10,000 characters. The audio comes as hex in one JSON answer, as a link, or, with
    `stream`, piece by piece as server-sent events.

    Args:
        body (T2ARequest): Text, voice and audio form of one text to speech call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[T2AResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: T2ARequest,
) -> T2AResponse | None:
    """Text to speech

     Speaks up to 10,000 characters. The audio comes as hex in one JSON answer, as a link, or, with
    `stream`, piece by piece as server-sent events.

    Args:
        body (T2ARequest): Text, voice and audio form of one text to speech call.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        T2AResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> T2AResponse:
    """Turn a decoded answer into its model."""
    response_200 = T2AResponse.from_dict(data)

    return response_200
