"""What a video task is to make, and the making, which waits until somebody fetches the result."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from minimax.emulator.endpoint import Call
    from minimax.emulator.inputs import Input
    from minimax.emulator.storage import Storage

_WATERMARK = "AI generated"
_DRAWN = (1280, 720)


class Clip(NamedTuple):
    """A video to make. `picture` is what it shows instead of a scene of its own: the name of a file
    in the storage, or
    the address of one elsewhere, in whose place a picture is drawn."""

    words: str
    width: int
    height: int
    seconds: float
    audio: bool = False
    picture: str = ""

    def stamped(self, watermark: bool) -> Clip:
        """The same with the visible mark of generated video, where it was asked for."""
        return self._replace(words=f"{self.words} [{_WATERMARK}]".strip()) if watermark else self


def picture(storage: Storage, name: str, shown: Input | None) -> str:
    """What `Clip.picture` holds for an input: its bytes go to the storage, as memory is dear and
    the making may be hours away.
    """
    if shown is None:
        return ""
    if shown.data is None:
        return shown.url
    storage.keep(name, shown.data)
    return name


def require_codec(call: Call) -> None:
    """Refuse a task whose video could not be made, as nothing here writes MP4."""
    from minimax.emulator.media.coding import require_pyav

    if not call.own_media:
        require_pyav("MP4")


def maker(call: Call, clip: Clip) -> Callable[[], bytes]:
    """A function that makes the video of a task; takes about a second."""
    storage, own = call.platform.storage, call.take_media()

    def make() -> bytes:
        from minimax.emulator import media

        if own is not None:
            return own
        shown = None
        if clip.picture:
            try:
                shown = storage.path(clip.picture).read_bytes()
            except (KeyError, OSError):
                shown = media.image(clip.picture, width=_DRAWN[0], height=_DRAWN[1])
        return media.video(
            clip.words,
            width=clip.width,
            height=clip.height,
            seconds=clip.seconds,
            audio=clip.audio,
            first_frame=shown,
        )

    return make


def even(value: float) -> int:
    """The nearest number of pixels that a video can have."""
    return max(2, round(value / 2) * 2)
