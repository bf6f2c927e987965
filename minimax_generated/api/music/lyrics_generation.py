from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.lyrics_request import LyricsRequest
from ...models.lyrics_response import LyricsResponse
from ...types import Response


def _get_kwargs(
    *,
    body: LyricsRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/lyrics_generation",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> LyricsResponse | None:
    if response.status_code == 200:
        response_200 = LyricsResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[LyricsResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: LyricsRequest,
) -> Response[LyricsResponse]:
    """Write or edit lyrics

     Writes the lyrics of a song from a theme, or edits given ones, and proposes a title and style tags
    that fit the `prompt` of music generation.
    Closed like music generation: an account without access gets HTTP 410 with 2153.

    Args:
        body (LyricsRequest): What to write about, or what to change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LyricsResponse]
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
    body: LyricsRequest,
) -> LyricsResponse | None:
    """Write or edit lyrics

     Writes the lyrics of a song from a theme, or edits given ones, and proposes a title and style tags
    that fit the `prompt` of music generation.
    Closed like music generation: an account without access gets HTTP 410 with 2153.

    Args:
        body (LyricsRequest): What to write about, or what to change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LyricsResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: LyricsRequest,
) -> Response[LyricsResponse]:
    """Write or edit lyrics

     Writes the lyrics of a song from a theme, or edits given ones, and proposes a title and style tags
    that fit the `prompt` of music generation.
    Closed like music generation: an account without access gets HTTP 410 with 2153.

    Args:
        body (LyricsRequest): What to write about, or what to change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[LyricsResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: LyricsRequest,
) -> LyricsResponse | None:
    """Write or edit lyrics

     Writes the lyrics of a song from a theme, or edits given ones, and proposes a title and style tags
    that fit the `prompt` of music generation.
    Closed like music generation: an account without access gets HTTP 410 with 2153.

    Args:
        body (LyricsRequest): What to write about, or what to change.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        LyricsResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> LyricsResponse:
    """Turn a decoded answer into its model."""
    response_200 = LyricsResponse.from_dict(data)

    return response_200
