from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.base_resp import BaseResp


T = TypeVar("T", bound="BalanceResponse")


@_attrs_define
class BalanceResponse:
    """Balances as decimal strings in the currency of the region."""

    available_amount: None | str | Unset = UNSET
    """ Amount that can be spent. """
    cash_balance: None | str | Unset = UNSET
    """ Paid-in amount. """
    voucher_balance: None | str | Unset = UNSET
    """ Vouchers. """
    credit_balance: None | str | Unset = UNSET
    """ Credit. """
    owed_amount: None | str | Unset = UNSET
    """ Debt. """
    balance_alert_switch: bool | None | Unset = UNSET
    """ Whether the account sends low-balance warnings. """
    balance_alert_threshold: None | str | Unset = UNSET
    """ Balance below which it sends them. """
    base_resp: BaseResp | None | Unset = UNSET
    """ Status of the call. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        available_amount: None | str | Unset
        if isinstance(self.available_amount, Unset):
            available_amount = UNSET
        else:
            available_amount = self.available_amount

        cash_balance: None | str | Unset
        if isinstance(self.cash_balance, Unset):
            cash_balance = UNSET
        else:
            cash_balance = self.cash_balance

        voucher_balance: None | str | Unset
        if isinstance(self.voucher_balance, Unset):
            voucher_balance = UNSET
        else:
            voucher_balance = self.voucher_balance

        credit_balance: None | str | Unset
        if isinstance(self.credit_balance, Unset):
            credit_balance = UNSET
        else:
            credit_balance = self.credit_balance

        owed_amount: None | str | Unset
        if isinstance(self.owed_amount, Unset):
            owed_amount = UNSET
        else:
            owed_amount = self.owed_amount

        balance_alert_switch: bool | None | Unset
        if isinstance(self.balance_alert_switch, Unset):
            balance_alert_switch = UNSET
        else:
            balance_alert_switch = self.balance_alert_switch

        balance_alert_threshold: None | str | Unset
        if isinstance(self.balance_alert_threshold, Unset):
            balance_alert_threshold = UNSET
        else:
            balance_alert_threshold = self.balance_alert_threshold

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
        if available_amount is not UNSET:
            field_dict["available_amount"] = available_amount
        if cash_balance is not UNSET:
            field_dict["cash_balance"] = cash_balance
        if voucher_balance is not UNSET:
            field_dict["voucher_balance"] = voucher_balance
        if credit_balance is not UNSET:
            field_dict["credit_balance"] = credit_balance
        if owed_amount is not UNSET:
            field_dict["owed_amount"] = owed_amount
        if balance_alert_switch is not UNSET:
            field_dict["balance_alert_switch"] = balance_alert_switch
        if balance_alert_threshold is not UNSET:
            field_dict["balance_alert_threshold"] = balance_alert_threshold
        if base_resp is not UNSET:
            field_dict["base_resp"] = base_resp

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.base_resp import BaseResp  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_available_amount(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        available_amount = _parse_available_amount(d.pop("available_amount", UNSET))

        def _parse_cash_balance(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        cash_balance = _parse_cash_balance(d.pop("cash_balance", UNSET))

        def _parse_voucher_balance(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        voucher_balance = _parse_voucher_balance(d.pop("voucher_balance", UNSET))

        def _parse_credit_balance(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        credit_balance = _parse_credit_balance(d.pop("credit_balance", UNSET))

        def _parse_owed_amount(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        owed_amount = _parse_owed_amount(d.pop("owed_amount", UNSET))

        def _parse_balance_alert_switch(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        balance_alert_switch = _parse_balance_alert_switch(d.pop("balance_alert_switch", UNSET))

        def _parse_balance_alert_threshold(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        balance_alert_threshold = _parse_balance_alert_threshold(d.pop("balance_alert_threshold", UNSET))

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

        balance_response = cls(
            available_amount=available_amount,
            cash_balance=cash_balance,
            voucher_balance=voucher_balance,
            credit_balance=credit_balance,
            owed_amount=owed_amount,
            balance_alert_switch=balance_alert_switch,
            balance_alert_threshold=balance_alert_threshold,
            base_resp=base_resp,
        )

        balance_response.additional_properties = d
        return balance_response

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
