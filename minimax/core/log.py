"""The "minimax" logger: a record of each event, without keys and media, and the handler enabled by
`MINIMAX_LOG`. Also redacts the key from the log records of the HTTP libraries.
"""

from __future__ import annotations

import logging
import os
import sys
import warnings
import weakref
from typing import TYPE_CHECKING, Any

from ..config import Event
from .secret import redacted

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from .secret import Secret

LOGGER = logging.getLogger("minimax")
LOGGER.addHandler(logging.NullHandler())
LEVELS = {"info": logging.INFO, "debug": logging.DEBUG}
"""Values of MINIMAX_LOG."""
LOUD = ("retry", "error")
"""Events that are logged as warnings."""
QUIET = ("frame", "request", "poll", "tool_start")
"""Events that are logged for debugging only."""
LIBRARIES = [
    f"{library}{part}"
    for library in ("httpcore", "httpcore2")
    for part in (".connection", ".http11", ".http2", ".proxy", ".socks")
] + ["httpx", "httpx2", "minimax.websockets"]
"""Loggers that may show the headers of a response, in which a server may echo the key."""


class Observers:
    """Event handlers and middleware that were added to a client; all of its views share them."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self.handlers: tuple[Callable[[Event], object], ...] = ()
        self.middleware: tuple[Any, ...] = ()
        self.is_silent = is_silent
        """Whether to emit no events and log nothing, because the calls send nothing."""
        self._failed: set[int] = set()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Observers) and (self.handlers, self.middleware) == (
            other.handlers,
            other.middleware,
        )

    __hash__ = object.__hash__

    def failed(self, handler: Callable[[Event], object], error: Exception) -> None:
        """Report an exception of a handler, once per handler: as a warning for developers, and in
        the log.
        """
        if id(handler) in self._failed:
            return
        self._failed.add(id(handler))
        LOGGER.error("on_event failed: %r; it is not reported again", error, exc_info=error)
        try:
            warnings.warn(f"on_event failed: {error!r}", RuntimeWarning, stacklevel=2)
        except RuntimeWarning:  # if warnings are errors: do not lose a paid result
            pass

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), ()  # they stay with the client


class _StderrHandler(logging.StreamHandler["TextIO"]):
    """Writes records to the current stderr unless another handler writes them to the terminal."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr

    def filter(self, record: logging.LogRecord) -> Any:
        return super().filter(record) and not _is_on_terminal(record)


def log_to_stderr() -> None:
    """Add the handler for `MINIMAX_LOG=info|debug`, unless it exists."""
    level = LEVELS.get(os.environ.get("MINIMAX_LOG", "").strip().lower())
    if level is None:
        return
    handler = next((each for each in LOGGER.handlers if isinstance(each, _StderrHandler)), None)
    if handler is None:
        handler = _StderrHandler()
        LOGGER.addHandler(handler)
    handler.setLevel(level)
    if not LOGGER.isEnabledFor(level):
        LOGGER.setLevel(level)


def _is_on_terminal(record: logging.LogRecord) -> bool:
    """Whether a handler of the program writes the record to the terminal, so that ours would
    duplicate it.
    """
    terminal = (sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__)
    logger: logging.Logger | None = LOGGER
    while logger is not None:
        for handler in logger.handlers:
            console = getattr(handler, "console", None)  # the handler of rich
            stream = getattr(handler, "stream", None) or getattr(console, "file", None)
            if (
                not isinstance(handler, _StderrHandler)
                and handler.level <= record.levelno
                and any(stream is each for each in terminal if each is not None)
            ):
                return True
        logger = logger.parent if logger.propagate else None
    return False


def log(event: Event) -> None:
    """Write the log record of an event, with its fields in `extra`."""
    kind = event.kind
    level = logging.WARNING if kind in LOUD else logging.DEBUG if kind in QUIET else logging.INFO
    if not LOGGER.isEnabledFor(level):
        return
    error = f"{type(event.error).__name__}: {event.error}" if event.error else ""
    parts = [
        event.kind,
        event.endpoint,
        event.tool,
        f"attempt={event.attempt}" if event.attempt > 1 else "",
        f"status={event.http_status}" if event.http_status else "",
        f"{event.seconds:.3f}s" if event.seconds else "",
        event.task,
        event.outcome,
        f"trace={event.trace_id}" if event.trace_id else "",
        event.detail,
        error,
    ]
    fields = {name: value for name, value in event.to_dict().items() if value not in (None, "")}
    if error:
        fields["error"] = error
    LOGGER.log(level, "%s", " ".join(part for part in parts if part), extra=fields)


class _Redaction(logging.Filter):
    """Redacts the keys of all clients from log records."""

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


def redact_in_logs(key: Secret[str]) -> None:
    """Redact a key from the log records of the HTTP libraries, as long as a client uses it."""
    _redaction.keys[id(key)] = key
    for name in LIBRARIES:
        logging.getLogger(name).addFilter(_redaction)  # the same key may be added twice
