"""Real-time speech over WebSockets: the protocol as a pure state machine, the sockets of both
clients, and speech from streamed text.
"""

from .events import (
    Audio,
    Canceled,
    Caption,
    Event,
    Finished,
    Flushed,
    Info,
    SentenceEnd,
    SentenceStart,
    Skipped,
)

__all__ = [
    "Audio",
    "Canceled",
    "Caption",
    "Event",
    "Finished",
    "Flushed",
    "Info",
    "SentenceEnd",
    "SentenceStart",
    "Skipped",
]
