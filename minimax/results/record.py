"""What the records of results share: a typed view of the response, and a form for JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from os import PathLike, fspath
from typing import Any, Generic, Self, TypeVar, overload

M = TypeVar("M")


class Record:
    """Base of the plain records in results: dataclasses with named fields in slots."""

    __slots__ = ("_response",)

    def to_dict(self) -> dict[str, Any]:
        """The fields by name, without `raw`, as values that `json.dumps` accepts: dates in ISO
        8601, amounts of money as text.
        """
        names = (field.name for field in fields(self))  # type: ignore[arg-type]
        return {name: plain(getattr(self, name)) for name in names if name != "raw"}


class Typed(Generic[M]):
    """`result.response`: the generated model of `result.raw`, built on first access."""

    def __init__(self, model: Callable[[], type[M]]) -> None:
        self._model = model

    @overload
    def __get__(self, result: None, owner: type) -> Self: ...
    @overload
    def __get__(self, result: object, owner: type) -> M: ...
    def __get__(self, result: Any, owner: type) -> Any:
        if result is None:
            return self
        if isinstance(result.raw, str):
            return result.raw  # a text response has no model
        try:
            return result._response
        except AttributeError:
            model: Any = self._model()
            response = model.from_dict(result.raw)
            object.__setattr__(result, "_response", response)  # records are frozen
            return response


def plain(value: Any) -> Any:
    """A value as JSON has it: records and mappings as objects, dates and amounts as text."""
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return fspath(value) if isinstance(value, PathLike) else value
