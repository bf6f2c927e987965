"""Real-time speech: the implementation of `client.speech.connect` and `client.speech.speak`, loaded
on first use.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from minimax_generated.operation import Operation

from ..core import call
from ..core.events import CallEvents
from ..core.sources import refused
from ..errors import ValidationError
from ..realtime.protocol import SENTENCE, STREAM, Protocol
from ..realtime.sockets import Session
from ..requests.request_body import build, validate

if TYPE_CHECKING:
    from minimax_generated.operation import AnyOperation

    from ..core.settings import Config

PAGE = "https://platform.minimax.io/docs/api-reference/speech-t2a-websocket"


def _socket(name: str, path: str, request: str, page: str) -> AnyOperation:
    from minimax_generated.checks.speech import FIELDS

    return Operation(
        name,
        "GET",
        path,
        "speech",
        rate_class="speech",
        request=request,
        fields=FIELDS[request],
        source=(page,),
    )


SOCKETS = {
    SENTENCE: _socket("ws_t2a_v2", "/ws/v1/t2a_v2", "WsTaskStart", PAGE),
    STREAM: _socket("ws_t2a_v2_bidi", "/ws/v1/t2a_v2_bidi", "WsTaskStartBidi", f"{PAGE}-bidi"),
}
"""The WebSockets by mode. OpenAPI cannot describe them, so the spec has the paths at their schemas;
a test compares them.
"""


def session(
    config: Config, mode: str, values: Mapping[str, Any], *, resend: bool = False
) -> Session:
    """Prepare a session."""
    if mode not in SOCKETS:
        allowed = " or ".join(map(repr, SOCKETS))
        raise refused("mode", f"{mode!r} is not allowed; it must be {allowed}", mode, allowed)
    target = SOCKETS[mode]
    start = {"event": "task_start", **build(target, values)}
    text = _socket(target.id, target.path, "WsTaskContinue", PAGE)
    if config.validate:
        validate(target, start)
    events = CallEvents(config, target, stream=True)
    request = call.prepare(config, target, streamed=True)
    events.note(request, values)
    where = call.origin(config, target)
    check = partial(validate, text) if config.validate and mode == SENTENCE else None
    idle = request.timeout.silence()
    protocol = Protocol(
        start, where, mode=mode, format=values["format"], idle=idle, check=check, resend=resend
    )
    return Session(config, events, where, request, protocol)


def source(text: object, *, is_async: bool) -> Iterator[str] | AsyncIterator[str]:
    """The pieces of a text, as an iterator that the client can read."""
    if isinstance(text, str):
        text = (text,)
    if is_async and isinstance(text, AsyncIterable):
        return aiter(text)
    if isinstance(text, (list, tuple) if is_async else Iterable):
        return _handed_out(text) if is_async else iter(text)
    wanted = "an async iterator, a list or a text" if is_async else "an iterator or a text"
    kind = type(text).__name__
    raise ValidationError(
        f"text_stream must be {wanted}, not {kind}; AsyncMiniMax takes async iterators, MiniMax"
        " all others",
        field="text_stream",
        allowed=wanted,
    )


async def _handed_out(pieces: Iterable[str]) -> AsyncIterator[str]:
    for piece in pieces:
        yield piece
