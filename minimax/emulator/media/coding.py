"""PyAV, which codes everything but WAV, bare samples and images, and need not be installed."""

from __future__ import annotations

from functools import cache

from minimax.emulator.envelopes import INVALID_PARAMS, PlatformError

EXTRA = 'pip install "minimax-sdk[emulator-full]"'


class CodecMissing(PlatformError):
    """Something is to be coded for which nothing is installed. As a refusal, it tells the client
    what to install.
    """

    def __init__(self, what: str) -> None:
        super().__init__(INVALID_PARAMS, f"{what} needs PyAV, which is not installed: {EXTRA}")


@cache
def has_pyav() -> bool:
    """Whether PyAV can be imported."""
    try:
        import av  # noqa: F401
    except ImportError:
        return False
    return True


def require_pyav(what: str) -> None:
    """Raise CodecMissing where PyAV is not installed. `what` needs it, such as "MP3"."""
    if not has_pyav():
        raise CodecMissing(what)
