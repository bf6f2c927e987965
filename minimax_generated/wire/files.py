"""Facts of the files endpoints.

Generated from `spec/` by `python -m generator`; never edited by hand.
"""

from typing import Any

ENDPOINTS: dict[str, dict[str, Any]] = {
    "files_upload": {
        "method": "POST",
        "path": "/v1/files/upload",
        "family": "native",
        "billed": False,
        "rate_class": "file",
        "slow": False,
        "request": "FilesUploadRequest",
        "response": "FilesUploadResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": [
            "https://platform.minimax.io/docs/api-reference/file-management-upload",
            "https://platform.minimax.io/docs/api-reference/file-management-intro",
        ],
        "purposes": [
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
        ],
    },
    "files_list": {
        "method": "GET",
        "path": "/v1/files/list",
        "family": "native",
        "billed": False,
        "rate_class": "file",
        "slow": False,
        "request": None,
        "response": "FilesListResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/api-reference/file-management-list"],
        "purposes": [
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
        ],
    },
    "files_retrieve": {
        "method": "GET",
        "path": "/v1/files/retrieve",
        "family": "native",
        "billed": False,
        "rate_class": "file",
        "slow": False,
        "request": None,
        "response": "FilesRetrieveResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/api-reference/file-management-retrieve"],
        "purposes": [],
    },
    "files_retrieve_content": {
        "method": "GET",
        "path": "/v1/files/retrieve_content",
        "family": "native",
        "billed": False,
        "rate_class": "file",
        "slow": False,
        "request": None,
        "response": None,
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/api-reference/file-management-retrieve-content"],
        "purposes": [],
    },
    "files_delete": {
        "method": "POST",
        "path": "/v1/files/delete",
        "family": "native",
        "billed": False,
        "rate_class": "file",
        "slow": False,
        "request": "FilesDeleteRequest",
        "response": "FilesDeleteResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/api-reference/file-management-delete"],
        "purposes": [
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
        ],
    },
}
"""By operation id."""

PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "FilesUploadRequest": {"purpose": ("purpose",), "source": ("file",)},
    "FilesDeleteRequest": {"file_id": ("file_id",), "purpose": ("purpose",)},
}
"""Where a field goes on the wire: request schema -> Python name -> path."""

IDS: dict[str, list[str]] = {"FilesUploadRequest": [], "FilesDeleteRequest": ["file_id"]}
"""Fields that the wire wants as numbers and Python callers give as text: request schema -> Python names."""

PARAMETERS: dict[str, dict[str, tuple[str, str]]] = {
    "files_list": {"purpose": ("query", "purpose")},
    "files_retrieve": {"file_id": ("query", "file_id")},
    "files_retrieve_content": {"file_id": ("query", "file_id")},
}
"""Query, path and header parameters: operation id -> Python name -> place and wire name."""

MEDIA: dict[str, dict[str, Any]] = {}
"""What a field takes of pictures, clips and sounds: `Schema.field` -> kind, formats and limits."""

CHECKS: dict[str, Any] = {
    "FilesUploadRequest": {
        "type": "object",
        "required": ["purpose", "file"],
        "properties": {"purpose": {"type": "string"}, "file": {}},
    },
    "FilesDeleteRequest": {
        "type": "object",
        "required": ["file_id"],
        "properties": {"file_id": {"type": "integer"}, "purpose": {"type": "string"}},
    },
}
"""Request schemas, cut down to what is checked before sending."""
