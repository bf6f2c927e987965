"""`MINIMAX_LOG=info|debug`: one line per step of a call on the "minimax" logger, without key and
without media. Also keeps the key out of the log lines of the libraries below.
"""

from __future__ import annotations

import logging
import os
import weakref
from typing import TYPE_CHECKING

from .secret import redacted

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..config import Event
    from .secret import Secret

LEVELS = {"info": 20, "debug": 10}
QUIET = {"frame": 10, "request": 10, "poll": 10}
LIBRARIES = [
    f"{library}{part}"
    for library in ("httpcore", "httpcore2")
    for part in (".connection", ".http11", ".http2", ".proxy", ".socks")
] + ["httpx", "httpx2", "minimax.websockets"]
"""Loggers that may show the headers of a response, in which a server can send the key back."""


def from_environment() -> Callable[[Event], None] | None:
    """The event hook that `MINIMAX_LOG` asks for, or None."""
    level = os.environ.get("MINIMAX_LOG", "").strip().lower()
    if level not in LEVELS:
        return None
    logger = logging.getLogger("minimax")
    logger.setLevel(LEVELS[level])
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
    return lambda event: _write(logger, event)


class _Redaction(logging.Filter):
    """Takes the keys of all clients out of log lines."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: weakref.WeakValueDictionary[int, Secret[str]] = weakref.WeakValueDictionary()

    def filter(self, record: logging.LogRecord) -> bool:
        message = clean = record.getMessage()
        for key in list(self.keys.values()):
            clean = redacted(clean, key)
        if clean != message:
            record.msg, record.args = clean, None
        return True


_redaction = _Redaction()


def keep_out(key: Secret[str]) -> None:
    """Keep a key out of the log lines of the libraries below, for as long as a client has it."""
    _redaction.keys[id(key)] = key
    for name in LIBRARIES:
        logging.getLogger(name).addFilter(_redaction)  # twice is as good as once


def _write(logger: logging.Logger, event: Event) -> None:
    level = 30 if event.kind in ("retry", "error") else QUIET.get(event.kind, 20)
    if not logger.isEnabledFor(level):
        return
    parts = [
        event.kind,
        event.endpoint,
        f"attempt={event.attempt}" if event.attempt > 1 else "",
        f"status={event.http_status}" if event.http_status else "",
        f"{event.seconds:.3f}s" if event.seconds else "",
        f"trace={event.trace_id}" if event.trace_id else "",
        event.detail,
        f"{type(event.error).__name__}: {event.error}" if event.error else "",
    ]
    logger.log(level, " ".join(part for part in parts if part))
