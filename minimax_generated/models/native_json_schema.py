from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.native_output_schema import NativeOutputSchema


T = TypeVar("T", bound="NativeJsonSchema")


@_attrs_define
class NativeJsonSchema:
    """A named JSON Schema for the output."""

    name: str
    """ Name of the schema. At most 64 characters. """
    schema: NativeOutputSchema
    """ The JSON Schema itself; its top level is an object. """
    description: str | Unset = UNSET
    """ What the schema describes. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        schema = self.schema.to_dict()

        description = self.description

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "schema": schema,
            }
        )
        if description is not UNSET:
            field_dict["description"] = description

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.native_output_schema import NativeOutputSchema  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        schema = NativeOutputSchema.from_dict(d.pop("schema"))

        description = d.pop("description", UNSET)

        native_json_schema = cls(
            name=name,
            schema=schema,
            description=description,
        )

        native_json_schema.additional_properties = d
        return native_json_schema

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
