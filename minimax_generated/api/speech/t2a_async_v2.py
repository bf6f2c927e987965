from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.t2a_async_request import T2AAsyncRequest
from ...models.t2a_async_response import T2AAsyncResponse
from ...types import Response


def _get_kwargs(
    *,
    body: T2AAsyncRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/t2a_async_v2",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> T2AAsyncResponse | None:
    if response.status_code == 200:
        response_200 = T2AAsyncResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[T2AAsyncResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: T2AAsyncRequest,
) -> Response[T2AAsyncResponse]:
    """Start a long text to speech task

     Queues up to 50,000 characters of text, or an uploaded text file of up to a million, and answers
    with a task id and the id of the future result file.

    Args:
        body (T2AAsyncRequest): Text, voice and audio form of one long text task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[T2AAsyncResponse]
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
    body: T2AAsyncRequest,
) -> T2AAsyncResponse | None:
    """Start a long text to speech task

     Queues up to 50,000 characters of text, or an uploaded text file of up to a million, and answers
    with a task id and the id of the future result file.

    Args:
        body (T2AAsyncRequest): Text, voice and audio form of one long text task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        T2AAsyncResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: T2AAsyncRequest,
) -> Response[T2AAsyncResponse]:
    """Start a long text to speech task

     Queues up to 50,000 characters of text, or an uploaded text file of up to a million, and answers
    with a task id and the id of the future result file.

    Args:
        body (T2AAsyncRequest): Text, voice and audio form of one long text task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[T2AAsyncResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: T2AAsyncRequest,
) -> T2AAsyncResponse | None:
    """Start a long text to speech task

     Queues up to 50,000 characters of text, or an uploaded text file of up to a million, and answers
    with a task id and the id of the future result file.

    Args:
        body (T2AAsyncRequest): Text, voice and audio form of one long text task.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        T2AAsyncResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> T2AAsyncResponse:
    """Turn a decoded answer into its model."""
    response_200 = T2AAsyncResponse.from_dict(data)

    return response_200
