"""Typed keywords of the text calls.

Generated from `spec/text.yaml` by `python -m generator`; never edited by hand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required, TypeAlias, TypedDict

from minimax.config import CallOptions


class ChatMessageParam(TypedDict, total=False):
    """One message of a chat completion."""

    role: Required[
        Literal[
            "system", "user", "assistant", "tool", "user_system", "group", "sample_message_user", "sample_message_ai"
        ]
        | str
    ]
    """Who speaks. The last four belong to M2-her. Known values: system, user, assistant, tool, user_system, group, sample_message_user, sample_message_ai. At least 1 character."""

    name: str
    """Name of the sender, needed when several senders share a role."""

    content: str | Sequence[ChatTextPartParam | ChatImagePartParam | ChatVideoPartParam | Mapping[str, Any]] | None
    """Text or parts of the message; may be missing on an assistant turn that only calls tools."""

    reasoning_content: str
    """Thinking of an earlier assistant turn, sent back unchanged."""

    reasoning_details: Sequence[Mapping[str, Any]]
    """Thinking of an earlier assistant turn in pieces, sent back unchanged."""

    tool_calls: Sequence[ToolCallRequestParam]
    """Tool calls of an earlier assistant turn, sent back unchanged."""

    tool_call_id: str
    """Id of the call whose result a `tool` message contains; ignored with other roles."""


class ChatTextPartParam(TypedDict, total=False):
    """Text in a chat message."""

    type: Required[Literal["text"]]
    """Type of the part. Always text."""

    text: Required[str]
    """The text."""


class ChatImagePartParam(TypedDict, total=False):
    """An image in a chat message, for M3 and newer."""

    type: Required[Literal["image_url"]]
    """Type of the part. Always image_url."""

    image_url: Required[ChatImageUrlParam]
    """Location of the image and the detail to use."""


class ChatImageUrlParam(TypedDict, total=False):
    """Location of the image and the detail to use."""

    url: Required[str]
    """URL or `data:image/...;base64,` URL of a JPEG, PNG, GIF or WEBP of up to 10 MB."""

    detail: Literal["low", "default", "high"]
    """Tokens to spend: about 600 for low, 1000 to 5000 for default, 15000 or more for high. One of low, default, high. Default default."""

    max_long_side_pixel: int
    """Scale the image so that its longer side has at most this many pixels. Range [1, ∞)."""


class ChatVideoPartParam(TypedDict, total=False):
    """A video in a chat message, for M3 and newer."""

    type: Required[Literal["video_url"]]
    """Type of the part. Always video_url."""

    video_url: Required[ChatVideoUrlParam]
    """Location of the video and the detail to use."""


class ChatVideoUrlParam(TypedDict, total=False):
    """Location of the video and the detail to use."""

    url: Required[str]
    """URL, base64 data URL (up to 50 MB) or `mm_file://{file_id}` (purpose video_understanding, up to 512 MB) of an MP4, AVI, MOV or MKV."""

    detail: Literal["low", "default", "high"]
    """How many tokens to spend on the video. One of low, default, high. Default default."""

    fps: float
    """Frames sampled per second of video. Range [0.2, 5]. Default 1."""

    max_long_side_pixel: int
    """Scale the frames so that their longer side has at most this many pixels. Range [1, ∞)."""


class ToolCallRequestParam(TypedDict, total=False):
    """A tool call of an earlier assistant turn."""

    id: Required[str]
    """Id of the call."""

    type: Required[Literal["function"]]
    """Type of the call. Always function."""

    function: Required[ToolCallFunctionRequestParam]
    """The function that was called."""


class ToolCallFunctionRequestParam(TypedDict, total=False):
    """The function that was called."""

    name: Required[str]
    """Name of the function."""

    arguments: Required[str]
    """Arguments as a JSON object in a string."""


class ChatMessageNativeParam(TypedDict, total=False):
    """One message of a native chat."""

    role: Required[
        Literal[
            "system", "user", "assistant", "tool", "user_system", "group", "sample_message_user", "sample_message_ai"
        ]
        | str
    ]
    """Who speaks. The last four belong to M2-her. Known values: system, user, assistant, tool, user_system, group, sample_message_user, sample_message_ai. At least 1 character."""

    name: str
    """Name of the sender, needed when several senders share a role."""

    content: str | Sequence[ChatTextPartParam | NativeImagePartParam | Mapping[str, Any]] | None
    """Text or parts of the message. M2-her accepts text only; a message may also consist of a name alone."""

    reasoning_content: str
    """Thinking of an earlier assistant turn, sent back unchanged."""

    tool_calls: Sequence[ToolCallRequestParam]
    """Tool calls of an earlier assistant turn, sent back unchanged."""

    tool_call_id: str
    """Id of the call whose result a `tool` message contains."""


class NativeImagePartParam(TypedDict, total=False):
    """An image in a native message."""

    type: Required[Literal["image_url"]]
    """Type of the part. Always image_url."""

    image_url: Required[NativeImageUrlParam]
    """Where the image is."""


class NativeImageUrlParam(TypedDict, total=False):
    """Where the image is."""

    url: Required[str]
    """Public URL or base64 data URL of the image."""


class ChatToolParam(TypedDict, total=False):
    """A tool of a chat completion."""

    type: Required[Literal["function"]]
    """Type of the tool. Always function."""

    function: Required[ChatFunctionParam]
    """A function that the model may call."""


class ChatFunctionParam(TypedDict, total=False):
    """A function that the model may call."""

    name: Required[str]
    """Name of the function."""

    description: str
    """What the function does and when to call it."""

    parameters: Required[Mapping[str, Any] | str]
    """JSON Schema of the arguments, as an object or as a JSON string."""


class NativeToolParam(TypedDict, total=False):
    """A tool of native chat."""

    type: Required[Literal["function"]]
    """Type of the tool. Always function."""

    function: Required[NativeFunctionParam]
    """A function that the model may call."""


class NativeFunctionParam(TypedDict, total=False):
    """A function that the model may call."""

    name: Required[str]
    """Name of the function."""

    description: Required[str]
    """What the function does and when to call it."""

    parameters: Required[Mapping[str, Any] | str]
    """JSON Schema of the arguments, as an object or as a JSON string."""


class NativeResponseFormatParam(TypedDict, total=False):
    """Format that the output must follow."""

    type: Required[Literal["json_schema"]]
    """Type of the format. Always json_schema."""

    json_schema: Required[NativeJsonSchemaParam]
    """A named JSON Schema for the output."""


class NativeJsonSchemaParam(TypedDict, total=False):
    """A named JSON Schema for the output."""

    name: Required[str]
    """Name of the schema. At most 64 characters."""

    description: str
    """What the schema describes."""

    schema: Required[NativeOutputSchemaParam]
    """The JSON Schema itself; its top level is an object."""


class NativeOutputSchemaParam(TypedDict, total=False):
    """The JSON Schema itself; its top level is an object."""

    type: Required[Literal["object"]]
    """Type of the top level. Always object."""

    properties: Required[Mapping[str, Any]]
    """JSON Schema of each property by name."""

    required: Sequence[str]
    """Names of the properties that must appear; the Chinese page requires all of them here."""


class AnthropicMessageParam(TypedDict, total=False):
    """One message of a Messages call."""

    role: Required[
        Literal["user", "assistant", "user_system", "group", "sample_message_user", "sample_message_ai"] | str
    ]
    """Who speaks. The last four belong to M2-her. Known values: user, assistant, user_system, group, sample_message_user, sample_message_ai. At least 1 character."""

    content: Required[
        str
        | Sequence[
            AnthropicTextBlockRequestParam
            | AnthropicImageBlockRequestParam
            | AnthropicVideoBlockRequestParam
            | AnthropicToolUseBlockRequestParam
            | AnthropicToolResultBlockRequestParam
            | AnthropicThinkingBlockRequestParam
            | AnthropicMidConvSystemBlockRequestParam
            | Mapping[str, Any]
        ]
    ]
    """Text or blocks of the message."""


class AnthropicTextBlockRequestParam(TypedDict, total=False):
    """Text in a message, in the system text or in a tool result."""

    type: Required[Literal["text"]]
    """Type of the block. Always text."""

    text: Required[str]
    """The text."""

    cache_control: AnthropicCacheControlParam
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""


class AnthropicCacheControlParam(TypedDict, total=False):
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""

    type: Required[Literal["ephemeral"]]
    """Type of the mark. Always ephemeral."""


class AnthropicImageBlockRequestParam(TypedDict, total=False):
    """An image, for M3 and newer."""

    type: Required[Literal["image"]]
    """Type of the block. Always image."""

    source: Required[AnthropicImageBase64SourceParam | AnthropicImageUrlSourceParam | Mapping[str, Any]]
    """Location of the image and the detail to use."""

    cache_control: AnthropicCacheControlParam
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""


class AnthropicImageBase64SourceParam(TypedDict, total=False):
    """An image within the request."""

    type: Required[Literal["base64"]]
    """Type of the source. Always base64."""

    media_type: Required[Literal["image/png", "image/jpeg", "image/gif", "image/webp"] | str]
    """Media type of the JPEG, PNG, GIF or WEBP. Known values: image/png, image/jpeg, image/gif, image/webp."""

    data: Required[str]
    """The image in base64, up to 10 MB."""

    detail: Literal["low", "default", "high"]
    """Tokens to spend: about 600 for low, 1000 to 5000 for default, 15000 or more for high. One of low, default, high. Default default."""

    max_long_side_pixel: int
    """Scale the image so that its longer side has at most this many pixels. Range [1, ∞)."""


class AnthropicImageUrlSourceParam(TypedDict, total=False):
    """An image on the web."""

    type: Required[Literal["url"]]
    """Type of the source. Always url."""

    url: Required[str]
    """Public URL of a JPEG, PNG, GIF or WEBP of up to 10 MB."""

    detail: Literal["low", "default", "high"]
    """Tokens to spend: about 600 for low, 1000 to 5000 for default, 15000 or more for high. One of low, default, high. Default default."""

    max_long_side_pixel: int
    """Scale the image so that its longer side has at most this many pixels. Range [1, ∞)."""


class AnthropicVideoBlockRequestParam(TypedDict, total=False):
    """A video, for M3 and newer."""

    type: Required[Literal["video"]]
    """Type of the block. Always video."""

    source: Required[AnthropicVideoBase64SourceParam | AnthropicVideoUrlSourceParam | Mapping[str, Any]]
    """Location of the video and the detail to use."""

    cache_control: AnthropicCacheControlParam
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""


class AnthropicVideoBase64SourceParam(TypedDict, total=False):
    """A video within the request."""

    type: Required[Literal["base64"]]
    """Type of the source. Always base64."""

    media_type: Required[Literal["video/mp4", "video/mov", "video/avi", "video/x-msvideo", "video/x-matroska"] | str]
    """Media type of the MP4, AVI, MOV or MKV; a MOV is video/mov. Known values: video/mp4, video/mov, video/avi, video/x-msvideo, video/x-matroska."""

    data: Required[str]
    """The video in base64, up to 50 MB."""

    detail: Literal["low", "default", "high"]
    """How many tokens to spend on the video. One of low, default, high. Default default."""

    fps: float
    """Frames sampled per second of video. Range [0.2, 5]. Default 1."""

    max_long_side_pixel: int
    """Scale the frames so that their longer side has at most this many pixels. Range [1, ∞)."""


class AnthropicVideoUrlSourceParam(TypedDict, total=False):
    """A video on the web or in the platform's file storage."""

    type: Required[Literal["url"]]
    """Type of the source. Always url."""

    url: Required[str]
    """Public URL or `mm_file://{file_id}` (purpose video_understanding, up to 512 MB) of an MP4, AVI, MOV or MKV."""

    detail: Literal["low", "default", "high"]
    """How many tokens to spend on the video. One of low, default, high. Default default."""

    fps: float
    """Frames sampled per second of video. Range [0.2, 5]. Default 1."""

    max_long_side_pixel: int
    """Scale the frames so that their longer side has at most this many pixels. Range [1, ∞)."""


