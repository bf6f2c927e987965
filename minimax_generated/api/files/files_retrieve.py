from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.files_retrieve_response import FilesRetrieveResponse
from ...types import UNSET, Response


def _get_kwargs(
    *,
    file_id: int,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["file_id"] = file_id

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/files/retrieve",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FilesRetrieveResponse | None:
    if response.status_code == 200:
        response_200 = FilesRetrieveResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(
    *, client: AuthenticatedClient | Client, response: httpx.Response
) -> Response[FilesRetrieveResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    file_id: int,
) -> Response[FilesRetrieveResponse]:
    """Look up one file and its download URL

     Answers the file object with a pre-signed `download_url`, documented for the results of video
    generation and of asynchronous speech.
    The URL lives one hour for video (call again for a fresh one) and nine hours for asynchronous
    speech, whose data is lost afterwards. Fetch it without the API key.

    Args:
        file_id (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesRetrieveResponse]
    """

    kwargs = _get_kwargs(
        file_id=file_id,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    file_id: int,
) -> FilesRetrieveResponse | None:
    """Look up one file and its download URL

     Answers the file object with a pre-signed `download_url`, documented for the results of video
    generation and of asynchronous speech.
    The URL lives one hour for video (call again for a fresh one) and nine hours for asynchronous
    speech, whose data is lost afterwards. Fetch it without the API key.

    Args:
        file_id (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesRetrieveResponse
    """

    return sync_detailed(
        client=client,
        file_id=file_id,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    file_id: int,
) -> Response[FilesRetrieveResponse]:
    """Look up one file and its download URL

     Answers the file object with a pre-signed `download_url`, documented for the results of video
    generation and of asynchronous speech.
    The URL lives one hour for video (call again for a fresh one) and nine hours for asynchronous
    speech, whose data is lost afterwards. Fetch it without the API key.

    Args:
        file_id (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesRetrieveResponse]
    """

    kwargs = _get_kwargs(
        file_id=file_id,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    file_id: int,
) -> FilesRetrieveResponse | None:
    """Look up one file and its download URL

     Answers the file object with a pre-signed `download_url`, documented for the results of video
    generation and of asynchronous speech.
    The URL lives one hour for video (call again for a fresh one) and nine hours for asynchronous
    speech, whose data is lost afterwards. Fetch it without the API key.

    Args:
        file_id (int):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesRetrieveResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            file_id=file_id,
        )
    ).parsed


def parse(data: Any) -> FilesRetrieveResponse:
    """Turn a decoded answer into its model."""
    response_200 = FilesRetrieveResponse.from_dict(data)

    return response_200
