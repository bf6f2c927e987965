"""The common base of all results: how they are read from a response, conversion to dictionaries and
JSON, a short repr, tables in notebooks, and a typed view of the response.
"""

from __future__ import annotations

import base64
import json
import re
import reprlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from html import escape
from importlib import import_module
from os import PathLike, fspath
from typing import Any, ClassVar, Generic, Literal, Self, TypeAlias, TypeVar, overload

M = TypeVar("M")
MediaForm: TypeAlias = Literal["base64", "bytes", "omit"]
"""How images, audio and other bytes are represented in a dictionary."""

OMITTED = object()
READER = "reader"
"""Where the metadata of a field has what `wire` makes."""
EMPTY: tuple[object, ...] = (None, "", [], {})
HALVES = re.compile("[\ud800-\udfff]")
"""Unpaired surrogates, which cannot be encoded."""


class Data:
    """Base of all results of calls.

    `dict(result)` is equal to `result.to_dict()`. pydantic models, FastAPI routes and Celery's JSON
    serializer accept results directly; none of these packages is required.
    """

    __slots__ = ()
    _names: ClassVar[tuple[str, ...]] = ()
    """The attributes that `to_dict` includes."""
    _shown: ClassVar[tuple[str, ...]] = ()
    """The attributes that `repr` shows; all of them if empty."""

    def to_dict(self, *, media: MediaForm = "base64") -> dict[str, Any]:
        """The fields by name, without `raw`, as values that `json.dumps` accepts: dates in ISO
        8601, amounts of money as strings.

        Args:
            media: how to represent images, audio and other bytes: as "base64" text, as "bytes",
                which suits data frames but not JSON, or "omit" to leave them out.
        """
        found: dict[str, Any] = plain(dict(self._values()), media=media)
        return found

    def to_json(self, *, media: MediaForm = "base64", indent: int | None = None) -> str:
        """`to_dict` as JSON text, with media as "base64", or without media ("omit")."""
        return json_text(self, media=media, indent=indent)

    def keys(self) -> Iterable[str]:
        """The names of the fields, for `dict(result)`."""
        return self._field_names()

    def __getitem__(self, name: Any) -> Any:
        if not isinstance(name, str):
            raise TypeError(f"{type(self).__name__} has fields, not items: {name!r}")
        if name not in self._field_names():
            raise KeyError(name)
        return plain(self._value(name))

    def __json__(self) -> dict[str, Any]:
        return self.to_dict()

    @classmethod
    def _field_names(cls) -> tuple[str, ...]:
        return cls._names

    def _values(self) -> Iterable[tuple[str, Any]]:
        """The fields and their values."""
        return ((name, self._value(name)) for name in self._field_names())

    def _value(self, name: str) -> Any:
        """The value of a field, even if the attribute would raise an error or is a method."""
        return getattr(self, name)

    def __repr__(self) -> str:
        given = ((name, self._value(name)) for name in self._shown or self._field_names())
        parts = [f"{name}={brief(value)}" for name, value in given if not is_empty(value)]
        return f"{type(self).__name__}({', '.join(parts)})"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pydantic_core import core_schema

        def serialized(result: Data, info: Any) -> dict[str, Any]:
            return result.to_dict(media="bytes" if info.mode == "python" else "base64")

        return core_schema.is_instance_schema(
            cls,
            serialization=core_schema.plain_serializer_function_ser_schema(
                serialized, info_arg=True, return_schema=core_schema.dict_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "title": cls.__name__,
            "description": " ".join((cls.__doc__ or "").partition("\n\n")[0].split()),
            "properties": {name: {} for name in cls._field_names()},
        }


def wire(read: Callable[[Any], Any], *names: str) -> Mapping[str, Any]:
    """The metadata of a field that `Record.read` finds in a response.

    read: converts the value; it is None if the platform did not send it.
    names: the possible names of the field in the response; by default its own name.
    """
    return {READER: (read, names)}


class Record(Data):
    """Base of the plain records in results: dataclasses with named fields in slots."""

    __slots__ = ("_response",)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # A dataclass generates its own unless the class defines one.
        cls.__repr__ = cls.__repr__  # type: ignore[method-assign]

    @classmethod
    def read(cls, raw: object, **others: Any) -> Self:
        """Read a record from an object of a response. Anything else is read as an empty object.

        others: the fields without a `wire`; `raw` is the object itself.
        """
        given: Mapping[str, Any] = raw if isinstance(raw, Mapping) else {}
        declared = fields(cls)  # type: ignore[arg-type]
        for field in declared:
            if reader := field.metadata.get(READER):
                read, names = reader
                sent = (given.get(name) for name in names or (field.name,))
                others[field.name] = read(next((each for each in sent if each is not None), None))
            elif field.name == "raw":
                others["raw"] = given
        return cls(**others)

    @classmethod
    def _field_names(cls) -> tuple[str, ...]:
        declared = fields(cls)  # type: ignore[arg-type]
        return cls._names or tuple(field.name for field in declared if field.name != "raw")


class Typed(Generic[M]):
    """`result.response`: the generated model of `result.raw`, built on first access.

    model: returns the class, or its name in `minimax_generated.models`.
    """

    def __init__(self, model: Callable[[], type[M]] | str) -> None:
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
            model: Any = self._model
            if isinstance(model, str):
                model = getattr(import_module("minimax_generated.models"), model)
            else:
                model = model()
            response = model.from_dict(result.raw)
            object.__setattr__(result, "_response", response)  # records are frozen
            return response


class Displayed:
    """Base class of results that notebooks show as HTML."""

    __slots__ = ()

    def _html(self) -> str:
        """The result as HTML; "" to show only its `repr`."""
        raise NotImplementedError

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        bundle = {"text/plain": repr(self), "text/html": self._html()}
        return {name: content for name, content in bundle.items() if content}


R = TypeVar("R", bound=Record)


class Table(list[R], Displayed):
    """A list of records that notebooks show as a table; so are its slices."""

    def __getitem__(self, index: Any) -> Any:
        found = super().__getitem__(index)
        return Table(found) if isinstance(index, slice) else found

    def _html(self) -> str:
        return table([record.to_dict(media="omit") for record in self])


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as an HTML table, without columns that are empty in every row."""
    names = dict.fromkeys(name for row in rows for name in row)
    columns = [name for name in names if any(row.get(name) not in EMPTY for row in rows)]
    if not columns:
        return ""
    head = "".join(f"<th>{escape(name.replace('_', ' '))}</th>" for name in columns)
    body = "".join(
        f"<tr>{''.join(f'<td>{_cell(row.get(name))}</td>' for name in columns)}</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: Any) -> str:
    found = plain(value)
    return "" if found is None else escape(str(found))


def plain(value: Any, *, media: MediaForm = "base64") -> Any:
    """Convert a value to JSON types: results, mappings and dataclass instances to objects, dates
    and amounts to strings, bytes according to `media`.
    """
    if isinstance(value, Data):
        return value.to_dict(media=media)
    if isinstance(value, tuple) and (names := getattr(value, "_fields", None)):
        value = dict(zip(names, value, strict=True))
    # Loops, since comprehensions are frames of their own, and responses may be nested deeply.
    if isinstance(value, Mapping):
        members = {}
        for name, each in value.items():
            if (given := plain(each, media=media)) is not OMITTED:
                members[str(name)] = given
        return members
    if isinstance(value, (list, tuple)):
        items = []
        for each in value:
            if (given := plain(each, media=media)) is not OMITTED:
                items.append(given)
        return items
    if isinstance(value, (bytes, bytearray, memoryview)):
        if media == "omit":
            return OMITTED
        return bytes(value) if media == "bytes" else base64.b64encode(value).decode("ascii")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, BaseException):
        return {"type": type(value).__name__, "message": str(value)}
    if isinstance(value, PathLike):
        return fspath(value)
    return plain(_attributes(value), media=media) if _has_attributes(value) else value


def json_text(
    value: Any, *, media: MediaForm = "base64", indent: int | None = None, ascii: bool = False
) -> str:
    """A value as JSON text that can be written in any encoding: lone surrogates are escaped."""
    if media == "bytes":
        raise ValueError('JSON cannot contain bytes; media must be "base64" or "omit"')
    text = json.dumps(plain(value, media=media), ensure_ascii=ascii, indent=indent)
    return HALVES.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def is_empty(value: object) -> bool:
    """Whether a value is None, or an empty string or collection."""
    return value is None or (isinstance(value, (str, list, tuple, Mapping)) and not value)


class _Brief(reprlib.Repr):
    """Short representations of values."""

    def __init__(self) -> None:
        super().__init__()
        self.maxstring, self.maxother = 60, 80
        self.maxlist = self.maxtuple = self.maxdict = 3

    def repr_str(self, x: str, level: int) -> str:
        if x.startswith(("http://", "https://")):
            return repr(x.partition("?")[0])  # the query may contain a signature
        return super().repr_str(x, level)

    def repr_bytes(self, x: bytes, level: int) -> str:
        return f"<{len(x):,} bytes>"

    def repr_instance(self, x: Any, level: int) -> str:
        return repr(x) if isinstance(x, Data) else super().repr_instance(x, level)


brief = _Brief().repr
"""A short representation of a value, without media and signatures."""


def _has_attributes(value: object) -> bool:
    if isinstance(value, type):
        return False
    return is_dataclass(value) or any(
        hasattr(value, name) for name in ("model_dump", "__attrs_attrs__", "__struct_fields__")
    )


def _attributes(value: Any) -> Mapping[str, Any]:
    """The attributes of an instance of a dataclass, attrs class, msgspec Struct or pydantic
    model.
    """
    if hasattr(value, "model_dump"):
        return value.model_dump()  # type: ignore[no-any-return]
    declared = getattr(value, "__struct_fields__", None)
    if declared is None:
        attributes = getattr(value, "__attrs_attrs__", None) or fields(value)
        declared = [attribute.name for attribute in attributes]
    return {name: getattr(value, name) for name in declared}
