"""Look up one file and its download URL: `GET /v1/files/retrieve`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.files_retrieve_response import FilesRetrieveResponse
    from ...types import Response

OPERATION: Operation[None, FilesRetrieveResponse, None] = Operation(
    "files_retrieve",
    "GET",
    "/v1/files/retrieve",
    "files",
    summary="Look up one file and its download URL",
    family="native",
    billed=False,
    rate_class="file",
    response="FilesRetrieveResponse",
    calls=("files.get", "files.download"),
    source=("https://platform.minimax.io/docs/api-reference/file-management-retrieve",),
    parameters={
        "file_id": Parameter("query", "file_id", True),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    file_id: str | int,
) -> FilesRetrieveResponse:
    """Look up one file and its download URL.

    Returns the file object with a pre-signed `download_url`, documented for the results of video generation and of
    asynchronous speech.
    The URL lives one hour for video (call again for a fresh one) and nine hours for asynchronous speech, whose data
    is lost afterwards. Fetch it without the API key.

    Args:
        client: sends the request.
        file_id: Id of the file.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        file_id=file_id,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    file_id: str | int,
) -> Response[FilesRetrieveResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        file_id=file_id,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    file_id: str | int,
) -> FilesRetrieveResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            file_id=file_id,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    file_id: str | int,
) -> Response[FilesRetrieveResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        file_id=file_id,
    )
