"""Every model of the API, imported on first use."""

from typing import TYPE_CHECKING

from ..lazy import lazy_package

if TYPE_CHECKING:
    from .anthropic_cache_control import AnthropicCacheControl as AnthropicCacheControl
    from .anthropic_count_tokens_request import AnthropicCountTokensRequest as AnthropicCountTokensRequest
    from .anthropic_count_tokens_request_service_tier import (
        AnthropicCountTokensRequestServiceTier as AnthropicCountTokensRequestServiceTier,
    )
    from .anthropic_count_tokens_response import AnthropicCountTokensResponse as AnthropicCountTokensResponse
    from .anthropic_error_detail import AnthropicErrorDetail as AnthropicErrorDetail
    from .anthropic_error_envelope import AnthropicErrorEnvelope as AnthropicErrorEnvelope
    from .anthropic_image_base_64_source import AnthropicImageBase64Source as AnthropicImageBase64Source
    from .anthropic_image_base_64_source_detail import (
        AnthropicImageBase64SourceDetail as AnthropicImageBase64SourceDetail,
    )
    from .anthropic_image_block_request import AnthropicImageBlockRequest as AnthropicImageBlockRequest
    from .anthropic_image_url_source import AnthropicImageUrlSource as AnthropicImageUrlSource
    from .anthropic_image_url_source_detail import AnthropicImageUrlSourceDetail as AnthropicImageUrlSourceDetail
    from .anthropic_message import AnthropicMessage as AnthropicMessage
    from .anthropic_messages_request import AnthropicMessagesRequest as AnthropicMessagesRequest
    from .anthropic_messages_request_service_tier import (
        AnthropicMessagesRequestServiceTier as AnthropicMessagesRequestServiceTier,
    )
    from .anthropic_messages_response import AnthropicMessagesResponse as AnthropicMessagesResponse
    from .anthropic_metadata import AnthropicMetadata as AnthropicMetadata
    from .anthropic_mid_conv_system_block_request import (
        AnthropicMidConvSystemBlockRequest as AnthropicMidConvSystemBlockRequest,
    )
    from .anthropic_model import AnthropicModel as AnthropicModel
    from .anthropic_model_list import AnthropicModelList as AnthropicModelList
    from .anthropic_output_config import AnthropicOutputConfig as AnthropicOutputConfig
    from .anthropic_output_config_effort import AnthropicOutputConfigEffort as AnthropicOutputConfigEffort
    from .anthropic_server_tool_use_block import AnthropicServerToolUseBlock as AnthropicServerToolUseBlock
    from .anthropic_stream_delta import AnthropicStreamDelta as AnthropicStreamDelta
    from .anthropic_stream_event import AnthropicStreamEvent as AnthropicStreamEvent
    from .anthropic_text_block import AnthropicTextBlock as AnthropicTextBlock
    from .anthropic_text_block_request import AnthropicTextBlockRequest as AnthropicTextBlockRequest
    from .anthropic_thinking import AnthropicThinking as AnthropicThinking
    from .anthropic_thinking_block import AnthropicThinkingBlock as AnthropicThinkingBlock
    from .anthropic_thinking_block_request import AnthropicThinkingBlockRequest as AnthropicThinkingBlockRequest
    from .anthropic_thinking_type import AnthropicThinkingType as AnthropicThinkingType
    from .anthropic_tool import AnthropicTool as AnthropicTool
    from .anthropic_tool_choice import AnthropicToolChoice as AnthropicToolChoice
    from .anthropic_tool_input import AnthropicToolInput as AnthropicToolInput
    from .anthropic_tool_result_block_request import AnthropicToolResultBlockRequest as AnthropicToolResultBlockRequest
    from .anthropic_tool_use_block import AnthropicToolUseBlock as AnthropicToolUseBlock
    from .anthropic_tool_use_block_request import AnthropicToolUseBlockRequest as AnthropicToolUseBlockRequest
    from .anthropic_tool_use_block_request_input import (
        AnthropicToolUseBlockRequestInput as AnthropicToolUseBlockRequestInput,
    )
    from .anthropic_usage import AnthropicUsage as AnthropicUsage
    from .anthropic_video_base_64_source import AnthropicVideoBase64Source as AnthropicVideoBase64Source
    from .anthropic_video_base_64_source_detail import (
        AnthropicVideoBase64SourceDetail as AnthropicVideoBase64SourceDetail,
    )
    from .anthropic_video_block_request import AnthropicVideoBlockRequest as AnthropicVideoBlockRequest
    from .anthropic_video_url_source import AnthropicVideoUrlSource as AnthropicVideoUrlSource
    from .anthropic_video_url_source_detail import AnthropicVideoUrlSourceDetail as AnthropicVideoUrlSourceDetail
    from .anthropic_web_search_input import AnthropicWebSearchInput as AnthropicWebSearchInput
    from .anthropic_web_search_result import AnthropicWebSearchResult as AnthropicWebSearchResult
    from .anthropic_web_search_tool_result_block import (
        AnthropicWebSearchToolResultBlock as AnthropicWebSearchToolResultBlock,
    )
    from .audio_setting import AudioSetting as AudioSetting
    from .audio_setting_async import AudioSettingAsync as AudioSettingAsync
    from .audio_setting_async_audio_sample_rate import (
        AudioSettingAsyncAudioSampleRate as AudioSettingAsyncAudioSampleRate,
    )
    from .audio_setting_async_bitrate import AudioSettingAsyncBitrate as AudioSettingAsyncBitrate
    from .audio_setting_async_channel import AudioSettingAsyncChannel as AudioSettingAsyncChannel
    from .audio_setting_async_format import AudioSettingAsyncFormat as AudioSettingAsyncFormat
    from .audio_setting_bitrate import AudioSettingBitrate as AudioSettingBitrate
    from .audio_setting_channel import AudioSettingChannel as AudioSettingChannel
    from .audio_setting_format import AudioSettingFormat as AudioSettingFormat
    from .audio_setting_sample_rate import AudioSettingSampleRate as AudioSettingSampleRate
    from .balance_response import BalanceResponse as BalanceResponse
    from .base_resp import BaseResp as BaseResp
    from .chat_choice import ChatChoice as ChatChoice
    from .chat_chunk_choice import ChatChunkChoice as ChatChunkChoice
    from .chat_completion_chunk import ChatCompletionChunk as ChatCompletionChunk
    from .chat_completion_request import ChatCompletionRequest as ChatCompletionRequest
    from .chat_completion_request_reasoning_effort import (
        ChatCompletionRequestReasoningEffort as ChatCompletionRequestReasoningEffort,
    )
    from .chat_completion_request_service_tier import (
        ChatCompletionRequestServiceTier as ChatCompletionRequestServiceTier,
    )
    from .chat_completion_response import ChatCompletionResponse as ChatCompletionResponse
    from .chat_completion_tokens_details import ChatCompletionTokensDetails as ChatCompletionTokensDetails
    from .chat_delta import ChatDelta as ChatDelta
    from .chat_function import ChatFunction as ChatFunction
    from .chat_image_part import ChatImagePart as ChatImagePart
    from .chat_image_url import ChatImageUrl as ChatImageUrl
    from .chat_image_url_detail import ChatImageUrlDetail as ChatImageUrlDetail
    from .chat_message import ChatMessage as ChatMessage
    from .chat_message_native import ChatMessageNative as ChatMessageNative
    from .chat_message_reasoning_details_type_0_item import (
        ChatMessageReasoningDetailsType0Item as ChatMessageReasoningDetailsType0Item,
    )
    from .chat_prompt_tokens_details import ChatPromptTokensDetails as ChatPromptTokensDetails
    from .chat_reply_message import ChatReplyMessage as ChatReplyMessage
    from .chat_stream_options import ChatStreamOptions as ChatStreamOptions
    from .chat_text_part import ChatTextPart as ChatTextPart
    from .chat_thinking import ChatThinking as ChatThinking
    from .chat_thinking_type import ChatThinkingType as ChatThinkingType
    from .chat_tool import ChatTool as ChatTool
    from .chat_usage import ChatUsage as ChatUsage
    from .chat_video_part import ChatVideoPart as ChatVideoPart
    from .chat_video_url import ChatVideoUrl as ChatVideoUrl
    from .chat_video_url_detail import ChatVideoUrlDetail as ChatVideoUrlDetail
    from .clone_moderation import CloneModeration as CloneModeration
    from .clone_preview_info import ClonePreviewInfo as ClonePreviewInfo
    from .clone_prompt import ClonePrompt as ClonePrompt
    from .cloned_voice import ClonedVoice as ClonedVoice
    from .cover_preprocess_request import CoverPreprocessRequest as CoverPreprocessRequest
    from .cover_preprocess_response import CoverPreprocessResponse as CoverPreprocessResponse
    from .cover_segment import CoverSegment as CoverSegment
    from .cover_structure import CoverStructure as CoverStructure
    from .delete_voice_request import DeleteVoiceRequest as DeleteVoiceRequest
    from .delete_voice_request_voice_type import DeleteVoiceRequestVoiceType as DeleteVoiceRequestVoiceType
    from .delete_voice_response import DeleteVoiceResponse as DeleteVoiceResponse
    from .designed_voice import DesignedVoice as DesignedVoice
    from .embeddings_request import EmbeddingsRequest as EmbeddingsRequest
    from .embeddings_request_type import EmbeddingsRequestType as EmbeddingsRequestType
    from .embeddings_response import EmbeddingsResponse as EmbeddingsResponse
    from .file_object import FileObject as FileObject
    from .files_delete_request import FilesDeleteRequest as FilesDeleteRequest
    from .files_delete_response import FilesDeleteResponse as FilesDeleteResponse
    from .files_list_response import FilesListResponse as FilesListResponse
    from .files_retrieve_response import FilesRetrieveResponse as FilesRetrieveResponse
    from .files_upload_request import FilesUploadRequest as FilesUploadRequest
    from .files_upload_response import FilesUploadResponse as FilesUploadResponse
    from .get_voice_request import GetVoiceRequest as GetVoiceRequest
    from .get_voice_request_voice_type import GetVoiceRequestVoiceType as GetVoiceRequestVoiceType
    from .get_voice_response import GetVoiceResponse as GetVoiceResponse
    from .h3_context_ir_request import H3ContextIRRequest as H3ContextIRRequest
    from .h3_context_ir_request_ratio import H3ContextIRRequestRatio as H3ContextIRRequestRatio
    from .image_data import ImageData as ImageData
    from .image_edit_reference import ImageEditReference as ImageEditReference
    from .image_generation_request import ImageGenerationRequest as ImageGenerationRequest
    from .image_generation_request_aspect_ratio import (
        ImageGenerationRequestAspectRatio as ImageGenerationRequestAspectRatio,
    )
    from .image_generation_request_response_format import (
        ImageGenerationRequestResponseFormat as ImageGenerationRequestResponseFormat,
    )
    from .image_generation_response import ImageGenerationResponse as ImageGenerationResponse
    from .image_metadata import ImageMetadata as ImageMetadata
    from .image_style import ImageStyle as ImageStyle
    from .image_style_style_type import ImageStyleStyleType as ImageStyleStyleType
    from .image_subject_reference import ImageSubjectReference as ImageSubjectReference
    from .image_subject_reference_type import ImageSubjectReferenceType as ImageSubjectReferenceType
    from .image_understanding_request import ImageUnderstandingRequest as ImageUnderstandingRequest
    from .image_understanding_response import ImageUnderstandingResponse as ImageUnderstandingResponse
    from .images_edits_request import ImagesEditsRequest as ImagesEditsRequest
    from .images_edits_request_area import ImagesEditsRequestArea as ImagesEditsRequestArea
    from .images_edits_request_output_format import ImagesEditsRequestOutputFormat as ImagesEditsRequestOutputFormat
    from .images_edits_request_response_format import (
        ImagesEditsRequestResponseFormat as ImagesEditsRequestResponseFormat,
    )
    from .images_generations_request import ImagesGenerationsRequest as ImagesGenerationsRequest
    from .images_generations_request_area import ImagesGenerationsRequestArea as ImagesGenerationsRequestArea
    from .images_generations_request_output_format import (
        ImagesGenerationsRequestOutputFormat as ImagesGenerationsRequestOutputFormat,
    )
    from .images_generations_request_response_format import (
        ImagesGenerationsRequestResponseFormat as ImagesGenerationsRequestResponseFormat,
    )
    from .images_item import ImagesItem as ImagesItem
    from .images_item_error import ImagesItemError as ImagesItemError
    from .images_response import ImagesResponse as ImagesResponse
    from .images_token_details import ImagesTokenDetails as ImagesTokenDetails
    from .images_usage import ImagesUsage as ImagesUsage
    from .list_video_generation_v2_filter_status import (
        ListVideoGenerationV2FilterStatus as ListVideoGenerationV2FilterStatus,
    )
    from .list_video_generation_v2_filter_task_type import (
        ListVideoGenerationV2FilterTaskType as ListVideoGenerationV2FilterTaskType,
    )
    from .lyrics_request import LyricsRequest as LyricsRequest
    from .lyrics_request_mode import LyricsRequestMode as LyricsRequestMode
    from .lyrics_response import LyricsResponse as LyricsResponse
    from .model_remains import ModelRemains as ModelRemains
    from .music_audio_setting import MusicAudioSetting as MusicAudioSetting
    from .music_audio_setting_bitrate import MusicAudioSettingBitrate as MusicAudioSettingBitrate
    from .music_audio_setting_format import MusicAudioSettingFormat as MusicAudioSettingFormat
    from .music_audio_setting_sample_rate import MusicAudioSettingSampleRate as MusicAudioSettingSampleRate
    from .music_chunk import MusicChunk as MusicChunk
    from .music_data import MusicData as MusicData
    from .music_extra_info import MusicExtraInfo as MusicExtraInfo
    from .music_generation_request import MusicGenerationRequest as MusicGenerationRequest
    from .music_generation_request_output_format import (
        MusicGenerationRequestOutputFormat as MusicGenerationRequestOutputFormat,
    )
    from .music_generation_response import MusicGenerationResponse as MusicGenerationResponse
    from .native_chat_choice import NativeChatChoice as NativeChatChoice
    from .native_chat_chunk import NativeChatChunk as NativeChatChunk
    from .native_chat_chunk_choice import NativeChatChunkChoice as NativeChatChunkChoice
    from .native_chat_delta import NativeChatDelta as NativeChatDelta
    from .native_chat_reply_message import NativeChatReplyMessage as NativeChatReplyMessage
    from .native_chat_request import NativeChatRequest as NativeChatRequest
    from .native_chat_request_tool_choice import NativeChatRequestToolChoice as NativeChatRequestToolChoice
    from .native_chat_response import NativeChatResponse as NativeChatResponse
    from .native_error_envelope import NativeErrorEnvelope as NativeErrorEnvelope
    from .native_function import NativeFunction as NativeFunction
    from .native_image_part import NativeImagePart as NativeImagePart
    from .native_image_url import NativeImageUrl as NativeImageUrl
    from .native_json_schema import NativeJsonSchema as NativeJsonSchema
    from .native_output_schema import NativeOutputSchema as NativeOutputSchema
    from .native_output_schema_properties import NativeOutputSchemaProperties as NativeOutputSchemaProperties
    from .native_response_format import NativeResponseFormat as NativeResponseFormat
    from .native_tool import NativeTool as NativeTool
    from .open_ai_error_detail import OpenAIErrorDetail as OpenAIErrorDetail
    from .open_ai_error_envelope import OpenAIErrorEnvelope as OpenAIErrorEnvelope
    from .open_ai_model import OpenAIModel as OpenAIModel
    from .open_ai_model_list import OpenAIModelList as OpenAIModelList
    from .pronunciation_dict import PronunciationDict as PronunciationDict
    from .reasoning_detail import ReasoningDetail as ReasoningDetail
    from .related_search import RelatedSearch as RelatedSearch
    from .responses_error import ResponsesError as ResponsesError
    from .responses_event import ResponsesEvent as ResponsesEvent
    from .responses_function_call import ResponsesFunctionCall as ResponsesFunctionCall
    from .responses_function_call_output_request import (
        ResponsesFunctionCallOutputRequest as ResponsesFunctionCallOutputRequest,
    )
    from .responses_function_call_request import ResponsesFunctionCallRequest as ResponsesFunctionCallRequest
    from .responses_function_tool import ResponsesFunctionTool as ResponsesFunctionTool
    from .responses_image_url import ResponsesImageUrl as ResponsesImageUrl
    from .responses_image_url_detail import ResponsesImageUrlDetail as ResponsesImageUrlDetail
    from .responses_incomplete_details import ResponsesIncompleteDetails as ResponsesIncompleteDetails
    from .responses_input_image_part import ResponsesInputImagePart as ResponsesInputImagePart
    from .responses_input_text_part import ResponsesInputTextPart as ResponsesInputTextPart
    from .responses_input_tokens_details import ResponsesInputTokensDetails as ResponsesInputTokensDetails
    from .responses_input_tokens_request import ResponsesInputTokensRequest as ResponsesInputTokensRequest
    from .responses_input_tokens_request_tool_choice import (
        ResponsesInputTokensRequestToolChoice as ResponsesInputTokensRequestToolChoice,
    )
    from .responses_input_tokens_response import ResponsesInputTokensResponse as ResponsesInputTokensResponse
    from .responses_input_video_part import ResponsesInputVideoPart as ResponsesInputVideoPart
    from .responses_message_request import ResponsesMessageRequest as ResponsesMessageRequest
    from .responses_metadata import ResponsesMetadata as ResponsesMetadata
    from .responses_output_message import ResponsesOutputMessage as ResponsesOutputMessage
    from .responses_output_text import ResponsesOutputText as ResponsesOutputText
    from .responses_output_text_part import ResponsesOutputTextPart as ResponsesOutputTextPart
    from .responses_output_tokens_details import ResponsesOutputTokensDetails as ResponsesOutputTokensDetails
    from .responses_reasoning_item import ResponsesReasoningItem as ResponsesReasoningItem
    from .responses_reasoning_item_request import ResponsesReasoningItemRequest as ResponsesReasoningItemRequest
    from .responses_reasoning_request import ResponsesReasoningRequest as ResponsesReasoningRequest
    from .responses_reasoning_request_effort import ResponsesReasoningRequestEffort as ResponsesReasoningRequestEffort
    from .responses_reasoning_text import ResponsesReasoningText as ResponsesReasoningText
    from .responses_request import ResponsesRequest as ResponsesRequest
    from .responses_request_service_tier import ResponsesRequestServiceTier as ResponsesRequestServiceTier
    from .responses_request_tool_choice import ResponsesRequestToolChoice as ResponsesRequestToolChoice
    from .responses_response import ResponsesResponse as ResponsesResponse
    from .responses_summary_text import ResponsesSummaryText as ResponsesSummaryText
    from .responses_summary_text_request import ResponsesSummaryTextRequest as ResponsesSummaryTextRequest
    from .responses_text_format import ResponsesTextFormat as ResponsesTextFormat
    from .responses_text_format_type import ResponsesTextFormatType as ResponsesTextFormatType
    from .responses_text_request import ResponsesTextRequest as ResponsesTextRequest
    from .responses_url_citation import ResponsesUrlCitation as ResponsesUrlCitation
    from .responses_usage import ResponsesUsage as ResponsesUsage
    from .responses_video_url import ResponsesVideoUrl as ResponsesVideoUrl
    from .responses_video_url_detail import ResponsesVideoUrlDetail as ResponsesVideoUrlDetail
    from .responses_web_search_action import ResponsesWebSearchAction as ResponsesWebSearchAction
    from .responses_web_search_call import ResponsesWebSearchCall as ResponsesWebSearchCall
    from .responses_web_search_tool import ResponsesWebSearchTool as ResponsesWebSearchTool
    from .search_request import SearchRequest as SearchRequest
    from .search_response import SearchResponse as SearchResponse
    from .search_result import SearchResult as SearchResult
    from .speech_to_text_event import SpeechToTextEvent as SpeechToTextEvent
    from .speech_to_text_request import SpeechToTextRequest as SpeechToTextRequest
    from .speech_to_text_request_response_format import (
        SpeechToTextRequestResponseFormat as SpeechToTextRequestResponseFormat,
    )
    from .speech_to_text_request_timestamp_level import (
        SpeechToTextRequestTimestampLevel as SpeechToTextRequestTimestampLevel,
    )
    from .speech_to_text_response import SpeechToTextResponse as SpeechToTextResponse
    from .speech_to_text_segment import SpeechToTextSegment as SpeechToTextSegment
    from .subtitle_segment import SubtitleSegment as SubtitleSegment
    from .subtitle_word import SubtitleWord as SubtitleWord
    from .system_voice import SystemVoice as SystemVoice
    from .t2a_async_query_response import T2AAsyncQueryResponse as T2AAsyncQueryResponse
    from .t2a_async_request import T2AAsyncRequest as T2AAsyncRequest
    from .t2a_async_response import T2AAsyncResponse as T2AAsyncResponse
    from .t2a_chunk import T2AChunk as T2AChunk
    from .t2a_chunk_data import T2AChunkData as T2AChunkData
    from .t2a_data import T2AData as T2AData
    from .t2a_extra_info import T2AExtraInfo as T2AExtraInfo
    from .t2a_request import T2ARequest as T2ARequest
    from .t2a_request_output_format import T2ARequestOutputFormat as T2ARequestOutputFormat
    from .t2a_request_subtitle_type import T2ARequestSubtitleType as T2ARequestSubtitleType
    from .t2a_request_text_normalization_mode import T2ARequestTextNormalizationMode as T2ARequestTextNormalizationMode
    from .t2a_response import T2AResponse as T2AResponse
    from .t2a_stream_options import T2AStreamOptions as T2AStreamOptions
    from .timbre_weight import TimbreWeight as TimbreWeight
    from .token_plan_remains_response import TokenPlanRemainsResponse as TokenPlanRemainsResponse
    from .tool_call import ToolCall as ToolCall
    from .tool_call_function import ToolCallFunction as ToolCallFunction
    from .tool_call_function_request import ToolCallFunctionRequest as ToolCallFunctionRequest
    from .tool_call_request import ToolCallRequest as ToolCallRequest
    from .tool_parameters import ToolParameters as ToolParameters
    from .video_callback_challenge import VideoCallbackChallenge as VideoCallbackChallenge
    from .video_generation_request import VideoGenerationRequest as VideoGenerationRequest
    from .video_generation_request_duration import VideoGenerationRequestDuration as VideoGenerationRequestDuration
    from .video_generation_request_resolution import (
        VideoGenerationRequestResolution as VideoGenerationRequestResolution,
    )
    from .video_generation_response import VideoGenerationResponse as VideoGenerationResponse
    from .video_media_url import VideoMediaUrl as VideoMediaUrl
    from .video_query_response import VideoQueryResponse as VideoQueryResponse
    from .video_regeneration_request import VideoRegenerationRequest as VideoRegenerationRequest
    from .video_regeneration_request_resolution import (
        VideoRegenerationRequestResolution as VideoRegenerationRequestResolution,
    )
    from .video_regeneration_text_item import VideoRegenerationTextItem as VideoRegenerationTextItem
    from .video_regeneration_video_item import VideoRegenerationVideoItem as VideoRegenerationVideoItem
    from .video_regeneration_video_item_role import VideoRegenerationVideoItemRole as VideoRegenerationVideoItemRole
    from .video_subject_reference import VideoSubjectReference as VideoSubjectReference
    from .video_subject_reference_type import VideoSubjectReferenceType as VideoSubjectReferenceType
    from .video_template_media_input import VideoTemplateMediaInput as VideoTemplateMediaInput
    from .video_template_query_response import VideoTemplateQueryResponse as VideoTemplateQueryResponse
    from .video_template_request import VideoTemplateRequest as VideoTemplateRequest
    from .video_template_response import VideoTemplateResponse as VideoTemplateResponse
    from .video_template_text_input import VideoTemplateTextInput as VideoTemplateTextInput
    from .video_v1_callback import VideoV1Callback as VideoV1Callback
    from .video_v2_audio_item import VideoV2AudioItem as VideoV2AudioItem
    from .video_v2_audio_item_role import VideoV2AudioItemRole as VideoV2AudioItemRole
    from .video_v2_callback import VideoV2Callback as VideoV2Callback
    from .video_v2_create_response import VideoV2CreateResponse as VideoV2CreateResponse
    from .video_v2_delete_response import VideoV2DeleteResponse as VideoV2DeleteResponse
    from .video_v2_extra import VideoV2Extra as VideoV2Extra
    from .video_v2_extra_prompt_expansion_mode import VideoV2ExtraPromptExpansionMode as VideoV2ExtraPromptExpansionMode
    from .video_v2_image_item import VideoV2ImageItem as VideoV2ImageItem
    from .video_v2_image_item_role import VideoV2ImageItemRole as VideoV2ImageItemRole
    from .video_v2_list_response import VideoV2ListResponse as VideoV2ListResponse
    from .video_v2_request import VideoV2Request as VideoV2Request
    from .video_v2_request_ratio import VideoV2RequestRatio as VideoV2RequestRatio
    from .video_v2_task import VideoV2Task as VideoV2Task
    from .video_v2_task_content import VideoV2TaskContent as VideoV2TaskContent
    from .video_v2_task_error import VideoV2TaskError as VideoV2TaskError
    from .video_v2_task_response import VideoV2TaskResponse as VideoV2TaskResponse
    from .video_v2_text_item import VideoV2TextItem as VideoV2TextItem
    from .video_v2_usage import VideoV2Usage as VideoV2Usage
    from .video_v2_video_item import VideoV2VideoItem as VideoV2VideoItem
    from .video_v2_video_item_role import VideoV2VideoItemRole as VideoV2VideoItemRole
    from .voice_clone_request import VoiceCloneRequest as VoiceCloneRequest
    from .voice_clone_response import VoiceCloneResponse as VoiceCloneResponse
    from .voice_design_request import VoiceDesignRequest as VoiceDesignRequest
    from .voice_design_response import VoiceDesignResponse as VoiceDesignResponse
    from .voice_modify import VoiceModify as VoiceModify
    from .voice_modify_sound_effects import VoiceModifySoundEffects as VoiceModifySoundEffects
    from .voice_setting import VoiceSetting as VoiceSetting
    from .voice_setting_async import VoiceSettingAsync as VoiceSettingAsync
    from .voice_setting_async_emotion import VoiceSettingAsyncEmotion as VoiceSettingAsyncEmotion
    from .voice_setting_emotion import VoiceSettingEmotion as VoiceSettingEmotion
    from .ws_audio_setting import WsAudioSetting as WsAudioSetting
    from .ws_audio_setting_bitrate import WsAudioSettingBitrate as WsAudioSettingBitrate
    from .ws_audio_setting_channel import WsAudioSettingChannel as WsAudioSettingChannel
    from .ws_audio_setting_format import WsAudioSettingFormat as WsAudioSettingFormat
    from .ws_audio_setting_sample_rate import WsAudioSettingSampleRate as WsAudioSettingSampleRate
    from .ws_client_event import WsClientEvent as WsClientEvent
    from .ws_client_event_event import WsClientEventEvent as WsClientEventEvent
    from .ws_server_data import WsServerData as WsServerData
    from .ws_server_event import WsServerEvent as WsServerEvent
    from .ws_task_continue import WsTaskContinue as WsTaskContinue
    from .ws_task_start import WsTaskStart as WsTaskStart
    from .ws_task_start_bidi import WsTaskStartBidi as WsTaskStartBidi
    from .ws_task_start_bidi_subtitle_type import WsTaskStartBidiSubtitleType as WsTaskStartBidiSubtitleType
    from .ws_task_start_bidi_text_normalization_mode import (
        WsTaskStartBidiTextNormalizationMode as WsTaskStartBidiTextNormalizationMode,
    )
    from .ws_task_start_subtitle_type import WsTaskStartSubtitleType as WsTaskStartSubtitleType
    from .ws_task_start_text_normalization_mode import (
        WsTaskStartTextNormalizationMode as WsTaskStartTextNormalizationMode,
    )

