"""Download the bytes of one file: `GET /v1/files/retrieve_content`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...types import File, Response

OPERATION: Operation[None, File, None] = Operation(
    "files_retrieve_content",
    "GET",
    "/v1/files/retrieve_content",
    "files",
    summary="Download the bytes of one file",
    family="native",
    billed=False,
    rate_class="file",
    response_types=("application/octet-stream",),
    response="File",
    calls=("files.download",),
    source=("https://platform.minimax.io/docs/api-reference/file-management-retrieve-content",),
    parameters={
        "file_id": Parameter("query", "file_id", True),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    file_id: str | int,
) -> File:
    """Download the bytes of one file.

    Returns the raw bytes, with the API key in the header as for any call. An error is JSON with a non-zero
    `base_resp.status_code`, usually at HTTP 200,
    so inspect a JSON response before you treat it as the file.

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
) -> Response[File]:
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
) -> File:
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
) -> Response[File]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        file_id=file_id,
    )
