"""Videos of tasks, which are only rendered when the result is downloaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from minimax.emulator.endpoints import Call
    from minimax.emulator.endpoints.inputs import Input
    from minimax.emulator.storage import Storage

_WATERMARK = "AI generated"
_DRAWN = (1280, 720)


class Clip(NamedTuple):
    """A video to render. `picture` is shown instead of a generated scene: the name of a file in the
    storage, or an external address, for which a picture is drawn.
    """

    words: str
    width: int
    height: int
    seconds: float
    audio: bool = False
    picture: str = ""

    def with_watermark(self, watermark: bool) -> Clip:
        """The same video with a visible watermark, if requested."""
        return self._replace(words=f"{self.words} [{_WATERMARK}]".strip()) if watermark else self


def picture(storage: Storage, name: str, shown: Input | None) -> str:
    """The value of `Clip.picture` for an input. Its bytes are stored on disk, because the video may
    not be rendered for hours.
    """
    if shown is None:
        return ""
    if shown.data is None:
        return shown.url
    storage.keep(name, shown.data)
    return name


def require_codec(call: Call) -> None:
    """Refuse a task whose video could not be made, as nothing here writes MP4."""
    from minimax.emulator.media.codecs import require_pillow, require_pyav

    if not call.own_media:
        require_pyav("MP4")
        require_pillow("MP4")


def maker(call: Call, clip: Clip) -> Callable[[], bytes]:
    """A function that renders the video of a task, which takes about a second."""
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
