"""Rules for the requests of the text operations. Generated from `spec/` by `python -m generator`; never edited by hand."""

from typing import Any

CHECKS: dict[str, Any] = {
    "NativeChatRequest": {
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": {"type": "string"},
            "messages": {"type": "array", "minItems": 1, "items": {"$ref": "ChatMessageNative"}},
            "stream": {"type": "boolean"},
            "stream_options": {"$ref": "ChatStreamOptions"},
            "max_completion_tokens": {"type": "integer", "minimum": 1},
            "max_tokens": {"type": "integer", "minimum": 1},
            "temperature": {"type": "number", "maximum": 1, "exclusiveMinimum": 0},
            "top_p": {"type": "number", "maximum": 1, "exclusiveMinimum": 0},
            "tools": {"type": "array", "items": {"$ref": "NativeTool"}},
            "tool_choice": {"type": "string", "enum": ["none", "auto"]},
            "response_format": {"$ref": "NativeResponseFormat"},
            "mask_sensitive_info": {"type": "boolean"},
        },
        "allOf": [
            {
                "x-message": "only one message may have the role system; combine all system text in it.",
                "properties": {
                    "messages": {
                        "minContains": 0,
                        "maxContains": 1,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "system"}}},
                    }
                },
            },
            {
                "x-message": "MiniMax-M3 writes at most 524288 tokens; lower max_completion_tokens.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["MiniMax-M3"]}}},
                "then": {
                    "properties": {"max_completion_tokens": {"maximum": 524288}, "max_tokens": {"maximum": 524288}}
                },
            },
            {
                "x-message": "MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1 and MiniMax-M2 write at most 204800 tokens; lower max_completion_tokens.",
                "if": {
                    "required": ["model"],
                    "properties": {
                        "model": {
                            "enum": [
                                "MiniMax-M2.7",
                                "MiniMax-M2.7-highspeed",
                                "MiniMax-M2.5",
                                "MiniMax-M2.5-highspeed",
                                "MiniMax-M2.1",
                                "MiniMax-M2",
                            ]
                        }
                    },
                },
                "then": {
                    "properties": {"max_completion_tokens": {"maximum": 204800}, "max_tokens": {"maximum": 204800}}
                },
            },
            {
                "x-message": "M2-her writes at most 2048 tokens; lower max_completion_tokens.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["M2-her"]}}},
                "then": {"properties": {"max_completion_tokens": {"maximum": 2048}, "max_tokens": {"maximum": 2048}}},
            },
        ],
    },
    "ChatMessageNative": {
        "type": "object",
        "required": ["role"],
        "properties": {
            "role": {"type": "string", "minLength": 1},
            "name": {"type": ["string", "null"]},
            "content": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {"anyOf": [{"$ref": "ChatTextPart"}, {"$ref": "NativeImagePart"}, {"type": "object"}]},
                    },
                    {"type": "null"},
                ]
            },
            "reasoning_content": {"type": ["string", "null"]},
            "tool_calls": {"type": ["array", "null"], "items": {"$ref": "ToolCallRequest"}},
            "tool_call_id": {"type": ["string", "null"]},
        },
    },
    "ChatTextPart": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {"type": {"const": "text"}, "text": {"type": "string"}},
    },
    "NativeImagePart": {
        "type": "object",
        "required": ["type", "image_url"],
        "properties": {"type": {"const": "image_url"}, "image_url": {"$ref": "NativeImageUrl"}},
    },
    "NativeImageUrl": {"type": "object", "required": ["url"], "properties": {"url": {"type": "string"}}},
    "ToolCallRequest": {
        "type": "object",
        "required": ["id", "type", "function"],
        "properties": {
            "id": {"type": "string"},
            "type": {"const": "function"},
            "function": {"$ref": "ToolCallFunctionRequest"},
        },
    },
    "ToolCallFunctionRequest": {
        "type": "object",
        "required": ["name", "arguments"],
        "properties": {
            "name": {"type": "string"},
            "arguments": {"type": "string", "contentSchema": {"type": "object"}},
        },
    },
    "ChatStreamOptions": {"type": "object", "properties": {"include_usage": {"type": "boolean"}}},
    "NativeTool": {
        "type": "object",
        "required": ["type", "function"],
        "properties": {"type": {"const": "function"}, "function": {"$ref": "NativeFunction"}},
    },
    "NativeFunction": {
        "type": "object",
        "required": ["name", "description", "parameters"],
        "properties": {
            "name": {"type": "string"},
            "description": {"type": "string"},
            "parameters": {
                "anyOf": [{"$ref": "ToolParameters"}, {"type": "string", "contentSchema": {"type": "object"}}]
            },
        },
    },
    "ToolParameters": {"type": "object"},
    "NativeResponseFormat": {
        "type": "object",
        "required": ["type", "json_schema"],
        "properties": {"type": {"const": "json_schema"}, "json_schema": {"$ref": "NativeJsonSchema"}},
    },
    "NativeJsonSchema": {
        "type": "object",
        "required": ["name", "schema"],
        "properties": {
            "name": {"type": "string", "maxLength": 64, "pattern": "^\\w+$"},
            "description": {"type": "string"},
            "schema": {"$ref": "NativeOutputSchema"},
        },
    },
    "NativeOutputSchema": {
        "type": "object",
        "required": ["type", "properties"],
        "properties": {
            "type": {"const": "object"},
            "properties": {"type": "object"},
            "required": {"type": "array", "items": {"type": "string"}},
        },
    },
    "ChatCompletionRequest": {
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": {"type": "string"},
            "messages": {"type": "array", "minItems": 1, "items": {"$ref": "ChatMessage"}},
            "stream": {"type": "boolean"},
            "stream_options": {"$ref": "ChatStreamOptions"},
            "max_completion_tokens": {"type": "integer", "minimum": 1},
            "max_tokens": {"type": "integer", "minimum": 1},
            "temperature": {"type": "number", "minimum": 0, "maximum": 2},
            "top_p": {"type": "number", "minimum": 0, "maximum": 1},
            "n": {"type": "integer", "minimum": 1, "maximum": 1},
            "tools": {"type": "array", "items": {"$ref": "ChatTool"}},
            "tool_choice": {"anyOf": [{"type": "string"}, {"type": "object"}]},
            "thinking": {"$ref": "ChatThinking"},
            "reasoning_effort": {"type": "string", "enum": ["low", "medium", "high", "xhigh", "max"]},
            "reasoning_split": {"type": "boolean"},
            "service_tier": {"type": "string", "enum": ["standard", "priority"]},
        },
        "allOf": [
            {
                "x-message": "only one message may have the role system; combine all system text in it.",
                "properties": {
                    "messages": {
                        "minContains": 0,
                        "maxContains": 1,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "system"}}},
                    }
                },
            },
            {
                "x-message": "a message with role tool requires tool_call_id, the id of the call whose result it contains.",
                "not": {
                    "required": ["messages"],
                    "properties": {
                        "messages": {
                            "contains": {
                                "required": ["role"],
                                "properties": {"role": {"const": "tool"}},
                                "not": {"required": ["tool_call_id"]},
                            }
                        }
                    },
                },
            },
            {
                "x-message": 'MiniMax-M3.1-Flash and MiniMax-M3.1-Flash-Preview always think: thinking.type "disabled" and budget_tokens 0 are not allowed; reasoning_effort "low" makes them think less.',
                "if": {
                    "required": ["model"],
                    "properties": {"model": {"enum": ["MiniMax-M3.1-Flash", "MiniMax-M3.1-Flash-Preview"]}},
                },
                "then": {
                    "properties": {
                        "thinking": {
                            "properties": {
                                "type": {"not": {"const": "disabled"}},
                                "budget_tokens": {"not": {"const": 0}},
                            }
                        }
                    }
                },
            },
            {
                "x-message": "MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview and MiniMax-M3 write at most 524288 tokens; lower max_completion_tokens.",
                "if": {
                    "required": ["model"],
                    "properties": {
                        "model": {"enum": ["MiniMax-M3.1-Flash", "MiniMax-M3.1-Flash-Preview", "MiniMax-M3"]}
                    },
                },
                "then": {
                    "properties": {"max_completion_tokens": {"maximum": 524288}, "max_tokens": {"maximum": 524288}}
                },
            },
            {
                "x-message": "MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning and MiniMax-M2 write at most 204800 tokens; lower max_completion_tokens.",
                "if": {
                    "required": ["model"],
                    "properties": {
                        "model": {
                            "enum": [
                                "MiniMax-M2.7",
                                "MiniMax-M2.7-highspeed",
                                "MiniMax-M2.5",
                                "MiniMax-M2.5-highspeed",
                                "MiniMax-M2.1",
                                "MiniMax-M2.1-highspeed",
                                "MiniMax-M2.1-lightning",
                                "MiniMax-M2",
                            ]
                        }
                    },
                },
                "then": {
                    "properties": {"max_completion_tokens": {"maximum": 204800}, "max_tokens": {"maximum": 204800}}
                },
            },
            {
                "x-message": "M2-her writes at most 2048 tokens; lower max_completion_tokens.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["M2-her"]}}},
                "then": {"properties": {"max_completion_tokens": {"maximum": 2048}, "max_tokens": {"maximum": 2048}}},
            },
        ],
    },
    "ChatMessage": {
        "type": "object",
        "required": ["role"],
        "properties": {
            "role": {"type": "string", "minLength": 1},
            "name": {"type": ["string", "null"]},
            "content": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "anyOf": [
                                {"$ref": "ChatTextPart"},
                                {"$ref": "ChatImagePart"},
                                {"$ref": "ChatVideoPart"},
                                {"type": "object"},
                            ]
                        },
                    },
                    {"type": "null"},
                ]
            },
            "reasoning_content": {"type": ["string", "null"]},
            "reasoning_details": {"type": ["array", "null"], "items": {"type": "object"}},
            "tool_calls": {"type": ["array", "null"], "items": {"$ref": "ToolCallRequest"}},
            "tool_call_id": {"type": ["string", "null"]},
        },
    },
    "ChatImagePart": {
        "type": "object",
        "required": ["type", "image_url"],
        "properties": {"type": {"const": "image_url"}, "image_url": {"$ref": "ChatImageUrl"}},
    },
    "ChatImageUrl": {
        "type": "object",
        "required": ["url"],
        "properties": {
            "url": {"type": "string"},
            "detail": {"type": "string", "enum": ["low", "default", "high"]},
            "max_long_side_pixel": {"type": "integer", "minimum": 1},
        },
    },
    "ChatVideoPart": {
        "type": "object",
        "required": ["type", "video_url"],
        "properties": {"type": {"const": "video_url"}, "video_url": {"$ref": "ChatVideoUrl"}},
    },
    "ChatVideoUrl": {
        "type": "object",
        "required": ["url"],
        "properties": {
            "url": {"type": "string"},
            "detail": {"type": "string", "enum": ["low", "default", "high"]},
            "fps": {"type": "number", "minimum": 0.2, "maximum": 5},
            "max_long_side_pixel": {"type": "integer", "minimum": 1},
        },
    },
    "ChatTool": {
        "type": "object",
        "required": ["type", "function"],
        "properties": {"type": {"const": "function"}, "function": {"$ref": "ChatFunction"}},
    },
    "ChatFunction": {
        "type": "object",
        "required": ["name", "parameters"],
        "properties": {
            "name": {"type": "string"},
            "description": {"type": "string"},
            "parameters": {
                "anyOf": [{"$ref": "ToolParameters"}, {"type": "string", "contentSchema": {"type": "object"}}]
            },
        },
    },
    "ChatThinking": {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": ["adaptive", "disabled", "enabled"]}},
    },
    "ResponsesRequest": {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string"},
            "input": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "anyOf": [
                                {"$ref": "ResponsesMessageRequest"},
                                {"$ref": "ResponsesFunctionCallRequest"},
                                {"$ref": "ResponsesFunctionCallOutputRequest"},
                                {"$ref": "ResponsesReasoningItemRequest"},
                                {"type": "object"},
                            ]
                        },
                    },
                ]
            },
            "instructions": {"type": "string"},
            "max_output_tokens": {"type": "integer"},
            "temperature": {"type": "number", "minimum": 0, "maximum": 1},
            "top_p": {"type": "number", "minimum": 0, "maximum": 1},
            "stream": {"type": "boolean"},
            "tools": {
                "type": "array",
                "items": {
                    "anyOf": [{"$ref": "ResponsesFunctionTool"}, {"$ref": "ResponsesWebSearchTool"}, {"type": "object"}]
                },
            },
            "tool_choice": {"type": "string", "enum": ["none", "auto"]},
            "reasoning": {"$ref": "ResponsesReasoningRequest"},
            "text": {"$ref": "ResponsesTextRequest"},
            "service_tier": {"type": "string", "enum": ["standard", "priority"]},
            "metadata": {"$ref": "ResponsesMetadata"},
            "prompt_cache_key": {"type": "string"},
        },
        "allOf": [
            {
                "x-message": 'MiniMax-M3.1-Flash and MiniMax-M3.1-Flash-Preview always think: reasoning.effort cannot be "none"; "low" makes them think less.',
                "if": {
                    "required": ["model"],
                    "properties": {"model": {"enum": ["MiniMax-M3.1-Flash", "MiniMax-M3.1-Flash-Preview"]}},
                },
                "then": {"properties": {"reasoning": {"properties": {"effort": {"not": {"const": "none"}}}}}},
            }
        ],
    },
    "ResponsesMessageRequest": {
        "type": "object",
        "required": ["role", "content"],
        "properties": {
            "type": {"const": "message"},
            "role": {"type": "string", "minLength": 1},
            "content": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "anyOf": [
                                {"$ref": "ResponsesInputTextPart"},
                                {"$ref": "ResponsesOutputTextPart"},
                                {"$ref": "ResponsesInputImagePart"},
                                {"$ref": "ResponsesInputVideoPart"},
                                {"type": "object"},
                            ]
                        },
                    },
                ]
            },
        },
    },
    "ResponsesInputTextPart": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {"type": {"const": "input_text"}, "text": {"type": "string"}},
    },
    "ResponsesOutputTextPart": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {"type": {"const": "output_text"}, "text": {"type": "string"}},
    },
    "ResponsesInputImagePart": {
        "type": "object",
        "required": ["type", "image_url"],
        "properties": {
            "type": {"const": "input_image"},
            "image_url": {"anyOf": [{"type": "string"}, {"$ref": "ResponsesImageUrl"}]},
        },
    },
    "ResponsesImageUrl": {
        "type": "object",
        "required": ["url"],
        "properties": {"url": {"type": "string"}, "detail": {"type": "string", "enum": ["low", "default", "high"]}},
    },
    "ResponsesInputVideoPart": {
        "type": "object",
        "required": ["type", "video_url"],
        "properties": {
            "type": {"const": "input_video"},
            "video_url": {"anyOf": [{"type": "string"}, {"$ref": "ResponsesVideoUrl"}]},
        },
    },
    "ResponsesVideoUrl": {
        "type": "object",
        "required": ["url"],
        "properties": {
            "url": {"type": "string"},
            "detail": {"type": "string", "enum": ["low", "default", "high"]},
            "fps": {"type": "number", "minimum": 0.2, "maximum": 5},
            "max_long_side_pixel": {"type": "integer", "minimum": 1},
        },
    },
    "ResponsesFunctionCallRequest": {
        "type": "object",
        "required": ["type", "call_id", "name", "arguments"],
        "properties": {
            "type": {"const": "function_call"},
            "call_id": {"type": "string"},
            "name": {"type": "string"},
            "arguments": {"type": "string", "contentSchema": {"type": "object"}},
        },
    },
    "ResponsesFunctionCallOutputRequest": {
        "type": "object",
        "required": ["type", "call_id", "output"],
        "properties": {
            "type": {"const": "function_call_output"},
            "call_id": {"type": "string"},
            "output": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "anyOf": [
                                {"$ref": "ResponsesInputTextPart"},
                                {"$ref": "ResponsesInputImagePart"},
                                {"$ref": "ResponsesInputVideoPart"},
                                {"type": "object"},
                            ]
                        },
                    },
                ]
            },
        },
    },
    "ResponsesReasoningItemRequest": {
        "type": "object",
        "required": ["type"],
        "properties": {
            "type": {"const": "reasoning"},
            "summary": {
                "type": "array",
                "items": {"anyOf": [{"$ref": "ResponsesSummaryTextRequest"}, {"type": "object"}]},
            },
        },
    },
    "ResponsesSummaryTextRequest": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {"type": {"const": "summary_text"}, "text": {"type": "string"}},
    },
    "ResponsesFunctionTool": {
        "type": "object",
        "required": ["type", "name"],
        "properties": {
            "type": {"const": "function"},
            "name": {"type": "string"},
            "description": {"type": "string"},
            "parameters": {"$ref": "ToolParameters"},
        },
    },
    "ResponsesWebSearchTool": {"type": "object", "required": ["type"], "properties": {"type": {"const": "web_search"}}},
    "ResponsesReasoningRequest": {
        "type": "object",
        "properties": {
            "effort": {"type": "string", "enum": ["none", "minimal", "low", "medium", "high", "xhigh", "max"]}
        },
    },
    "ResponsesTextRequest": {"type": "object", "properties": {"format": {"$ref": "ResponsesTextFormat"}}},
    "ResponsesTextFormat": {"type": "object", "properties": {"type": {"type": "string", "enum": ["text"]}}},
    "ResponsesMetadata": {"type": "object", "additionalProperties": {"type": "string"}},
    "ResponsesInputTokensRequest": {
        "type": "object",
        "required": ["model", "input"],
        "properties": {
            "model": {"type": "string"},
            "input": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "anyOf": [
                                {"$ref": "ResponsesMessageRequest"},
                                {"$ref": "ResponsesFunctionCallRequest"},
                                {"$ref": "ResponsesFunctionCallOutputRequest"},
                                {"$ref": "ResponsesReasoningItemRequest"},
                                {"type": "object"},
                            ]
                        },
                    },
                ]
            },
            "instructions": {"type": "string"},
            "tools": {
                "type": "array",
                "items": {
                    "anyOf": [{"$ref": "ResponsesFunctionTool"}, {"$ref": "ResponsesWebSearchTool"}, {"type": "object"}]
                },
            },
            "tool_choice": {"type": "string", "enum": ["none", "auto"]},
            "text": {"$ref": "ResponsesTextRequest"},
            "reasoning": {"$ref": "ResponsesReasoningRequest"},
        },
    },
    "AnthropicMessagesRequest": {
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": {"type": "string"},
            "messages": {"type": "array", "minItems": 1, "items": {"$ref": "AnthropicMessage"}},
            "system": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "AnthropicTextBlockRequest"}}]
            },
            "max_tokens": {"type": "integer", "minimum": 1},
            "stream": {"type": "boolean"},
            "temperature": {"type": "number", "minimum": 0, "maximum": 2},
            "top_p": {"type": "number", "minimum": 0, "maximum": 1},
            "tools": {"type": "array", "items": {"$ref": "AnthropicTool"}},
            "tool_choice": {"$ref": "AnthropicToolChoice"},
            "thinking": {"$ref": "AnthropicThinking"},
            "output_config": {"$ref": "AnthropicOutputConfig"},
            "service_tier": {"type": "string", "enum": ["standard", "priority"]},
            "metadata": {"$ref": "AnthropicMetadata"},
        },
        "allOf": [
            {
                "x-message": "messages cannot have the role system in this API; pass the text as system.",
                "properties": {
                    "messages": {
                        "minContains": 0,
                        "maxContains": 0,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "system"}}},
                    }
                },
            },
            {
                "x-message": "a tool requires input_schema, the JSON Schema of its arguments, unless it is a server tool, which has a type.",
                "not": {
                    "required": ["tools"],
                    "properties": {
                        "tools": {
                            "contains": {"not": {"anyOf": [{"required": ["type"]}, {"required": ["input_schema"]}]}}
                        }
                    },
                },
            },
            {
                "x-message": 'MiniMax-M3.1-Flash and MiniMax-M3.1-Flash-Preview always think: thinking.type "disabled" and budget_tokens 0 are not allowed; output_config.effort "low" makes them think less.',
                "if": {
                    "required": ["model"],
                    "properties": {"model": {"enum": ["MiniMax-M3.1-Flash", "MiniMax-M3.1-Flash-Preview"]}},
                },
                "then": {
                    "properties": {
                        "thinking": {
                            "properties": {
                                "type": {"not": {"const": "disabled"}},
                                "budget_tokens": {"not": {"const": 0}},
                            }
                        }
                    }
                },
            },
            {
                "x-message": "MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview and MiniMax-M3 write at most 524288 tokens; lower max_tokens.",
                "if": {
                    "required": ["model"],
                    "properties": {
                        "model": {"enum": ["MiniMax-M3.1-Flash", "MiniMax-M3.1-Flash-Preview", "MiniMax-M3"]}
                    },
                },
                "then": {"properties": {"max_tokens": {"maximum": 524288}}},
            },
            {
                "x-message": "MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning and MiniMax-M2 write at most 204800 tokens; lower max_tokens.",
                "if": {
                    "required": ["model"],
                    "properties": {
                        "model": {
                            "enum": [
                                "MiniMax-M2.7",
                                "MiniMax-M2.7-highspeed",
                                "MiniMax-M2.5",
                                "MiniMax-M2.5-highspeed",
                                "MiniMax-M2.1",
                                "MiniMax-M2.1-highspeed",
                                "MiniMax-M2.1-lightning",
                                "MiniMax-M2",
                            ]
                        }
                    },
                },
                "then": {"properties": {"max_tokens": {"maximum": 204800}}},
            },
            {
                "x-message": "M2-her writes at most 2048 tokens; lower max_tokens.",
                "if": {"required": ["model"], "properties": {"model": {"enum": ["M2-her"]}}},
                "then": {"properties": {"max_tokens": {"maximum": 2048}}},
            },
        ],
    },
    "AnthropicMessage": {
        "type": "object",
        "required": ["role", "content"],
        "properties": {
            "role": {"type": "string", "minLength": 1},
            "content": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "anyOf": [
                                {"$ref": "AnthropicTextBlockRequest"},
                                {"$ref": "AnthropicImageBlockRequest"},
                                {"$ref": "AnthropicVideoBlockRequest"},
                                {"$ref": "AnthropicToolUseBlockRequest"},
                                {"$ref": "AnthropicToolResultBlockRequest"},
                                {"$ref": "AnthropicThinkingBlockRequest"},
                                {"$ref": "AnthropicMidConvSystemBlockRequest"},
                                {"type": "object"},
                            ]
                        },
                    },
                ]
            },
        },
    },
    "AnthropicTextBlockRequest": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {
            "type": {"const": "text"},
            "text": {"type": "string"},
            "cache_control": {"$ref": "AnthropicCacheControl"},
        },
    },
    "AnthropicCacheControl": {"type": "object", "required": ["type"], "properties": {"type": {"const": "ephemeral"}}},
    "AnthropicImageBlockRequest": {
        "type": "object",
        "required": ["type", "source"],
        "properties": {
            "type": {"const": "image"},
            "source": {
                "anyOf": [
                    {"$ref": "AnthropicImageBase64Source"},
                    {"$ref": "AnthropicImageUrlSource"},
                    {"type": "object"},
                ]
            },
            "cache_control": {"$ref": "AnthropicCacheControl"},
        },
    },
    "AnthropicImageBase64Source": {
        "type": "object",
        "required": ["type", "media_type", "data"],
        "properties": {
            "type": {"const": "base64"},
            "media_type": {"type": "string"},
            "data": {"type": "string"},
            "detail": {"type": "string", "enum": ["low", "default", "high"]},
            "max_long_side_pixel": {"type": "integer", "minimum": 1},
        },
    },
    "AnthropicImageUrlSource": {
        "type": "object",
        "required": ["type", "url"],
        "properties": {
            "type": {"const": "url"},
            "url": {"type": "string"},
            "detail": {"type": "string", "enum": ["low", "default", "high"]},
            "max_long_side_pixel": {"type": "integer", "minimum": 1},
        },
    },
    "AnthropicVideoBlockRequest": {
        "type": "object",
        "required": ["type", "source"],
        "properties": {
            "type": {"const": "video"},
            "source": {
                "anyOf": [
                    {"$ref": "AnthropicVideoBase64Source"},
                    {"$ref": "AnthropicVideoUrlSource"},
                    {"type": "object"},
                ]
            },
            "cache_control": {"$ref": "AnthropicCacheControl"},
        },
    },
    "AnthropicVideoBase64Source": {
        "type": "object",
        "required": ["type", "media_type", "data"],
        "properties": {
            "type": {"const": "base64"},
            "media_type": {"type": "string"},
            "data": {"type": "string"},
            "detail": {"type": "string", "enum": ["low", "default", "high"]},
            "fps": {"type": "number", "minimum": 0.2, "maximum": 5},
            "max_long_side_pixel": {"type": "integer", "minimum": 1},
        },
    },
    "AnthropicVideoUrlSource": {
        "type": "object",
        "required": ["type", "url"],
        "properties": {
            "type": {"const": "url"},
            "url": {"type": "string"},
            "detail": {"type": "string", "enum": ["low", "default", "high"]},
            "fps": {"type": "number", "minimum": 0.2, "maximum": 5},
            "max_long_side_pixel": {"type": "integer", "minimum": 1},
        },
    },
    "AnthropicToolUseBlockRequest": {
        "type": "object",
        "required": ["type", "id", "name", "input"],
        "properties": {
            "type": {"const": "tool_use"},
            "id": {"type": "string"},
            "name": {"type": "string"},
            "input": {"type": "object"},
            "cache_control": {"$ref": "AnthropicCacheControl"},
        },
    },
    "AnthropicToolResultBlockRequest": {
        "type": "object",
        "required": ["type", "tool_use_id"],
        "properties": {
            "type": {"const": "tool_result"},
            "tool_use_id": {"type": "string"},
            "content": {
                "anyOf": [
                    {"type": "string"},
                    {
                        "type": "array",
                        "items": {
                            "anyOf": [
                                {"$ref": "AnthropicTextBlockRequest"},
                                {"$ref": "AnthropicImageBlockRequest"},
                                {"type": "object"},
                            ]
                        },
                    },
                ]
            },
            "cache_control": {"$ref": "AnthropicCacheControl"},
        },
    },
    "AnthropicThinkingBlockRequest": {
        "type": "object",
        "required": ["type", "thinking"],
        "properties": {"type": {"const": "thinking"}, "thinking": {"type": "string"}, "signature": {"type": "string"}},
    },
    "AnthropicMidConvSystemBlockRequest": {
        "type": "object",
        "required": ["type", "text"],
        "properties": {
            "type": {"const": "mid_conv_system"},
            "text": {"type": "string"},
            "cache_control": {"$ref": "AnthropicCacheControl"},
        },
    },
    "AnthropicTool": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "type": {"type": "string"},
            "name": {"type": "string"},
            "description": {"type": "string"},
            "input_schema": {"$ref": "ToolParameters"},
            "cache_control": {"$ref": "AnthropicCacheControl"},
        },
    },
    "AnthropicToolChoice": {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}},
    "AnthropicThinking": {
        "type": "object",
        "properties": {"type": {"type": "string", "enum": ["disabled", "adaptive", "enabled"]}},
    },
    "AnthropicOutputConfig": {
        "type": "object",
        "properties": {"effort": {"type": "string", "enum": ["low", "medium", "high", "xhigh", "max"]}},
    },
    "AnthropicMetadata": {"type": "object", "properties": {"user_id": {"type": "string"}}},
    "AnthropicCountTokensRequest": {
        "type": "object",
        "required": ["model", "messages"],
        "properties": {
            "model": {"type": "string"},
            "messages": {"type": "array", "minItems": 1, "items": {"$ref": "AnthropicMessage"}},
            "system": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "AnthropicTextBlockRequest"}}]
            },
            "max_tokens": {"type": "integer", "minimum": 1},
            "temperature": {"type": "number", "minimum": 0, "maximum": 2},
            "top_p": {"type": "number", "minimum": 0, "maximum": 1},
            "tools": {"type": "array", "items": {"$ref": "AnthropicTool"}},
            "tool_choice": {"$ref": "AnthropicToolChoice"},
            "thinking": {"$ref": "AnthropicThinking"},
            "output_config": {"$ref": "AnthropicOutputConfig"},
            "service_tier": {"type": "string", "enum": ["standard", "priority"]},
            "metadata": {"$ref": "AnthropicMetadata"},
        },
        "allOf": [
            {
                "x-message": "messages cannot have the role system in this API; pass the text as system.",
                "properties": {
                    "messages": {
                        "minContains": 0,
                        "maxContains": 0,
                        "contains": {"required": ["role"], "properties": {"role": {"const": "system"}}},
                    }
                },
            },
            {
                "x-message": "a tool requires input_schema, the JSON Schema of its arguments, unless it is a server tool, which has a type.",
                "not": {
                    "required": ["tools"],
                    "properties": {
                        "tools": {
                            "contains": {"not": {"anyOf": [{"required": ["type"]}, {"required": ["input_schema"]}]}}
                        }
                    },
                },
            },
        ],
    },
    "EmbeddingsRequest": {
        "type": "object",
        "required": ["model", "texts", "type"],
        "properties": {
            "model": {"type": "string"},
            "texts": {"type": "array", "items": {"type": "string"}},
            "type": {"type": "string", "enum": ["db", "query"]},
        },
    },
}
"""Request schemas, reduced to what is checked before sending."""

MEDIA: dict[str, dict[str, Any]] = {}
"""Kind, formats and limits of media, by `Schema.field`."""

FIELDS: dict[str, dict[str, tuple[str, ...]]] = {}
"""Events that a client sends over a WebSocket: Python name of a field -> its path."""
