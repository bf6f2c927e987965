from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.files_upload_request import FilesUploadRequest
from ...models.files_upload_response import FilesUploadResponse
from ...types import Response


def _get_kwargs(
    *,
    body: FilesUploadRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/files/upload",
    }

    _kwargs["files"] = body.to_multipart()

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FilesUploadResponse | None:
    if response.status_code == 200:
        response_200 = FilesUploadResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[FilesUploadResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: FilesUploadRequest,
) -> Response[FilesUploadResponse]:
    """Upload a file

     Stores one file for a purpose and answers with its id. The file name has to be sent and its
    extension matters.
    A `video_generation_input` file is checked during the upload; a bad one is refused with HTTP 400 and
    not stored.

    Args:
        body (FilesUploadRequest): Parts of the upload form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesUploadResponse]
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
    body: FilesUploadRequest,
) -> FilesUploadResponse | None:
    """Upload a file

     Stores one file for a purpose and answers with its id. The file name has to be sent and its
    extension matters.
    A `video_generation_input` file is checked during the upload; a bad one is refused with HTTP 400 and
    not stored.

    Args:
        body (FilesUploadRequest): Parts of the upload form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesUploadResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: FilesUploadRequest,
) -> Response[FilesUploadResponse]:
    """Upload a file

     Stores one file for a purpose and answers with its id. The file name has to be sent and its
    extension matters.
    A `video_generation_input` file is checked during the upload; a bad one is refused with HTTP 400 and
    not stored.

    Args:
        body (FilesUploadRequest): Parts of the upload form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesUploadResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: FilesUploadRequest,
) -> FilesUploadResponse | None:
    """Upload a file

     Stores one file for a purpose and answers with its id. The file name has to be sent and its
    extension matters.
    A `video_generation_input` file is checked during the upload; a bad one is refused with HTTP 400 and
    not stored.

    Args:
        body (FilesUploadRequest): Parts of the upload form.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesUploadResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> FilesUploadResponse:
    """Turn a decoded answer into its model."""
    response_200 = FilesUploadResponse.from_dict(data)

    return response_200
