"""Upload a file: `POST /v1/files/upload`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.files_upload_request import FilesUploadRequest
    from ...models.files_upload_response import FilesUploadResponse
    from ...types import Response

OPERATION: Operation[FilesUploadRequest, FilesUploadResponse, None] = Operation(
    "files_upload",
    "POST",
    "/v1/files/upload",
    "files",
    summary="Upload a file",
    family="native",
    billed=False,
    rate_class="file",
    media_type="multipart/form-data",
    request="FilesUploadRequest",
    response="FilesUploadResponse",
    fields={"purpose": ("purpose",), "source": ("file",)},
    purposes=(
        {
            "purpose": "video_generation_input",
            "media": "image",
            "formats": ["jpg", "jpeg", "png", "webp", "heic", "heif"],
            "max_bytes": 31457280,
            "lifetime": 604800,
            "used_by": "image_url.url of video_generation_v2, as mm_file://{file_id}",
        },
        {
            "purpose": "video_generation_input",
            "media": "video",
            "formats": ["mp4", "mov"],
            "max_bytes": 52428800,
            "lifetime": 604800,
            "used_by": "video_url.url of video_generation_v2, as mm_file://{file_id}",
        },
        {
            "purpose": "video_generation_input",
            "media": "audio",
            "formats": ["wav", "mp3"],
            "max_bytes": 15728640,
            "lifetime": 604800,
            "used_by": "audio_url.url of video_generation_v2, as mm_file://{file_id}",
        },
        {
            "purpose": "video_understanding",
            "media": "video",
            "formats": ["mp4", "avi", "mov", "mkv"],
            "max_bytes": 536870912,
            "lifetime": 604800,
            "used_by": "video_url.url of a chat message, as mm_file://{file_id}",
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
    calls=("files.upload",),
    source=(
        "https://platform.minimax.io/docs/api-reference/file-management-upload",
        "https://platform.minimax.io/docs/api-reference/file-management-intro",
    ),
)


def sync(
    *,
    client: AuthenticatedClient,
    body: FilesUploadRequest,
) -> FilesUploadResponse:
    """Upload a file.

    Stores one file for a purpose and returns its id. The file name is required, with the right extension.
    A `video_generation_input` file is checked during the upload; a bad one is refused with HTTP 400 and not stored.

    Args:
        client: sends the request.
        body: Parts of the upload form.

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
    body: FilesUploadRequest,
) -> Response[FilesUploadResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        body,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    body: FilesUploadRequest,
) -> FilesUploadResponse:
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
    body: FilesUploadRequest,
) -> Response[FilesUploadResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        body,
    )
