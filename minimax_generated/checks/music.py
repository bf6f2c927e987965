"""Rules for the requests of the music operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

CHECKS: dict[str, Any] = {
    "MusicGenerationRequest": {
        "type": "object",
        "required": ["model"],
        "properties": {
            "model": {"type": "string"},
            "prompt": {"type": "string", "maxLength": 2000},
            "lyrics": {"type": "string", "maxLength": 3500},
            "stream": {"type": "boolean"},
            "output_format": {"type": "string", "enum": ["url", "hex"]},
            "audio_setting": {"$ref": "MusicAudioSetting"},
            "lyrics_optimizer": {"type": "boolean"},
            "is_instrumental": {"type": "boolean"},
            "aigc_watermark": {"type": "boolean"},
            "audio_url": {"type": "string"},
            "audio_base64": {"type": "string"},
            "cover_feature_id": {"type": "string"},
        },
        "allOf": [
            {
                "x-message": 'output_format "url" cannot be combined with stream; a stream always returns hex.',
                "if": {"required": ["stream"], "properties": {"stream": {"const": True}}},
                "then": {"properties": {"output_format": {"const": "hex"}}},
            },
            {
                "x-message": "pass exactly one of audio_url, audio_base64 and cover_feature_id for a cover.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["music-cover"]}}},
                "then": {
                    "oneOf": [
                        {"required": ["audio_url"]},
                        {"required": ["audio_base64"]},
                        {"required": ["cover_feature_id"]},
                    ]
                },
            },
            {
                "x-message": "audio_url, audio_base64 and cover_feature_id are for covers only; omit them with music-3.0 and music-2.6.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["music-3.0", "music-2.6"]}}},
                "then": {
                    "not": {
                        "anyOf": [
                            {"required": ["audio_url"]},
                            {"required": ["audio_base64"]},
                            {"required": ["cover_feature_id"]},
                        ]
                    }
                },
            },
            {
                "x-message": "instrumentals of music-3.0 and music-2.6 require a prompt of 1 to 2000 characters.",
                "if": {
                    "required": ["model", "is_instrumental"],
                    "properties": {"model": {"enum": ["music-3.0", "music-2.6"]}, "is_instrumental": {"const": True}},
                },
                "then": {"required": ["prompt"], "properties": {"prompt": {"minLength": 1}}},
            },
            {
                "x-message": "songs of music-3.0 and music-2.6 require lyrics of 1 to 3500 characters; pass lyrics, set lyrics_optimizer to true, or set is_instrumental to true.",
                "if": {
                    "required": ["model"],
                    "properties": {
                        "model": {"enum": ["music-3.0", "music-2.6"]},
                        "is_instrumental": {"const": False},
                        "lyrics_optimizer": {"const": False},
                    },
                },
                "then": {"required": ["lyrics"], "properties": {"lyrics": {"minLength": 1}}},
            },
            {
                "x-message": "lyrics_optimizer without lyrics requires a prompt of 1 to 2000 characters.",
                "if": {
                    "required": ["model", "lyrics_optimizer"],
                    "properties": {
                        "model": {"enum": ["music-3.0", "music-2.6"]},
                        "lyrics_optimizer": {"const": True},
                        "lyrics": {"maxLength": 0},
                    },
                },
                "then": {"required": ["prompt"], "properties": {"prompt": {"minLength": 1}}},
            },
            {
                "x-message": "a cover requires a prompt that describes its style.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["music-cover"]}}},
                "then": {"required": ["prompt"]},
            },
            {
                "x-message": "a cover from cover_feature_id requires lyrics; pass the formatted_lyrics of the preprocessing, or your own.",
                "if": {"required": ["model", "cover_feature_id"], "properties": {"model": {"enum": ["music-cover"]}}},
                "then": {"required": ["lyrics"]},
            },
            {
                "x-message": "music-cover takes a prompt of 10 to 300 characters.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["music-cover"]}}},
                "then": {"properties": {"prompt": {"minLength": 10, "maxLength": 300}}},
            },
            {
                "x-message": "music-2.0 takes a prompt of 10 to 2000 characters.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["music-2.0"]}}},
                "then": {"properties": {"prompt": {"minLength": 10, "maxLength": 2000}}},
            },
            {
                "x-message": "music-cover takes lyrics of 10 to 1000 characters.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["music-cover"]}}},
                "then": {"properties": {"lyrics": {"minLength": 10, "maxLength": 1000}}},
            },
            {
                "x-message": "music-2.0 takes lyrics of 10 to 3000 characters.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["music-2.0"]}}},
                "then": {"properties": {"lyrics": {"minLength": 10, "maxLength": 3000}}},
            },
        ],
    },
    "MusicAudioSetting": {
        "type": "object",
        "properties": {
            "sample_rate": {"type": "integer", "enum": [16000, 24000, 32000, 44100]},
            "bitrate": {"type": "integer", "enum": [32000, 64000, 128000, 256000]},
            "format": {"type": "string", "enum": ["mp3", "wav", "pcm"]},
        },
    },
    "LyricsRequest": {
        "type": "object",
        "required": ["mode"],
        "properties": {
            "mode": {"type": "string", "enum": ["write_full_song", "edit"]},
            "prompt": {"type": "string", "maxLength": 2000},
            "lyrics": {"type": "string", "maxLength": 3500},
            "title": {"type": "string"},
        },
    },
    "CoverPreprocessRequest": {
        "type": "object",
        "required": ["model"],
        "properties": {
            "model": {"type": "string"},
            "audio_url": {"type": "string"},
            "audio_base64": {"type": "string"},
        },
        "allOf": [
            {
                "x-message": "pass exactly one of audio_url and audio_base64.",
                "oneOf": [{"required": ["audio_url"]}, {"required": ["audio_base64"]}],
            }
        ],
    },
}
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {
    "MusicGenerationRequest.audio_base64": {
        "kind": "audio",
        "max_bytes": 52428800,
        "min_seconds": 6,
        "max_seconds": 360,
    },
    "CoverPreprocessRequest.audio_base64": {
        "kind": "audio",
        "max_bytes": 52428800,
        "min_seconds": 6,
        "max_seconds": 360,
    },
}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
