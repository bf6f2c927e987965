"""Answers out of the spec: the examples and instances of every response schema, with odd things in
any place.

Everything follows from whole numbers, so that an input is small, comes back the same, and shrinks
to the few changes that matter.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from typing import Any, NamedTuple

from minimax.emulator.spec import load_bundle

from ..unit import transcripts
from ..unit.platform import delta, piece

Json = dict[str, Any]
Path = tuple[str | int, ...]

STREAM = "text/event-stream"
DEEP = 600
"""Deeper than people write, and not too deep for a JSON parser."""


def nested(depth: int) -> Any:
    """Lists in lists."""
    value: Any = []
    for _ in range(depth):
        value = [value]
    return value


ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    7,
    2**31,
    2**63,
    10**30,
    1.5,
    -0.0,
    float("nan"),
    float("inf"),
    "",
    " ",
    "odd",
    "0",
    "-1",
    "1.5",
    "9" * 5000,
    "١٢",
    "²",
    "\0",
    "\ud83d",
    "名.mp3 😀",
    "../../etc/passwd",
    "//",
    "http://[",
    "https://storage.example.test:port/x",
    "Infinity",
    "zz",
    "2026-13-41T99:99:99Z",
    "<think>",
    "success",
    "Failed",
    [],
    [None],
    ["odd"],
    [[]],
    [{}],
    {},
    {"odd": None},
    {"type": ["odd"]},
    {"text": {}},
    {"status_code": "1002"},
    {"status_code": []},
    nested(DEEP),
)
"""Null, wrong types, unknown words of an enum, numbers past every bound, and names that lead
elsewhere.
"""


class Change(NamedTuple):
    """One odd thing. `place` counts the places of the value that it is laid on, round and round."""

    place: int
    how: str
    odd: int

    def __call__(self, value: Any) -> Any:
        """The value with this change, made in place."""
        found = list(places(value))
        path = found[self.place % len(found)]
        if not path:
            return self._value
        holder = reached(value, path[:-1])
        CHANGES[self.how](holder, path[-1], self._value)
        return value

    @property
    def _value(self) -> Any:
        return (
            copy.deepcopy(ODD[self.odd % len(ODD)])
            if self.odd % len(ODD) != len(ODD) - 1
            else nested(DEEP)
        )


def _replace(holder: Any, key: Any, odd: Any) -> None:
    holder[key] = odd


def _drop(holder: Any, key: Any, odd: Any) -> None:
    del holder[key]


def _add(holder: Any, key: Any, odd: Any) -> None:
    if isinstance(holder, dict):
        holder[f"{key}_more"] = odd
    else:
        holder.append(odd)


def _swap(holder: Any, key: Any, odd: Any) -> None:
    holder[key] = [holder[key]] if not isinstance(holder[key], list) else {"0": holder[key]}


CHANGES: dict[str, Callable[[Any, Any, Any], None]] = {
    "replace": _replace,
    "drop": _drop,
    "add": _add,
    "swap": _swap,
}


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where something stands in a decoded JSON value, the value itself included. What is very deep
    counts as one place.
    """
    yield path
    if len(path) < 12:
        inner = (
            value.items()
            if isinstance(value, dict)
            else enumerate(value)
            if isinstance(value, list)
            else ()
        )
        for key, each in inner:
            yield from places(each, (*path, key))


def reached(value: Any, path: Path) -> Any:
    """What stands in a place."""
    for key in path:
        value = value[key]
    return value


class Answers(NamedTuple):
    """What one operation answers by the spec."""

    schema: Json | None
    examples: tuple[Any, ...]
    events: Json | None
    transcripts: tuple[list[Any], ...]


SPEECH = [
    piece(b"ab", subtitle={"text": "One.", "text_begin": 0, "time_begin": 0, "time_end": 400}),
    piece(b"abcd", status=2, subtitle_file="https://storage.example.test/a.json")
    | {"extra_info": {"audio_length": 800}},
]
CALL = {
    "index": 0,
    "id": "c1",
    "type": "function",
    "function": {"name": "look", "arguments": '{"at":'},
}
CHAT = [
    delta("<think>So", reasoning_details=[{"index": 0, "id": "r", "text": "So"}]),
    delta("</think>Hello", reasoning_content="So"),
    delta(None, tool_calls=[CALL]),
    delta(None, "tool_calls", tool_calls=[{**CALL, "function": {"arguments": "1}"}}]),
    {
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}}],
        "usage": {"total_tokens": 3},
    },
]
HEARD = [
    {"index": 1, "delta": "oy"},
    {"index": 0, "delta": "Ah"},
    {"index": 2, "delta": "", "finish": True, "duration": 1.5},
]
TRANSCRIPTS: dict[str, tuple[list[Any], ...]] = {
    "t2a_v2": (SPEECH,),
    "music_generation": (SPEECH,),
    "chat_completions": (CHAT,),
    "chatcompletion_v2": (CHAT,),
    "speech_to_text": (HEARD,),
    "anthropic_messages": (transcripts.message_events(),),
    "responses": (transcripts.response_events(),),
}
"""Whole streams, which the spec cannot show."""