__all__ = [
    "AnthropicCacheControl",
    "AnthropicCountTokensRequest",
    "AnthropicCountTokensRequestServiceTier",
    "AnthropicCountTokensResponse",
    "AnthropicErrorDetail",
    "AnthropicErrorEnvelope",
    "AnthropicImageBase64Source",
    "AnthropicImageBase64SourceDetail",
    "AnthropicImageBlockRequest",
    "AnthropicImageUrlSource",
    "AnthropicImageUrlSourceDetail",
    "AnthropicMessage",
    "AnthropicMessagesRequest",
    "AnthropicMessagesRequestServiceTier",
    "AnthropicMessagesResponse",
    "AnthropicMetadata",
    "AnthropicMidConvSystemBlockRequest",
    "AnthropicModel",
    "AnthropicModelList",
    "AnthropicOutputConfig",
    "AnthropicOutputConfigEffort",
    "AnthropicServerToolUseBlock",
    "AnthropicStreamDelta",
    "AnthropicStreamEvent",
    "AnthropicTextBlock",
    "AnthropicTextBlockRequest",
    "AnthropicThinking",
    "AnthropicThinkingBlock",
    "AnthropicThinkingBlockRequest",
    "AnthropicThinkingType",
    "AnthropicTool",
    "AnthropicToolChoice",
    "AnthropicToolInput",
    "AnthropicToolResultBlockRequest",
    "AnthropicToolUseBlock",
    "AnthropicToolUseBlockRequest",
    "AnthropicToolUseBlockRequestInput",
    "AnthropicUsage",
    "AnthropicVideoBase64Source",
    "AnthropicVideoBase64SourceDetail",
    "AnthropicVideoBlockRequest",
    "AnthropicVideoUrlSource",
    "AnthropicVideoUrlSourceDetail",
    "AnthropicWebSearchInput",
    "AnthropicWebSearchResult",
    "AnthropicWebSearchToolResultBlock",
    "AudioSetting",
    "AudioSettingAsync",
    "AudioSettingAsyncAudioSampleRate",
    "AudioSettingAsyncBitrate",
    "AudioSettingAsyncChannel",
    "AudioSettingAsyncFormat",
    "AudioSettingBitrate",
    "AudioSettingChannel",
    "AudioSettingFormat",
    "AudioSettingSampleRate",
    "BalanceResponse",
    "BaseResp",
    "ChatChoice",
    "ChatChunkChoice",
    "ChatCompletionChunk",
    "ChatCompletionRequest",
    "ChatCompletionRequestReasoningEffort",
    "ChatCompletionRequestServiceTier",
    "ChatCompletionResponse",
    "ChatCompletionTokensDetails",
    "ChatDelta",
    "ChatFunction",
    "ChatImagePart",
    "ChatImageUrl",
    "ChatImageUrlDetail",
    "ChatMessage",
    "ChatMessageNative",
    "ChatMessageReasoningDetailsType0Item",
    "ChatPromptTokensDetails",
    "ChatReplyMessage",
    "ChatStreamOptions",
    "ChatTextPart",
    "ChatThinking",
    "ChatThinkingType",
    "ChatTool",
    "ChatUsage",
    "ChatVideoPart",
    "ChatVideoUrl",
    "ChatVideoUrlDetail",
    "ClonedVoice",
    "CloneModeration",
    "ClonePreviewInfo",
    "ClonePrompt",
    "CoverPreprocessRequest",
    "CoverPreprocessResponse",
    "CoverSegment",
    "CoverStructure",
    "DeleteVoiceRequest",
    "DeleteVoiceRequestVoiceType",
    "DeleteVoiceResponse",
    "DesignedVoice",
    "EmbeddingsRequest",
    "EmbeddingsRequestType",
    "EmbeddingsResponse",
    "FileObject",
    "FilesDeleteRequest",
    "FilesDeleteResponse",
    "FilesListResponse",
    "FilesRetrieveResponse",
    "FilesUploadRequest",
    "FilesUploadResponse",
    "GetVoiceRequest",
    "GetVoiceRequestVoiceType",
    "GetVoiceResponse",
    "H3ContextIRRequest",
    "H3ContextIRRequestRatio",
    "ImageData",
    "ImageEditReference",
    "ImageGenerationRequest",
    "ImageGenerationRequestAspectRatio",
    "ImageGenerationRequestResponseFormat",
    "ImageGenerationResponse",
    "ImageMetadata",
    "ImagesEditsRequest",
    "ImagesEditsRequestArea",
    "ImagesEditsRequestOutputFormat",
    "ImagesEditsRequestResponseFormat",
    "ImagesGenerationsRequest",
    "ImagesGenerationsRequestArea",
    "ImagesGenerationsRequestOutputFormat",
    "ImagesGenerationsRequestResponseFormat",
    "ImagesItem",
    "ImagesItemError",
    "ImagesResponse",
    "ImagesTokenDetails",
    "ImageStyle",
    "ImageStyleStyleType",
    "ImageSubjectReference",
    "ImageSubjectReferenceType",
    "ImagesUsage",
    "ImageUnderstandingRequest",
    "ImageUnderstandingResponse",
    "ListVideoGenerationV2FilterStatus",
    "ListVideoGenerationV2FilterTaskType",
    "LyricsRequest",
    "LyricsRequestMode",
    "LyricsResponse",
    "ModelRemains",
    "MusicAudioSetting",
    "MusicAudioSettingBitrate",
    "MusicAudioSettingFormat",
    "MusicAudioSettingSampleRate",
    "MusicChunk",
    "MusicData",
    "MusicExtraInfo",
    "MusicGenerationRequest",
    "MusicGenerationRequestOutputFormat",
    "MusicGenerationResponse",
    "NativeChatChoice",
    "NativeChatChunk",
    "NativeChatChunkChoice",
    "NativeChatDelta",
    "NativeChatReplyMessage",
    "NativeChatRequest",
    "NativeChatRequestToolChoice",
    "NativeChatResponse",
    "NativeErrorEnvelope",
    "NativeFunction",
    "NativeImagePart",
    "NativeImageUrl",
    "NativeJsonSchema",
    "NativeOutputSchema",
    "NativeOutputSchemaProperties",
    "NativeResponseFormat",
    "NativeTool",
    "OpenAIErrorDetail",
    "OpenAIErrorEnvelope",
    "OpenAIModel",
    "OpenAIModelList",
    "PronunciationDict",
    "ReasoningDetail",
    "RelatedSearch",
    "ResponsesError",
    "ResponsesEvent",
    "ResponsesFunctionCall",
    "ResponsesFunctionCallOutputRequest",
    "ResponsesFunctionCallRequest",
    "ResponsesFunctionTool",
    "ResponsesImageUrl",
    "ResponsesImageUrlDetail",
    "ResponsesIncompleteDetails",
    "ResponsesInputImagePart",
    "ResponsesInputTextPart",
    "ResponsesInputTokensDetails",
    "ResponsesInputTokensRequest",
    "ResponsesInputTokensRequestToolChoice",
    "ResponsesInputTokensResponse",
    "ResponsesInputVideoPart",
    "ResponsesMessageRequest",
    "ResponsesMetadata",
    "ResponsesOutputMessage",
    "ResponsesOutputText",
    "ResponsesOutputTextPart",
    "ResponsesOutputTokensDetails",
    "ResponsesReasoningItem",
    "ResponsesReasoningItemRequest",
    "ResponsesReasoningRequest",
    "ResponsesReasoningRequestEffort",
    "ResponsesReasoningText",
    "ResponsesRequest",
    "ResponsesRequestServiceTier",
    "ResponsesRequestToolChoice",
    "ResponsesResponse",
    "ResponsesSummaryText",
    "ResponsesSummaryTextRequest",
    "ResponsesTextFormat",
    "ResponsesTextFormatType",
    "ResponsesTextRequest",
    "ResponsesUrlCitation",
    "ResponsesUsage",
    "ResponsesVideoUrl",
    "ResponsesVideoUrlDetail",
    "ResponsesWebSearchAction",
    "ResponsesWebSearchCall",
    "ResponsesWebSearchTool",
    "SearchRequest",
    "SearchResponse",
    "SearchResult",
    "SpeechToTextEvent",
    "SpeechToTextRequest",
    "SpeechToTextRequestResponseFormat",
    "SpeechToTextRequestTimestampLevel",
    "SpeechToTextResponse",
    "SpeechToTextSegment",
    "SubtitleSegment",
    "SubtitleWord",
    "SystemVoice",
    "T2AAsyncQueryResponse",
    "T2AAsyncRequest",
    "T2AAsyncResponse",
    "T2AChunk",
    "T2AChunkData",
    "T2AData",
    "T2AExtraInfo",
    "T2ARequest",
    "T2ARequestOutputFormat",
    "T2ARequestSubtitleType",
    "T2ARequestTextNormalizationMode",
    "T2AResponse",
    "T2AStreamOptions",
    "TimbreWeight",
    "TokenPlanRemainsResponse",
    "ToolCall",
    "ToolCallFunction",
    "ToolCallFunctionRequest",
    "ToolCallRequest",
    "ToolParameters",
    "VideoCallbackChallenge",
    "VideoGenerationRequest",
    "VideoGenerationRequestDuration",
    "VideoGenerationRequestResolution",
    "VideoGenerationResponse",
    "VideoMediaUrl",
    "VideoQueryResponse",
    "VideoRegenerationRequest",
    "VideoRegenerationRequestResolution",
    "VideoRegenerationTextItem",
    "VideoRegenerationVideoItem",
    "VideoRegenerationVideoItemRole",
    "VideoSubjectReference",
    "VideoSubjectReferenceType",
    "VideoTemplateMediaInput",
    "VideoTemplateQueryResponse",
    "VideoTemplateRequest",
    "VideoTemplateResponse",
    "VideoTemplateTextInput",
    "VideoV1Callback",
    "VideoV2AudioItem",
    "VideoV2AudioItemRole",
    "VideoV2Callback",
    "VideoV2CreateResponse",
    "VideoV2DeleteResponse",
    "VideoV2Extra",
    "VideoV2ExtraPromptExpansionMode",
    "VideoV2ImageItem",
    "VideoV2ImageItemRole",
    "VideoV2ListResponse",
    "VideoV2Request",
    "VideoV2RequestRatio",
    "VideoV2Task",
    "VideoV2TaskContent",
    "VideoV2TaskError",
    "VideoV2TaskResponse",
    "VideoV2TextItem",
    "VideoV2Usage",
    "VideoV2VideoItem",
    "VideoV2VideoItemRole",
    "VoiceCloneRequest",
    "VoiceCloneResponse",
    "VoiceDesignRequest",
    "VoiceDesignResponse",
    "VoiceModify",
    "VoiceModifySoundEffects",
    "VoiceSetting",
    "VoiceSettingAsync",
    "VoiceSettingAsyncEmotion",
    "VoiceSettingEmotion",
    "WsAudioSetting",
    "WsAudioSettingBitrate",
    "WsAudioSettingChannel",
    "WsAudioSettingFormat",
    "WsAudioSettingSampleRate",
    "WsClientEvent",
    "WsClientEventEvent",
    "WsServerData",
    "WsServerEvent",
    "WsTaskContinue",
    "WsTaskStart",
    "WsTaskStartBidi",
    "WsTaskStartBidiSubtitleType",
    "WsTaskStartBidiTextNormalizationMode",
    "WsTaskStartSubtitleType",
    "WsTaskStartTextNormalizationMode",
]

