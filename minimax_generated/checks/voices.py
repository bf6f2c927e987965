"""Rules for the requests of the voices operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

CHECKS: dict[str, Any] = {
    "VoiceCloneRequest": {
        "type": "object",
        "required": ["file_id", "voice_id"],
        "properties": {
            "file_id": {"type": "integer"},
            "voice_id": {
                "type": "string",
                "minLength": 8,
                "maxLength": 256,
                "pattern": "^[A-Za-z][A-Za-z0-9_-]{6,254}[A-Za-z0-9]$",
            },
            "clone_prompt": {"$ref": "ClonePrompt"},
            "text": {"type": "string", "maxLength": 1000},
            "model": {"type": "string"},
            "language_boost": {"type": "string"},
            "text_validation": {"type": "string", "maxLength": 200},
            "accuracy": {"type": "number", "minimum": 0, "maximum": 1},
            "need_noise_reduction": {"type": "boolean"},
            "need_volume_normalization": {"type": "boolean"},
            "aigc_watermark": {"type": "boolean"},
        },
        "allOf": [
            {
                "dependentRequired": {"text": ["model"]},
                "x-message": "a preview text requires a speech model; pass model, or omit text.",
            }
        ],
    },
    "ClonePrompt": {
        "type": "object",
        "required": ["prompt_audio", "prompt_text"],
        "properties": {"prompt_audio": {"type": "integer"}, "prompt_text": {"type": "string"}},
    },
    "VoiceDesignRequest": {
        "type": "object",
        "required": ["prompt", "preview_text"],
        "properties": {
            "prompt": {"type": "string"},
            "preview_text": {"type": "string", "maxLength": 500},
            "voice_id": {"type": "string"},
            "aigc_watermark": {"type": "boolean"},
        },
    },
    "GetVoiceRequest": {
        "type": "object",
        "required": ["voice_type"],
        "properties": {
            "voice_type": {"type": "string", "enum": ["system", "voice_cloning", "voice_generation", "all"]}
        },
    },
    "DeleteVoiceRequest": {
        "type": "object",
        "required": ["voice_type", "voice_id"],
        "properties": {
            "voice_type": {"type": "string", "enum": ["voice_cloning", "voice_generation"]},
            "voice_id": {"type": "string"},
        },
    },
}
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
