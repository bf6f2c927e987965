from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.native_output_schema_properties import NativeOutputSchemaProperties


T = TypeVar("T", bound="NativeOutputSchema")


@_attrs_define
class NativeOutputSchema:
    """The JSON Schema itself; its top level is an object."""

    type_: Literal["object"]
    """ Type of the top level. Always object. """
    properties: NativeOutputSchemaProperties
    """ JSON Schema of each property by name. """
    required: list[str] | Unset = UNSET
    """ Names of the properties that must appear; the Chinese page requires all of them here. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        properties = self.properties.to_dict()

        required: list[str] | Unset = UNSET
        if not isinstance(self.required, Unset):
            required = self.required

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "properties": properties,
            }
        )
        if required is not UNSET:
            field_dict["required"] = required

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.native_output_schema_properties import NativeOutputSchemaProperties  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["object"], d.pop("type"))
        if type_ != "object":
            raise ValueError(f"type must match const 'object', got '{type_}'")

        properties = NativeOutputSchemaProperties.from_dict(d.pop("properties"))

        required = cast(list[str], d.pop("required", UNSET))

        native_output_schema = cls(
            type_=type_,
            properties=properties,
            required=required,
        )

        native_output_schema.additional_properties = d
        return native_output_schema

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
