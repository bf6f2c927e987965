from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.get_voice_request import GetVoiceRequest
from ...models.get_voice_response import GetVoiceResponse
from ...types import Response


def _get_kwargs(
    *,
    body: GetVoiceRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/get_voice",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> GetVoiceResponse | None:
    if response.status_code == 200:
        response_200 = GetVoiceResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[GetVoiceResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: GetVoiceRequest,
) -> Response[GetVoiceResponse]:
    """List the voices of the account

     Lists system, cloned and designed voices in one answer, without paging. Cloned and designed voices
    appear only after one successful synthesis call used them,
    so the list does not tell whether a fresh clone succeeded.

    Args:
        body (GetVoiceRequest): Which kind of voices to list.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GetVoiceResponse]
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
    body: GetVoiceRequest,
) -> GetVoiceResponse | None:
    """List the voices of the account

     Lists system, cloned and designed voices in one answer, without paging. Cloned and designed voices
    appear only after one successful synthesis call used them,
    so the list does not tell whether a fresh clone succeeded.

    Args:
        body (GetVoiceRequest): Which kind of voices to list.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GetVoiceResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: GetVoiceRequest,
) -> Response[GetVoiceResponse]:
    """List the voices of the account

     Lists system, cloned and designed voices in one answer, without paging. Cloned and designed voices
    appear only after one successful synthesis call used them,
    so the list does not tell whether a fresh clone succeeded.

    Args:
        body (GetVoiceRequest): Which kind of voices to list.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[GetVoiceResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: GetVoiceRequest,
) -> GetVoiceResponse | None:
    """List the voices of the account

     Lists system, cloned and designed voices in one answer, without paging. Cloned and designed voices
    appear only after one successful synthesis call used them,
    so the list does not tell whether a fresh clone succeeded.

    Args:
        body (GetVoiceRequest): Which kind of voices to list.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        GetVoiceResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> GetVoiceResponse:
    """Turn a decoded answer into its model."""
    response_200 = GetVoiceResponse.from_dict(data)

    return response_200
