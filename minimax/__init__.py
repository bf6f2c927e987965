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
    from . import batch as batch
    from . import callbacks as callbacks
    from . import emulator as emulator
    from . import estimate as estimate
    from . import media as media
    from . import notebook as notebook
    from . import tasks as tasks
    from .audio import Subtitle as Subtitle
    from .audio import Word as Word
    from .callbacks import Challenge as Challenge
    from .callbacks import TaskUpdate as TaskUpdate
    from .client import AsyncMiniMax as AsyncMiniMax
    from .client import MiniMax as MiniMax
    from .config import Event as Event
    from .config import Limits as Limits
    from .config import Retry as Retry
    from .config import Timeout as Timeout
    from .core.middleware import AsyncMiddleware as AsyncMiddleware
    from .core.middleware import HTTPRequest as HTTPRequest
    from .core.middleware import HTTPResponse as HTTPResponse
    from .core.middleware import Middleware as Middleware
    from .core.streaming import AsyncStream as AsyncStream
    from .core.streaming import Stream as Stream
    from .errors import *  # noqa: F403 - its __all__ is public
    from .estimate import Estimate as Estimate
    from .media import image as image
    from .media import video as video
    from .playback import play as play
    from .playback import play_async as play_async
    from .realtime import Audio as Audio
    from .realtime import Canceled as Canceled
    from .realtime import Caption as Caption
    from .realtime import Finished as Finished
    from .realtime import Flushed as Flushed
    from .realtime import Info as Info
    from .realtime import SentenceEnd as SentenceEnd
    from .realtime import SentenceStart as SentenceStart
    from .realtime import Skipped as Skipped
    from .realtime.sockets import AsyncSpeechSocket as AsyncSpeechSocket
    from .realtime.sockets import SpeechSocket as SpeechSocket
    from .realtime.speaking import AsyncSpeakStream as AsyncSpeakStream
    from .realtime.speaking import SpeakStream as SpeakStream
    from .results.account import Balance as Balance
    from .results.account import Quota as Quota
    from .results.account import QuotaEntry as QuotaEntry
    from .results.account import SearchResult as SearchResult
    from .results.account import SearchResults as SearchResults
    from .results.account import Window as Window
    from .results.chat import ChatEvent as ChatEvent
    from .results.chat import ChatReply as ChatReply
    from .results.images import Image as Image
    from .results.images import ImageFailure as ImageFailure
    from .results.images import Images as Images
    from .results.images import ImageUsage as ImageUsage
    from .results.medium import RemoteFile as RemoteFile
    from .results.messages import Message as Message
    from .results.messages import MessageEvent as MessageEvent
    from .results.music import Cover as Cover
    from .results.music import Lyrics as Lyrics
    from .results.music import Music as Music
    from .results.music import SongSection as SongSection
    from .results.reply import MessageUsage as MessageUsage
    from .results.reply import Model as Model
    from .results.reply import Reply as Reply
    from .results.reply import ToolCall as ToolCall
    from .results.reply import Usage as Usage
    from .results.responses import ResponseEvent as ResponseEvent
    from .results.responses import ResponseReply as ResponseReply
    from .results.run import Parsed as Parsed
    from .results.run import RunReply as RunReply
    from .results.run import ToolEvent as ToolEvent
    from .results.sound import AsyncAudioStream as AsyncAudioStream
    from .results.sound import AudioInfo as AudioInfo
    from .results.sound import AudioStream as AudioStream
    from .results.sound import Sound as Sound
    from .results.sound import Speech as Speech
    from .results.speech_file import Member as Member
    from .results.speech_file import SpeechFile as SpeechFile
    from .results.transcript import Segment as Segment
    from .results.transcript import Transcript as Transcript
    from .results.video import TaskPage as TaskPage
    from .results.video import Template as Template
    from .results.video import VideoFile as VideoFile
    from .results.video import VideoUsage as VideoUsage
    from .results.voices import ClonedVoice as ClonedVoice
    from .results.voices import DesignedVoice as DesignedVoice
    from .results.voices import Voice as Voice
    from .schemas import ParseError as ParseError
    from .services.files import File as File
    from .services.history import InputMessage as InputMessage
    from .services.messages import AsyncMessageStream as AsyncMessageStream
    from .services.messages import MessageStream as MessageStream
    from .services.responses import AsyncResponseStream as AsyncResponseStream
    from .services.responses import ResponseStream as ResponseStream
    from .services.text import AsyncChatStream as AsyncChatStream
    from .services.text import AsyncToolStream as AsyncToolStream
    from .services.text import ChatStream as ChatStream
    from .services.text import ToolStream as ToolStream
    from .tasks import Status as Status
    from .tasks import Task as Task
    from .tools import Tool as Tool
    from .tools import ToolRoundsExceeded as ToolRoundsExceeded
    from .tools import TurnCutOff as TurnCutOff
    from .tools import tool as tool

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
    "results.account": "Balance Quota QuotaEntry SearchResult SearchResults Window",
    "results.chat": "ChatEvent ChatReply",
    "results.images": "Image ImageFailure ImageUsage Images",
    "results.medium": "RemoteFile",
    "results.messages": "Message MessageEvent",
    "results.music": "Cover Lyrics Music SongSection",
    "results.reply": "MessageUsage Model Reply ToolCall Usage",
    "results.responses": "ResponseEvent ResponseReply",
    "results.run": "Parsed RunReply ToolEvent",
    "results.sound": "AsyncAudioStream AudioInfo AudioStream Sound Speech",
    "results.speech_file": "Member SpeechFile",
    "results.transcript": "Segment Transcript",
    "results.video": "TaskPage Template VideoFile VideoUsage",
    "results.voices": "ClonedVoice DesignedVoice Voice",
    "schemas": "ParseError",
    "services.files": "File",
    "services.history": "InputMessage",
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
