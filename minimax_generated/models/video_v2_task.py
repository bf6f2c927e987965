from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.video_v2_task_content import VideoV2TaskContent
    from ..models.video_v2_task_error import VideoV2TaskError
    from ..models.video_v2_usage import VideoV2Usage


T = TypeVar("T", bound="VideoV2Task")


@_attrs_define
class VideoV2Task:
    """A V2 task."""

    id: int | None | str | Unset = UNSET
    """ Id of the task. """
    model: None | str | Unset = UNSET
    """ Model that runs it. """
    status: None | str | Unset = UNSET
    """ State of the task; succeeded, failed and cancelled are final. Official clients also treat an undocumented
    expired as a failure. Known values: queued, running, succeeded, failed, cancelled. """
    error: None | Unset | VideoV2TaskError = UNSET
    """ Why the task failed. """
    created_at: int | None | str | Unset = UNSET
    """ Unix seconds of the creation. """
    updated_at: int | None | str | Unset = UNSET
    """ Unix seconds of the last change. """
    content: None | Unset | VideoV2TaskContent = UNSET
    """ The result of a task that succeeded. """
    resolution: None | str | Unset = UNSET
    """ Size of the output; absent on prompt enhancement. """
    duration: int | None | str | Unset = UNSET
    """ Length in seconds. """
    usage: None | Unset | VideoV2Usage = UNSET
    """ What the task used; absent, empty or partial unless it succeeded. """
    ratio: None | str | Unset = UNSET
    """ Real width to height; may be empty on regeneration. """
    task_type: None | str | Unset = UNSET
    """ Kind of task. Known values: generation, h3_context_ir, regeneration. """
    modality: None | str | Unset = UNSET
    """ Kind of result; may be missing in lists. Known values: video, text. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.video_v2_task_content import VideoV2TaskContent  # noqa: PLC0415
        from ..models.video_v2_task_error import VideoV2TaskError  # noqa: PLC0415
        from ..models.video_v2_usage import VideoV2Usage  # noqa: PLC0415

        id: int | None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        error: dict[str, Any] | None | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        elif isinstance(self.error, VideoV2TaskError):
            error = self.error.to_dict()
        else:
            error = self.error

        created_at: int | None | str | Unset
        if isinstance(self.created_at, Unset):
            created_at = UNSET
        else:
            created_at = self.created_at

        updated_at: int | None | str | Unset
        if isinstance(self.updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = self.updated_at

        content: dict[str, Any] | None | Unset
        if isinstance(self.content, Unset):
            content = UNSET
        elif isinstance(self.content, VideoV2TaskContent):
            content = self.content.to_dict()
        else:
            content = self.content

        resolution: None | str | Unset
        if isinstance(self.resolution, Unset):
            resolution = UNSET
        else:
            resolution = self.resolution

        duration: int | None | str | Unset
        if isinstance(self.duration, Unset):
            duration = UNSET
        else:
            duration = self.duration

        usage: dict[str, Any] | None | Unset
        if isinstance(self.usage, Unset):
            usage = UNSET
        elif isinstance(self.usage, VideoV2Usage):
            usage = self.usage.to_dict()
        else:
            usage = self.usage

        ratio: None | str | Unset
        if isinstance(self.ratio, Unset):
            ratio = UNSET
        else:
            ratio = self.ratio

        task_type: None | str | Unset
        if isinstance(self.task_type, Unset):
            task_type = UNSET
        else:
            task_type = self.task_type

        modality: None | str | Unset
        if isinstance(self.modality, Unset):
            modality = UNSET
        else:
            modality = self.modality

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if model is not UNSET:
            field_dict["model"] = model
        if status is not UNSET:
            field_dict["status"] = status
        if error is not UNSET:
            field_dict["error"] = error
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at
        if content is not UNSET:
            field_dict["content"] = content
        if resolution is not UNSET:
            field_dict["resolution"] = resolution
        if duration is not UNSET:
            field_dict["duration"] = duration
        if usage is not UNSET:
            field_dict["usage"] = usage
        if ratio is not UNSET:
            field_dict["ratio"] = ratio
        if task_type is not UNSET:
            field_dict["task_type"] = task_type
        if modality is not UNSET:
            field_dict["modality"] = modality

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.video_v2_task_content import VideoV2TaskContent  # noqa: PLC0415
        from ..models.video_v2_task_error import VideoV2TaskError  # noqa: PLC0415
        from ..models.video_v2_usage import VideoV2Usage  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_id(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        def _parse_status(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        def _parse_error(data: object) -> None | Unset | VideoV2TaskError:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = VideoV2TaskError.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | VideoV2TaskError, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_created_at(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        created_at = _parse_created_at(d.pop("created_at", UNSET))

        def _parse_updated_at(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        updated_at = _parse_updated_at(d.pop("updated_at", UNSET))

        def _parse_content(data: object) -> None | Unset | VideoV2TaskContent:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                content_type_0 = VideoV2TaskContent.from_dict(data)

                return content_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | VideoV2TaskContent, data)

        content = _parse_content(d.pop("content", UNSET))

        def _parse_resolution(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resolution = _parse_resolution(d.pop("resolution", UNSET))

        def _parse_duration(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        duration = _parse_duration(d.pop("duration", UNSET))

        def _parse_usage(data: object) -> None | Unset | VideoV2Usage:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                usage_type_0 = VideoV2Usage.from_dict(data)

                return usage_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | VideoV2Usage, data)

        usage = _parse_usage(d.pop("usage", UNSET))

        def _parse_ratio(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ratio = _parse_ratio(d.pop("ratio", UNSET))

        def _parse_task_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_type = _parse_task_type(d.pop("task_type", UNSET))

        def _parse_modality(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        modality = _parse_modality(d.pop("modality", UNSET))

        video_v2_task = cls(
            id=id,
            model=model,
            status=status,
            error=error,
            created_at=created_at,
            updated_at=updated_at,
            content=content,
            resolution=resolution,
            duration=duration,
            usage=usage,
            ratio=ratio,
            task_type=task_type,
            modality=modality,
        )

        video_v2_task.additional_properties = d
        return video_v2_task

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