class AnthropicToolUseBlockRequestParam(TypedDict, total=False):
    """A tool call of an earlier assistant turn."""

    type: Required[Literal["tool_use"]]
    """Type of the block. Always tool_use."""

    id: Required[str]
    """Id of the call."""

    name: Required[str]
    """Name of the tool."""

    input: Required[Mapping[str, Any]]
    """Arguments of the call; a JSON object even when empty."""

    cache_control: AnthropicCacheControlParam
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""


class AnthropicToolResultBlockRequestParam(TypedDict, total=False):
    """The result of a tool."""

    type: Required[Literal["tool_result"]]
    """Type of the block. Always tool_result."""

    tool_use_id: Required[str]
    """Id of the call that this result belongs to."""

    content: str | Sequence[AnthropicTextBlockRequestParam | AnthropicImageBlockRequestParam | Mapping[str, Any]]
    """The result as text or as blocks."""

    cache_control: AnthropicCacheControlParam
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""


class AnthropicThinkingBlockRequestParam(TypedDict, total=False):
    """Thinking of an earlier assistant turn, sent back unchanged."""

    type: Required[Literal["thinking"]]
    """Type of the block. Always thinking."""

    thinking: Required[str]
    """The thinking text."""

    signature: str
    """Signature received with it."""


class AnthropicMidConvSystemBlockRequestParam(TypedDict, total=False):
    """System text inside the conversation, a MiniMax extension."""

    type: Required[Literal["mid_conv_system"]]
    """Type of the block. Always mid_conv_system."""

    text: Required[str]
    """The system text."""

    cache_control: AnthropicCacheControlParam
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""