@cache
def answers() -> dict[tuple[str, str], Answers]:
    """What every operation answers, by method and path."""
    found = {}
    for path, methods in load_bundle()["paths"].items():
        for method, operation in methods.items():
            if "responses" in operation:
                contents = operation["responses"]["200"]["content"]
                whole, stream = contents.get("application/json", {}), contents.get(STREAM, {})
                examples = tuple(example["value"] for example in whole.get("examples", {}).values())
                name = operation["operationId"]
                found[method.upper(), path] = Answers(
                    whole.get("schema"), examples, stream.get("schema"), TRANSCRIPTS.get(name, ())
                )
    return found


@cache
def answers_to(method: str, path: str) -> Answers | None:
    """What is answered to a request, None for a path that is not of the platform."""
    parts = path.split("/")
    for (known, template), found in answers().items():
        wanted = template.split("/")
        if known == method and len(wanted) == len(parts) and all(map(_fits, wanted, parts)):
            return found
    return None


def _fits(want: str, part: str) -> bool:
    return want == part or want.startswith("{")


def whole(found: Answers, chance: Random) -> Any:
    """One answer: an example of the spec, or an instance of the schema."""
    if found.examples and chance.random() < 0.6:
        return copy.deepcopy(chance.choice(found.examples))
    return instance(found.schema, chance) if found.schema else {}


def streamed(found: Answers, chance: Random) -> list[Any]:
    """The frames of one stream."""
    if found.transcripts and chance.random() < 0.7:
        return copy.deepcopy(chance.choice(found.transcripts))
    return (
        [instance(found.events, chance) for _ in range(chance.randrange(6))]
        if found.events
        else [whole(found, chance)]
    )


TEXTS = (
    "One.",
    "你好 😀",
    "https://storage.example.test/a?sig=1",
    "00ff",
    "1",
    "1792483400",
    "aGk=",
    '{"segments": [{"start": 1}]}',
    "success",
)


def instance(schema: Json, chance: Random, depth: int = 0) -> Any:
    """A value that a schema allows: any variant, known word and subset of its fields."""
    if "$ref" in schema:
        schema = load_bundle()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if variants := schema.get("oneOf") or schema.get("anyOf"):
        return instance(chance.choice(variants), chance, depth)
    if "const" in schema:
        return schema["const"]
    if known := schema.get("x-known") or schema.get("enum"):
        return chance.choice(known)
    kinds = schema.get("type", "string")
    kind = chance.choice(kinds) if isinstance(kinds, list) else kinds
    if kind == "object":
        if depth > 6:
            return {}
        fields = schema.get("properties", {})
        return {
            name: _field(name, field, chance, depth)
            for name, field in fields.items()
            if chance.random() < 0.85
        }
    if kind == "array":
        return (
            [
                instance(schema.get("items", {}), chance, depth + 1)
                for _ in range(chance.randrange(3))
            ]
            if depth <= 6
            else []
        )
    return PLAIN[kind](chance)


PLAIN: dict[str, Callable[[Random], Any]] = {
    "string": lambda chance: chance.choice(TEXTS),
    "integer": lambda chance: chance.choice((0, 1, 2, 42, 1792483400)),
    "number": lambda chance: chance.choice((0, 0.5, 42, 1e9)),
    "boolean": lambda chance: chance.random() < 0.5,
    "null": lambda chance: None,
}


def _field(name: str, schema: Json, chance: Random, depth: int) -> Any:
    if name == "base_resp" and chance.random() < 0.9:
        return {"status_code": 0, "status_msg": "success"}
    if name == "error" and depth == 0 and chance.random() < 0.9:
        return None
    return instance(schema, chance, depth + 1)


def written(value: Any) -> bytes:
    """A value as JSON; half characters travel as escapes."""
    return json.dumps(value).encode()
