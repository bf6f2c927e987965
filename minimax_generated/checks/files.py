"""Rules for the requests of the files operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

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
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
