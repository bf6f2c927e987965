from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.cover_preprocess_request import CoverPreprocessRequest
from ...models.cover_preprocess_response import CoverPreprocessResponse
from ...types import Response


def _get_kwargs(
    *,
    body: CoverPreprocessRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/music_cover_preprocess",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> CoverPreprocessResponse | None:
    if response.status_code == 200:
        response_200 = CoverPreprocessResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[CoverPreprocessResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: CoverPreprocessRequest,
) -> Response[CoverPreprocessResponse]:
    """Analyse reference audio for a two-step cover

     Recognises the lyrics and the structure of a song and answers with a feature id for the cover call,
    valid for 24 hours; the same audio gives the same id.
    The call itself is free. Closed like music generation: an account without access gets HTTP 410 with
    2153.

    Args:
        body (CoverPreprocessRequest): The audio to analyse.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CoverPreprocessResponse]
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
    body: CoverPreprocessRequest,
) -> CoverPreprocessResponse | None:
    """Analyse reference audio for a two-step cover

     Recognises the lyrics and the structure of a song and answers with a feature id for the cover call,
    valid for 24 hours; the same audio gives the same id.
    The call itself is free. Closed like music generation: an account without access gets HTTP 410 with
    2153.

    Args:
        body (CoverPreprocessRequest): The audio to analyse.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CoverPreprocessResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: CoverPreprocessRequest,
) -> Response[CoverPreprocessResponse]:
    """Analyse reference audio for a two-step cover

     Recognises the lyrics and the structure of a song and answers with a feature id for the cover call,
    valid for 24 hours; the same audio gives the same id.
    The call itself is free. Closed like music generation: an account without access gets HTTP 410 with
    2153.

    Args:
        body (CoverPreprocessRequest): The audio to analyse.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[CoverPreprocessResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: CoverPreprocessRequest,
) -> CoverPreprocessResponse | None:
    """Analyse reference audio for a two-step cover

     Recognises the lyrics and the structure of a song and answers with a feature id for the cover call,
    valid for 24 hours; the same audio gives the same id.
    The call itself is free. Closed like music generation: an account without access gets HTTP 410 with
    2153.

    Args:
        body (CoverPreprocessRequest): The audio to analyse.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        CoverPreprocessResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> CoverPreprocessResponse:
    """Turn a decoded answer into its model."""
    response_200 = CoverPreprocessResponse.from_dict(data)

    return response_200
