from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.files_delete_request import FilesDeleteRequest
from ...models.files_delete_response import FilesDeleteResponse
from ...types import Response


def _get_kwargs(
    *,
    body: FilesDeleteRequest,
) -> dict[str, Any]:
    headers: dict[str, Any] = {}

    _kwargs: dict[str, Any] = {
        "method": "post",
        "url": "/v1/files/delete",
    }

    _kwargs["json"] = body.to_dict()

    headers["Content-Type"] = "application/json"

    _kwargs["headers"] = headers
    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FilesDeleteResponse | None:
    if response.status_code == 200:
        response_200 = FilesDeleteResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[FilesDeleteResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: FilesDeleteRequest,
) -> Response[FilesDeleteResponse]:
    """Delete one file

     Deletes one file. A purpose that is sent has to be the one that the file was stored for; the page
    marks it as required, the platform does without.

    Args:
        body (FilesDeleteRequest): The file to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesDeleteResponse]
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
    body: FilesDeleteRequest,
) -> FilesDeleteResponse | None:
    """Delete one file

     Deletes one file. A purpose that is sent has to be the one that the file was stored for; the page
    marks it as required, the platform does without.

    Args:
        body (FilesDeleteRequest): The file to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesDeleteResponse
    """

    return sync_detailed(
        client=client,
        body=body,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: FilesDeleteRequest,
) -> Response[FilesDeleteResponse]:
    """Delete one file

     Deletes one file. A purpose that is sent has to be the one that the file was stored for; the page
    marks it as required, the platform does without.

    Args:
        body (FilesDeleteRequest): The file to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesDeleteResponse]
    """

    kwargs = _get_kwargs(
        body=body,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: FilesDeleteRequest,
) -> FilesDeleteResponse | None:
    """Delete one file

     Deletes one file. A purpose that is sent has to be the one that the file was stored for; the page
    marks it as required, the platform does without.

    Args:
        body (FilesDeleteRequest): The file to delete.

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesDeleteResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            body=body,
        )
    ).parsed


def parse(data: Any) -> FilesDeleteResponse:
    """Turn a decoded answer into its model."""
    response_200 = FilesDeleteResponse.from_dict(data)

    return response_200
