from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.voice_design_request import VoiceDesignRequest
from ...models.voice_design_response import VoiceDesignResponse
from ...types import Response


def _get_kwargs(
    *,
    body: VoiceDesignRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/voice_design",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> VoiceDesignResponse | None:
    if response.status_code == 200:
        response_200 = VoiceDesignResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[VoiceDesignResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: VoiceDesignRequest,
) -> Response[VoiceDesignResponse]:
    """Make a voice from a description

     Makes a new voice from words alone and speaks a preview with it. The preview text is billed; the fee
    for the voice falls due when synthesis first uses it.
    A designed voice that no real synthesis call uses within 168 hours is deleted.

    Args:
        body (VoiceDesignRequest): A description of the voice and a text to try it on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VoiceDesignResponse]
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
    body: VoiceDesignRequest,
) -> VoiceDesignResponse | None:
    """Make a voice from a description

     Makes a new voice from words alone and speaks a preview with it. The preview text is billed; the fee
    for the voice falls due when synthesis first uses it.
    A designed voice that no real synthesis call uses within 168 hours is deleted.

    Args:
        body (VoiceDesignRequest): A description of the voice and a text to try it on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VoiceDesignResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: VoiceDesignRequest,
) -> Response[VoiceDesignResponse]:
    """Make a voice from a description

     Makes a new voice from words alone and speaks a preview with it. The preview text is billed; the fee
    for the voice falls due when synthesis first uses it.
    A designed voice that no real synthesis call uses within 168 hours is deleted.

    Args:
        body (VoiceDesignRequest): A description of the voice and a text to try it on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[VoiceDesignResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: VoiceDesignRequest,
) -> VoiceDesignResponse | None:
    """Make a voice from a description

     Makes a new voice from words alone and speaks a preview with it. The preview text is billed; the fee
    for the voice falls due when synthesis first uses it.
    A designed voice that no real synthesis call uses within 168 hours is deleted.

    Args:
        body (VoiceDesignRequest): A description of the voice and a text to try it on.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        VoiceDesignResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> VoiceDesignResponse:
    """Turn a decoded answer into its model."""
    response_200 = VoiceDesignResponse.from_dict(data)

    return response_200
