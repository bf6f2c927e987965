"""Help: a summary for every command, grouped options, no Python syntax, no truncation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from minimax.cli.app import root
from minimax.cli.help import Context
from minimax.cli.wording import in_commands, in_words_of

PYTHON = re.compile(
    r"`|\b(?:None|True|False|dict|dictionaries|tuple|bytes)\b(?!\|)|\bPIL\b"
    r"|open (?:binary )?files?\b|client\.|minimax\.[a-z]|\w\(\)|=True|[A-Z][a-z]+\.[a-z_]+\("
)
ALLOWED = ('"bytes" to have', "[default: bytes]", "minimax.fish")
"""A value of an option that is called like a type of Python, and a file."""


def commands(
    command: click.Command, ctx: click.Context
) -> Iterator[tuple[click.Command, click.Context]]:
    """A command, and everything below it."""
    yield command, ctx
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            yield from commands(inner, Context(inner, parent=ctx, info_name=name))


@pytest.fixture
def tree(monkeypatch: pytest.MonkeyPatch) -> list[tuple[click.Command, click.Context]]:
    """Every command, on a terminal of 60 columns."""
    monkeypatch.setenv("COLUMNS", "60")
    made = root()
    return list(commands(made, Context(made, info_name="minimax")))


def test_help_does_not_use_python_syntax(tree: list[tuple[click.Command, click.Context]]) -> None:
    found = []
    for command, ctx in tree:
        text = " ".join(click.unstyle(command.get_help(ctx)).split())
        for allowed in ALLOWED:
            text = text.replace(allowed, "")
        found += [
            f"{ctx.command_path}: {text[max(0, m.start() - 30) : m.end() + 30]}"
            for m in PYTHON.finditer(text)
        ]
    assert found == []


def test_every_command_has_a_unique_untruncated_summary(
    tree: list[tuple[click.Command, click.Context]],
) -> None:
    sentences = [command.get_short_help_str() for command, ctx in tree if ctx.parent]
    assert sorted({one for one in sentences if sentences.count(one) > 1}) == []
    assert [one for one in sentences if not re.fullmatch(r"[A-Z].*\.", one)] == []
    cut = [
        ctx.command_path
        for command, ctx in tree
        if re.search(r"\w\.\.\.$", command.get_help(ctx), re.M)
    ]
    assert cut == []


def test_the_options_of_a_call_are_grouped(tree: list[tuple[click.Command, click.Context]]) -> None:
    (text,) = [
        click.unstyle(command.get_help(ctx))
        for command, ctx in tree
        if ctx.command_path == "minimax speech synthesize"
    ]
    titles = re.findall(r"^([A-Z][\w ]+):", text, re.M)
    assert titles[1:] == [
        "Arguments",
        "Options",
        "Input and output",
        "More options of the API",
        "Options of every command",
    ]
    assert text.index("--voice") < text.index("--bitrate")
    assert "--[no-]watermark" in text


@pytest.mark.parametrize(
    ("python", "said"),
    [
        ("see client.video.templates()", "see minimax video templates"),
        ("client.task('video:1') takes it up again", "minimax task wait video:1 takes it up again"),
        ('use region="cn" (https://a.b)', "use --region cn (https://a.b)"),
        ("pass MiniMax(base_url='https://a.b')", "pass --base-url https://a.b"),
        ("'x' is not a parameter of text.chat", "'x' is not a parameter of text.chat"),
        ("text.chat: could not connect", "minimax text chat: could not connect"),
        ("https://a.b/?region=cn&text.chatter", "https://a.b/?region=cn&text.chatter"),
    ],
)
def test_errors_refer_to_commands(python: str, said: str) -> None:
    assert in_commands(python) == said


def test_usage_errors_name_options_with_values() -> None:
    written = {"model": "--model", "max_tokens": "--max-tokens"}
    complaint = "lower max_tokens. (given: model='M3', max_tokens=9, other='model=1')"
    assert in_words_of(written, complaint, "") == (
        "lower --max-tokens. (given: --model M3, --max-tokens 9, other='model=1')"
    )