if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_package(
        __name__,
        __all__,
        {
            "AnthropicCacheControl": "anthropic_cache_control",
            "AnthropicCountTokensRequest": "anthropic_count_tokens_request",
            "AnthropicCountTokensRequestServiceTier": "anthropic_count_tokens_request_service_tier",
            "AnthropicCountTokensResponse": "anthropic_count_tokens_response",
            "AnthropicErrorDetail": "anthropic_error_detail",
            "AnthropicErrorEnvelope": "anthropic_error_envelope",
            "AnthropicImageBase64Source": "anthropic_image_base_64_source",
            "AnthropicImageBase64SourceDetail": "anthropic_image_base_64_source_detail",
            "AnthropicImageBlockRequest": "anthropic_image_block_request",
            "AnthropicImageUrlSource": "anthropic_image_url_source",
            "AnthropicImageUrlSourceDetail": "anthropic_image_url_source_detail",
            "AnthropicMessage": "anthropic_message",
            "AnthropicMessagesRequest": "anthropic_messages_request",
            "AnthropicMessagesRequestServiceTier": "anthropic_messages_request_service_tier",
            "AnthropicMessagesResponse": "anthropic_messages_response",
            "AnthropicMetadata": "anthropic_metadata",
            "AnthropicMidConvSystemBlockRequest": "anthropic_mid_conv_system_block_request",
            "AnthropicModel": "anthropic_model",
            "AnthropicModelList": "anthropic_model_list",
            "AnthropicOutputConfig": "anthropic_output_config",
            "AnthropicOutputConfigEffort": "anthropic_output_config_effort",
            "AnthropicServerToolUseBlock": "anthropic_server_tool_use_block",
            "AnthropicStreamDelta": "anthropic_stream_delta",
            "AnthropicStreamEvent": "anthropic_stream_event",
            "AnthropicTextBlock": "anthropic_text_block",
            "AnthropicTextBlockRequest": "anthropic_text_block_request",
            "AnthropicThinking": "anthropic_thinking",
            "AnthropicThinkingBlock": "anthropic_thinking_block",
            "AnthropicThinkingBlockRequest": "anthropic_thinking_block_request",
            "AnthropicThinkingType": "anthropic_thinking_type",
            "AnthropicTool": "anthropic_tool",
            "AnthropicToolChoice": "anthropic_tool_choice",
            "AnthropicToolInput": "anthropic_tool_input",
            "AnthropicToolResultBlockRequest": "anthropic_tool_result_block_request",
            "AnthropicToolUseBlock": "anthropic_tool_use_block",
            "AnthropicToolUseBlockRequest": "anthropic_tool_use_block_request",
            "AnthropicToolUseBlockRequestInput": "anthropic_tool_use_block_request_input",
            "AnthropicUsage": "anthropic_usage",
            "AnthropicVideoBase64Source": "anthropic_video_base_64_source",
            "AnthropicVideoBase64SourceDetail": "anthropic_video_base_64_source_detail",
            "AnthropicVideoBlockRequest": "anthropic_video_block_request",
            "AnthropicVideoUrlSource": "anthropic_video_url_source",
            "AnthropicVideoUrlSourceDetail": "anthropic_video_url_source_detail",
            "AnthropicWebSearchInput": "anthropic_web_search_input",
            "AnthropicWebSearchResult": "anthropic_web_search_result",
            "AnthropicWebSearchToolResultBlock": "anthropic_web_search_tool_result_block",
            "AudioSetting": "audio_setting",
            "AudioSettingAsync": "audio_setting_async",
            "AudioSettingAsyncAudioSampleRate": "audio_setting_async_audio_sample_rate",
            "AudioSettingAsyncBitrate": "audio_setting_async_bitrate",
            "AudioSettingAsyncChannel": "audio_setting_async_channel",
            "AudioSettingAsyncFormat": "audio_setting_async_format",
            "AudioSettingBitrate": "audio_setting_bitrate",
            "AudioSettingChannel": "audio_setting_channel",
            "AudioSettingFormat": "audio_setting_format",
            "AudioSettingSampleRate": "audio_setting_sample_rate",
            "BalanceResponse": "balance_response",
            "BaseResp": "base_resp",
            "ChatChoice": "chat_choice",
            "ChatChunkChoice": "chat_chunk_choice",
            "ChatCompletionChunk": "chat_completion_chunk",
            "ChatCompletionRequest": "chat_completion_request",
            "ChatCompletionRequestReasoningEffort": "chat_completion_request_reasoning_effort",
            "ChatCompletionRequestServiceTier": "chat_completion_request_service_tier",
            "ChatCompletionResponse": "chat_completion_response",
            "ChatCompletionTokensDetails": "chat_completion_tokens_details",
            "ChatDelta": "chat_delta",
            "ChatFunction": "chat_function",
            "ChatImagePart": "chat_image_part",
            "ChatImageUrl": "chat_image_url",
            "ChatImageUrlDetail": "chat_image_url_detail",
            "ChatMessage": "chat_message",
            "ChatMessageNative": "chat_message_native",
            "ChatMessageReasoningDetailsType0Item": "chat_message_reasoning_details_type_0_item",
            "ChatPromptTokensDetails": "chat_prompt_tokens_details",
            "ChatReplyMessage": "chat_reply_message",
            "ChatStreamOptions": "chat_stream_options",
            "ChatTextPart": "chat_text_part",
            "ChatThinking": "chat_thinking",
            "ChatThinkingType": "chat_thinking_type",
            "ChatTool": "chat_tool",
            "ChatUsage": "chat_usage",
            "ChatVideoPart": "chat_video_part",
            "ChatVideoUrl": "chat_video_url",
            "ChatVideoUrlDetail": "chat_video_url_detail",
            "CloneModeration": "clone_moderation",
            "ClonePreviewInfo": "clone_preview_info",
            "ClonePrompt": "clone_prompt",
            "ClonedVoice": "cloned_voice",
            "CoverPreprocessRequest": "cover_preprocess_request",
            "CoverPreprocessResponse": "cover_preprocess_response",
            "CoverSegment": "cover_segment",
            "CoverStructure": "cover_structure",
            "DeleteVoiceRequest": "delete_voice_request",
            "DeleteVoiceRequestVoiceType": "delete_voice_request_voice_type",
            "DeleteVoiceResponse": "delete_voice_response",
            "DesignedVoice": "designed_voice",
            "EmbeddingsRequest": "embeddings_request",
            "EmbeddingsRequestType": "embeddings_request_type",
            "EmbeddingsResponse": "embeddings_response",
            "FileObject": "file_object",
            "FilesDeleteRequest": "files_delete_request",
            "FilesDeleteResponse": "files_delete_response",
            "FilesListResponse": "files_list_response",
            "FilesRetrieveResponse": "files_retrieve_response",
            "FilesUploadRequest": "files_upload_request",
            "FilesUploadResponse": "files_upload_response",
            "GetVoiceRequest": "get_voice_request",
            "GetVoiceRequestVoiceType": "get_voice_request_voice_type",
            "GetVoiceResponse": "get_voice_response",
            "H3ContextIRRequest": "h3_context_ir_request",
            "H3ContextIRRequestRatio": "h3_context_ir_request_ratio",
            "ImageData": "image_data",
            "ImageEditReference": "image_edit_reference",
            "ImageGenerationRequest": "image_generation_request",
            "ImageGenerationRequestAspectRatio": "image_generation_request_aspect_ratio",
            "ImageGenerationRequestResponseFormat": "image_generation_request_response_format",
            "ImageGenerationResponse": "image_generation_response",
            "ImageMetadata": "image_metadata",
            "ImageStyle": "image_style",
            "ImageStyleStyleType": "image_style_style_type",
            "ImageSubjectReference": "image_subject_reference",
            "ImageSubjectReferenceType": "image_subject_reference_type",
            "ImageUnderstandingRequest": "image_understanding_request",
            "ImageUnderstandingResponse": "image_understanding_response",
            "ImagesEditsRequest": "images_edits_request",
            "ImagesEditsRequestArea": "images_edits_request_area",
            "ImagesEditsRequestOutputFormat": "images_edits_request_output_format",
            "ImagesEditsRequestResponseFormat": "images_edits_request_response_format",
            "ImagesGenerationsRequest": "images_generations_request",
            "ImagesGenerationsRequestArea": "images_generations_request_area",
            "ImagesGenerationsRequestOutputFormat": "images_generations_request_output_format",
            "ImagesGenerationsRequestResponseFormat": "images_generations_request_response_format",
            "ImagesItem": "images_item",
            "ImagesItemError": "images_item_error",
            "ImagesResponse": "images_response",
            "ImagesTokenDetails": "images_token_details",
            "ImagesUsage": "images_usage",
            "ListVideoGenerationV2FilterStatus": "list_video_generation_v2_filter_status",
            "ListVideoGenerationV2FilterTaskType": "list_video_generation_v2_filter_task_type",
            "LyricsRequest": "lyrics_request",
            "LyricsRequestMode": "lyrics_request_mode",
            "LyricsResponse": "lyrics_response",
            "ModelRemains": "model_remains",
            "MusicAudioSetting": "music_audio_setting",
            "MusicAudioSettingBitrate": "music_audio_setting_bitrate",
            "MusicAudioSettingFormat": "music_audio_setting_format",
            "MusicAudioSettingSampleRate": "music_audio_setting_sample_rate",
            "MusicChunk": "music_chunk",
            "MusicData": "music_data",
            "MusicExtraInfo": "music_extra_info",
            "MusicGenerationRequest": "music_generation_request",
            "MusicGenerationRequestOutputFormat": "music_generation_request_output_format",
            "MusicGenerationResponse": "music_generation_response",
            "NativeChatChoice": "native_chat_choice",
            "NativeChatChunk": "native_chat_chunk",
            "NativeChatChunkChoice": "native_chat_chunk_choice",
            "NativeChatDelta": "native_chat_delta",
            "NativeChatReplyMessage": "native_chat_reply_message",
            "NativeChatRequest": "native_chat_request",
            "NativeChatRequestToolChoice": "native_chat_request_tool_choice",
            "NativeChatResponse": "native_chat_response",
            "NativeErrorEnvelope": "native_error_envelope",
            "NativeFunction": "native_function",
            "NativeImagePart": "native_image_part",
            "NativeImageUrl": "native_image_url",
            "NativeJsonSchema": "native_json_schema",
            "NativeOutputSchema": "native_output_schema",
            "NativeOutputSchemaProperties": "native_output_schema_properties",
            "NativeResponseFormat": "native_response_format",
            "NativeTool": "native_tool",
            "OpenAIErrorDetail": "open_ai_error_detail",
            "OpenAIErrorEnvelope": "open_ai_error_envelope",
            "OpenAIModel": "open_ai_model",
            "OpenAIModelList": "open_ai_model_list",
            "PronunciationDict": "pronunciation_dict",
            "ReasoningDetail": "reasoning_detail",
            "RelatedSearch": "related_search",
            "ResponsesError": "responses_error",
            "ResponsesEvent": "responses_event",
            "ResponsesFunctionCall": "responses_function_call",
            "ResponsesFunctionCallOutputRequest": "responses_function_call_output_request",
            "ResponsesFunctionCallRequest": "responses_function_call_request",
            "ResponsesFunctionTool": "responses_function_tool",
            "ResponsesImageUrl": "responses_image_url",
            "ResponsesImageUrlDetail": "responses_image_url_detail",
            "ResponsesIncompleteDetails": "responses_incomplete_details",
            "ResponsesInputImagePart": "responses_input_image_part",
            "ResponsesInputTextPart": "responses_input_text_part",
            "ResponsesInputTokensDetails": "responses_input_tokens_details",
            "ResponsesInputTokensRequest": "responses_input_tokens_request",
            "ResponsesInputTokensRequestToolChoice": "responses_input_tokens_request_tool_choice",
            "ResponsesInputTokensResponse": "responses_input_tokens_response",
            "ResponsesInputVideoPart": "responses_input_video_part",
            "ResponsesMessageRequest": "responses_message_request",
            "ResponsesMetadata": "responses_metadata",
            "ResponsesOutputMessage": "responses_output_message",
            "ResponsesOutputText": "responses_output_text",
            "ResponsesOutputTextPart": "responses_output_text_part",
            "ResponsesOutputTokensDetails": "responses_output_tokens_details",
            "ResponsesReasoningItem": "responses_reasoning_item",
            "ResponsesReasoningItemRequest": "responses_reasoning_item_request",
            "ResponsesReasoningRequest": "responses_reasoning_request",
            "ResponsesReasoningRequestEffort": "responses_reasoning_request_effort",
            "ResponsesReasoningText": "responses_reasoning_text",
            "ResponsesRequest": "responses_request",
            "ResponsesRequestServiceTier": "responses_request_service_tier",
            "ResponsesRequestToolChoice": "responses_request_tool_choice",
            "ResponsesResponse": "responses_response",
            "ResponsesSummaryText": "responses_summary_text",
            "ResponsesSummaryTextRequest": "responses_summary_text_request",
            "ResponsesTextFormat": "responses_text_format",
            "ResponsesTextFormatType": "responses_text_format_type",
            "ResponsesTextRequest": "responses_text_request",
            "ResponsesUrlCitation": "responses_url_citation",
            "ResponsesUsage": "responses_usage",
            "ResponsesVideoUrl": "responses_video_url",
            "ResponsesVideoUrlDetail": "responses_video_url_detail",
            "ResponsesWebSearchAction": "responses_web_search_action",
            "ResponsesWebSearchCall": "responses_web_search_call",
            "ResponsesWebSearchTool": "responses_web_search_tool",
            "SearchRequest": "search_request",
            "SearchResponse": "search_response",
            "SearchResult": "search_result",
            "SpeechToTextEvent": "speech_to_text_event",
            "SpeechToTextRequest": "speech_to_text_request",
            "SpeechToTextRequestResponseFormat": "speech_to_text_request_response_format",
            "SpeechToTextRequestTimestampLevel": "speech_to_text_request_timestamp_level",
            "SpeechToTextResponse": "speech_to_text_response",
            "SpeechToTextSegment": "speech_to_text_segment",
            "SubtitleSegment": "subtitle_segment",
            "SubtitleWord": "subtitle_word",
            "SystemVoice": "system_voice",
            "T2AAsyncQueryResponse": "t2a_async_query_response",
            "T2AAsyncRequest": "t2a_async_request",
            "T2AAsyncResponse": "t2a_async_response",
            "T2AChunk": "t2a_chunk",
            "T2AChunkData": "t2a_chunk_data",
            "T2AData": "t2a_data",
            "T2AExtraInfo": "t2a_extra_info",
            "T2ARequest": "t2a_request",
            "T2ARequestOutputFormat": "t2a_request_output_format",
            "T2ARequestSubtitleType": "t2a_request_subtitle_type",
            "T2ARequestTextNormalizationMode": "t2a_request_text_normalization_mode",
            "T2AResponse": "t2a_response",
            "T2AStreamOptions": "t2a_stream_options",
            "TimbreWeight": "timbre_weight",
            "TokenPlanRemainsResponse": "token_plan_remains_response",
            "ToolCall": "tool_call",
            "ToolCallFunction": "tool_call_function",
            "ToolCallFunctionRequest": "tool_call_function_request",
            "ToolCallRequest": "tool_call_request",
            "ToolParameters": "tool_parameters",
            "VideoCallbackChallenge": "video_callback_challenge",
            "VideoGenerationRequest": "video_generation_request",
            "VideoGenerationRequestDuration": "video_generation_request_duration",
            "VideoGenerationRequestResolution": "video_generation_request_resolution",
            "VideoGenerationResponse": "video_generation_response",
            "VideoMediaUrl": "video_media_url",
            "VideoQueryResponse": "video_query_response",
            "VideoRegenerationRequest": "video_regeneration_request",
            "VideoRegenerationRequestResolution": "video_regeneration_request_resolution",
            "VideoRegenerationTextItem": "video_regeneration_text_item",
            "VideoRegenerationVideoItem": "video_regeneration_video_item",
            "VideoRegenerationVideoItemRole": "video_regeneration_video_item_role",
            "VideoSubjectReference": "video_subject_reference",
            "VideoSubjectReferenceType": "video_subject_reference_type",
            "VideoTemplateMediaInput": "video_template_media_input",
            "VideoTemplateQueryResponse": "video_template_query_response",
            "VideoTemplateRequest": "video_template_request",
            "VideoTemplateResponse": "video_template_response",
            "VideoTemplateTextInput": "video_template_text_input",
            "VideoV1Callback": "video_v1_callback",
            "VideoV2AudioItem": "video_v2_audio_item",
            "VideoV2AudioItemRole": "video_v2_audio_item_role",
            "VideoV2Callback": "video_v2_callback",
            "VideoV2CreateResponse": "video_v2_create_response",
            "VideoV2DeleteResponse": "video_v2_delete_response",
            "VideoV2Extra": "video_v2_extra",
            "VideoV2ExtraPromptExpansionMode": "video_v2_extra_prompt_expansion_mode",
            "VideoV2ImageItem": "video_v2_image_item",
            "VideoV2ImageItemRole": "video_v2_image_item_role",
            "VideoV2ListResponse": "video_v2_list_response",
            "VideoV2Request": "video_v2_request",
            "VideoV2RequestRatio": "video_v2_request_ratio",
            "VideoV2Task": "video_v2_task",
            "VideoV2TaskContent": "video_v2_task_content",
            "VideoV2TaskError": "video_v2_task_error",
            "VideoV2TaskResponse": "video_v2_task_response",
            "VideoV2TextItem": "video_v2_text_item",
            "VideoV2Usage": "video_v2_usage",
            "VideoV2VideoItem": "video_v2_video_item",
            "VideoV2VideoItemRole": "video_v2_video_item_role",
            "VoiceCloneRequest": "voice_clone_request",
            "VoiceCloneResponse": "voice_clone_response",
            "VoiceDesignRequest": "voice_design_request",
            "VoiceDesignResponse": "voice_design_response",
            "VoiceModify": "voice_modify",
            "VoiceModifySoundEffects": "voice_modify_sound_effects",
            "VoiceSetting": "voice_setting",
            "VoiceSettingAsync": "voice_setting_async",
            "VoiceSettingAsyncEmotion": "voice_setting_async_emotion",
            "VoiceSettingEmotion": "voice_setting_emotion",
            "WsAudioSetting": "ws_audio_setting",
            "WsAudioSettingBitrate": "ws_audio_setting_bitrate",
            "WsAudioSettingChannel": "ws_audio_setting_channel",
            "WsAudioSettingFormat": "ws_audio_setting_format",
            "WsAudioSettingSampleRate": "ws_audio_setting_sample_rate",
            "WsClientEvent": "ws_client_event",
            "WsClientEventEvent": "ws_client_event_event",
            "WsServerData": "ws_server_data",
            "WsServerEvent": "ws_server_event",
            "WsTaskContinue": "ws_task_continue",
            "WsTaskStart": "ws_task_start",
            "WsTaskStartBidi": "ws_task_start_bidi",
            "WsTaskStartBidiSubtitleType": "ws_task_start_bidi_subtitle_type",
            "WsTaskStartBidiTextNormalizationMode": "ws_task_start_bidi_text_normalization_mode",
            "WsTaskStartSubtitleType": "ws_task_start_subtitle_type",
            "WsTaskStartTextNormalizationMode": "ws_task_start_text_normalization_mode",
        },
    )
