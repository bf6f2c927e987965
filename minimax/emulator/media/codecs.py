"""The optional packages PyAV and Pillow, which encode everything except WAV, raw samples and plain
images.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from minimax.emulator.envelopes import INVALID_PARAMS, PlatformError

EXTRA = 'pip install "minimax-sdk[emulator-full]"'


class CodecMissing(PlatformError):
    """The package for a format is not installed. Sent as an error, it tells the client what to
    install.
    """

    def __init__(self, what: str, package: str = "PyAV") -> None:
        message = f"{what} needs {package}, which is not installed: {EXTRA}"
        super().__init__(INVALID_PARAMS, message)


def has_pyav() -> bool:
    """Whether PyAV can be imported."""
    return _is_installed("av")


def has_pillow() -> bool:
    """Whether Pillow can be imported."""
    return _is_installed("PIL")


def require_pyav(what: str) -> None:
    """Raise CodecMissing if PyAV is not installed. `what` is the format, e.g. "MP3"."""
    if not has_pyav():
        raise CodecMissing(what)


def require_pillow(what: str) -> None:
    """Raise CodecMissing if Pillow is not installed. `what` is the format, e.g. "WebP"."""
    if not has_pillow():
        raise CodecMissing(what, "Pillow")


@cache
def _is_installed(module: str) -> bool:
    try:
        import_module(module)
    except ImportError:
        return False
    return True
