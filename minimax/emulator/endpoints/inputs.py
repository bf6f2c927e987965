"""Media in requests: inline, uploaded, at a link of this emulator, or external. Those of video
requests are checked against the limits of the spec.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from minimax.emulator import storage
from minimax.emulator.checks import clip
from minimax.emulator.endpoints import Call
from minimax.emulator.envelopes import invalid

if TYPE_CHECKING:
    from minimax.emulator.endpoints import Call
    from minimax.emulator.media import Probe

Json = dict[str, Any]
Place = tuple[str | int, ...]

UPLOADED = "mm_file://"
"""The scheme of the URL of an uploaded file."""
ASSUMED_SECONDS = 5.0
"""Assumed duration of an external video or audio file, which is not opened."""

_MOST_DIGITS = 19  # of an int64
_DATA_URL = re.compile(r"data:(?P<kind>image|video|audio)/[a-z0-9.+-]+;base64,")
_MOST_PIXELS = 100_000_000
_CODECS = {"hevc": "h265"}
_FORMATS = {"jpg": "jpeg", "heif": "heic"}


async def fetch(call: Call, reference: str, place: Place) -> bytes | None:
    """The bytes of a data URL, of `mm_file://ID` or of a link of this emulator; None for an
    external address, which is never opened.

    Raises the platform's error for anything else; `place` is the path of the field in the body.
    """
    if reference.startswith("data:"):
        return from_base64(reference.partition(",")[2], place)
    if reference.startswith(UPLOADED):
        return await read_upload(call, reference.removeprefix(UPLOADED), place)
    if not reference.startswith(("http://", "https://")):
        raise invalid(f"{clip(reference)!r} is neither a URL nor a data URL", place)
    try:
        address = urlsplit(reference)
    except ValueError:
        raise invalid(f"{clip(reference)!r} is not a URL", place) from None
    if f"{address.scheme}://{address.netloc}" != call.base_url or not address.path.startswith(
        f"{storage.PATH}/"
    ):
        return None
    name = address.path.removeprefix(f"{storage.PATH}/")
    found = await asyncio.to_thread(
        call.platform.storage.get, name, dict(parse_qsl(address.query)), {}
    )
    if isinstance(found, storage.Refused):
        raise invalid(f"the URL cannot be fetched: {found.message}", place)
    return await asyncio.to_thread(found.read_bytes)


async def read_upload(call: Call, file_id: str, place: Place) -> bytes:
    """The bytes of an uploaded file by its id."""
    if not (file_id.isascii() and file_id.isdigit() and len(file_id) <= _MOST_DIGITS):
        raise invalid(f"{clip(file_id)!r} is not a valid file id", place)
    file = call.account.files.find(int(file_id))
    path = await asyncio.to_thread(call.account.files.path, file)
    return await asyncio.to_thread(path.read_bytes)


def from_base64(text: str, place: Place) -> bytes:
    """The bytes of a base64 text."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise invalid("is not base64", place) from None


class Input(NamedTuple):
    """One image, video or audio file. `data` and `probe` are None for an external one; `expired`
    means that it was uploaded too long ago.
    """

    url: str
    data: bytes | None = None
    probe: Probe | None = None
    expired: bool = False

    @property
    def aspect(self) -> float | None:
        """Width divided by height, if known."""
        return (
            self.probe.width / self.probe.height
            if self.probe and self.probe.width and self.probe.height
            else None
        )

    @property
    def seconds(self) -> float:
        """Duration, assumed for external files."""
        return (self.probe.duration or 0.0) if self.probe else ASSUMED_SECONDS


async def read(call: Call, url: str, rules: Json, place: Place) -> Input:
    """Read the file of a URL field. Raises the platform's error if it violates its `rules`."""
    if url.startswith("data:"):
        found = _DATA_URL.match(url)
        if not found or found["kind"] != rules["kind"]:
            raise invalid(
                f"expected data:{rules['kind']}/FORMAT;base64, with the format in lower case", place
            )
    elif url.startswith(UPLOADED):
        if "mm_file" not in rules["sources"]:
            raise invalid("does not accept mm_file://, only a URL or a data URL", place)
        if _is_expired(call, url):
            return Input(url, expired=True)
    data = await fetch(call, url, place)
    if data is None:
        return Input(url)
    return Input(url, data, await asyncio.to_thread(_check_file, data, rules, place))


def check_total(found: Iterable[Input], rules: Json, what: str) -> None:
    """Raise the platform's error if videos or audio files are too long in total."""
    seconds = sum(each.seconds for each in found if each.probe)
    if round(seconds, 1) > rules["max_total_seconds"]:
        raise invalid(
            f"{what} last {seconds:.1f} s together, at most {rules['max_total_seconds']} s allowed",
            ("content",),
        )