class AnthropicToolParam(TypedDict, total=False):
    """A function that the model may call, or a server tool that the platform runs itself."""

    type: Literal["web_search_20250305"] | str
    """Type of a server tool; omit it for functions. Web search is in beta and billed per search. Known values: web_search_20250305."""

    name: Required[str]
    """Name of the function; `web_search` for that server tool."""

    description: str
    """What the function does and when to call it."""

    input_schema: Mapping[str, Any]
    """JSON Schema of a function's arguments."""

    cache_control: AnthropicCacheControlParam
    """A prompt-cache breakpoint; the M2 models use it, M3 accepts it."""


class AnthropicMetadataParam(TypedDict, total=False):
    """Information about the caller."""

    user_id: str
    """Id of the end user."""


class AnthropicToolChoiceParam(TypedDict, total=False):
    """Whether the model may call tools."""

    type: Required[Literal["auto", "none"] | str]
    """How to choose; `any` and `tool` are documented as unsupported. Known values: auto, none."""


class AnthropicThinkingParam(TypedDict, total=False):
    """Switch for thinking. MiniMax-M3 supports it (off by default), the M2 models ignore it, and models with an effort setting reject `disabled`."""

    type: Literal["disabled", "adaptive", "enabled"]
    """Switch thinking off, or let the model decide how much to think. `enabled`, as on other platforms, is treated as `adaptive`. One of disabled, adaptive, enabled. Default disabled."""


