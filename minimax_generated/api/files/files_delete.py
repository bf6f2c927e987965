"""Delete one file: `POST /v1/files/delete`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.files_delete_request import FilesDeleteRequest
    from ...models.files_delete_response import FilesDeleteResponse
    from ...types import Response

OPERATION: Operation[FilesDeleteRequest, FilesDeleteResponse, None] = Operation(
    "files_delete",
    "POST",
    "/v1/files/delete",
    "files",
    summary="Delete one file",
    family="native",
    billed=False,
    rate_class="file",
    media_type="application/json",
    request="FilesDeleteRequest",
    response="FilesDeleteResponse",
    fields={"file_id": ("file_id",), "purpose": ("purpose",)},
    ids=("file_id",),
    purposes=(
        {
            "purpose": "video_generation",
            "media": "video",
            "formats": ["mp4"],
            "url_lifetime": 3600,
            "made_by": "video_generation",
        },
        {
            "purpose": "t2a_async_input",
            "media": "text",
            "formats": ["txt", "zip"],
            "max_characters": 1000000,
            "members": {
                "formats": ["txt", "json"],
                "json_names": "[1-9][0-9]*\\.json",
                "json_keys": ["title", "content", "extra"],
            },
            "used_by": "text_file_id of t2a_async_v2",
        },
        {
            "purpose": "t2a_async",
            "media": "archive",
            "formats": ["tar"],
            "url_lifetime": 32400,
            "made_by": "t2a_async_v2",
        },
        {
            "purpose": "prompt_audio",
            "media": "audio",
            "formats": ["mp3", "m4a", "wav"],
            "max_bytes": 20971520,
            "below_seconds": 8,
            "used_by": "clone_prompt.prompt_audio of voice_clone",
        },
        {
            "purpose": "voice_clone",
            "media": "audio",
            "formats": ["mp3", "m4a", "wav"],
            "max_bytes": 20971520,
            "min_seconds": 10,
            "max_seconds": 300,
            "used_by": "file_id of voice_clone",
        },
    ),
    calls=("files.delete",),
    source=("https://platform.minimax.io/docs/api-reference/file-management-delete",),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: FilesDeleteRequest,
) -> FilesDeleteResponse:
    """Delete one file.

    Deletes one file. If a purpose is sent, it must match the file; the page marks it as required, the platform does
    not require it.

    Args:
        client: sends the request.
        body: The file to delete.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        body,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    body: FilesDeleteRequest,
) -> Response[FilesDeleteResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: FilesDeleteRequest,
) -> FilesDeleteResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            body,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    body: FilesDeleteRequest,
) -> Response[FilesDeleteResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
