from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.delete_voice_request import DeleteVoiceRequest
from ...models.delete_voice_response import DeleteVoiceResponse
from ...types import Response


def _get_kwargs(
    *,
    body: DeleteVoiceRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/delete_voice",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> DeleteVoiceResponse | None:
    if response.status_code == 200:
        response_200 = DeleteVoiceResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[DeleteVoiceResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: DeleteVoiceRequest,
) -> Response[DeleteVoiceResponse]:
    """Delete a cloned or designed voice

     Deletes one voice for good: its id can never be used again. System voices cannot be deleted.

    Args:
        body (DeleteVoiceRequest): The voice to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeleteVoiceResponse]
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
    body: DeleteVoiceRequest,
) -> DeleteVoiceResponse | None:
    """Delete a cloned or designed voice

     Deletes one voice for good: its id can never be used again. System voices cannot be deleted.

    Args:
        body (DeleteVoiceRequest): The voice to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeleteVoiceResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: DeleteVoiceRequest,
) -> Response[DeleteVoiceResponse]:
    """Delete a cloned or designed voice

     Deletes one voice for good: its id can never be used again. System voices cannot be deleted.

    Args:
        body (DeleteVoiceRequest): The voice to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[DeleteVoiceResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: DeleteVoiceRequest,
) -> DeleteVoiceResponse | None:
    """Delete a cloned or designed voice

     Deletes one voice for good: its id can never be used again. System voices cannot be deleted.

    Args:
        body (DeleteVoiceRequest): The voice to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        DeleteVoiceResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> DeleteVoiceResponse:
    """Turn a decoded answer into its model."""
    response_200 = DeleteVoiceResponse.from_dict(data)

    return response_200