class ResponsesMessageRequestParam(TypedDict, total=False):
    """One message of the history."""

    type: Literal["message"]
    """Type of the item. Always message. Default message."""

    role: Required[Literal["user", "assistant", "system", "developer", "tool"] | str]
    """Who speaks. Known values: user, assistant, system, developer, tool. At least 1 character."""

    content: Required[
        str
        | Sequence[
            ResponsesInputTextPartParam
            | ResponsesOutputTextPartParam
            | ResponsesInputImagePartParam
            | ResponsesInputVideoPartParam
            | Mapping[str, Any]
        ]
    ]
    """Text or parts of the message."""


class ResponsesInputTextPartParam(TypedDict, total=False):
    """Text of the user."""

    type: Required[Literal["input_text"]]
    """Type of the part. Always input_text."""

    text: Required[str]
    """The text."""


class ResponsesOutputTextPartParam(TypedDict, total=False):
    """Text of an earlier response."""

    type: Required[Literal["output_text"]]
    """Type of the part. Always output_text."""

    text: Required[str]
    """The text."""


class ResponsesInputImagePartParam(TypedDict, total=False):
    """An image, for M3 and newer."""

    type: Required[Literal["input_image"]]
    """Type of the part. Always input_image."""

    image_url: Required[str | ResponsesImageUrlParam]
    """URL or base64 data URL of the image, alone or with the detail to use."""


class ResponsesImageUrlParam(TypedDict, total=False):
    """Location of the image and the detail to use."""

    url: Required[str]
    """URL or base64 data URL of the image."""

    detail: Literal["low", "default", "high"]
    """How many tokens to spend on the image. One of low, default, high. Default default."""


class ResponsesInputVideoPartParam(TypedDict, total=False):
    """A video, for M3 and newer."""

    type: Required[Literal["input_video"]]
    """Type of the part. Always input_video."""

    video_url: Required[str | ResponsesVideoUrlParam]
    """Location of the video, alone or with the detail to use."""


class ResponsesVideoUrlParam(TypedDict, total=False):
    """Location of the video and the detail to use."""

    url: Required[str]
    """Address of the video."""

    detail: Literal["low", "default", "high"]
    """How many tokens to spend on the video. One of low, default, high. Default default."""

    fps: float
    """Frames sampled per second of video. Range [0.2, 5]. Default 1."""

    max_long_side_pixel: int
    """Scale the frames so that their longer side has at most this many pixels. Range [1, ∞)."""


class ResponsesFunctionCallRequestParam(TypedDict, total=False):
    """A function call of an earlier response."""

    type: Required[Literal["function_call"]]
    """Type of the item. Always function_call."""

    call_id: Required[str]
    """Id of the call."""

    name: Required[str]
    """Name of the function."""

    arguments: Required[str]
    """Arguments as a JSON object in a string."""


class ResponsesFunctionCallOutputRequestParam(TypedDict, total=False):
    """The result of a function."""

    type: Required[Literal["function_call_output"]]
    """Type of the item. Always function_call_output."""

    call_id: Required[str]
    """Id of the call that this result belongs to."""

    output: Required[
        str
        | Sequence[
            ResponsesInputTextPartParam
            | ResponsesInputImagePartParam
            | ResponsesInputVideoPartParam
            | Mapping[str, Any]
        ]
    ]
    """The result as text or as parts."""


