from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.music_generation_request import MusicGenerationRequest
from ...models.music_generation_response import MusicGenerationResponse
from ...types import Response


def _get_kwargs(
    *,
    body: MusicGenerationRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/music_generation",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> MusicGenerationResponse | None:
    if response.status_code == 200:
        response_200 = MusicGenerationResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[MusicGenerationResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: MusicGenerationRequest,
) -> Response[MusicGenerationResponse]:
    """Make a song, an instrumental or a cover

     Makes music from a style prompt and lyrics, or a cover from reference audio. The answer takes
    minutes (90 to 190 s observed) and holds the audio as hex or a URL.
    Music is closed to accounts that are new since 20 August 2026: they get HTTP 410 with 2153, which is
    permanent. Existing paying accounts keep access; the `-free` models are gone for everybody.

    Args:
        body (MusicGenerationRequest): Style, words and form of the music. What is needed depends
            on the model and the mode.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MusicGenerationResponse]
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
    body: MusicGenerationRequest,
) -> MusicGenerationResponse | None:
    """Make a song, an instrumental or a cover

     Makes music from a style prompt and lyrics, or a cover from reference audio. The answer takes
    minutes (90 to 190 s observed) and holds the audio as hex or a URL.
    Music is closed to accounts that are new since 20 August 2026: they get HTTP 410 with 2153, which is
    permanent. Existing paying accounts keep access; the `-free` models are gone for everybody.

    Args:
        body (MusicGenerationRequest): Style, words and form of the music. What is needed depends
            on the model and the mode.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MusicGenerationResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: MusicGenerationRequest,
) -> Response[MusicGenerationResponse]:
    """Make a song, an instrumental or a cover

     Makes music from a style prompt and lyrics, or a cover from reference audio. The answer takes
    minutes (90 to 190 s observed) and holds the audio as hex or a URL.
    Music is closed to accounts that are new since 20 August 2026: they get HTTP 410 with 2153, which is
    permanent. Existing paying accounts keep access; the `-free` models are gone for everybody.

    Args:
        body (MusicGenerationRequest): Style, words and form of the music. What is needed depends
            on the model and the mode.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[MusicGenerationResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: MusicGenerationRequest,
) -> MusicGenerationResponse | None:
    """Make a song, an instrumental or a cover

     Makes music from a style prompt and lyrics, or a cover from reference audio. The answer takes
    minutes (90 to 190 s observed) and holds the audio as hex or a URL.
    Music is closed to accounts that are new since 20 August 2026: they get HTTP 410 with 2153, which is
    permanent. Existing paying accounts keep access; the `-free` models are gone for everybody.

    Args:
        body (MusicGenerationRequest): Style, words and form of the music. What is needed depends
            on the model and the mode.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        MusicGenerationResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> MusicGenerationResponse:
    """Turn a decoded answer into its model."""
    response_200 = MusicGenerationResponse.from_dict(data)

    return response_200