def check(data: bytes, found: Probe, rules: Mapping[str, Any], place: Place) -> None:
    """Raise the platform's error for a file beyond the limits: keys of `x-media` in the spec."""
    if rules.get("audio") and not found.sample_rate:
        raise invalid("is silent; audio is required", place)
    measures = _measures(data, found)
    for rule, (name, fits, words) in _LIMITS.items():
        if rule in rules and name in measures and not fits(measures[name], rules[rule]):
            raise invalid(
                f"{name} {measures[name]:g} is out of range ({words} {rules[rule]:g})", place
            )
    if "frame_step" in rules and found.duration is not None and found.fps:
        frames, first, last, step = (
            round(found.duration * found.fps),
            rules["min_frames"],
            rules["max_frames"],
            rules["frame_step"],
        )
        # The audio may be a frame longer than the video.
        if not first <= frames <= last + 1 or (frames - first) % step > 1:
            raise invalid(
                f"{frames} frames are out of range (from {first} to {last} in steps of {step})",
                place,
            )
    side = rules.get("side_multiple_of", 1)
    if found.width and found.height and (found.width % side or found.height % side):
        raise invalid(
            f"{found.width}x{found.height} pixels, both sides must be multiples of {side}", place
        )


def _is_expired(call: Call, url: str) -> bool:
    digits = url.removeprefix(UPLOADED)
    file = call.account.files.get(int(digits)) if digits.isascii() and digits.isdigit() else None
    return file is not None and file.expires is not None and call.clock.now() >= file.expires


def _check_file(data: bytes, rules: Json, place: Place) -> Probe:
    from minimax.emulator.media import probe

    try:
        found = probe(data)
        broken = rules["kind"] != "audio" and not _shows_something(data, found)
    except ValueError as error:
        raise invalid(str(error), place) from None
    if broken or (rules["kind"] == "audio" and not found.sample_rate):
        raise invalid(f"holds no {rules['kind']} that can be read", place)
    formats = {_FORMATS.get(name, name) for name in rules["formats"]}
    if _FORMATS.get(found.container, found.container) not in formats:
        raise invalid(
            f"format {found.container} is not one of {', '.join(rules['formats'])}", place
        )
    codecs = [*rules.get("video_codecs", ()), *rules.get("audio_codecs", ())]
    for codec in found.codecs if codecs else ():
        if _CODECS.get(codec, codec) not in codecs:
            raise invalid(f"codec {codec} is not one of {', '.join(codecs)}", place)
    check(data, found, rules, place)
    return found


def _shows_something(data: bytes, found: Probe) -> bool:
    """Whether it contains a decodable image of a supported size."""
    from minimax.emulator.media.codecs import has_pyav
    from minimax.emulator.media.probe import open_media

    if not 0 < (found.width or 0) * (found.height or 0) <= _MOST_PIXELS:
        return False
    if not has_pyav():
        return True
    with open_media(data) as container:
        return next(container.decode(video=0), None) is not None


def _measures(data: bytes, found: Probe) -> dict[str, float]:
    measures: dict[str, float] = {"size in bytes": len(data)}
    if found.width and found.height:
        measures |= {
            "short side": min(found.width, found.height),
            "long side": max(found.width, found.height),
            "width by height": found.width / found.height,
            "pixels": found.width * found.height,
        }
    if found.duration is not None:
        measures["seconds"] = round(found.duration, 1)
    if found.fps:
        measures["frames per second"] = round(found.fps, 3)
    return measures


_Limit = tuple[str, Callable[[float, float], bool], str]
_LIMITS: dict[str, _Limit] = {
    "below_bytes": ("size in bytes", operator.lt, "below"),
    "max_bytes": ("size in bytes", operator.le, "at most"),
    "short_side_above": ("short side", operator.gt, "above"),
    "min_side": ("short side", operator.ge, "at least"),
    "max_side": ("long side", operator.le, "at most"),
    "min_aspect": ("width by height", operator.ge, "at least"),
    "max_aspect": ("width by height", operator.le, "at most"),
    "min_pixels": ("pixels", operator.ge, "at least"),
    "max_pixels": ("pixels", operator.le, "at most"),
    "min_seconds": ("seconds", operator.ge, "at least"),
    "max_seconds": ("seconds", operator.le, "at most"),
    "min_fps": ("frames per second", operator.ge, "at least"),
    "max_fps": ("frames per second", operator.le, "at most"),
    "fps": ("frames per second", operator.eq, "exactly"),
}
