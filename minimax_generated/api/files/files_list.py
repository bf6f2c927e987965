from typing import Any

import httpx

from ... import errors
from ...client import AuthenticatedClient, Client
from ...models.files_list_response import FilesListResponse
from ...types import UNSET, Response, Unset


def _get_kwargs(
    *,
    purpose: str | Unset = UNSET,
) -> dict[str, Any]:

    params: dict[str, Any] = {}

    params["purpose"] = purpose

    params = {k: v for k, v in params.items() if v is not UNSET and v is not None}

    _kwargs: dict[str, Any] = {
        "method": "get",
        "url": "/v1/files/list",
        "params": params,
    }

    return _kwargs


def _parse_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> FilesListResponse | None:
    if response.status_code == 200:
        response_200 = FilesListResponse.from_dict(response.json())

        return response_200

    if client.raise_on_unexpected_status:
        raise errors.UnexpectedStatus(response.status_code, response.content)
    else:
        return None


def _build_response(*, client: AuthenticatedClient | Client, response: httpx.Response) -> Response[FilesListResponse]:
    return Response(
        status_code=response.status_code,
        content=response.content,
        headers=response.headers,
        parsed=_parse_response(client=client, response=response),
    )


def sync_detailed(
    *,
    client: AuthenticatedClient,
    purpose: str | Unset = UNSET,
) -> Response[FilesListResponse]:
    """List files

     Lists every file of the account, or those of one purpose, in one answer. There is no paging, no
    stated order and no other filter.
    The page marks `purpose` as required; the platform answers without it.

    Args:
        purpose (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesListResponse]
    """

    kwargs = _get_kwargs(
        purpose=purpose,
    )

    response = client.get_httpx_client().request(
        **kwargs,
    )

    return _build_response(client=client, response=response)


def sync(
    *,
    client: AuthenticatedClient,
    purpose: str | Unset = UNSET,
) -> FilesListResponse | None:
    """List files

     Lists every file of the account, or those of one purpose, in one answer. There is no paging, no
    stated order and no other filter.
    The page marks `purpose` as required; the platform answers without it.

    Args:
        purpose (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesListResponse
    """

    return sync_detailed(
        client=client,
        purpose=purpose,
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    purpose: str | Unset = UNSET,
) -> Response[FilesListResponse]:
    """List files

     Lists every file of the account, or those of one purpose, in one answer. There is no paging, no
    stated order and no other filter.
    The page marks `purpose` as required; the platform answers without it.

    Args:
        purpose (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        Response[FilesListResponse]
    """

    kwargs = _get_kwargs(
        purpose=purpose,
    )

    response = await client.get_async_httpx_client().request(**kwargs)

    return _build_response(client=client, response=response)


async def asyncio(
    *,
    client: AuthenticatedClient,
    purpose: str | Unset = UNSET,
) -> FilesListResponse | None:
    """List files

     Lists every file of the account, or those of one purpose, in one answer. There is no paging, no
    stated order and no other filter.
    The page marks `purpose` as required; the platform answers without it.

    Args:
        purpose (str | Unset):

    Raises:
        errors.UnexpectedStatus: If the server returns an undocumented status code and Client.raise_on_unexpected_status is True.
        httpx.TimeoutException: If the request takes longer than Client.timeout.

    Returns:
        FilesListResponse
    """

    return (
        await asyncio_detailed(
            client=client,
            purpose=purpose,
        )
    ).parsed


def parse(data: Any) -> FilesListResponse:
    """Turn a decoded answer into its model."""
    response_200 = FilesListResponse.from_dict(data)

    return response_200
