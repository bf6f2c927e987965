"""Tools from Python functions: what the model is told, and how its arguments become Python
values.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
import pickle
import sys
from collections import UserDict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from enum import Enum
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, NamedTuple, NotRequired, TypedDict
from uuid import UUID

import attrs
import jsonschema
import pydantic
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from minimax import (
    ChatReply,
    ConfigError,
    DecodeError,
    ParseError,
    RunReply,
    ToolCall,
    ToolRoundsExceeded,
    TurnCutOff,
    ValidationError,
    schemas,
    tool,
)
from minimax.tools import Tool


class Unit(Enum):
    CELSIUS = "celsius"
    KELVIN = "kelvin"


@dataclasses.dataclass
class Place:
    city: str
    country: str = "PE"


@attrs.define
class Box:
    width: float
    tags: list[str] = attrs.field(factory=list)


class Options(TypedDict):
    deep: bool
    limit: NotRequired[int]


class Pair(NamedTuple):
    left: int
    right: str = "none"


class Address(pydantic.BaseModel):
    street: str


class Person(pydantic.BaseModel):
    name: str
    age: Annotated[int, pydantic.Field(ge=0)]
    home: Address | None = None


class Handler(pydantic.BaseModel):
    call: Callable[[], int]


class Day(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True)
    day: dt.date


@pydantic.dataclasses.dataclass
class Share:
    percent: Annotated[int, pydantic.Field(le=100)]


class Node(pydantic.BaseModel):
    value: int
    next: Node | None = None


def weather(
    city: str, days: int = 3, unit: Literal["c", "f"] = "c", *, note: str | None = None
) -> str:
    """The weather of a city.

    Only for places on land.

    Args:
        city: Name of the city.
        days: How many days ahead,
            at most ten.
        unit: Scale.
    """
    return f"{city} {days} {unit} {note}"


class Station:
    """Measures things."""

    def measure(self, what: str) -> str:
        """Measure something."""
        return f"measured {what}"

    async def later(self, what: str) -> str:
        return what

    def __call__(self, what: str) -> str:
        """Ask the station."""
        return f"asked {what}"


def called(function: Callable[..., Any] | Tool, **arguments: Any) -> Any:
    """What a function gives when the model calls it."""
    made = function if isinstance(function, Tool) else tool(function)
    return made(ToolCall("1", made.name, json.dumps(arguments)))


def attempt(action: Callable[[], Any], error: type[Exception]) -> Any:
    """What an action gives, or the error of that kind that it ends with."""
    try:
        return action()
    except error as caught:
        return caught


def test_name_docstring_and_signature_describe_the_tool() -> None:
    assert tool(weather).definition == {
        "type": "function",
        "function": {
            "name": "weather",
            "description": "The weather of a city.\n\nOnly for places on land.",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "Name of the city."},
                    "days": {
                        "type": "integer",
                        "default": 3,
                        "description": "How many days ahead,\nat most ten.",
                    },
                    "unit": {"enum": ["c", "f"], "default": "c", "description": "Scale."},
                    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
                "required": ["city"],
                "additionalProperties": False,
            },
        },
    }


def test_annotated_types_can_have_descriptions() -> None:
    def add(
        first: Annotated[int, "the first"],
        second: Annotated[int, pydantic.Field(description="the second")],
        third: int,
    ) -> int:
        """Add numbers.

        :param first: not this one
        :param third: the third
        """
        return first + second + third

    properties = tool(add).parameters["properties"]

    assert [properties[name]["description"] for name in ("first", "second", "third")] == [
        "the first",
        "the second",
        "the third",
    ]


def test_name_and_description_can_be_passed() -> None:
    made = tool(lambda city: city, name="wetter", description="Das Wetter.")

    assert (made.name, made.description, called(made, city="München")) == (
        "wetter",
        "Das Wetter.",
        "München",
    )


def test_all_kinds_of_callables_can_be_tools() -> None:
    station = Station()
    cached = functools.lru_cache(weather)
    fixed = functools.partial(weather, "Lima", unit="f")

    assert (tool(station.measure).name, called(station.measure, what="wind")) == (
        "measure",
        "measured wind",
    )
    assert (tool(station).name, tool(station).description, called(station, what="why")) == (
        "Station",
        "Ask the station.",
        "asked why",
    )
    assert (tool(fixed).name, set(tool(fixed).parameters["properties"])) == (
        "weather",
        {"days", "note"},
    )
    assert called(fixed, days=1) == "Lima 1 f None"
    assert (tool(cached).definition, called(cached, city="Lima")) == (
        tool(weather).definition,
        "Lima 3 c None",
    )
    assert [
        tool(each).is_async
        for each in (station.later, functools.partial(station.later, "x"), station.measure)
    ] == [True, True, False]


def test_decorated_functions_are_described_as_the_original() -> None:
    @functools.wraps(weather)
    def logged(*args: Any, **kwargs: Any) -> str:
        return weather(*args, **kwargs)

    assert tool(logged).definition == tool(weather).definition


def test_defaults_are_applied_by_the_function() -> None:
    marker = object()

    def search(
        query: str, /, limit: Any = marker, far: float = float("inf"), *more: str, **others: str
    ) -> tuple[str, bool]:
        return query, limit is marker

    assert list(tool(search).parameters["properties"]) == ["query", "limit", "far"]
    assert "default" not in tool(search).parameters["properties"]["far"], (
        "infinity has no place in JSON"
    )
    assert called(search, query="kelp") == ("kelp", True)
    assert called(search, query="kelp", limit=None) == ("kelp", False)


@pytest.mark.parametrize(
    ("kind", "wire", "value"),
    [
        (str, "你好 🎻", "你好 🎻"),
        (int, 3, 3),
        (float, 2, 2.0),
        (int | str, "3", "3"),
        (str | None, None, None),
        (list[int], [1, 2], [1, 2]),
        (dict[str, float], {"a": 1}, {"a": 1.0}),
        (dict[int, str], {"1": "a"}, {1: "a"}),
        (set[str], ["a"], {"a"}),
        (tuple[int, str], [1, "a"], (1, "a")),
        (Literal["a", 2], 2, 2),
        (Unit, "kelvin", Unit.KELVIN),
        (dt.datetime, "2026-11-22T10:00:00", dt.datetime(2026, 11, 22, 10)),
        (dt.date, "2026-11-22", dt.date(2026, 11, 22)),
        (UUID, "00000000-0000-4000-8000-000000000001", UUID(int=0x40008000000000000001)),
        (Path, "/tmp/a", Path("/tmp/a")),
        (Place, {"city": "Lima"}, Place("Lima")),
        (list[Place], [{"city": "Lima", "country": "CL"}], [Place("Lima", "CL")]),
        (Box, {"width": 2}, Box(2.0)),
        (Options, {"deep": True}, {"deep": True}),
        (Pair, [1, "b"], Pair(1, "b")),
        (
            Person,
            {"name": "Ada", "age": 36, "home": {"street": "A"}},
            Person(name="Ada", age=36, home=Address(street="A")),
        ),
        (Person | None, None, None),
        (list[Node], [{"value": 1, "next": {"value": 2}}], [Node(value=1, next=Node(value=2))]),
    ],
)
def test_arguments_are_converted_and_valid_by_the_schema(kind: Any, wire: Any, value: Any) -> None:
    def take(given: Any) -> Any:
        return given

    take.__annotations__["given"] = kind
    schema = tool(take).parameters

    assert called(take, given=wire) == value
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate({"given": wire}, schema)


@pytest.mark.parametrize(
    ("kind", "wire", "value"),
    [
        (int, "3", 3),
        (float, "1.5", 1.5),
        (bool, "true", True),
        (list[int], [1, "2"], [1, 2]),
        (int, 3.0, 3),
    ],
)
def test_numbers_and_booleans_can_be_text(kind: Any, wire: Any, value: Any) -> None:
    assert schemas.convert(wire, kind) == value


@settings(max_examples=40)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_arbitrary_arguments_are_converted_or_rejected(data: Any) -> None:
    for kind in (Place, Box, Options, Pair, Person, list[int], int | str, Unit, dt.date):
        found = attempt(lambda: schemas.convert(data, kind), schemas.Misfit)
        assert not isinstance(found, schemas.Misfit) or (
            found.problem and found.path.startswith("$")
        )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ('{"city": 7}', "Expected `str`, got `int` at $.city"),
        ("{}", "missing required field `city`"),
        ('{"city": "Lima", "wind": 1}', "unknown field `wind`"),
        ('{"city": "Lima", "unit": "k"}', "Invalid enum value 'k' at $.unit"),
    ],
)
def test_invalid_arguments_are_rejected_with_a_reason(arguments: str, words: str) -> None:
    with pytest.raises(schemas.Misfit) as caught:
        tool(weather)(ToolCall("1", "weather", arguments))
    assert words in str(caught.value)


@pytest.mark.parametrize("arguments", ["[1]", "{", '"city"'])
def test_other_arguments_are_a_decode_error(arguments: str) -> None:
    with pytest.raises(DecodeError, match="weather"):
        tool(weather)(ToolCall("1", "weather", arguments))


def test_parameters_can_have_any_name() -> None:
    def take(__hidden: int, fields: int, _self: int, 参数: int) -> list[int]:
        """Take four."""
        return [__hidden, fields, _self, 参数]

    assert called(take, __hidden=1, fields=2, _self=3, 参数=4) == [1, 2, 3, 4]


def test_a_default_of_none_allows_null() -> None:
    def find(limit: int = None) -> int | None:  # type: ignore[assignment]  # noqa: RUF013
        """Find."""
        return limit

    made = tool(find)
    assert (called(made, limit=None), called(made, limit=3), called(made)) == (None, 3, None)
    jsonschema.validate({"limit": None}, made.parameters)


def test_models_can_be_in_a_union() -> None:
    def visit(where: Person | Address, share: Annotated[int, pydantic.Field(le=100)] = 1) -> str:
        """Visit."""
        return f"{type(where).__name__} {share}"

    made = tool(visit)
    jsonschema.validate({"where": {"street": "A"}, "share": 7}, made.parameters)
    assert made.parameters["properties"]["share"]["maximum"] == 100
    assert called(made, where={"street": "A"}, share=7) == "Address 7"
    with pytest.raises(ValueError, match="less than or equal to 100"):
        called(made, where={"street": "A"}, share=101)


def test_calls_of_cut_off_turns_are_not_run() -> None:
    call = ToolCall("1", "weather", '{"city": "Lima"}', complete=False)
    with pytest.raises(DecodeError, match="the turn was cut off"):
        tool(weather)(call)


def unreadable(when: "Tomorrow") -> None:  # type: ignore[name-defined]  # noqa: F821, UP037
    """Has a type that is nowhere."""


def unwritable(write: Callable[[], int]) -> None:
    """Has a type with no form in JSON."""


def endless(count: int) -> Iterator[int]:
    """Count."""
    yield count


async def endless_later(count: int) -> AsyncIterator[int]:
    """Count."""
    yield count


def unexpressed(what: Handler) -> None:
    """Has a model with a field that has no form in JSON."""


def undecided(what: Place | Box) -> None:
    """Has a type that JSON cannot tell apart."""


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda city: city, "lambda has no name"),
        (Place, "is not a function"),
        (7, "7 is not a function"),
        (unreadable, "type hints of unreadable cannot be read: name 'Tomorrow'"),
        (unwritable, "signature of unwritable: Callable cannot be represented in JSON"),
        (undecided, "signature of undecided: Type unions may not contain more than one"),
        (unexpressed, "signature of unexpressed: Cannot generate a JsonSchema"),
        (endless, "endless is a generator function; return a list instead"),
        (endless_later, "endless_later is a generator function; return a list instead"),
        (max, "has no signature"),
    ],
)
def test_invalid_tools_are_rejected_with_a_reason(function: Any, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        tool(function)
    assert words in str(caught.value)


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("msgspec", "docstring_parser"):
        with monkeypatch.context() as patched:
            patched.setitem(sys.modules, package, None)
            with pytest.raises(
                ConfigError, match=rf'{package}; run: pip install "minimax-sdk\[tools\]"'
            ):
                tool(weather)


@pytest.mark.parametrize("kind", [ParseError, ToolRoundsExceeded, TurnCutOff])
def test_pickled_errors_keep_the_reply(kind: Any) -> None:
    turn = ChatReply({"choices": [{"message": {"content": "Lima."}}]})
    error = kind("no", reply=RunReply(turn, messages=[turn.as_message()], turns=[turn]))

    copy = pickle.loads(pickle.dumps(error))

    assert (str(copy), copy.reply, copy.reply.messages) == ("no", error.reply, error.reply.messages)


def test_results_in_any_script_are_encoded_as_json() -> None:
    value = {
        "città": [
            Place("München"),
            Unit.KELVIN,
            dt.date(2026, 1, 2),
            {"天气"},
            Path("a/b"),
            Address(street="Ö"),
            Pair(1),
        ]
    }

    assert json.loads(schemas.encode(value)) == {
        "città": [
            {"city": "München", "country": "PE"},
            "kelvin",
            "2026-01-02",
            ["天气"],
            "a/b",
            {"street": "Ö"},
            [1, "none"],
        ]
    }
    assert "München" in schemas.encode(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (MappingProxyType({"a": 1}), '{"a":1}'),
        (UserDict(a=1), '{"a":1}'),
        (deque([1, 2]), "[1,2]"),
        (range(3), "[0,1,2]"),
        ({"a": 1}.keys(), '["a"]'),
        ({"a": 1}.values(), "[1]"),
        (Fraction(1, 2), "0.5"),
    ],
)
def test_collections_and_numbers_are_encoded(value: Any, written: str) -> None:
    assert schemas.encode(value) == written


@pytest.mark.parametrize(
    "value", ["caf\udce9", ["caf\udce9"], Place("caf\udce9"), Address(street="caf\udce9")]
)
def test_results_with_lone_surrogates_are_encoded(value: Any) -> None:
    assert "caf\ufffd" in schemas.encode(value)


# Values in a text


FITTING = [
    ('{"city": "Lima"}', Place, Place("Lima")),
    ('Here it is:\n```json\n{"city": "Lima"}\n```\nAnything else?', Place, Place("Lima")),
    ('```\n{"city": "Lima"}\n```', Place, Place("Lima")),
    ('Sure {thing}! {"city": "Lima", "country": "PE"} as asked [1].', Place, Place("Lima")),
    ('First {"town": 1}, no: {"city": "Cusco"}', Place, Place("Cusco")),
    ('{"city": "a ```code``` b"}', Place, Place("a ```code``` b")),
    ('[{"city": "Lima"}]', list[Place], [Place("Lima")]),
    ("They are [1, 2, 3].", list[int], [1, 2, 3]),
    ("positive", Literal["positive", "negative"], "positive"),
    ('"positive"', Literal["positive", "negative"], "positive"),
    (" 42 ", int, 42),
    ("你好", str, "你好"),
    ("12", str, "12"),
    ('{"name": "Ada", "age": 36}', Person, Person(name="Ada", age=36)),
    ('{"deep": "false", "more": 1}', Options, {"deep": False}),
    ('[1, "b"]', Pair, Pair(1, "b")),
    ("null", int | None, None),
    ('{"a": [1]}', Any, {"a": [1]}),
]


@pytest.mark.parametrize(("text", "kind", "value"), FITTING)
def test_values_are_found_in_text(text: str, kind: Any, value: Any) -> None:
    assert schemas.parse(text, kind) == value


@pytest.mark.parametrize(
    ("text", "kind", "problem", "path"),
    [
        ('{"city": 7}', Place, "Expected `str`, got `int`", "$.city"),
        (
            '[{"city": "a"}, {"country": "b"}]',
            list[Place],
            "Object missing required field `city`",
            "$[1]",
        ),
        (
            '{"name": "Ada", "age": -1}',
            Person,
            "Input should be greater than or equal to 0",
            "$.age",
        ),
        (
            '[{"name": "Ada", "age": 1, "home": {"street": []}}]',
            list[Person],
            "Input should be a valid string",
            "$[0].home.street",
        ),
        ("I cannot say.", Place, "it contains no JSON (Expected `object`, got `str`)", "$"),
        ("", Place, "it contains no JSON (Expected `object`, got `str`)", "$"),
        ("maybe", Literal["yes", "no"], "it contains no JSON (Invalid enum value 'maybe')", "$"),
        ('{"city": "Lima"', Place, "it contains no JSON (Expected `object`, got `str`)", "$"),
    ],
)
def test_invalid_text_reports_expected_value_and_path(
    text: str, kind: Any, problem: str, path: str
) -> None:
    with pytest.raises(ParseError) as caught:
        schemas.parse(text, kind)

    assert (caught.value.problem, caught.value.path, caught.value.raw) == (problem, path, text)
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "{" * 100_000, '{"a":' * 50_000, "[1," * 50_000, "```\n" * 20_000]
)
def test_hostile_text_is_rejected_quickly(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        schemas.parse(text, Place)
    assert len(str(caught.value)) < 1000


@given(
    st.text()
    | st.lists(
        st.sampled_from(["{", "}", "[", "]", '"', ":", ",", "1", "```", "\n", "city", "json"])
    ).map("".join)
)
def test_arbitrary_text_is_a_value_or_a_parse_error(text: str) -> None:
    found = attempt(lambda: schemas.parse(text, Place), ParseError)
    assert isinstance(found, Place) or found.raw == text


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ('{"street": "A"}', Person | Address, Address(street="A")),
        ('[{"day": "2026-01-02"}]', list[Day | Address], [Day(day=dt.date(2026, 1, 2))]),
        ("neither", Address | str, "neither"),
        ('{"percent": 100}', Share, Share(100)),
        ("7", Annotated[int, pydantic.Field(ge=5)], 7),
        ('{"city": "a\\ud800"}', Place, Place("a\ufffd")),
        ('{"street": "a\\ud800"}', Address, Address(street="a\ufffd")),
    ],
)
def test_pydantic_converts_its_types(text: str, kind: Any, value: Any) -> None:
    assert schemas.parse(text, kind) == value
    jsonschema.Draft202012Validator.check_schema(schemas.schema(kind))


@pytest.mark.parametrize(
    ("text", "kind"), [('{"percent": 101}', Share), ("4", Annotated[int, pydantic.Field(ge=5)])]
)
def test_constraints_of_pydantic_are_checked(text: str, kind: Any) -> None:
    with pytest.raises(ParseError, match="Input should be"):
        schemas.parse(text, kind)


@dataclasses.dataclass
class Picky:
    error: str

    def __post_init__(self) -> None:
        raise {"NameError": NameError, "KeyError": KeyError, "OSError": OSError}[self.error]("no")


@pytest.mark.parametrize("name", ["NameError", "KeyError", "OSError"])
def test_exceptions_of_the_type_itself_are_parse_errors(name: str) -> None:
    reply = ChatReply({"choices": [{"message": {"content": json.dumps({"error": name})}}]})

    with pytest.raises(ParseError, match=f"does not match Picky: {name}: ") as caught:
        reply.parse(Picky)
    assert caught.value.reply is reply


def test_models_with_the_same_name_have_separate_definitions() -> None:
    inner = pydantic.create_model("Address", code=(int, ...))
    other = pydantic.create_model("Other", home=(inner, ...))

    schema = schemas.schema(
        tuple[Person, other]  # type: ignore[valid-type]
    )

    jsonschema.validate(
        [{"name": "Ada", "age": 1, "home": {"street": "A"}}, {"home": {"code": 1}}], schema
    )
