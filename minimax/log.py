"""`MINIMAX_LOG=info|debug`: one line per step of a call on the "minimax" logger, without key and
without media.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from collections.abc import Callable

    from .config import Event

LEVELS = {"info": 20, "debug": 10}
QUIET = {"frame": 10, "request": 10, "poll": 10}


def from_environment() -> Callable[[Event], None] | None:
    """The event hook that `MINIMAX_LOG` asks for, or None."""
    level = os.environ.get("MINIMAX_LOG", "").strip().lower()
    if level not in LEVELS:
        return None
    import logging

    logger = logging.getLogger("minimax")
    logger.setLevel(LEVELS[level])
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
    return lambda event: _write(logger, event)


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
