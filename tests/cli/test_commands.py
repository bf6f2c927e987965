"""Commands are derived from operations: each has a row, an option per parameter, and help."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest

from minimax import MiniMax, estimate
from minimax.cli import derive, requests
from minimax.cli.app import OTHERS, root
from minimax.cli.building import FILES, Word
from minimax.cli.commands import GROUPS, NO_COMMAND, ROWS, Row
from minimax.core.forks import lazy
from minimax.core.operation import Service
from minimax.tasks import Task

NOT_CALLS = {"resume"}
"""Public methods of services that are no operation: a handle does the same."""


def operations(service: Any, path: str) -> Iterator[str]:
    """Every public call of a service, and of the services inside it."""
    for name, member in inspect.getmembers_static(type(service)):
        if name.startswith("_") or name in NOT_CALLS:
            continue
        if isinstance(member, (property, lazy)):
            if isinstance(inner := getattr(service, name), Service):
                yield from operations(inner, f"{path}.{name}")
        elif callable(getattr(service, name)):
            yield f"{path}.{name}"


def every_operation() -> set[str]:
    client = MiniMax("sk-test")
    features = [
        name for name, member in inspect.getmembers_static(type(client)) if isinstance(member, lazy)
    ]
    found = {call for feature in features for call in operations(getattr(client, feature), feature)}
    return found | {
        f"task.{name}" for name, member in vars(Task).items() if hasattr(member, "body")
    }


def command(row: Row) -> click.Command:
    return resolved(*row.words)


def resolved(*words: str) -> click.Command:
    """The command that some words mean."""
    found: click.Command = root()
    for word in words:
        assert isinstance(found, click.Group)
        inner = found.get_command(click.Context(found), word)
        assert inner is not None, word
        found = inner
    return found


def test_every_operation_has_a_command() -> None:
    commanded = {call for row in ROWS for call in (row.call, row.stream) if call}
    assert sorted(every_operation() - commanded - set(NO_COMMAND)) == []
    assert sorted(commanded - every_operation()) == []


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.call)
def test_every_parameter_has_a_documented_option(row: Row) -> None:
    made = command(row)
    target = derive.operation(row.call)
    flags = {flag for option in made.params for flag in option.opts}
    silent = [
        option.name
        for option in made.params
        if isinstance(option, click.Option) and not option.hidden and not _help(made, option)
    ]

    ours = {"film": {"--save"}, "take": {"--to"}, "fetch": {"--to"}}.get(row.run, set())
    assert {parameter.flag for parameter in derive.parameters(target)} - flags - ours == set()
    assert silent == []
    assert row.examples
    assert all(f"minimax {' '.join(row.words)}" in example for example in row.examples)


def _help(made: click.Command, option: click.Option) -> str:
    record = option.get_help_record(click.Context(made))
    return record[1] if record else ""


def test_the_help_of_every_noun_and_tool_has_examples_or_commands(run: Callable[..., Any]) -> None:
    assert "Examples:" in run("--help").out
    for name in (*GROUPS, *OTHERS):
        done = run(*name.split("."), "--help")
        assert done.code == 0
        assert "Examples:" in done.out or "Commands:" in done.out


def test_every_price_has_a_command(run: Callable[..., Any]) -> None:
    listed = run("estimate", "--help").out
    prices = [
        name
        for name in estimate.__all__
        if inspect.isfunction(getattr(estimate, name)) and name != "characters"
    ]
    assert [name for name in prices if name.replace("_", "-") not in listed] == []


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("image generate", "images generate"),
        ("voice list", "voices list"),
        ("file upload", "files upload"),
        ("speech synth", "speech synthesize"),
        ("speech task", "speech create-task"),
        ("text message", "text messages create"),
        ("text respond", "text responses create"),
        ("task get", "task refresh"),
        ("account describe", "account describe-image"),
        ("text stream", "text chat"),
        ("speech stream", "speech synthesize"),
        ("speech transcribe-stream", "speech transcribe"),
    ],
)
def test_short_names_run_the_same_command(short: str, full: str) -> None:
    assert resolved(*short.split()).name == resolved(*full.split()).name


def test_every_command_is_named_like_its_python_call() -> None:
    for row in ROWS:
        assert [word.replace("-", "_") for word in row.words] == row.call.split(".")


@pytest.mark.parametrize("words", [["images", "generate"], ["image"], ["text", "messages"], []])
def test_help_is_also_a_word(run: Callable[..., Any], words: list[str]) -> None:
    assert run("help", *words).out == run(*words, "--help").out


def test_help_of_a_mistyped_command(run: Callable[..., Any]) -> None:
    done = run("help", "images", "generat")
    assert (done.code, "did you mean 'generate'?" in done.err) == (2, True)


def test_an_argument_is_positional_in_every_command_of_its_service() -> None:
    """But for files that give a text in place of the positional one."""
    places: dict[tuple[str, str], set[bool]] = {}
    for row in ROWS:
        placed = {str(word.name) for word in command(row).params if isinstance(word, Word)}
        service = row.call.rpartition(".")[0]
        for parameter in derive.parameters(derive.operation(row.call)):
            if parameter.name not in FILES:
                positional = f"word_{parameter.name}" in placed
                places.setdefault((service, parameter.name), set()).add(positional)
    assert [place for place, found in places.items() if len(found) > 1] == []


@pytest.mark.parametrize(
    ("words", "body"),
    [
        (["images", "generate", "a kite", "-n", "3"], {"n": 3}),
        (["images", "generate", "a kite", "--n", "3"], {"n": 3}),
        (["voices", "delete", "Mine01", "cloned", "--yes"], {"voice_type": "voice_cloning"}),
        (["files", "delete", "7", "voice_clone", "--yes"], {"purpose": "voice_clone"}),
        (
            ["voices", "design", "a sailor", "Sailor01", "--preview-text", "Aye."],
            {"voice_id": "Sailor01"},
        ),
        (
            ["images", "edit", "both", "https://a.example/a.png", "https://a.example/b.png"],
            {"prompt": "both"},
        ),
    ],
)
def test_positional_arguments_and_single_letters_reach_the_request(
    run: Callable[..., Any], words: list[str], body: dict[str, Any]
) -> None:
    (request,) = run(*words, "--dry-run", "--json").document
    assert {name: request["body"][name] for name in body} == body


@pytest.mark.parametrize(
    ("call", "body", "arguments"),
    [
        (
            "speech.synthesize",
            {
                "text": "hi",
                "voice_setting": {"voice_id": "v", "vol": 2, "new": 1},
                "audio_setting": {"format": "wav"},
                "stream": True,
            },
            {
                "text": "hi",
                "voice": "v",
                "volume": 2,
                "format": "wav",
                "extra": {"voice_setting": {"new": 1}},
            },
        ),
        (
            "video.create",
            {
                "model": "MiniMax-H3",
                "content": [
                    {"type": "text", "text": "p"},
                    {"type": "image_url", "image_url": {"url": "u"}},
                ],
            },
            {"model": "MiniMax-H3", "prompt": "p", "references": ["u"]},
        ),
        (
            "video.create",
            {
                "model": "S2V-01",
                "prompt": "p",
                "subject_reference": [{"type": "character", "image": ["u"]}],
            },
            {"model": "S2V-01", "prompt": "p", "subject": "u"},
        ),
        (
            "images.generate",
            {"prompt": "p", "response_format": "base64", "style": {}},
            {"prompt": "p", "format": "bytes"},
        ),
        (
            "images.edit",
            {
                "model": "MiniMax-H3-Image",
                "prompt": "p",
                "images": [{"image_url": "u"}],
                "response_format": "b64_json",
            },
            {"model": "MiniMax-H3-Image", "prompt": "p", "images": ["u"], "format": "b64_json"},
        ),
        (
            "voices.clone",
            {"file_id": 7, "voice_id": "v", "text": "t"},
            {"audio": "7", "voice_id": "v", "preview_text": "t"},
        ),
        ("music.cover", {"prompt": "p", "audio_url": "u"}, {"prompt": "p", "audio": "u"}),
        (
            "text.chat",
            {"messages": [{"role": "user"}], "top_k": 3},
            {"messages": [{"role": "user"}], "extra": {"top_k": 3}},
        ),
        ("speech.synthesize", {"text": "hi", "voice": "v"}, {"text": "hi", "voice": "v"}),
    ],
)
def test_wire_requests_become_arguments(
    call: str, body: dict[str, Any], arguments: dict[str, Any]
) -> None:
    names = [parameter.name for parameter in derive.parameters(derive.operation(call))]
    assert requests.arguments(call, names, body) == arguments
