"""Create the client of a command: for the platform, for an emulator in this process, or for a dry
run.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import ConfigError
from . import contexts, output
from .options import Settings

if TYPE_CHECKING:
    from ..client import MiniMax

PLACEHOLDER_KEY = "sk-none"
"""Placeholder key for requests that are not sent."""


@contextmanager
def connected(settings: Settings, *, keyless: bool = False) -> Iterator[MiniMax]:
    """Create a client from the global options. With --dry-run, requests are not sent, but printed
    at the end.

    `keyless` is for commands that do not call the platform.
    """
    options: dict[str, Any] = {} if settings.timeout is None else {"timeout": settings.timeout}
    if settings.offline:
        from ..emulator import client

        with client(**options) as emulated, _with_dry_run(emulated, settings) as made:
            yield made
        return
    from ..client import MiniMax

    found = client_options(settings, keyless=bool(settings.dry_run) or keyless)
    with (
        MiniMax(**found, **options) as client_of_platform,
        _with_dry_run(client_of_platform, settings) as made,
    ):
        yield made


def client_options(settings: Settings, *, keyless: bool = False) -> dict[str, Any]:
    """Key, region and host from the global options. `keyless` clients get a placeholder if there
    is no key.

    Raises:
        ConfigError: there is no key.
    """
    found = contexts.client_options(
        context=settings.context,
        api_key=settings.api_key,
        region=settings.region,
        base_url=settings.base_url,
    )
    if keyless:
        found["api_key"] = found["api_key"] or PLACEHOLDER_KEY
    if not found["api_key"]:
        raise ConfigError(
            "no API key. Set MINIMAX_API_KEY, or run: minimax auth login. To try without a key:"
            " minimax --offline ..."
        )
    return found


@contextmanager
def _with_dry_run(client: MiniMax, settings: Settings) -> Iterator[MiniMax]:
    if not settings.dry_run:
        from .sending import accounted

        with accounted(client, free=settings.offline) as made:
            yield made
        return
    from .rehearsal import Rehearsal, Rehearsed, documents, shown

    rehearsal = Rehearsal(client.io)
    try:
        yield client.with_io(rehearsal)
    except Rehearsed:
        pass
    if settings.json:
        output.document(documents(rehearsal))
    elif rehearsal.requests:
        print(shown(rehearsal, settings.dry_run))
    else:
        print("minimax: this command sends nothing", file=sys.stderr)
