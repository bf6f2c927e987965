"""The MiniMax platform for Python: text, speech, voices, video, images, music and files.

    from minimax import MiniMax

    with MiniMax() as client:
        print(client.text.chat("Name three rivers.").text)

Names are loaded on first use (PEP 562): `import minimax` itself loads nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .version import __version__

if TYPE_CHECKING:
    # Written by the generator from the table below.
    from minimax_generated.services.exports import *  # noqa: F403 # pyright: ignore[reportMissingModuleSource]

    from . import batch as batch
    from . import callbacks as callbacks
    from . import emulator as emulator
    from . import estimate as estimate
    from . import media as media
    from . import notebook as notebook
    from . import tasks as tasks

_EXPORTS = {
    "audio": "Subtitle Word",
    "callbacks": "Challenge TaskUpdate",
    "client": "AsyncMiniMax MiniMax",
    "config": "Event Limits Retry Timeout",
    "core.middleware": "AsyncMiddleware HTTPRequest HTTPResponse Middleware",
    "core.streaming": "AsyncStream Stream",
    "errors": (
        "APIError AuthenticationError ConfigError DecodeError InsufficientBalanceError"
        " InvalidParameterError MinimaxError NetworkError NotFoundError PermissionDeniedError"
        " RateLimitError RequestTimeout SensitiveContentError ServerError StreamInterrupted"
        " TaskFailed TaskNotReady TaskTimeout UsageLimitError ValidationError VoiceExistsError"
    ),
    "estimate": "Estimate",
    "media": "image video",
    "playback": "play play_async",
    "realtime": "Audio Canceled Caption Finished Flushed Info SentenceEnd SentenceStart Skipped",
    "realtime.sockets": "AsyncSpeechSocket SpeechSocket",
    "realtime.speaking": "AsyncSpeakStream SpeakStream",
    "results.chat": "ChatEvent ChatReply Parsed RunReply ToolEvent",
    "results.images": "Image ImageFailure ImageUsage Images",
    "results.medium": "RemoteFile",
    "results.messages": "Message MessageEvent",
    "results.records": (
        "Balance ClonedVoice Cover DesignedVoice Lyrics Quota QuotaEntry SearchResult SearchResults"
        " SongSection Template Voice Window"
    ),
    "results.reply": "MessageUsage Model Reply ToolCall Usage",
    "results.responses": "ResponseEvent ResponseReply",
    "results.sound": "AsyncAudioStream AudioInfo AudioStream Music Sound Speech",
    "results.speech_file": "Member SpeechFile",
    "results.transcript": "Segment Transcript",
    "results.video": "TaskPage VideoFile VideoUsage",
    "schemas": "ParseError",
    "services.chat_call": "InputMessage",
    "services.files": "File",
    "services.messages": "AsyncMessageStream MessageStream",
    "services.responses": "AsyncResponseStream ResponseStream",
    "services.text": "AsyncChatStream AsyncToolStream ChatStream ToolStream",
    "tasks": "Status Task",
    "tools": "Tool ToolRoundsExceeded TurnCutOff tool",
}
_MODULES = ("batch", "callbacks", "emulator", "estimate", "media", "notebook", "tasks")
_MODULE_OF = {name: module for module, names in _EXPORTS.items() for name in names.split()}

__all__ = ["__version__", *_MODULE_OF]  # pyright: ignore[reportUnsupportedDunderAll]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULE_OF:
        value = getattr(import_module(f".{_MODULE_OF[name]}", __name__), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_MODULE_OF, *_MODULES})
