"""Rules for the requests of the images operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

CHECKS: dict[str, Any] = {
    "ImageGenerationRequest": {
        "type": "object",
        "required": ["model", "prompt"],
        "properties": {
            "model": {"type": "string"},
            "prompt": {"type": "string", "maxLength": 1500},
            "aspect_ratio": {"type": "string", "enum": ["1:1", "16:9", "4:3", "3:2", "2:3", "3:4", "9:16", "21:9"]},
            "width": {"type": "integer", "minimum": 512, "maximum": 2048, "multipleOf": 8},
            "height": {"type": "integer", "minimum": 512, "maximum": 2048, "multipleOf": 8},
            "response_format": {"type": "string", "enum": ["url", "base64"]},
            "seed": {"type": "integer"},
            "n": {"type": "integer", "minimum": 1, "maximum": 9},
            "prompt_optimizer": {"type": "boolean"},
            "aigc_watermark": {"type": "boolean"},
            "style": {"$ref": "ImageStyle"},
            "subject_reference": {
                "type": "array",
                "minItems": 1,
                "maxItems": 1,
                "items": {"$ref": "ImageSubjectReference"},
            },
        },
        "allOf": [
            {
                "dependentRequired": {"width": ["height"], "height": ["width"]},
                "x-message": "width and height must be passed together; pass both, or use aspect_ratio instead.",
            },
            {
                "x-message": "width and height are not supported by image-01-live; use aspect_ratio, or another model.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["image-01-live"]}}},
                "then": {"not": {"anyOf": [{"required": ["width"]}, {"required": ["height"]}]}},
            },
            {
                "x-message": "style is not supported by image-01; omit it, or use another model.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["image-01"]}}},
                "then": {"not": {"required": ["style"]}},
            },
            {
                "x-message": "This call works with image-01-live and image-01, not with other models.",
                "properties": {"model": {"not": {"enum": ["MiniMax-H3-Image", "MiniMax-H3-Image-Highspeed"]}}},
            },
            {
                "x-message": "image-01-live has aspect_ratio 1:1, 16:9, 4:3, 3:2, 2:3, 3:4 or 9:16.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["image-01-live"]}}},
                "then": {"properties": {"aspect_ratio": {"enum": ["1:1", "16:9", "4:3", "3:2", "2:3", "3:4", "9:16"]}}},
            },
        ],
    },
    "ImageStyle": {
        "type": "object",
        "required": ["style_type"],
        "properties": {
            "style_type": {"type": "string", "enum": ["漫画", "元气", "中世纪", "水彩"]},
            "style_weight": {"type": "number", "maximum": 1, "exclusiveMinimum": 0},
        },
    },
    "ImageSubjectReference": {
        "type": "object",
        "required": ["type", "image_file"],
        "properties": {"type": {"type": "string", "enum": ["character"]}, "image_file": {"type": "string"}},
    },
    "ImagesGenerationsRequest": {
        "type": "object",
        "required": ["model", "prompt"],
        "properties": {
            "model": {"type": "string"},
            "prompt": {"type": "string", "x-trimmed-length": [1, 32000]},
            "n": {"type": "integer", "minimum": 1, "maximum": 10},
            "size": {
                "type": "string",
                "x-sides": {"separator": "x", "words": ["auto"], "product": [655360, 20000000], "ratio": 3},
            },
            "aspect_ratio": {
                "type": "string",
                "x-sides": {"separator": ":", "words": ["auto"], "each": [1, 300], "ratio": 3},
            },
            "area": {"type": "string", "enum": ["1K", "2K", "4K"]},
            "disable_prompt_enhanced": {"type": "boolean"},
            "output_format": {"type": "string", "enum": ["png", "jpeg", "jpg", "webp"]},
            "output_compression": {"type": "integer", "minimum": 0, "maximum": 100},
            "response_format": {"type": "string", "enum": ["url", "b64_json"]},
        },
        "allOf": [
            {
                "x-message": 'size cannot be combined with aspect_ratio or area; omit these, or omit size (or set it to "auto").',
                "if": {"required": ["size"], "properties": {"size": {"not": {"const": "auto"}}}},
                "then": {"not": {"anyOf": [{"required": ["aspect_ratio"]}, {"required": ["area"]}]}},
            },
            {
                "x-message": 'disable_prompt_enhanced requires a fixed size or an aspect_ratio such as "16:9", not "auto".',
                "if": {
                    "required": ["disable_prompt_enhanced"],
                    "properties": {"disable_prompt_enhanced": {"const": True}},
                },
                "then": {
                    "anyOf": [
                        {"required": ["size"], "properties": {"size": {"not": {"const": "auto"}}}},
                        {"required": ["aspect_ratio"], "properties": {"aspect_ratio": {"not": {"const": "auto"}}}},
                    ]
                },
            },
            {
                "x-message": "This call works with MiniMax-H3-Image and MiniMax-H3-Image-Highspeed, not with other models.",
                "properties": {"model": {"not": {"enum": ["image-01-live", "image-01"]}}},
            },
        ],
    },
    "ImagesEditsRequest": {
        "type": "object",
        "required": ["model", "prompt", "images"],
        "properties": {
            "model": {"type": "string"},
            "prompt": {"type": "string", "x-trimmed-length": [1, 32000]},
            "n": {"type": "integer", "minimum": 1, "maximum": 10},
            "size": {
                "type": "string",
                "x-sides": {"separator": "x", "words": ["auto"], "product": [655360, 20000000], "ratio": 3},
            },
            "aspect_ratio": {
                "type": "string",
                "x-sides": {"separator": ":", "words": ["auto"], "each": [1, 300], "ratio": 3},
            },
            "area": {"type": "string", "enum": ["1K", "2K", "4K"]},
            "disable_prompt_enhanced": {"type": "boolean"},
            "output_format": {"type": "string", "enum": ["png", "jpeg", "jpg", "webp"]},
            "output_compression": {"type": "integer", "minimum": 0, "maximum": 100},
            "response_format": {"type": "string", "enum": ["url", "b64_json"]},
            "images": {"type": "array", "minItems": 1, "maxItems": 16, "items": {"$ref": "ImageEditReference"}},
        },
        "allOf": [
            {
                "x-message": 'size cannot be combined with aspect_ratio or area; omit these, or omit size (or set it to "auto").',
                "if": {"required": ["size"], "properties": {"size": {"not": {"const": "auto"}}}},
                "then": {"not": {"anyOf": [{"required": ["aspect_ratio"]}, {"required": ["area"]}]}},
            },
            {
                "x-message": 'disable_prompt_enhanced requires a fixed size or an aspect_ratio such as "16:9", not "auto".',
                "if": {
                    "required": ["disable_prompt_enhanced"],
                    "properties": {"disable_prompt_enhanced": {"const": True}},
                },
                "then": {
                    "anyOf": [
                        {"required": ["size"], "properties": {"size": {"not": {"const": "auto"}}}},
                        {"required": ["aspect_ratio"], "properties": {"aspect_ratio": {"not": {"const": "auto"}}}},
                    ]
                },
            },
            {
                "x-message": "An edit works with MiniMax-H3-Image and MiniMax-H3-Image-Highspeed, not with other models.",
                "properties": {"model": {"not": {"enum": ["image-01-live", "image-01"]}}},
            },
        ],
    },
    "ImageEditReference": {
        "type": "object",
        "required": ["image_url"],
        "properties": {"image_url": {"type": "string"}},
    },
}
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {
    "ImageSubjectReference.image_file": {
        "kind": "image",
        "sources": ["url", "data"],
        "formats": ["jpg", "jpeg", "png"],
        "below_bytes": 10485760,
    },
    "ImageEditReference.image_url": {
        "kind": "image",
        "sources": ["url", "data"],
        "formats": ["jpg", "jpeg", "png", "webp", "heic", "heif"],
        "min_side": 128,
        "max_side": 8192,
        "min_aspect": 0.25,
        "max_aspect": 4,
    },
}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
