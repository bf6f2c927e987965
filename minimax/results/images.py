"""Generated images: bytes or links, and how many of them the safety check held back."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, overload

from minimax_generated.api import images as api

from ..errors import DecodeError, MinimaxError, Origin, SensitiveContentError
from ..filenames import of_url
from ..flow import D, Flow, Service, Work, operation
from ..media import sniff
from ..transfer import Progress, always, download
from .fields import count
from .record import Typed
from .saving import write_whole

if TYPE_CHECKING:
    from ..call import Answer
    from ..config import Config

SUFFIXES = {"image/png": ".png", "image/webp": ".webp"}
"""By media type; everything else is JPEG."""


class Image(Service[D]):
    """One image, as bytes or behind a link.

    Attributes:
        index: its place among those of the call, from 0.
        url: signed link that lives for 24 hours and needs no key; "" when the call asked for bytes.
    """

    def __init__(
        self, driver: D, config: Config, index: int, *, data: bytes | None = None, url: str = ""
    ) -> None:
        super().__init__(driver, config)
        self.index = index
        self.url = url
        self._data = data

    @property
    def data(self) -> bytes:
        """The bytes of the file. Raises MinimaxError when the call asked for links: use `read()` or
        `save()` then.
        """
        if self._data is None:
            raise MinimaxError(
                "This call asked for links; use read() or save() of the image, or leave out"
                ' format="url".'
            )
        return self._data

    @property
    def media_type(self) -> str:
        """Such as "image/jpeg", by content; "" for a link."""
        return sniff(self._data) or "" if self._data is not None else ""

    @operation
    def save(self, to: str | PathLike[str], *, on_progress: Progress | None = None) -> Flow[Path]:
        """Write the image to a file; gives its path. A link is fetched, without the key.

        Args:
            to: path of the file, or of a folder that exists.
            on_progress: called with bytes done and bytes in all; links only.

        Raises:
            NetworkError: the storage host could not be reached, also after several tries.
            DecodeError: the link gives no image any more.
            OSError: the disk is full or the folder cannot be written.
        """
        return (yield from self._save(to, on_progress))

    @operation
    def read(self) -> Flow[bytes]:
        """The bytes of the file; a link is fetched, without the key."""
        if self._data is not None:
            return self._data
        return cast(bytes, (yield from self._fetch(None, None)))

    def _save(self, to: str | PathLike[str], on_progress: Progress | None = None) -> Flow[Path]:
        data = self._data
        if data is None:
            return cast(Path, (yield from self._fetch(to, on_progress)))
        return cast(
            Path, (yield Work(lambda: write_whole(_target(Path(fspath(to)), self.name), data)))
        )

    def _fetch(self, to: str | PathLike[str] | None, on_progress: Progress | None) -> Flow[Any]:
        place = self.url.partition("?")[0]
        return (
            yield from download(
                self._config,
                always(self.url),
                to,
                identity=place,
                name=self.name,
                on_progress=on_progress,
            )
        )

    @property
    def name(self) -> str:
        """What the file is called when it is saved to a folder: "image-1.jpeg" for the first."""
        suffix = (
            SUFFIXES.get(self.media_type, ".jpeg")
            if self._data is not None
            else Path(of_url(self.url)).suffix or ".jpeg"
        )
        return f"image-{self.index + 1}{suffix}"

    def __repr__(self) -> str:
        what = (
            f"{len(self._data):,} bytes"
            if self._data is not None
            else f"url={self.url.partition('?')[0]!r}"
        )
        return f"Image({self.index}, {what})"


class Images(Service[D], Sequence[Image[D]]):
    """The images of one call: a sequence, shorter than asked for where the safety check held some
    back.

    Attributes:
        id: the platform's id of the call, to quote to support; nothing can be queried with it.
        failed_count: images that the safety check held back.
        raw: the answer, without the images.
    """

    response = Typed(lambda: api.image_generation.OPERATION.response_model)
    """The response with every documented field, typed."""

    def __init__(
        self,
        driver: D,
        config: Config,
        images: Sequence[Image[D]],
        raw: Mapping[str, Any],
        trace_id: str | None,
    ) -> None:
        super().__init__(driver, config)
        self._images = tuple(images)
        self.raw: dict[str, Any] = dict(raw)
        self.id = str(raw.get("id") or "")
        self.trace_id = trace_id or self.id or None
        self.failed_count = _count(raw, "failed_count") or 0

    @property
    def success_count(self) -> int:
        """Images that were made."""
        told = _count(self.raw, "success_count")
        return len(self) if told is None else told

    @operation
    def save(self, folder: str | PathLike[str]) -> Flow[list[Path]]:
        """Write all images into a folder that exists, as "image-1.jpeg" and so on; gives their
        paths.

        Raises what `Image.save` raises; images that were written before stay.
        """
        paths = []
        for image in self._images:
            paths.append((yield from image._save(Path(fspath(folder)) / image.name)))
        return paths

    @overload
    def __getitem__(self, index: int) -> Image[D]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Image[D], ...]: ...
    def __getitem__(self, index: int | slice) -> Image[D] | tuple[Image[D], ...]:
        return self._images[index]

    def __len__(self) -> int:
        return len(self._images)

    def __iter__(self) -> Iterator[Image[D]]:
        return iter(self._images)

    def __repr__(self) -> str:
        return f"Images({len(self)} made, {self.failed_count} held back)"


def images_from(service: Service[D], answer: Answer, where: Origin) -> Images[D]:
    """The images in an answer. None at all is an error: of content when the safety check held them
    back.
    """
    payload, driver, config = answer.payload, service._driver, service._config
    data = payload.get("data")
    data = data if isinstance(data, dict) else {}
    encoded, urls = _texts(data.get("image_base64")), _texts(data.get("image_urls"))
    images = [
        Image(driver, config, index, data=_decoded(text, payload))
        for index, text in enumerate(encoded)
    ]
    images = images or [Image(driver, config, index, url=url) for index, url in enumerate(urls)]
    blocked = _count(payload, "failed_count") or 0
    if not images and blocked:
        raise SensitiveContentError(
            f"the safety check held all {blocked} images back",
            http_status=200,
            trace_id=answer.trace_id or payload.get("id"),
            endpoint=where.endpoint,
            hint="Change the prompt or the reference.",
            raw=payload,
        )
    if not images:
        raise DecodeError(
            "The platform reported success but sent no image; the answer is in `raw`.", raw=payload
        )
    kept = {key: value for key, value in data.items() if key != "image_base64"}
    return Images(driver, config, images, {**payload, "data": kept}, answer.trace_id)


def _texts(value: object) -> list[str]:
    return (
        [text for text in value if isinstance(text, str) and text]
        if isinstance(value, list)
        else []
    )


def _decoded(text: str, payload: object) -> bytes:
    """The bytes behind base64, with or without the beginning of a data URL."""
    try:
        return base64.b64decode(
            "".join(text.partition(",")[2].split() if text.startswith("data:") else text.split()),
            validate=True,
        )
    except (ValueError, binascii.Error):
        raise DecodeError(
            f"an image is not base64: {text[:40]!r}...; the answer is in `raw`", raw=payload
        ) from None


def _count(raw: Mapping[str, Any], name: str) -> int | None:
    """A counter: a number, or digits; in `metadata`, or where one client has seen it, in `data`."""
    for place in (raw.get("metadata"), raw.get("data")):
        value = place.get(name) if isinstance(place, Mapping) else None
        if isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal()):
            return count(value)
    return None


def _target(to: Path, name: str) -> Path:
    return to / name if to.is_dir() else to
