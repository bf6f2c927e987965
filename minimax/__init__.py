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
    from . import tasks as tasks
    from .client import AsyncMiniMax as AsyncMiniMax
    from .client import MiniMax as MiniMax
    from .config import Event as Event
    from .config import Limits as Limits
    from .config import Retry as Retry
    from .config import Timeout as Timeout
    from .errors import APIError as APIError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import ConfigError as ConfigError
    from .errors import DecodeError as DecodeError
    from .errors import InsufficientBalanceError as InsufficientBalanceError
    from .errors import InvalidParameterError as InvalidParameterError
    from .errors import MinimaxError as MinimaxError
    from .errors import NetworkError as NetworkError
    from .errors import NotFoundError as NotFoundError
    from .errors import PermissionDeniedError as PermissionDeniedError
    from .errors import RateLimitError as RateLimitError
    from .errors import RequestTimeout as RequestTimeout
    from .errors import SensitiveContentError as SensitiveContentError
    from .errors import ServerError as ServerError
    from .errors import StreamInterrupted as StreamInterrupted
    from .errors import TaskFailed as TaskFailed
    from .errors import TaskNotReady as TaskNotReady
    from .errors import TaskTimeout as TaskTimeout
    from .errors import UsageLimitError as UsageLimitError
    from .errors import ValidationError as ValidationError
    from .errors import VoiceExistsError as VoiceExistsError
    from .media import image as image
    from .media import video as video
    from .playback import play as play
    from .playback import play_async as play_async
    from .results.chat import ChatReply as ChatReply
    from .results.chat import ToolCall as ToolCall
    from .results.chat import Usage as Usage
    from .results.messages import Message as Message
    from .results.responses import ResponseReply as ResponseReply
    from .results.run import Parsed as Parsed
    from .results.run import RunReply as RunReply
    from .results.run import ToolEvent as ToolEvent
    from .results.speech import Speech as Speech
    from .schemas import ParseError as ParseError
    from .tools import Tool as Tool
    from .tools import ToolRoundsExceeded as ToolRoundsExceeded
    from .tools import TurnCutOff as TurnCutOff
    from .tools import tool as tool

_HOMES = {
    "client": ("AsyncMiniMax", "MiniMax"),
    "config": ("Event", "Limits", "Retry", "Timeout"),
    "errors": (
        "APIError",
        "AuthenticationError",
        "ConfigError",
        "DecodeError",
        "InsufficientBalanceError",
        "InvalidParameterError",
        "MinimaxError",
        "NetworkError",
        "NotFoundError",
        "PermissionDeniedError",
        "RateLimitError",
        "RequestTimeout",
        "SensitiveContentError",
        "ServerError",
        "StreamInterrupted",
        "TaskFailed",
        "TaskNotReady",
        "TaskTimeout",
        "UsageLimitError",
        "ValidationError",
        "VoiceExistsError",
    ),
    "media": ("image", "video"),
    "playback": ("play", "play_async"),
    "results.chat": ("ChatReply", "ToolCall", "Usage"),
    "results.run": ("Parsed", "RunReply", "ToolEvent"),
    "results.messages": ("Message",),
    "results.responses": ("ResponseReply",),
    "results.speech": ("Speech",),
    "schemas": ("ParseError",),
    "tools": ("Tool", "ToolRoundsExceeded", "TurnCutOff", "tool"),
}
_MODULES = ("batch", "callbacks", "emulator", "estimate", "media", "tasks")
_MODULE_OF = {name: module for module, names in _HOMES.items() for name in names}

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
