"""Rules for the requests of the video operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

CHECKS: dict[str, Any] = {
    "VideoGenerationRequest": {
        "type": "object",
        "required": ["model"],
        "properties": {
            "model": {"type": "string"},
            "prompt": {"type": "string", "maxLength": 2000},
            "first_frame_image": {"type": "string"},
            "last_frame_image": {"type": "string"},
            "subject_reference": {
                "type": "array",
                "minItems": 1,
                "maxItems": 1,
                "items": {"$ref": "VideoSubjectReference"},
            },
            "prompt_optimizer": {"type": "boolean"},
            "fast_pretreatment": {"type": "boolean"},
            "duration": {"type": "integer", "enum": [6, 10]},
            "resolution": {"type": "string", "enum": ["768P", "1080P", "512P", "720P"]},
            "callback_url": {"type": "string"},
            "aigc_watermark": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": "prompt is required for text to video; pass prompt, first_frame_image, last_frame_image or subject_reference.",
                "anyOf": [
                    {"required": ["prompt"]},
                    {"required": ["first_frame_image"]},
                    {"required": ["last_frame_image"]},
                    {"required": ["subject_reference"]},
                ],
            },
            {
                "x-message": "MiniMax-Hailuo-2.3 makes 768P (6 or 10 seconds) or 1080P (6 seconds) from text alone or a first frame.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-Hailuo-2.3"]}}},
                "then": {
                    "anyOf": [
                        {
                            "properties": {"resolution": {"enum": ["768P"]}, "duration": {"enum": [6, 10]}},
                            "not": {
                                "anyOf": [
                                    {"required": ["first_frame_image"]},
                                    {"required": ["last_frame_image"]},
                                    {"required": ["subject_reference"]},
                                ]
                            },
                        },
                        {
                            "required": ["resolution"],
                            "properties": {"resolution": {"enum": ["1080P"]}, "duration": {"enum": [6]}},
                            "not": {
                                "anyOf": [
                                    {"required": ["first_frame_image"]},
                                    {"required": ["last_frame_image"]},
                                    {"required": ["subject_reference"]},
                                ]
                            },
                        },
                        {
                            "required": ["first_frame_image"],
                            "properties": {"resolution": {"enum": ["768P"]}, "duration": {"enum": [6, 10]}},
                            "not": {"anyOf": [{"required": ["last_frame_image"]}, {"required": ["subject_reference"]}]},
                        },
                        {
                            "required": ["first_frame_image", "resolution"],
                            "properties": {"resolution": {"enum": ["1080P"]}, "duration": {"enum": [6]}},
                            "not": {"anyOf": [{"required": ["last_frame_image"]}, {"required": ["subject_reference"]}]},
                        },
                    ]
                },
            },
            {
                "x-message": "MiniMax-Hailuo-2.3-Fast makes 768P (6 or 10 seconds) or 1080P (6 seconds) from a first frame.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-Hailuo-2.3-Fast"]}}},
                "then": {
                    "anyOf": [
                        {
                            "required": ["first_frame_image"],
                            "properties": {"resolution": {"enum": ["768P"]}, "duration": {"enum": [6, 10]}},
                            "not": {"anyOf": [{"required": ["last_frame_image"]}, {"required": ["subject_reference"]}]},
                        },
                        {
                            "required": ["first_frame_image", "resolution"],
                            "properties": {"resolution": {"enum": ["1080P"]}, "duration": {"enum": [6]}},
                            "not": {"anyOf": [{"required": ["last_frame_image"]}, {"required": ["subject_reference"]}]},
                        },
                    ]
                },
            },
            {
                "x-message": "MiniMax-Hailuo-02 makes 768P (6 or 10 seconds) or 1080P (6 seconds) from text alone or a first and a last frame; 512P or 768P (6 or 10 seconds) or 1080P (6 seconds) from a first frame.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-Hailuo-02"]}}},
                "then": {
                    "anyOf": [
                        {
                            "properties": {"resolution": {"enum": ["768P"]}, "duration": {"enum": [6, 10]}},
                            "not": {
                                "anyOf": [
                                    {"required": ["first_frame_image"]},
                                    {"required": ["last_frame_image"]},
                                    {"required": ["subject_reference"]},
                                ]
                            },
                        },
                        {
                            "required": ["resolution"],
                            "properties": {"resolution": {"enum": ["1080P"]}, "duration": {"enum": [6]}},
                            "not": {
                                "anyOf": [
                                    {"required": ["first_frame_image"]},
                                    {"required": ["last_frame_image"]},
                                    {"required": ["subject_reference"]},
                                ]
                            },
                        },
                        {
                            "required": ["first_frame_image"],
                            "properties": {"resolution": {"enum": ["512P", "768P"]}, "duration": {"enum": [6, 10]}},
                            "not": {"anyOf": [{"required": ["last_frame_image"]}, {"required": ["subject_reference"]}]},
                        },
                        {
                            "required": ["first_frame_image", "resolution"],
                            "properties": {"resolution": {"enum": ["1080P"]}, "duration": {"enum": [6]}},
                            "not": {"anyOf": [{"required": ["last_frame_image"]}, {"required": ["subject_reference"]}]},
                        },
                        {
                            "required": ["last_frame_image"],
                            "properties": {"resolution": {"enum": ["768P"]}, "duration": {"enum": [6, 10]}},
                            "not": {"required": ["subject_reference"]},
                        },
                        {
                            "required": ["last_frame_image", "resolution"],
                            "properties": {"resolution": {"enum": ["1080P"]}, "duration": {"enum": [6]}},
                            "not": {"required": ["subject_reference"]},
                        },
                    ]
                },
            },
            {
                "x-message": "S2V-01 makes 720P (6 seconds) from a subject.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["S2V-01"]}}},
                "then": {
                    "required": ["subject_reference"],
                    "properties": {"resolution": {"enum": ["720P"]}, "duration": {"enum": [6]}},
                    "not": {"anyOf": [{"required": ["first_frame_image"]}, {"required": ["last_frame_image"]}]},
                },
            },
            {
                "x-message": "T2V-01-Director and T2V-01 make 720P (6 seconds) from text alone.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["T2V-01-Director", "T2V-01"]}}},
                "then": {
                    "properties": {"resolution": {"enum": ["720P"]}, "duration": {"enum": [6]}},
                    "not": {
                        "anyOf": [
                            {"required": ["first_frame_image"]},
                            {"required": ["last_frame_image"]},
                            {"required": ["subject_reference"]},
                        ]
                    },
                },
            },
            {
                "x-message": "I2V-01-Director, I2V-01-live and I2V-01 make 720P (6 seconds) from a first frame.",
                "if": {
                    "required": ["model"],
                    "properties": {"model": {"enum": ["I2V-01-Director", "I2V-01-live", "I2V-01"]}},
                },
                "then": {
                    "required": ["first_frame_image"],
                    "properties": {"resolution": {"enum": ["720P"]}, "duration": {"enum": [6]}},
                    "not": {"anyOf": [{"required": ["last_frame_image"]}, {"required": ["subject_reference"]}]},
                },
            },
        ],
    },
    "VideoSubjectReference": {
        "type": "object",
        "required": ["type", "image"],
        "properties": {
            "type": {"type": "string", "enum": ["character"]},
            "image": {"type": "array", "minItems": 1, "maxItems": 1, "items": {"type": "string"}},
        },
    },
    "VideoV2Request": {
        "type": "object",
        "required": ["model", "content", "resolution", "duration"],
        "properties": {
            "model": {"type": "string"},
            "content": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "anyOf": [
                        {"$ref": "VideoV2TextItem"},
                        {"$ref": "VideoV2ImageItem"},
                        {"$ref": "VideoV2VideoItem"},
                        {"$ref": "VideoV2AudioItem"},
                        {"type": "object"},
                    ]
                },
            },
            "resolution": {"type": "string"},
            "duration": {"type": "integer", "minimum": 1},
            "ratio": {"type": "string", "enum": ["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]},
            "extra": {"$ref": "VideoV2Extra"},
            "callback_url": {"type": "string"},
            "aigc_watermark": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": "content requires one text item that is not empty.",
                "properties": {
                    "content": {
                        "contains": {
                            "required": ["type", "text"],
                            "properties": {"type": {"const": "text"}, "text": {"minLength": 1}},
                        }
                    }
                },
            },
            {
                "x-message": "Frames and references cannot be combined; pass images as first_frame and last_frame, or reference_image, reference_video and reference_audio items.",
                "if": {
                    "required": ["content"],
                    "properties": {
                        "content": {
                            "contains": {
                                "anyOf": [
                                    {
                                        "required": ["role"],
                                        "properties": {"role": {"enum": ["first_frame", "last_frame"]}},
                                    },
                                    {
                                        "required": ["type"],
                                        "properties": {"type": {"enum": ["image_url"]}},
                                        "not": {"required": ["role"]},
                                    },
                                ]
                            }
                        }
                    },
                },
                "then": {
                    "properties": {
                        "content": {
                            "minContains": 0,
                            "maxContains": 0,
                            "contains": {
                                "anyOf": [
                                    {
                                        "required": ["role"],
                                        "properties": {
                                            "role": {"enum": ["reference_image", "reference_video", "reference_audio"]}
                                        },
                                    },
                                    {
                                        "required": ["type"],
                                        "properties": {"type": {"enum": ["video_url", "audio_url"]}},
                                    },
                                ]
                            },
                        }
                    }
                },
            },
            {
                "x-message": "With two or more images, each requires the role first_frame, last_frame or reference_image.",
                "if": {
                    "required": ["content"],
                    "properties": {
                        "content": {
                            "contains": {
                                "required": ["type"],
                                "properties": {"type": {"const": "image_url"}},
                                "not": {"required": ["role"]},
                            }
                        }
                    },
                },
                "then": {
                    "properties": {
                        "content": {
                            "minContains": 0,
                            "maxContains": 1,
                            "contains": {"required": ["type"], "properties": {"type": {"const": "image_url"}}},
                        }
                    }
                },
            },
            {
                "x-message": "At most one image can be the first_frame.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 1,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "first_frame"}}},
                    }
                },
            },
            {
                "x-message": "At most one image can be the last_frame.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 1,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "last_frame"}}},
                    }
                },
            },
            {
                "x-message": "At most 9 images can be reference_image.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 9,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "reference_image"}}},
                    }
                },
            },
            {
                "x-message": "At most 3 reference videos.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 3,
                        "contains": {"required": ["type"], "properties": {"type": {"const": "video_url"}}},
                    }
                },
            },
            {
                "x-message": "At most 3 reference audios.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 3,
                        "contains": {"required": ["type"], "properties": {"type": {"const": "audio_url"}}},
                    }
                },
            },
            {
                "x-message": "At most 12 images, videos and audios in total.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 12,
                        "contains": {
                            "required": ["type"],
                            "properties": {"type": {"enum": ["image_url", "video_url", "audio_url"]}},
                        },
                    }
                },
            },
            {
                "x-message": "Text alone requires a ratio of 21:9, 16:9, 4:3, 1:1, 3:4 or 9:16; adaptive requires an image or a video.",
                "if": {
                    "required": ["content"],
                    "properties": {"content": {"items": {"properties": {"type": {"const": "text"}}}}},
                },
                "then": {
                    "required": ["ratio"],
                    "properties": {"ratio": {"enum": ["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]}},
                },
            },
            {
                "x-message": 'references with MiniMax-H3-Lite require a ratio such as "16:9"; adaptive is not supported.',
                "if": {
                    "required": ["model", "content"],
                    "properties": {
                        "model": {"enum": ["MiniMax-H3-Lite"]},
                        "content": {
                            "contains": {
                                "anyOf": [
                                    {
                                        "required": ["role"],
                                        "properties": {
                                            "role": {"enum": ["reference_image", "reference_video", "reference_audio"]}
                                        },
                                    },
                                    {
                                        "required": ["type"],
                                        "properties": {"type": {"enum": ["video_url", "audio_url"]}},
                                    },
                                ]
                            }
                        },
                    },
                },
                "then": {"required": ["ratio"], "properties": {"ratio": {"not": {"const": "adaptive"}}}},
            },
            {
                "x-message": "extra contains settings of prompt expansion, which are not supported by MiniMax-H3-Lite, MiniMax-H3-Highspeed and MiniMax-H3; omit it.",
                "if": {
                    "required": ["model"],
                    "properties": {"model": {"enum": ["MiniMax-H3-Lite", "MiniMax-H3-Highspeed", "MiniMax-H3"]}},
                },
                "then": {"not": {"required": ["extra"]}},
            },
            {
                "x-message": "MiniMax-H3-Lite makes 480P or 768P (4 to 15 seconds).",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-H3-Lite"]}}},
                "then": {
                    "properties": {
                        "resolution": {"enum": ["480P", "768P"]},
                        "duration": {"enum": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]},
                    }
                },
            },
            {
                "x-message": "MiniMax-H3-Highspeed makes 768P (4 to 15 seconds).",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-H3-Highspeed"]}}},
                "then": {
                    "properties": {
                        "resolution": {"enum": ["768P"]},
                        "duration": {"enum": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]},
                    }
                },
            },
            {
                "x-message": "MiniMax-H3-Max makes 480P or 768P (5 to 15 seconds).",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-H3-Max"]}}},
                "then": {
                    "properties": {
                        "resolution": {"enum": ["480P", "768P"]},
                        "duration": {"enum": [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]},
                    }
                },
            },
            {
                "x-message": "MiniMax-H3 makes 768P or 2K (4 to 15 seconds).",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-H3"]}}},
                "then": {
                    "properties": {
                        "resolution": {"enum": ["768P", "2K"]},
                        "duration": {"enum": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]},
                    }
                },
            },
        ],
        "x-warnings": [
            {
                "x-message": "Reference audio without a reference image or video may be rejected; the documentation allows it, but the official command line client does not send it.",
                "if": {
                    "required": ["content"],
                    "properties": {
                        "content": {"contains": {"required": ["type"], "properties": {"type": {"const": "audio_url"}}}}
                    },
                },
                "then": {
                    "properties": {
                        "content": {
                            "contains": {
                                "required": ["type"],
                                "properties": {"type": {"enum": ["image_url", "video_url"]}},
                            }
                        }
                    }
                },
            }
        ],
    },
    "VideoV2TextItem": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {"type": {"const": "text"}, "text": {"type": "string", "minLength": 1, "maxLength": 7000}},
    },
    "VideoV2ImageItem": {
        "type": "object",
        "required": ["type", "image_url"],
        "properties": {
            "type": {"const": "image_url"},
            "image_url": {"$ref": "VideoMediaUrl"},
            "role": {"type": "string", "enum": ["first_frame", "last_frame", "reference_image"]},
        },
    },
    "VideoMediaUrl": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string", "minLength": 1}}},
    "VideoV2VideoItem": {
        "type": "object",
        "required": ["type", "video_url"],
        "properties": {
            "type": {"const": "video_url"},
            "video_url": {"$ref": "VideoMediaUrl"},
            "role": {"type": "string", "enum": ["reference_video"]},
        },
    },
    "VideoV2AudioItem": {
        "type": "object",
        "required": ["type", "audio_url"],
        "properties": {
            "type": {"const": "audio_url"},
            "audio_url": {"$ref": "VideoMediaUrl"},
            "role": {"type": "string", "enum": ["reference_audio"]},
        },
    },
    "VideoV2Extra": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"prompt_expansion_mode": {"type": "string", "enum": ["disabled", "balanced", "quality"]}},
    },
    "H3ContextIRRequest": {
        "type": "object",
        "required": ["model", "content", "duration"],
        "properties": {
            "model": {"type": "string"},
            "content": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "anyOf": [
                        {"$ref": "VideoV2TextItem"},
                        {"$ref": "VideoV2ImageItem"},
                        {"$ref": "VideoV2VideoItem"},
                        {"$ref": "VideoV2AudioItem"},
                        {"type": "object"},
                    ]
                },
            },
            "duration": {"type": "integer", "minimum": 1},
            "ratio": {"type": "string", "enum": ["adaptive", "21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]},
            "callback_url": {"type": "string"},
        },
        "allOf": [
            {
                "x-message": "content requires one text item that is not empty.",
                "properties": {
                    "content": {
                        "contains": {
                            "required": ["type", "text"],
                            "properties": {"type": {"const": "text"}, "text": {"minLength": 1}},
                        }
                    }
                },
            },
            {
                "x-message": "Frames and references cannot be combined; pass images as first_frame and last_frame, or reference_image, reference_video and reference_audio items.",
                "if": {
                    "required": ["content"],
                    "properties": {
                        "content": {
                            "contains": {
                                "anyOf": [
                                    {
                                        "required": ["role"],
                                        "properties": {"role": {"enum": ["first_frame", "last_frame"]}},
                                    },
                                    {
                                        "required": ["type"],
                                        "properties": {"type": {"enum": ["image_url"]}},
                                        "not": {"required": ["role"]},
                                    },
                                ]
                            }
                        }
                    },
                },
                "then": {
                    "properties": {
                        "content": {
                            "minContains": 0,
                            "maxContains": 0,
                            "contains": {
                                "anyOf": [
                                    {
                                        "required": ["role"],
                                        "properties": {
                                            "role": {"enum": ["reference_image", "reference_video", "reference_audio"]}
                                        },
                                    },
                                    {
                                        "required": ["type"],
                                        "properties": {"type": {"enum": ["video_url", "audio_url"]}},
                                    },
                                ]
                            },
                        }
                    }
                },
            },
            {
                "x-message": "With two or more images, each requires the role first_frame, last_frame or reference_image.",
                "if": {
                    "required": ["content"],
                    "properties": {
                        "content": {
                            "contains": {
                                "required": ["type"],
                                "properties": {"type": {"const": "image_url"}},
                                "not": {"required": ["role"]},
                            }
                        }
                    },
                },
                "then": {
                    "properties": {
                        "content": {
                            "minContains": 0,
                            "maxContains": 1,
                            "contains": {"required": ["type"], "properties": {"type": {"const": "image_url"}}},
                        }
                    }
                },
            },
            {
                "x-message": "At most one image can be the first_frame.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 1,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "first_frame"}}},
                    }
                },
            },
            {
                "x-message": "At most one image can be the last_frame.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 1,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "last_frame"}}},
                    }
                },
            },
            {
                "x-message": "At most 9 images can be reference_image.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 9,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "reference_image"}}},
                    }
                },
            },
            {
                "x-message": "At most 3 reference videos.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 3,
                        "contains": {"required": ["type"], "properties": {"type": {"const": "video_url"}}},
                    }
                },
            },
            {
                "x-message": "At most 3 reference audios.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 3,
                        "contains": {"required": ["type"], "properties": {"type": {"const": "audio_url"}}},
                    }
                },
            },
            {
                "x-message": "At most 12 images, videos and audios in total.",
                "properties": {
                    "content": {
                        "minContains": 0,
                        "maxContains": 12,
                        "contains": {
                            "required": ["type"],
                            "properties": {"type": {"enum": ["image_url", "video_url", "audio_url"]}},
                        },
                    }
                },
            },
            {
                "x-message": "Text alone requires a ratio of 21:9, 16:9, 4:3, 1:1, 3:4 or 9:16; adaptive requires an image or a video.",
                "if": {
                    "required": ["content"],
                    "properties": {"content": {"items": {"properties": {"type": {"const": "text"}}}}},
                },
                "then": {
                    "required": ["ratio"],
                    "properties": {"ratio": {"enum": ["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]}},
                },
            },
            {
                "x-message": "Prompt enhancement works with MiniMax-H3, not with other models.",
                "properties": {
                    "model": {
                        "not": {
                            "enum": [
                                "MiniMax-H3-Lite",
                                "MiniMax-H3-Highspeed",
                                "MiniMax-H3-Max",
                                "MiniMax-Hailuo-2.3",
                                "MiniMax-Hailuo-2.3-Fast",
                                "MiniMax-Hailuo-02",
                                "S2V-01",
                                "T2V-01-Director",
                                "I2V-01-Director",
                                "I2V-01-live",
                                "T2V-01",
                                "I2V-01",
                            ]
                        }
                    }
                },
            },
            {
                "x-message": "MiniMax-H3 makes videos of 4 to 15 seconds.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-H3"]}}},
                "then": {"properties": {"duration": {"enum": [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]}}},
            },
        ],
        "x-warnings": [
            {
                "x-message": "Reference audio without a reference image or video may be rejected; the documentation allows it, but the official command line client does not send it.",
                "if": {
                    "required": ["content"],
                    "properties": {
                        "content": {"contains": {"required": ["type"], "properties": {"type": {"const": "audio_url"}}}}
                    },
                },
                "then": {
                    "properties": {
                        "content": {
                            "contains": {
                                "required": ["type"],
                                "properties": {"type": {"enum": ["image_url", "video_url"]}},
                            }
                        }
                    }
                },
            }
        ],
    },
    "VideoRegenerationRequest": {
        "type": "object",
        "required": ["model", "resolution"],
        "properties": {
            "model": {"type": "string"},
            "resolution": {"type": "string", "enum": ["2K"]},
            "source_task_id": {"type": "string"},
            "content": {
                "type": "array",
                "minItems": 1,
                "items": {
                    "anyOf": [
                        {"$ref": "VideoRegenerationTextItem"},
                        {"$ref": "VideoV2ImageItem"},
                        {"$ref": "VideoRegenerationVideoItem"},
                        {"$ref": "VideoV2AudioItem"},
                        {"type": "object"},
                    ]
                },
            },
            "callback_url": {"type": "string"},
            "aigc_watermark": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": "Pass exactly one of source_task_id and content.",
                "oneOf": [{"required": ["source_task_id"]}, {"required": ["content"]}],
            },
            {
                "x-message": "content requires exactly one video_url item with role base_video.",
                "properties": {
                    "content": {
                        "minContains": 1,
                        "maxContains": 1,
                        "contains": {
                            "required": ["type", "role"],
                            "properties": {"type": {"const": "video_url"}, "role": {"const": "base_video"}},
                        },
                    }
                },
            },
            {
                "x-message": "Regeneration works with MiniMax-H3, not with other models.",
                "properties": {
                    "model": {
                        "not": {
                            "enum": [
                                "MiniMax-H3-Lite",
                                "MiniMax-H3-Highspeed",
                                "MiniMax-H3-Max",
                                "MiniMax-Hailuo-2.3",
                                "MiniMax-Hailuo-2.3-Fast",
                                "MiniMax-Hailuo-02",
                                "S2V-01",
                                "T2V-01-Director",
                                "I2V-01-Director",
                                "I2V-01-live",
                                "T2V-01",
                                "I2V-01",
                            ]
                        }
                    }
                },
            },
        ],
    },
    "VideoRegenerationTextItem": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {"type": {"const": "text"}, "text": {"type": "string", "minLength": 1, "maxLength": 40000}},
    },
    "VideoRegenerationVideoItem": {
        "type": "object",
        "required": ["type", "video_url"],
        "properties": {
            "type": {"const": "video_url"},
            "video_url": {"$ref": "VideoMediaUrl"},
            "role": {"type": "string", "enum": ["base_video", "reference_video"]},
        },
    },
    "VideoTemplateRequest": {
        "type": "object",
        "required": ["template_id"],
        "properties": {
            "template_id": {"type": "string", "minLength": 1},
            "media_inputs": {"type": "array", "items": {"$ref": "VideoTemplateMediaInput"}},
            "text_inputs": {"type": "array", "items": {"$ref": "VideoTemplateTextInput"}},
            "callback_url": {"type": "string"},
        },
    },
    "VideoTemplateMediaInput": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
    "VideoTemplateTextInput": {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}},
}
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {
    "VideoGenerationRequest.first_frame_image": {
        "kind": "image",
        "sources": ["url", "data"],
        "formats": ["jpg", "jpeg", "png", "webp"],
        "below_bytes": 20971520,
        "short_side_above": 300,
        "min_aspect": 0.4,
        "max_aspect": 2.5,
    },
    "VideoGenerationRequest.last_frame_image": {
        "kind": "image",
        "sources": ["url", "data"],
        "formats": ["jpg", "jpeg", "png", "webp"],
        "below_bytes": 20971520,
        "short_side_above": 300,
        "min_aspect": 0.4,
        "max_aspect": 2.5,
    },
    "VideoSubjectReference.image": {
        "kind": "image",
        "sources": ["url", "data"],
        "formats": ["jpg", "jpeg", "png", "webp"],
        "below_bytes": 20971520,
        "short_side_above": 300,
        "min_aspect": 0.4,
        "max_aspect": 2.5,
    },
    "VideoV2Request.content": {"max_body_bytes": 67108864},
    "VideoV2ImageItem.image_url": {
        "kind": "image",
        "sources": ["url", "data", "mm_file"],
        "formats": ["jpg", "jpeg", "png", "webp", "heic", "heif"],
        "max_bytes": 31457280,
        "min_side": 256,
        "max_side": 5760,
        "min_aspect": 0.4,
        "max_aspect": 2.5,
    },
    "VideoV2VideoItem.video_url": {
        "kind": "video",
        "sources": ["url", "data", "mm_file"],
        "formats": ["mp4", "mov"],
        "data_formats": ["mp4"],
        "video_codecs": ["h264", "h265"],
        "audio_codecs": ["aac", "mp3"],
        "max_bytes": 52428800,
        "min_side": 256,
        "max_side": 5760,
        "min_aspect": 0.4,
        "max_aspect": 2.5,
        "min_seconds": 2,
        "max_seconds": 15,
        "max_total_seconds": 15,
        "min_fps": 23.976,
        "max_fps": 60,
    },
    "VideoV2AudioItem.audio_url": {
        "kind": "audio",
        "sources": ["url", "data", "mm_file"],
        "formats": ["wav", "mp3"],
        "max_bytes": 15728640,
        "min_seconds": 2,
        "max_seconds": 15,
        "max_total_seconds": 15,
    },
    "H3ContextIRRequest.content": {"max_body_bytes": 67108864},
    "VideoRegenerationRequest.content": {"max_body_bytes": 67108864},
    "VideoRegenerationVideoItem.video_url": {
        "kind": "video",
        "sources": ["url", "data", "mm_file"],
        "formats": ["mp4", "mov"],
        "data_formats": ["mp4"],
        "max_bytes": 52428800,
    },
    "VideoRegenerationVideoItem.role": {
        "role": "base_video",
        "audio": True,
        "fps": 24,
        "side_multiple_of": 32,
        "min_pixels": 589824,
        "max_pixels": 1032192,
        "min_frames": 107,
        "max_frames": 362,
        "frame_step": 17,
    },
    "VideoTemplateMediaInput.value": {
        "kind": "image",
        "sources": ["url", "data"],
        "formats": ["jpg", "jpeg", "png", "webp"],
        "below_bytes": 20971520,
        "short_side_above": 300,
        "min_aspect": 0.4,
        "max_aspect": 2.5,
    },
}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
