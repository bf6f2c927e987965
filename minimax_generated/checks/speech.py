"""Rules for the requests of the speech operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

CHECKS: dict[str, Any] = {
    "T2ARequest": {
        "type": "object",
        "required": ["model", "text"],
        "properties": {
            "model": {"type": "string"},
            "text": {"type": "string", "minLength": 1, "maxLength": 10000},
            "stream": {"type": "boolean"},
            "stream_options": {"$ref": "T2AStreamOptions"},
            "voice_setting": {"$ref": "VoiceSetting"},
            "audio_setting": {"$ref": "AudioSetting"},
            "pronunciation_dict": {"$ref": "PronunciationDict"},
            "timbre_weights": {"type": "array", "maxItems": 4, "items": {"$ref": "TimbreWeight"}},
            "language_boost": {"type": ["string", "null"]},
            "text_normalization_mode": {"type": "string", "enum": ["basic", "quality"]},
            "voice_modify": {"$ref": "VoiceModify"},
            "subtitle_enable": {"type": "boolean"},
            "subtitle_type": {"type": "string", "enum": ["sentence", "word", "word_streaming"]},
            "output_format": {"type": "string", "enum": ["hex", "url"]},
            "aigc_watermark": {"type": "boolean"},
            "continuous_sound": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": 'output_format "url" cannot be combined with stream; omit output_format or set stream to false.',
                "if": {"required": ["stream"], "properties": {"stream": {"const": True}}},
                "then": {"properties": {"output_format": {"const": "hex"}}},
            },
            {
                "x-message": 'subtitle_type "word_streaming" requires stream set to true; use "word" or "sentence" otherwise.',
                "if": {"required": ["subtitle_type"], "properties": {"subtitle_type": {"const": "word_streaming"}}},
                "then": {"required": ["stream"], "properties": {"stream": {"const": True}}},
            },
            {
                "x-message": "voice_modify only supports the formats mp3, wav and flac.",
                "if": {"required": ["voice_modify"]},
                "then": {"properties": {"audio_setting": {"properties": {"format": {"enum": ["mp3", "wav", "flac"]}}}}},
            },
            {
                "x-message": "voice_modify only supports the format mp3 when streaming.",
                "if": {"required": ["stream", "voice_modify"], "properties": {"stream": {"const": True}}},
                "then": {"properties": {"audio_setting": {"properties": {"format": {"const": "mp3"}}}}},
            },
            {
                "x-message": 'the speech-2.8 models do not support emotion "whisper"; use a speech-2.6 model for it.',
                "if": {"required": ["model"], "properties": {"model": {"enum": ["speech-2.8-hd", "speech-2.8-turbo"]}}},
                "then": {"properties": {"voice_setting": {"properties": {"emotion": {"not": {"const": "whisper"}}}}}},
            },
            {
                "x-message": "sample_rate 12000 and 48000 require the format opus; use 8000, 16000, 22050, 24000, 32000 or 44100.",
                "if": {
                    "required": ["audio_setting"],
                    "properties": {
                        "audio_setting": {
                            "required": ["sample_rate"],
                            "properties": {"sample_rate": {"enum": [12000, 48000]}},
                        }
                    },
                },
                "then": {
                    "properties": {
                        "audio_setting": {"required": ["format"], "properties": {"format": {"const": "opus"}}}
                    }
                },
            },
        ],
    },
    "T2AStreamOptions": {"type": "object", "properties": {"exclude_aggregated_audio": {"type": "boolean"}}},
    "VoiceSetting": {
        "type": "object",
        "required": ["voice_id"],
        "properties": {
            "voice_id": {"type": "string"},
            "speed": {"type": "number", "minimum": 0.5, "maximum": 2},
            "vol": {"type": "number", "maximum": 10, "exclusiveMinimum": 0},
            "pitch": {"type": "integer", "minimum": -12, "maximum": 12},
            "emotion": {
                "type": "string",
                "enum": ["happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm", "fluent", "whisper"],
            },
            "text_normalization": {"type": "boolean"},
            "english_normalization": {"type": "boolean"},
            "latex_read": {"type": "boolean"},
        },
    },
    "AudioSetting": {
        "type": "object",
        "properties": {
            "sample_rate": {"type": "integer", "enum": [8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000]},
            "bitrate": {"type": "integer", "enum": [32000, 64000, 128000, 256000]},
            "format": {"type": "string", "enum": ["mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus"]},
            "channel": {"type": "integer", "enum": [1, 2]},
            "force_cbr": {"type": "boolean"},
        },
    },
    "PronunciationDict": {
        "type": "object",
        "properties": {"tone": {"type": "array", "items": {"type": "string", "pattern": ".+/.+"}}},
    },
    "TimbreWeight": {
        "type": "object",
        "required": ["voice_id", "weight"],
        "properties": {"voice_id": {"type": "string"}, "weight": {"type": "integer", "minimum": 1, "maximum": 100}},
    },
    "VoiceModify": {
        "type": "object",
        "properties": {
            "pitch": {"type": "integer", "minimum": -100, "maximum": 100},
            "intensity": {"type": "integer", "minimum": -100, "maximum": 100},
            "timbre": {"type": "integer", "minimum": -100, "maximum": 100},
            "sound_effects": {
                "type": "string",
                "enum": ["spacious_echo", "auditorium_echo", "lofi_telephone", "robotic"],
            },
        },
    },
    "T2AAsyncRequest": {
        "type": "object",
        "required": ["model", "voice_setting"],
        "properties": {
            "model": {"type": "string"},
            "text": {"type": "string", "minLength": 1, "maxLength": 50000},
            "text_file_id": {"type": "integer"},
            "voice_setting": {"$ref": "VoiceSettingAsync"},
            "audio_setting": {"$ref": "AudioSettingAsync"},
            "pronunciation_dict": {"$ref": "PronunciationDict"},
            "language_boost": {"type": ["string", "null"]},
            "voice_modify": {"$ref": "VoiceModify"},
            "aigc_watermark": {"type": "boolean"},
            "continuous_sound": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": "pass exactly one of text and text_file_id.",
                "oneOf": [{"required": ["text"]}, {"required": ["text_file_id"]}],
            },
            {
                "x-message": "voice_modify only supports the formats mp3, wav and flac.",
                "if": {"required": ["voice_modify"]},
                "then": {"properties": {"audio_setting": {"properties": {"format": {"enum": ["mp3", "wav", "flac"]}}}}},
            },
            {
                "x-message": 'the speech-2.8 models do not support emotion "whisper"; use a speech-2.6 model for it.',
                "if": {"required": ["model"], "properties": {"model": {"enum": ["speech-2.8-hd", "speech-2.8-turbo"]}}},
                "then": {"properties": {"voice_setting": {"properties": {"emotion": {"not": {"const": "whisper"}}}}}},
            },
            {
                "x-message": "the format opus requires audio_sample_rate 8000, 12000, 16000, 24000 or 48000.",
                "if": {
                    "required": ["audio_setting"],
                    "properties": {
                        "audio_setting": {"required": ["format"], "properties": {"format": {"const": "opus"}}}
                    },
                },
                "then": {
                    "properties": {
                        "audio_setting": {
                            "properties": {"audio_sample_rate": {"enum": [8000, 12000, 16000, 24000, 48000]}}
                        }
                    }
                },
            },
            {
                "x-message": "audio_sample_rate 12000 and 48000 require the format opus; use 8000, 16000, 22050, 24000, 32000 or 44100.",
                "if": {
                    "required": ["audio_setting"],
                    "properties": {
                        "audio_setting": {
                            "required": ["audio_sample_rate"],
                            "properties": {"audio_sample_rate": {"enum": [12000, 48000]}},
                        }
                    },
                },
                "then": {
                    "properties": {
                        "audio_setting": {"required": ["format"], "properties": {"format": {"const": "opus"}}}
                    }
                },
            },
        ],
    },
    "VoiceSettingAsync": {
        "type": "object",
        "required": ["voice_id"],
        "properties": {
            "voice_id": {"type": "string"},
            "speed": {"type": "number", "minimum": 0.5, "maximum": 2},
            "vol": {"type": "number", "maximum": 10, "exclusiveMinimum": 0},
            "pitch": {"type": "integer", "minimum": -12, "maximum": 12},
            "emotion": {
                "type": "string",
                "enum": ["happy", "sad", "angry", "fearful", "disgusted", "surprised", "calm", "fluent", "whisper"],
            },
            "english_normalization": {"type": "boolean"},
            "latex_read": {"type": "boolean"},
        },
    },
    "AudioSettingAsync": {
        "type": "object",
        "properties": {
            "audio_sample_rate": {"type": "integer", "enum": [8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000]},
            "bitrate": {"type": "integer", "enum": [32000, 64000, 128000, 256000]},
            "format": {"type": "string", "enum": ["mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus"]},
            "channel": {"type": "integer", "enum": [1, 2]},
        },
    },
    "SpeechToTextRequest": {
        "type": "object",
        "required": ["model", "file"],
        "properties": {
            "model": {"type": "string"},
            "file": {},
            "response_format": {"type": "string", "enum": ["json", "verbose_json", "srt", "vtt"]},
            "timestamp_level": {"type": "string", "enum": ["", "sentence", "word"]},
            "stream": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": 'stream only supports response_format "json"; omit stream for verbose_json, srt and vtt.',
                "if": {"required": ["stream"], "properties": {"stream": {"const": True}}},
                "then": {"properties": {"response_format": {"const": "json"}}},
            }
        ],
    },
    "WsTaskStart": {
        "type": "object",
        "required": ["event", "model", "voice_setting"],
        "properties": {
            "event": {"type": "string", "const": "task_start"},
            "model": {"type": "string"},
            "voice_setting": {"$ref": "VoiceSetting"},
            "audio_setting": {"$ref": "WsAudioSetting"},
            "pronunciation_dict": {"$ref": "PronunciationDict"},
            "timbre_weights": {"type": "array", "maxItems": 4, "items": {"$ref": "TimbreWeight"}},
            "language_boost": {"type": ["string", "null"]},
            "text_normalization_mode": {"type": "string", "enum": ["basic", "quality"]},
            "voice_modify": {"$ref": "VoiceModify"},
            "subtitle_enable": {"type": "boolean"},
            "subtitle_type": {"type": "string", "enum": ["sentence", "word", "word_streaming"]},
            "continuous_sound": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": 'the speech-2.8 models do not support emotion "whisper"; use a speech-2.6 model for it.',
                "if": {"required": ["model"], "properties": {"model": {"enum": ["speech-2.8-hd", "speech-2.8-turbo"]}}},
                "then": {"properties": {"voice_setting": {"properties": {"emotion": {"not": {"const": "whisper"}}}}}},
            },
            {
                "x-message": "sample_rate 12000 and 48000 require the format opus; use 8000, 16000, 22050, 24000, 32000 or 44100.",
                "if": {
                    "required": ["audio_setting"],
                    "properties": {
                        "audio_setting": {
                            "required": ["sample_rate"],
                            "properties": {"sample_rate": {"enum": [12000, 48000]}},
                        }
                    },
                },
                "then": {
                    "properties": {
                        "audio_setting": {"required": ["format"], "properties": {"format": {"const": "opus"}}}
                    }
                },
            },
        ],
    },
    "WsAudioSetting": {
        "type": "object",
        "properties": {
            "sample_rate": {"type": "integer", "enum": [8000, 12000, 16000, 22050, 24000, 32000, 44100, 48000]},
            "bitrate": {"type": "integer", "enum": [32000, 64000, 128000, 256000]},
            "format": {"type": "string", "enum": ["mp3", "pcm", "flac", "wav", "pcmu_raw", "pcmu_wav", "opus"]},
            "channel": {"type": "integer", "enum": [1, 2]},
        },
    },
    "WsTaskStartBidi": {
        "type": "object",
        "required": ["event", "model", "voice_setting"],
        "properties": {
            "event": {"type": "string", "const": "task_start"},
            "session_id": {"type": "string"},
            "model": {"type": "string"},
            "voice_setting": {"$ref": "VoiceSetting"},
            "audio_setting": {"$ref": "WsAudioSetting"},
            "pronunciation_dict": {"$ref": "PronunciationDict"},
            "timbre_weights": {"type": "array", "maxItems": 4, "items": {"$ref": "TimbreWeight"}},
            "language_boost": {"type": ["string", "null"]},
            "text_normalization_mode": {"type": "string", "enum": ["basic", "quality"]},
            "voice_modify": {"$ref": "VoiceModify"},
            "subtitle_enable": {"type": "boolean"},
            "subtitle_type": {"type": "string", "enum": ["sentence", "word", "word_streaming"]},
            "continuous_sound": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": 'the speech-2.8 models do not support emotion "whisper"; use a speech-2.6 model for it.',
                "if": {"required": ["model"], "properties": {"model": {"enum": ["speech-2.8-hd", "speech-2.8-turbo"]}}},
                "then": {"properties": {"voice_setting": {"properties": {"emotion": {"not": {"const": "whisper"}}}}}},
            },
            {
                "x-message": "sample_rate 12000 and 48000 require the format opus; use 8000, 16000, 22050, 24000, 32000 or 44100.",
                "if": {
                    "required": ["audio_setting"],
                    "properties": {
                        "audio_setting": {
                            "required": ["sample_rate"],
                            "properties": {"sample_rate": {"enum": [12000, 48000]}},
                        }
                    },
                },
                "then": {
                    "properties": {
                        "audio_setting": {"required": ["format"], "properties": {"format": {"const": "opus"}}}
                    }
                },
            },
        ],
    },
    "WsTaskContinue": {
        "type": "object",
        "required": ["event", "text"],
        "properties": {
            "event": {"type": "string", "const": "task_continue"},
            "text": {"type": "string", "maxLength": 10000},
        },
    },
    "WsClientEvent": {
        "type": "object",
        "required": ["event"],
        "properties": {"event": {"type": "string", "enum": ["task_finish", "task_flush", "task_cancel"]}},
    },
}
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {
    "SpeechToTextRequest.file": {
        "kind": "audio",
        "formats": ["wav", "aiff", "aif", "flac", "m4a", "alac", "mp3", "aac", "opus", "ogg"],
        "max_body_bytes": 52428800,
        "max_seconds": 500,
    }
}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "WsTaskStart": {
        "event": ("event",),
        "model": ("model",),
        "voice": ("voice_setting", "voice_id"),
        "speed": ("voice_setting", "speed"),
        "volume": ("voice_setting", "vol"),
        "pitch": ("voice_setting", "pitch"),
        "emotion": ("voice_setting", "emotion"),
        "text_normalization": ("voice_setting", "text_normalization"),
        "english_normalization": ("voice_setting", "english_normalization"),
        "latex_read": ("voice_setting", "latex_read"),
        "sample_rate": ("audio_setting", "sample_rate"),
        "bitrate": ("audio_setting", "bitrate"),
        "format": ("audio_setting", "format"),
        "channels": ("audio_setting", "channel"),
        "pronunciation": ("pronunciation_dict", "tone"),
        "mix": ("timbre_weights",),
        "language": ("language_boost",),
        "text_normalization_mode": ("text_normalization_mode",),
        "voice_effects": ("voice_modify",),
        "subtitles": ("subtitle_enable",),
        "subtitle_type": ("subtitle_type",),
        "continuous_sound": ("continuous_sound",),
    },
    "WsTaskStartBidi": {
        "event": ("event",),
        "session_id": ("session_id",),
        "model": ("model",),
        "voice": ("voice_setting", "voice_id"),
        "speed": ("voice_setting", "speed"),
        "volume": ("voice_setting", "vol"),
        "pitch": ("voice_setting", "pitch"),
        "emotion": ("voice_setting", "emotion"),
        "text_normalization": ("voice_setting", "text_normalization"),
        "english_normalization": ("voice_setting", "english_normalization"),
        "latex_read": ("voice_setting", "latex_read"),
        "sample_rate": ("audio_setting", "sample_rate"),
        "bitrate": ("audio_setting", "bitrate"),
        "format": ("audio_setting", "format"),
        "channels": ("audio_setting", "channel"),
        "pronunciation": ("pronunciation_dict", "tone"),
        "mix": ("timbre_weights",),
        "language": ("language_boost",),
        "text_normalization_mode": ("text_normalization_mode",),
        "voice_effects": ("voice_modify",),
        "subtitles": ("subtitle_enable",),
        "subtitle_type": ("subtitle_type",),
        "continuous_sound": ("continuous_sound",),
    },
    "WsTaskContinue": {"event": ("event",), "text": ("text",)},
    "WsClientEvent": {"event": ("event",)},
}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
