"""Flows under supervision: what a batch does between the effects of a call. Pure: it only passes
effects on, or holds them back.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from ..core.flow import Effect, Flow, Now, Open, Receive, Send, Sleep, Work
from ..errors import MinimaxError
from .protocol import Stopped

T = TypeVar("T")
SLICE = 0.5
"""Seconds after which a wait looks whether it is to end."""


def submitted(
    flow: Flow[T],
    billed: Callable[[str, str], str],
    *,
    before: Callable[[str], Effect],
    withdraw: Callable[[], Effect],
    stopping: Callable[[], bool],
    barred: Callable[[str], bool] = lambda url: False,
) -> Flow[T]:
    """Run the flow of a call. `billed` gives the rate-limit class of a request that costs money,
    else "". The effect that `before` gives is performed before such a request is sent, the one of
    `withdraw` when it is about to be repeated, which happens only if it provably did not run. A
    batch that is stopping sends no further paid request, and leaves the waits of a call for which
    none is in flight, those for the limits of the client included. Nothing is sent to a URL that is
    `barred`, unless a paid request is in flight.
    """
    paid_last, paid = "", False

    def watch(effect: Effect) -> Generator[Effect, Any, Effect | None]:
        nonlocal paid_last, paid
        if isinstance(effect, (Send, Open)):
            paid_last = billed(effect.request.method, urlsplit(effect.request.url).path)
            if not paid and barred(effect.request.url):
                raise Stopped
            if paid_last:
                if stopping():
                    raise Stopped
                yield before(paid_last)
                if barred(effect.request.url):  # the disk may have taken its time
                    yield withdraw()
                    raise Stopped
                paid = True
        elif isinstance(effect, Sleep):
            if paid_last:
                yield withdraw()
                paid_last, paid = "", False
            if not paid:
                yield from pause(effect.seconds, stopping)
                return None
        return effect

    return (yield from _between(flow, watch))


def stoppable(
    flow: Flow[T], stopping: Callable[[], bool], barred: Callable[[str], bool] = lambda url: False
) -> Flow[T]:
    """Run a flow that can be left at any of its waits, and between the pieces of a download, which
    continues there the next time: raises Stopped there when the batch is to end, and before a
    request to a URL that is `barred`.
    """

    def watch(effect: Effect) -> Generator[Effect, Any, Effect | None]:
        if isinstance(effect, Receive) and stopping():
            raise Stopped
        if isinstance(effect, (Send, Open)) and barred(effect.request.url):
            raise Stopped
        if isinstance(effect, Sleep):
            yield from pause(effect.seconds, stopping)
            return None
        return effect

    return (yield from _between(flow, watch))


def pause(seconds: float, stopping: Callable[[], bool]) -> Flow[None]:
    """Wait, but not to the end when the batch is to end."""
    while True:
        if stopping():
            raise Stopped
        if seconds <= 0:
            return
        yield Sleep(min(SLICE, seconds))
        seconds -= SLICE


def known_beforehand(flow: Flow[Any]) -> None:
    """Run a call up to its first request and no further: raises what is wrong with its arguments.
    May block on files.
    """
    value: Any = None
    error: Exception | None = None
    try:
        while True:
            effect = flow.throw(error) if error is not None else flow.send(value)
            value = error = None
            if isinstance(effect, Work):
                try:
                    value = effect.function()
                except (MinimaxError, OSError) as problem:
                    error = problem
            elif isinstance(effect, Now):
                value = 0.0
            else:
                return
    except StopIteration:
        return
    finally:
        flow.close()


def _between(
    flow: Flow[T], watch: Callable[[Effect], Generator[Effect, Any, Effect | None]]
) -> Flow[T]:
    """Run a flow and let `watch` see each effect first; an effect that it does not give back has
    been seen to.
    """
    value: Any = None
    error: BaseException | None = None
    try:
        while True:
            try:
                effect = flow.throw(error) if error is not None else flow.send(value)
            except StopIteration as stop:
                return stop.value  # type: ignore[no-any-return]
            value = error = None
            passed = yield from watch(effect)
            if passed is None:
                continue
            try:
                value = yield passed
            except BaseException as problem:
                error = problem
    finally:
        flow.close()
