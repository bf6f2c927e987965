"""The MiniMax platform on your machine: no key, no network, no cost.

    with minimax.emulator.client() as client:            # a client with a new emulator
        print(client.text.chat("What is the capital of Peru?").text)

    with minimax.emulator.Emulator() as emulator:        # or any program that takes a base URL
        emulator.reply("Lima.")
        emulator.answer("speech_to_text", {"text": "Good morning."})
        emulator.fault("rate_limit", on="chat_completions", first=1)
        ...
        assert len(emulator.requests("chat_completions")) == 2

Needs an extra: pip install "minimax-sdk[emulator-full]", or "minimax-sdk[emulator]", a tenth of the
size, which makes only WAV, PCM and plain pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from minimax.emulator.clock import Clock
    from minimax.emulator.emulator import Emulator, Recording, async_client, client
    from minimax.emulator.faults import Fault
    from minimax.emulator.log import LoggedRequest
    from minimax.emulator.recordings.comparison import check_recording
    from minimax.emulator.server import record, serve
    from minimax.emulator.settings import Settings
    from minimax.emulator.stubs import Stub

__all__ = [
    "Clock",
    "Emulator",
    "Fault",
    "LoggedRequest",
    "Recording",
    "Settings",
    "Stub",
    "async_client",
    "check_recording",
    "client",
    "record",
    "serve",
]

_HOMES = {
    "Clock": "clock",
    "Emulator": "emulator",
    "Fault": "faults",
    "LoggedRequest": "log",
    "Recording": "emulator",
    "Settings": "settings",
    "Stub": "stubs",
    "async_client": "emulator",
    "check_recording": "recordings.comparison",
    "client": "emulator",
    "record": "server",
    "serve": "server",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    try:
        home = import_module(f"{__name__}.{_HOMES[name]}")
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("minimax"):
            raise
        raise ModuleNotFoundError(
            f"the emulator needs {error.name}, which is not installed; run: pip install"
            ' "minimax-sdk[emulator]"',
            name=error.name,
        ) from error
    value: object = getattr(home, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
