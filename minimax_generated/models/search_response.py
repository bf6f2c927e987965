from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp
    from ..models.related_search import RelatedSearch
    from ..models.search_result import SearchResult


T = TypeVar("T", bound="SearchResponse")


@_attrs_define
class SearchResponse:
    """Result of a web search; a missing list means an empty list."""

    organic: list[SearchResult] | None | Unset = UNSET
    """ The results. """
    related_searches: list[RelatedSearch] | None | Unset = UNSET
    """ Related searches. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.related_search import RelatedSearch  # noqa: PLC0415
        from ..models.search_result import SearchResult  # noqa: PLC0415

        organic: list[dict[str, Any]] | None | Unset
        if isinstance(self.organic, Unset):
            organic = UNSET
        elif isinstance(self.organic, list):
            organic = []
            for organic_type_0_item_data in self.organic:
                organic_type_0_item = (
                    organic_type_0_item_data.to_dict()
                    if isinstance(organic_type_0_item_data, SearchResult)
                    else organic_type_0_item_data
                )
                organic.append(organic_type_0_item)

        else:
            organic = self.organic

        related_searches: list[dict[str, Any]] | None | Unset
        if isinstance(self.related_searches, Unset):
            related_searches = UNSET
        elif isinstance(self.related_searches, list):
            related_searches = []
            for related_searches_type_0_item_data in self.related_searches:
                related_searches_type_0_item = (
                    related_searches_type_0_item_data.to_dict()
                    if isinstance(related_searches_type_0_item_data, RelatedSearch)
                    else related_searches_type_0_item_data
                )
                related_searches.append(related_searches_type_0_item)

        else:
            related_searches = self.related_searches

        base_resp: dict[str, Any] | None | Unset
        if isinstance(self.base_resp, Unset):
            base_resp = UNSET
        elif isinstance(self.base_resp, BaseResp):
            base_resp = self.base_resp.to_dict()
        else:
            base_resp = self.base_resp

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if organic is not UNSET:
            field_dict["organic"] = organic
        if related_searches is not UNSET:
            field_dict["related_searches"] = related_searches
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415
        from ..models.related_search import RelatedSearch  # noqa: PLC0415
        from ..models.search_result import SearchResult  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_organic(data: object) -> list[SearchResult] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                organic_type_0 = []
                _organic_type_0 = data
                for organic_type_0_item_data in _organic_type_0:
                    organic_type_0_item = (
                        SearchResult.from_dict(organic_type_0_item_data)
                        if isinstance(organic_type_0_item_data, Mapping)
                        else organic_type_0_item_data
                    )

                    organic_type_0.append(organic_type_0_item)

                return organic_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[SearchResult] | None | Unset, data)

        organic = _parse_organic(d.pop("organic", UNSET))

        def _parse_related_searches(data: object) -> list[RelatedSearch] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                related_searches_type_0 = []
                _related_searches_type_0 = data
                for related_searches_type_0_item_data in _related_searches_type_0:
                    related_searches_type_0_item = (
                        RelatedSearch.from_dict(related_searches_type_0_item_data)
                        if isinstance(related_searches_type_0_item_data, Mapping)
                        else related_searches_type_0_item_data
                    )

                    related_searches_type_0.append(related_searches_type_0_item)

                return related_searches_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[RelatedSearch] | None | Unset, data)

        related_searches = _parse_related_searches(d.pop("related_searches", UNSET))

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

        search_response = cls(
            organic=organic,
            related_searches=related_searches,
            base_resp=base_resp,
        )

        search_response.additional_properties = d
        return search_response

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
