from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.model_remains import ModelRemains


T = TypeVar("T", bound="TokenPlanRemainsResponse")


@_attrs_define
class TokenPlanRemainsResponse:
    """Quota of a plan."""

    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call. """
    model_remains: list[ModelRemains] | None | Unset = UNSET
    """ Quota per group of models; empty without a plan. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.model_remains import ModelRemains  # noqa: PLC0415

        base_resp: dict[str, Any] | None | Unset
        if isinstance(self.base_resp, Unset):
            base_resp = UNSET
        elif isinstance(self.base_resp, BaseResp):
            base_resp = self.base_resp.to_dict()
        else:
            base_resp = self.base_resp

        model_remains: list[dict[str, Any]] | None | Unset
        if isinstance(self.model_remains, Unset):
            model_remains = UNSET
        elif isinstance(self.model_remains, list):
            model_remains = []
            for model_remains_type_0_item_data in self.model_remains:
                model_remains_type_0_item = (
                    model_remains_type_0_item_data.to_dict()
                    if isinstance(model_remains_type_0_item_data, ModelRemains)
                    else model_remains_type_0_item_data
                )
                model_remains.append(model_remains_type_0_item)

        else:
            model_remains = self.model_remains

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp
        if model_remains is not UNSET:
            field_dict["model_remains"] = model_remains

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.model_remains import ModelRemains  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_base_resp(data: object) -> BaseResp | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                base_resp_type_0 = BaseResp.from_dict(data)

                return base_resp_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(BaseResp | None | Unset, data)

        base_resp = _parse_base_resp(d.pop("base_resp", UNSET))

        def _parse_model_remains(data: object) -> list[ModelRemains] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                model_remains_type_0 = []
                _model_remains_type_0 = data
                for model_remains_type_0_item_data in _model_remains_type_0:
                    model_remains_type_0_item = (
                        ModelRemains.from_dict(model_remains_type_0_item_data)
                        if isinstance(model_remains_type_0_item_data, Mapping)
                        else model_remains_type_0_item_data
                    )

                    model_remains_type_0.append(model_remains_type_0_item)

                return model_remains_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[ModelRemains] | None | Unset, data)

        model_remains = _parse_model_remains(d.pop("model_remains", UNSET))

        token_plan_remains_response = cls(
            base_resp=base_resp,
            model_remains=model_remains,
        )

        token_plan_remains_response.additional_properties = d
        return token_plan_remains_response

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
