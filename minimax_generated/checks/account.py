"""Rules for the requests of the account operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

CHECKS: dict[str, Any] = {
    "SearchRequest": {"type": "object", "required": ["q"], "properties": {"q": {"type": "string"}}},
    "ImageUnderstandingRequest": {
        "type": "object",
        "required": ["prompt"],
        "properties": {"prompt": {"type": "string"}, "image_url": {"type": "string"}, "file_id": {"type": "string"}},
        "allOf": [
            {
                "x-message": "an image is required; pass a data URL or the id of an uploaded file.",
                "anyOf": [{"required": ["image_url"]}, {"required": ["file_id"]}],
            }
        ],
    },
}
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {
    "ImageUnderstandingRequest.image_url": {
        "kind": "image",
        "sources": ["data"],
        "formats": ["jpg", "jpeg", "png", "webp"],
    }
}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
