"""Finished videos, and pages of tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, overload

from minimax_generated.api import video as api

from ..core.operation import I
from ..core.parsing import count
from ..record import Data, Record, Typed, wire
from ..tasks import Task
from .medium import RemoteFile

if TYPE_CHECKING:
    from minimax_generated.models import VideoQueryResponse, VideoTemplateQueryResponse, VideoV2Task


@dataclass(frozen=True, slots=True)
class VideoUsage(Record):
    """The usage of a V2 task; counts that the platform did not send are 0."""

    total_seconds: int = field(metadata=wire(count))
    """Reference video and output together."""
    input_seconds: int = field(metadata=wire(count))
    output_seconds: int = field(metadata=wire(count))
    input_image_count: int = field(metadata=wire(count))
    input_audio_seconds: int = field(metadata=wire(count))
    total_tokens: int = field(metadata=wire(count))
    prompt_tokens: int = field(metadata=wire(count))
    completion_tokens: int = field(metadata=wire(count))

    @classmethod
    def of(cls, raw: object) -> VideoUsage | None:
        """The usage of a task, or None."""
        return cls.read(raw) if isinstance(raw, Mapping) and raw else None


class VideoFile(RemoteFile[I]):
    """A finished video, an MP4 with 24 frames per second; `save(path)` downloads it, with a new
    link if the old one has expired.

    The platform reports the pixels for V1, the other attributes for V2, and none for templates.
    Unknown values are 0, "" or None.
    """

    _names = (*RemoteFile._names, "width", "height", "duration", "resolution", "ratio", "usage")

    @property
    def response(self) -> VideoQueryResponse | VideoV2Task | VideoTemplateQueryResponse:
        """The state of the finished task with every documented field, typed."""
        from minimax_generated import models

        kind = self._identity.partition(":")[0]
        if kind == "video":
            return models.VideoQueryResponse.from_dict(self.raw)
        if kind == "video-template":
            return models.VideoTemplateQueryResponse.from_dict(self.raw)
        return models.VideoV2Task.from_dict(self.raw)

    @property
    def width(self) -> int:
        """Pixels."""
        return count(self.raw.get("video_width"))

    @property
    def height(self) -> int:
        """Pixels."""
        return count(self.raw.get("video_height"))

    @property
    def duration(self) -> int:
        """Seconds."""
        return count(self.raw.get("duration"))

    @property
    def resolution(self) -> str:
        """Such as "768P"."""
        return str(self.raw.get("resolution") or "")

    @property
    def ratio(self) -> str:
        """Width to height, such as "16:9"."""
        return str(self.raw.get("ratio") or "")

    @property
    def usage(self) -> VideoUsage | None:
        """The billed seconds and tokens."""
        return VideoUsage.of(self.raw.get("usage"))


class TaskPage(Data, Sequence[Task[I, Any]], Generic[I]):
    """One page of V2 tasks: a sequence, with `total`, the number of matching tasks of the last
    seven days.
    """

    _names = ("total", "tasks")
    response = Typed(lambda: api.list_video_generation_v2.OPERATION.response_model)
    """The response with every documented field, typed."""

    def __init__(self, tasks: Sequence[Task[I, Any]], raw: Mapping[str, Any]) -> None:
        self.tasks = tuple(tasks)
        self.total = count(raw.get("total"))
        self.raw = raw

    def __len__(self) -> int:
        return len(self.tasks)

    @overload
    def __getitem__(self, index: int) -> Task[I, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Task[I, Any]]: ...
    def __getitem__(self, index: Any) -> Any:
        return super().__getitem__(index) if isinstance(index, str) else self.tasks[index]