class ResponsesReasoningItemRequestParam(TypedDict, total=False):
    """Thinking of an earlier response, sent back unchanged."""

    type: Required[Literal["reasoning"]]
    """Type of the item. Always reasoning."""

    summary: Sequence[ResponsesSummaryTextRequestParam | Mapping[str, Any]]
    """Summary of the thinking."""


class ResponsesSummaryTextRequestParam(TypedDict, total=False):
    """One piece of the summary."""

    type: Required[Literal["summary_text"]]
    """Type of the piece. Always summary_text."""

    text: Required[str]
    """The text."""


class ResponsesFunctionToolParam(TypedDict, total=False):
    """A function that the model may call; its fields are directly in the tool."""

    type: Required[Literal["function"]]
    """Type of the tool. Always function."""

    name: Required[str]
    """Name of the function."""

    description: str
    """What the function does and when to call it."""

    parameters: Mapping[str, Any]
    """JSON Schema of a function's arguments."""


class ResponsesWebSearchToolParam(TypedDict, total=False):
    """Web search that the platform runs itself (beta), billed per search."""

    type: Required[Literal["web_search"]]
    """Type of the tool. Always web_search."""


class ResponsesTextRequestParam(TypedDict, total=False):
    """Format of the response text."""

    format: ResponsesTextFormatParam
    """Format of the response text."""


class ResponsesTextFormatParam(TypedDict, total=False):
    """Format of the response text."""

    type: Literal["text"]
    """Type of the format. One of text. Default text."""


