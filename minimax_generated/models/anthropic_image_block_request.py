from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.anthropic_cache_control import AnthropicCacheControl
    from ..models.anthropic_image_base_64_source import AnthropicImageBase64Source
    from ..models.anthropic_image_url_source import AnthropicImageUrlSource


T = TypeVar("T", bound="AnthropicImageBlockRequest")


@_attrs_define
class AnthropicImageBlockRequest:
    """An image, for M3 and newer."""

    type_: Literal["image"]
    """ Type of the block. Always image. """
    source: AnthropicImageBase64Source | AnthropicImageUrlSource | Any
    """ Location of the image and the detail to use. """
    cache_control: AnthropicCacheControl | Unset = UNSET
    """ A prompt-cache breakpoint; the M2 models use it, M3 accepts it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.anthropic_image_base_64_source import AnthropicImageBase64Source  # noqa: PLC0415
        from ..models.anthropic_image_url_source import AnthropicImageUrlSource  # noqa: PLC0415

        type_ = self.type_

        source: Any | dict[str, Any]
        if isinstance(self.source, AnthropicImageBase64Source):
            source = self.source.to_dict()
        elif isinstance(self.source, AnthropicImageUrlSource):
            source = self.source.to_dict()
        else:
            source = self.source

        cache_control: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cache_control, Unset):
            cache_control = self.cache_control.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "source": source,
            }
        )
        if cache_control is not UNSET:
            field_dict["cache_control"] = cache_control

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.anthropic_cache_control import AnthropicCacheControl  # noqa: PLC0415
        from ..models.anthropic_image_base_64_source import AnthropicImageBase64Source  # noqa: PLC0415
        from ..models.anthropic_image_url_source import AnthropicImageUrlSource  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["image"], d.pop("type"))
        if type_ != "image":
            raise ValueError(f"type must match const 'image', got '{type_}'")

        def _parse_source(data: object) -> AnthropicImageBase64Source | AnthropicImageUrlSource | Any:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                source_type_0 = AnthropicImageBase64Source.from_dict(data)

                return source_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                source_type_1 = AnthropicImageUrlSource.from_dict(data)

                return source_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AnthropicImageBase64Source | AnthropicImageUrlSource | Any, data)

        source = _parse_source(d.pop("source"))

        _cache_control = d.pop("cache_control", UNSET)
        cache_control: AnthropicCacheControl | Unset
        if isinstance(_cache_control, Unset):
            cache_control = UNSET
        else:
            cache_control = AnthropicCacheControl.from_dict(_cache_control)

        anthropic_image_block_request = cls(
            type_=type_,
            source=source,
            cache_control=cache_control,
        )

        anthropic_image_block_request.additional_properties = d
        return anthropic_image_block_request

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
