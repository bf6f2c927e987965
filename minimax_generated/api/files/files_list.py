"""List files: `GET /v1/files/list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import calls
from ...operation import Operation, Parameter

if TYPE_CHECKING:
    from ...client import AuthenticatedClient
    from ...models.files_list_response import FilesListResponse
    from ...types import Response

OPERATION: Operation[None, FilesListResponse, None] = Operation(
    "files_list",
    "GET",
    "/v1/files/list",
    "files",
    summary="List files",
    family="native",
    billed=False,
    rate_class="file",
    response="FilesListResponse",
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
        {
            "purpose": "t2a_async",
            "media": "archive",
            "formats": ["tar"],
            "url_lifetime": 32400,
            "made_by": "t2a_async_v2",
            "in_enum": False,
        },
    ),
    calls=("files.list",),
    source=("https://platform.minimax.io/docs/api-reference/file-management-list",),
    parameters={
        "purpose": Parameter("query", "purpose", False),
    },
)


def sync(
    *,
    client: AuthenticatedClient,
    purpose: str | None = None,
) -> FilesListResponse:
    """List files.

    Lists every file of the account, or those of one purpose, in one response. There is no paging, no stated order
    and no other filter.
    The page marks `purpose` as required; the platform also responds without it.

    Args:
        client: sends the request.
        purpose: Only files that were stored for this purpose; all files by default. Known values:
            video_generation_input, t2a_async_input, t2a_async, prompt_audio, voice_clone.

    Raises:
        ResponseError: the platform refused the call, or its response cannot be read.
        httpx.TransportError: the platform could not be reached.
    """
    return calls.sync(
        OPERATION,
        client,
        purpose=purpose,
    ).parsed


def sync_detailed(
    *,
    client: AuthenticatedClient,
    purpose: str | None = None,
) -> Response[FilesListResponse]:
    """The same as `sync`, with status and headers."""
    return calls.sync(
        OPERATION,
        client,
        purpose=purpose,
    )


async def asyncio(
    *,
    client: AuthenticatedClient,
    purpose: str | None = None,
) -> FilesListResponse:
    """The same as `sync`, without blocking."""
    return (
        await calls.asyncio(
            OPERATION,
            client,
            purpose=purpose,
        )
    ).parsed


async def asyncio_detailed(
    *,
    client: AuthenticatedClient,
    purpose: str | None = None,
) -> Response[FilesListResponse]:
    """The same as `sync_detailed`, without blocking."""
    return await calls.asyncio(
        OPERATION,
        client,
        purpose=purpose,
    )
