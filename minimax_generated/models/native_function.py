from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.tool_parameters import ToolParameters


T = TypeVar("T", bound="NativeFunction")


@_attrs_define
class NativeFunction:
    """A function that the model may call."""

    name: str
    """ Name of the function. """
    description: str
    """ What the function does and when to call it. """
    parameters: str | ToolParameters
    """ JSON Schema of the arguments, as an object or as a JSON string. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.tool_parameters import ToolParameters  # noqa: PLC0415

        name = self.name

        description = self.description

        parameters: dict[str, Any] | str
        if isinstance(self.parameters, ToolParameters):
            parameters = self.parameters.to_dict()
        else:
            parameters = self.parameters

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "description": description,
                "parameters": parameters,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.tool_parameters import ToolParameters  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        description = d.pop("description")

        def _parse_parameters(data: object) -> str | ToolParameters:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                parameters_type_0 = ToolParameters.from_dict(data)

                return parameters_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | ToolParameters, data)

        parameters = _parse_parameters(d.pop("parameters"))

        native_function = cls(
            name=name,
            description=description,
            parameters=parameters,
        )

        native_function.additional_properties = d
        return native_function

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
