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
    },
}
"""By operation id."""

PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "FilesUploadRequest": {"purpose": ("purpose",), "source": ("file",)},
    "FilesDeleteRequest": {"file_id": ("file_id",), "purpose": ("purpose",)},
}
"""Where a field goes on the wire: request schema -> Python name -> path."""

PARAMETERS: dict[str, dict[str, tuple[str, str]]] = {
    "files_list": {"purpose": ("query", "purpose")},
    "files_retrieve": {"file_id": ("query", "file_id")},
    "files_retrieve_content": {"file_id": ("query", "file_id")},
}
"""Query, path and header parameters: operation id -> Python name -> place and wire name."""

CHECKS: dict[str, Any] = {
    "FilesUploadRequest": {
        "type": "object",
        "required": ["purpose", "file"],
        "properties": {"purpose": {"type": "string"}, "file": {}},
    },
    "FilesDeleteRequest": {
        "type": "object",
        "required": ["file_id", "purpose"],
        "properties": {"file_id": {"type": "integer", "id": True}, "purpose": {"type": "string"}},
    },
}
"""Request schemas, cut down to what is checked before sending."""
