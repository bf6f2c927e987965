"""Emits the events of calls, tools and downloads to event handlers and to the "minimax" logger,
without keys and media. Also the log handler enabled by `MINIMAX_LOG`, and a filter that redacts the
key from the log records of the HTTP libraries.
"""

from __future__ import annotations

import logging
import os
import sys
import weakref
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from minimax_generated.operation import Operation

from ..config import Event
from ..errors import error_words
from .parsing import CACHED, INPUT, OUTPUT, REASONING, count, first_count, mapping
from .secret import redacted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

    from minimax_generated.operation import AnyOperation

    from .http import Request
    from .io import IO
    from .secret import Secret
    from .settings import Config

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


def is_observed(config: Config) -> bool:
    """Whether anything observes the steps of a call."""
    return not config.observers.is_silent and (
        config.on_event is not None
        or bool(config.observers.handlers)
        or LOGGER.isEnabledFor(logging.INFO)
    )


def notify(config: Config, event: Event) -> None:
    """Log an event and pass it to all handlers. A failing handler, also one of logging, must not
    lose a paid result.
    """
    if config.observers.is_silent:
        return
    for handler in (config.on_event, *config.observers.handlers):
        if handler is not None:
            try:
                handler(event)
            except Exception as error:
                config.observers.failed(handler, error)
    try:
        _log(event)
    except Exception as error:
        config.observers.failed(_log, error, "a handler or filter of logging")


class CallEvents:
    """Emits the events of one call, with the facts that they share.

    Args:
        stream: whether the call streams.
        call_id: id of the call that this one is part of, such as the creation of a task for its
            polls; by default the call gets its own id.
        model: the requested model.
        task: the handle of the task that the call is about.
    """

    __slots__ = ("_id", "attempt", "bytes_sent", "config", "model", "stream", "target", "task")

    def __init__(
        self,
        config: Config,
        target: AnyOperation,
        *,
        stream: bool = False,
        call_id: str = "",
        model: str = "",
        task: str = "",
    ) -> None:
        self.config, self.target, self.stream = config, target, stream
        self._id, self.model, self.task = call_id, model, task
        self.attempt = self.bytes_sent = 0

    @property
    def id(self) -> str:
        """The id of the call."""
        if not self._id:
            self._id = os.urandom(8).hex()
        return self._id

    def note(self, request: Request, fields: Mapping[str, Any]) -> None:
        """Record the request of the call; `fields` are those of its body."""
        self.model = str(fields.get("model") or self.model)
        content = request.content
        if content is not None:
            self.bytes_sent = len(content) if isinstance(content, bytes) else content.length

    def emit(
        self, kind: str, *, trace_id: str | None = None, detail: str = "", **facts: Any
    ) -> None:
        """Emit an event for a step of the call."""
        if self.config.observers.is_silent:
            return
        trace_id, detail = redacted((trace_id, detail), self.config.api_key)
        notify(
            self.config,
            Event(
                kind,
                self.target.name,
                self.attempt,
                call_id=self.id,
                operation=self.target.id,
                feature=self.target.feature,
                billed=self.target.billed,
                base_url=self.config.base_url,
                model=self.model,
                stream=self.stream,
                bytes_sent=self.bytes_sent,
                task=self.task,
                trace_id=trace_id,
                detail=detail,
                **facts,
            ),
        )

    def content(self, payload: object) -> dict[str, Any]:
        """The fields of an event that come from a response."""
        return {
            "usage": usage_in(payload),
            "characters": characters_in(payload),
            "raw": payload if self.target.feature == "text" and isinstance(payload, dict) else None,
        }


class ToolEvents:
    """Emits the events of a function that the model calls."""

    def __init__(self, config: Config, io: IO, call: Any, description: str) -> None:
        self._config, self._io = config, io
        self._facts = {"id": call.id, "description": description, "arguments": call.raw_arguments}
        self._tool, self._id = call.name, os.urandom(8).hex()
        self._started = io.now()

    def begin(self) -> None:
        """Emit the event before the function runs."""
        self._emit("tool_start", {})

    def end(self, result: str, error: BaseException | None = None) -> None:
        """Emit the event with what the function returned or raised."""
        seconds = self._io.now() - self._started
        self._emit("tool_end", {"result": result}, seconds=seconds, error=error)

    def _emit(self, kind: str, more: dict[str, Any], **facts: Any) -> None:
        raw = {**self._facts, **more}
        base_url = self._config.base_url
        event = Event(
            kind,
            "run_tools",
            call_id=self._id,
            operation="run_tools",
            base_url=base_url,
            tool=self._tool,
            raw=raw,
            **facts,
        )
        notify(self._config, event)


def of_download(config: Config, url: str) -> CallEvents:
    """The events of the download of a file."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:  # the request will raise the error
        host = ""
    return CallEvents(config, Operation("download", "GET", host, "files", billed=False))


def usage_in(payload: object) -> dict[str, int] | None:
    """The token counts in a response, by their standard names; None if it has none."""
    found = mapping(payload)
    usage = mapping(found.get("usage")) or {
        name: found[name] for name in ("total_tokens", "input_tokens") if found.get(name)
    }
    if not usage:
        return None
    tokens = {
        "input_tokens": first_count(usage, INPUT),
        "output_tokens": first_count(usage, OUTPUT),
        "total_tokens": first_count(usage, (("total_tokens",),)),
    }
    details = {
        "cached_tokens": first_count(usage, CACHED),
        "cache_creation_tokens": first_count(usage, (("cache_creation_input_tokens",),)),
        "reasoning_tokens": first_count(usage, REASONING),
    }
    tokens["total_tokens"] = tokens["total_tokens"] or sum(tokens.values())
    return tokens | {name: number for name, number in details.items() if number}


def characters_in(payload: object) -> int:
    """The number of billed characters in a speech response."""
    found = mapping(payload)
    return count(mapping(found.get("extra_info")).get("usage_characters")) or count(
        found.get("usage_characters")
    )


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


def _log(event: Event) -> None:
    """Write the log record of an event, with its fields in `extra`."""
    kind = event.kind
    level = logging.WARNING if kind in LOUD else logging.DEBUG if kind in QUIET else logging.INFO
    if not LOGGER.isEnabledFor(level):
        return
    error = error_words(event.error) if event.error else ""
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