class ResponsesReasoningRequestParam(TypedDict, total=False):
    """Switch and depth of thinking."""

    effort: Literal["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    """On MiniMax-M3 `none` is off and every other value only on; on MiniMax-M3.1-Flash it is the depth from low to max. One of none, minimal, low, medium, high, xhigh, max. Default none."""


ChatModel: TypeAlias = (
    Literal[
        "MiniMax-M3.1-Flash",
        "MiniMax-M3.1-Flash-Preview",
        "MiniMax-M3",
        "MiniMax-M2.7",
        "MiniMax-M2.7-highspeed",
        "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
        "M2-her",
        "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed",
        "MiniMax-M2.1-lightning",
        "MiniMax-M2",
        "MiniMax-M2-Stable",
    ]
    | str
    | Literal[
        "MiniMax-M3",
        "MiniMax-M2.7",
        "MiniMax-M2.7-highspeed",
        "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
        "M2-her",
        "MiniMax-M2.1",
        "MiniMax-M2",
        "MiniMax-M1",
        "MiniMax-Text-01",
    ]
    | str
)
"""On /v1/chat/completions: Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable.

On /v1/text/chatcompletion_v2: Model id. Known values: MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2, MiniMax-M1, MiniMax-Text-01."""

ChatMessages: TypeAlias = Sequence[ChatMessageParam] | Sequence[ChatMessageNativeParam]
"""The conversation so far, oldest first. At least 1 item."""

ChatMaxTokens: TypeAlias = int
"""On /v1/chat/completions: Maximum number of tokens to generate; 131072 is recommended for M3 and 65536 for older models. Range [1, ∞).

On /v1/text/chatcompletion_v2: Maximum number of tokens to generate. By default M2 stops at 10240, M1 at 8192 and Text-01 at 2048. Range [1, ∞)."""

ChatTemperature: TypeAlias = float
"""On /v1/chat/completions: Randomness of the output. Range [0, 2]. Default 1.

On /v1/text/chatcompletion_v2: Randomness of the output. The default of MiniMax-Text-01 is 0.1. Range (0, 1]. Default 1.0."""

ChatTopP: TypeAlias = float
"""On /v1/chat/completions: Share of probability mass to sample from. The official schema says 0.95 for every model, the text of the page differs by model. Range [0, 1]. Default 0.95 on MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3; 0.9 on MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable.

On /v1/text/chatcompletion_v2: Share of probability mass to sample from. Range (0, 1]. Default 0.95."""

ChatTools: TypeAlias = Sequence[ChatToolParam] | Sequence[NativeToolParam]
"""On /v1/chat/completions: Functions that the model may call.

On /v1/text/chatcompletion_v2: Functions that the model may call. Not supported by M2-her."""

ChatToolChoice: TypeAlias = Literal["auto", "none"] | str | Mapping[str, Any] | Literal["none", "auto"]
"""On /v1/chat/completions: Whether and what to call. Only `auto` is known to work; other values are passed on.

On /v1/text/chatcompletion_v2: Whether the model may call tools. One of none, auto. Default auto."""

ChatThinking: TypeAlias = bool | Mapping[str, Any]
"""Switches thinking on or off, if the model supports it; M3 thinks by default."""

ChatEffort: TypeAlias = Literal["low", "medium", "high", "xhigh", "max"]
"""How long the model thinks. One of low, medium, high, xhigh, max. Default max. Models: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview."""

ChatSystem: TypeAlias = str
"""Instructions, inserted before the messages."""


class ChatFurtherOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    n: int | None
    """Number of choices; only one is supported. Range [1, 1]. Default 1."""

    service_tier: Literal["standard", "priority"] | None
    """Service tier of the call; `priority` costs 1.5 times the price. One of standard, priority. Default standard."""

    response_format: NativeResponseFormatParam | None
    """Format that the output must follow. Models: MiniMax-Text-01."""

    mask_sensitive_info: bool | None
    """Replace personal data in the output by `***`. Default false. Documented for region global only."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


class ParseNamedOptions(TypedDict, total=False):
    """The most common options of a call; None means omitted."""

    model: ChatModel | None
    """On /v1/chat/completions: Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable.

    On /v1/text/chatcompletion_v2: Model id. Known values: MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2, MiniMax-M1, MiniMax-Text-01."""

    system: str | None
    """Instructions, inserted before the messages."""

    max_tokens: int | None
    """On /v1/chat/completions: Maximum number of tokens to generate; 131072 is recommended for M3 and 65536 for older models. Range [1, ∞).

    On /v1/text/chatcompletion_v2: Maximum number of tokens to generate. By default M2 stops at 10240, M1 at 8192 and Text-01 at 2048. Range [1, ∞)."""

    temperature: float | None
    """On /v1/chat/completions: Randomness of the output. Range [0, 2]. Default 1.

    On /v1/text/chatcompletion_v2: Randomness of the output. The default of MiniMax-Text-01 is 0.1. Range (0, 1]. Default 1.0."""

    top_p: float | None
    """On /v1/chat/completions: Share of probability mass to sample from. The official schema says 0.95 for every model, the text of the page differs by model. Range [0, 1]. Default 0.95 on MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3; 0.9 on MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable.

    On /v1/text/chatcompletion_v2: Share of probability mass to sample from. Range (0, 1]. Default 0.95."""

    thinking: bool | Mapping[str, Any] | None
    """Switches thinking on or off, if the model supports it; M3 thinks by default."""

    effort: ChatEffort | None
    """How long the model thinks. One of low, medium, high, xhigh, max. Default max. Models: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview."""


class ParseOptions(ParseNamedOptions, ChatFurtherOptions, total=False):
    """All options of a call; None means omitted."""


class RunToolsNamedOptions(ParseNamedOptions, total=False):
    """The most common options of a call; None means omitted."""

    tool_choice: ChatToolChoice | None
    """On /v1/chat/completions: Whether and what to call. Only `auto` is known to work; other values are passed on.

    On /v1/text/chatcompletion_v2: Whether the model may call tools. One of none, auto. Default auto."""


class RunToolsOptions(RunToolsNamedOptions, ChatFurtherOptions, total=False):
    """All options of a call; None means omitted."""


class ChatNamedOptions(RunToolsNamedOptions, total=False):
    """The most common options of a call; None means omitted."""

    tools: Sequence[ChatToolParam | Mapping[str, Any]] | Sequence[NativeToolParam | Mapping[str, Any]] | None
    """On /v1/chat/completions: Functions that the model may call.

    On /v1/text/chatcompletion_v2: Functions that the model may call. Not supported by M2-her."""


class ChatOptions(ChatNamedOptions, ChatFurtherOptions, total=False):
    """All options of a call; None means omitted."""


MessagesModel: TypeAlias = (
    Literal[
        "MiniMax-M3.1-Flash",
        "MiniMax-M3.1-Flash-Preview",
        "MiniMax-M3",
        "MiniMax-M2.7",
        "MiniMax-M2.7-highspeed",
        "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
        "M2-her",
        "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed",
        "MiniMax-M2.1-lightning",
        "MiniMax-M2",
        "MiniMax-M2-Stable",
    ]
    | str
)
"""Model id; `claude-*` ids are rejected. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable."""

MessagesMessages: TypeAlias = Sequence[AnthropicMessageParam]
"""The conversation so far, oldest first. At least 1 item."""

MessagesSystem: TypeAlias = str | Sequence[Any]
"""Instructions, as text or as text blocks, which may have `cache_control`."""

MessagesMaxTokens: TypeAlias = int
"""Maximum number of tokens to generate; 131072 is recommended for M3 and 65536 for older models. Range [1, ∞)."""

MessagesTemperature: TypeAlias = float
"""Randomness of the output. Range [0, 2]. Default 1."""

MessagesTopP: TypeAlias = float
"""Share of probability mass to sample from. The official schema says 0.95 for every model, the text of the page differs by model. Range [0, 1]. Default 0.95 on MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3; 0.9 on MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable."""

MessagesTools: TypeAlias = Sequence[AnthropicToolParam]
"""Functions that the model may call, and server tools that the platform runs itself."""

MessagesToolChoice: TypeAlias = str | Mapping[str, Any]
""""auto" or "none"."""

MessagesThinking: TypeAlias = bool | Mapping[str, Any]
"""Switches thinking on or off, if the model supports it; M3 does not think here by default."""

MessagesEffort: TypeAlias = Literal["low", "medium", "high", "xhigh", "max"]
"""How long the model thinks. One of low, medium, high, xhigh, max. Default max. Models: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview."""


class MessagesFurtherOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    service_tier: Literal["standard", "priority"] | None
    """Service tier of the call; `priority` costs 1.5 times the price. One of standard, priority. Default standard."""

    metadata: AnthropicMetadataParam | None
    """Information about the caller."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


class MessagesNamedOptions(TypedDict, total=False):
    """The most common options of a call; None means omitted."""

    model: MessagesModel | None
    """Model id; `claude-*` ids are rejected. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable."""

    max_tokens: int | None
    """Maximum number of tokens to generate; 131072 is recommended for M3 and 65536 for older models. Range [1, ∞)."""

    system: str | Sequence[Any] | None
    """Instructions, as text or as text blocks, which may have `cache_control`."""

    tools: Sequence[AnthropicToolParam | Mapping[str, Any]] | None
    """Functions that the model may call, and server tools that the platform runs itself."""

    tool_choice: str | Mapping[str, Any] | None
    """"auto" or "none"."""

    thinking: bool | Mapping[str, Any] | None
    """Switches thinking on or off, if the model supports it; M3 does not think here by default."""

    effort: MessagesEffort | None
    """How long the model thinks. One of low, medium, high, xhigh, max. Default max. Models: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview."""

    temperature: float | None
    """Randomness of the output. Range [0, 2]. Default 1."""

    top_p: float | None
    """Share of probability mass to sample from. The official schema says 0.95 for every model, the text of the page differs by model. Range [0, 1]. Default 0.95 on MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3; 0.9 on MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable."""


class MessagesOptions(MessagesNamedOptions, MessagesFurtherOptions, total=False):
    """All options of a call; None means omitted."""


MessagesCountModel: TypeAlias = (
    Literal[
        "MiniMax-M3.1-Flash",
        "MiniMax-M3.1-Flash-Preview",
        "MiniMax-M3",
        "MiniMax-M2.7",
        "MiniMax-M2.7-highspeed",
        "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
        "M2-her",
        "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed",
        "MiniMax-M2.1-lightning",
        "MiniMax-M2",
        "MiniMax-M2-Stable",
    ]
    | str
)
"""Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, M2-her, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2.1-lightning, MiniMax-M2, MiniMax-M2-Stable."""

MessagesCountMessages: TypeAlias = Sequence[AnthropicMessageParam]
"""The conversation to count. At least 1 item."""

MessagesCountSystem: TypeAlias = str | Sequence[AnthropicTextBlockRequestParam]
"""System text to count."""

MessagesCountTools: TypeAlias = Sequence[AnthropicToolParam]
"""Tools to count."""

MessagesCountToolChoice: TypeAlias = AnthropicToolChoiceParam
"""Whether the model may call tools."""

MessagesCountThinking: TypeAlias = AnthropicThinkingParam
"""Switch for thinking. MiniMax-M3 supports it (off by default), the M2 models ignore it, and models with an effort setting reject `disabled`."""

MessagesCountEffort: TypeAlias = Literal["low", "medium", "high", "xhigh", "max"]
"""How long the model thinks. One of low, medium, high, xhigh, max. Default max. Models: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview."""


class MessagesCountOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    max_tokens: int | None
    """Accepted for compatibility; nothing is generated. Range [1, ∞)."""

    temperature: float | None
    """Accepted for compatibility; nothing is generated. Range [0, 2]."""

    top_p: float | None
    """Accepted for compatibility; nothing is generated. Range [0, 1]."""

    service_tier: Literal["standard", "priority"] | None
    """Accepted for compatibility; nothing is generated. One of standard, priority."""

    metadata: AnthropicMetadataParam | None
    """Information about the caller."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


ResponsesModel: TypeAlias = (
    Literal[
        "MiniMax-M3.1-Flash",
        "MiniMax-M3.1-Flash-Preview",
        "MiniMax-M3",
        "MiniMax-M2.7",
        "MiniMax-M2.7-highspeed",
        "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
        "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed",
        "MiniMax-M2",
    ]
    | str
)
"""Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2."""

ResponsesInput: TypeAlias = (
    str
    | Sequence[
        ResponsesMessageRequestParam
        | ResponsesFunctionCallRequestParam
        | ResponsesFunctionCallOutputRequestParam
        | ResponsesReasoningItemRequestParam
        | Mapping[str, Any]
    ]
)
"""A question, or the whole history as items."""

ResponsesInstructions: TypeAlias = str
"""System text."""

ResponsesMaxOutputTokens: TypeAlias = int
"""Maximum number of tokens to generate."""

ResponsesTemperature: TypeAlias = float
"""Randomness of the output. The text of the page excludes 0, its schema does not. Range [0, 1]. Default 1."""

ResponsesTopP: TypeAlias = float
"""Share of probability mass to sample from. The text of the page excludes 0, its schema does not. Range [0, 1]. Default 0.95."""

ResponsesTools: TypeAlias = Sequence[ResponsesFunctionToolParam | ResponsesWebSearchToolParam | Mapping[str, Any]]
"""Functions that the model may call, and server tools that the platform runs itself."""

ResponsesToolChoice: TypeAlias = Literal["none", "auto"]
"""Whether the model may call tools. One of none, auto."""

ResponsesReasoning: TypeAlias = bool | str | Mapping[str, Any]
"""Switches reasoning on or off, if the model supports it, or sets an effort; M3 does not think here by default."""


class ResponsesFurtherOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    text: ResponsesTextRequestParam | None
    """Format of the response text."""

    service_tier: Literal["standard", "priority"] | None
    """Service tier of the call; `priority` costs 1.5 times the price. One of standard, priority. Default standard."""

    metadata: Mapping[str, Any] | None
    """Metadata of the caller by key."""

    prompt_cache_key: str | None
    """Key that routes calls with the same prompt prefix to the same cache."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""


class ResponsesNamedOptions(TypedDict, total=False):
    """The most common options of a call; None means omitted."""

    model: ResponsesModel | None
    """Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2."""

    instructions: str | None
    """System text."""

    tools: Sequence[ResponsesFunctionToolParam | ResponsesWebSearchToolParam | Mapping[str, Any]] | None
    """Functions that the model may call, and server tools that the platform runs itself."""

    tool_choice: ResponsesToolChoice | None
    """Whether the model may call tools. One of none, auto."""

    reasoning: bool | str | Mapping[str, Any] | None
    """Switches reasoning on or off, if the model supports it, or sets an effort; M3 does not think here by default."""

    max_output_tokens: int | None
    """Maximum number of tokens to generate."""

    temperature: float | None
    """Randomness of the output. The text of the page excludes 0, its schema does not. Range [0, 1]. Default 1."""

    top_p: float | None
    """Share of probability mass to sample from. The text of the page excludes 0, its schema does not. Range [0, 1]. Default 0.95."""


class ResponsesOptions(ResponsesNamedOptions, ResponsesFurtherOptions, total=False):
    """All options of a call; None means omitted."""


CountTokensModel: TypeAlias = (
    Literal[
        "MiniMax-M3.1-Flash",
        "MiniMax-M3.1-Flash-Preview",
        "MiniMax-M3",
        "MiniMax-M2.7",
        "MiniMax-M2.7-highspeed",
        "MiniMax-M2.5",
        "MiniMax-M2.5-highspeed",
        "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed",
        "MiniMax-M2",
    ]
    | str
)
"""Model id. Known values: MiniMax-M3.1-Flash, MiniMax-M3.1-Flash-Preview, MiniMax-M3, MiniMax-M2.7, MiniMax-M2.7-highspeed, MiniMax-M2.5, MiniMax-M2.5-highspeed, MiniMax-M2.1, MiniMax-M2.1-highspeed, MiniMax-M2."""

CountTokensTools: TypeAlias = Sequence[ResponsesFunctionToolParam | ResponsesWebSearchToolParam | Mapping[str, Any]]
"""Tools to count."""


class CountTokensOptions(CallOptions, total=False):
    """The other options of a call; None means omitted."""

    tool_choice: Literal["none", "auto"] | None
    """Whether the model may call tools. One of none, auto."""

    text: ResponsesTextRequestParam | None
    """Format of the response text."""

    reasoning: ResponsesReasoningRequestParam | None
    """Switch and depth of thinking."""

    extra: Mapping[str, Any] | None
    """Fields that this version does not know, merged into the request unchanged."""
