from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.voice_clone_request import VoiceCloneRequest
from ...models.voice_clone_response import VoiceCloneResponse
from ...types import Response


def _get_kwargs(
    *,
    body: VoiceCloneRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/voice_clone",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> VoiceCloneResponse | None:
    if response.status_code == 200:
        response_200 = VoiceCloneResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[VoiceCloneResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: VoiceCloneRequest,
) -> Response[VoiceCloneResponse]:
    """Clone a voice from a recording

     Makes a voice out of an uploaded recording, under an id that the caller chooses. The recording is
    uploaded first with purpose `voice_clone`;
    a short second recording with its transcript (purpose `prompt_audio`) is optional and raises
    similarity.
    With `text` and `model` the answer also carries the URL of a spoken preview. The account has to be
    verified, otherwise 2038.
    A clone that no real synthesis call uses within 168 hours is deleted; the preview does not count as
    use.

    Args:
        body (VoiceCloneRequest): A recording, the id to give to its voice, and an optional
            preview.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VoiceCloneResponse]
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
    body: VoiceCloneRequest,
) -> VoiceCloneResponse | None:
    """Clone a voice from a recording

     Makes a voice out of an uploaded recording, under an id that the caller chooses. The recording is
    uploaded first with purpose `voice_clone`;
    a short second recording with its transcript (purpose `prompt_audio`) is optional and raises
    similarity.
    With `text` and `model` the answer also carries the URL of a spoken preview. The account has to be
    verified, otherwise 2038.
    A clone that no real synthesis call uses within 168 hours is deleted; the preview does not count as
    use.

    Args:
        body (VoiceCloneRequest): A recording, the id to give to its voice, and an optional
            preview.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VoiceCloneResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: VoiceCloneRequest,
) -> Response[VoiceCloneResponse]:
    """Clone a voice from a recording

     Makes a voice out of an uploaded recording, under an id that the caller chooses. The recording is
    uploaded first with purpose `voice_clone`;
    a short second recording with its transcript (purpose `prompt_audio`) is optional and raises
    similarity.
    With `text` and `model` the answer also carries the URL of a spoken preview. The account has to be
    verified, otherwise 2038.
    A clone that no real synthesis call uses within 168 hours is deleted; the preview does not count as
    use.

    Args:
        body (VoiceCloneRequest): A recording, the id to give to its voice, and an optional
            preview.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VoiceCloneResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VoiceCloneRequest,
) -> VoiceCloneResponse | None:
    """Clone a voice from a recording

     Makes a voice out of an uploaded recording, under an id that the caller chooses. The recording is
    uploaded first with purpose `voice_clone`;
    a short second recording with its transcript (purpose `prompt_audio`) is optional and raises
    similarity.
    With `text` and `model` the answer also carries the URL of a spoken preview. The account has to be
    verified, otherwise 2038.
    A clone that no real synthesis call uses within 168 hours is deleted; the preview does not count as
    use.

    Args:
        body (VoiceCloneRequest): A recording, the id to give to its voice, and an optional
            preview.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VoiceCloneResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> VoiceCloneResponse:
    """Turn a decoded answer into its model."""
    response_200 = VoiceCloneResponse.from_dict(data)

    return response_200
