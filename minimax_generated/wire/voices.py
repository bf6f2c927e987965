"""Facts of the voices endpoints.

Generated from `spec/` by `python -m generator`; never edited by hand.
"""

from typing import Any

ENDPOINTS: dict[str, dict[str, Any]] = {
    "voice_clone": {
        "method": "POST",
        "path": "/v1/voice_clone",
        "family": "native",
        "billed": True,
        "rate_class": "clone",
        "slow": False,
        "request": "VoiceCloneRequest",
        "response": "VoiceCloneResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": [
            "https://platform.minimax.io/docs/api-reference/voice-cloning-clone",
            "https://platform.minimax.io/docs/api-reference/voice-cloning-uploadprompt",
        ],
        "purposes": [],
    },
    "voice_design": {
        "method": "POST",
        "path": "/v1/voice_design",
        "family": "native",
        "billed": True,
        "rate_class": "design",
        "slow": False,
        "request": "VoiceDesignRequest",
        "response": "VoiceDesignResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/api-reference/voice-design-design"],
        "purposes": [],
    },
    "get_voice": {
        "method": "POST",
        "path": "/v1/get_voice",
        "family": "native",
        "billed": False,
        "rate_class": "account",
        "slow": False,
        "request": "GetVoiceRequest",
        "response": "GetVoiceResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/api-reference/voice-management-get"],
        "purposes": [],
    },
    "delete_voice": {
        "method": "POST",
        "path": "/v1/delete_voice",
        "family": "native",
        "billed": False,
        "rate_class": "account",
        "slow": False,
        "request": "DeleteVoiceRequest",
        "response": "DeleteVoiceResponse",
        "stream_end": None,
        "task": None,
        "poll": None,
        "source": ["https://platform.minimax.io/docs/api-reference/voice-management-delete"],
        "purposes": [],
    },
}
"""By operation id."""

PATHS: dict[str, dict[str, tuple[str, ...]]] = {
    "VoiceCloneRequest": {
        "audio": ("file_id",),
        "voice_id": ("voice_id",),
        "prompt_audio": ("clone_prompt", "prompt_audio"),
        "prompt_text": ("clone_prompt", "prompt_text"),
        "preview_text": ("text",),
        "model": ("model",),
        "language_boost": ("language_boost",),
        "text_validation": ("text_validation",),
        "accuracy": ("accuracy",),
        "noise_reduction": ("need_noise_reduction",),
        "volume_normalization": ("need_volume_normalization",),
        "watermark": ("aigc_watermark",),
    },
    "VoiceDesignRequest": {
        "prompt": ("prompt",),
        "preview_text": ("preview_text",),
        "voice_id": ("voice_id",),
        "watermark": ("aigc_watermark",),
    },
    "GetVoiceRequest": {"kind": ("voice_type",)},
    "DeleteVoiceRequest": {"kind": ("voice_type",), "voice_id": ("voice_id",)},
}
"""Where a field goes on the wire: request schema -> Python name -> path."""

IDS: dict[str, list[str]] = {
    "VoiceCloneRequest": ["audio", "prompt_audio"],
    "VoiceDesignRequest": [],
    "GetVoiceRequest": [],
    "DeleteVoiceRequest": [],
}
"""Fields that the wire wants as numbers and Python callers give as text: request schema -> Python names."""

PARAMETERS: dict[str, dict[str, tuple[str, str]]] = {}
"""Query, path and header parameters: operation id -> Python name -> place and wire name."""

MEDIA: dict[str, dict[str, Any]] = {}
"""What a field takes of pictures, clips and sounds: `Schema.field` -> kind, formats and limits."""

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
        "rules": [
            (
                "a preview text needs a model to speak it; name a speech model, or leave the text out.",
                {"dependentRequired": {"text": ["model"]}},
            )
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
"""Request schemas, cut down to what is checked before sending."""
