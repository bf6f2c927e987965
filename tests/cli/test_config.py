"""Contexts: sources of keys, and their precedence."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minimax import ConfigError
from minimax.cli import contexts
from minimax.cli.contexts import Context, Contexts

Run = Callable[..., Any]
NOTHING: dict[str, Any] = {"context": None, "api_key": None, "region": None, "base_url": None}


@pytest.fixture(autouse=True)
def _own_file(environment: dict[str, str]) -> None:
    """Every test has a file of its own."""


def saved(current: str | None = "work", **rows: Context) -> None:
    contexts.write(Contexts(current, rows))


WORK = Context(api_key="sk-work", region="global")
HOST = Context(base_url="http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("given", "environ", "expected"),
    [
        ({}, {}, ("sk-work", "global", None)),
        ({}, {"MINIMAX_API_KEY": "sk-env"}, ("sk-env", None, None)),
        ({"api_key": "sk-flag"}, {"MINIMAX_API_KEY": "sk-env"}, ("sk-flag", None, None)),
        ({"context": "work"}, {"MINIMAX_API_KEY": "sk-env"}, ("sk-work", "global", None)),
        (
            {"context": "host"},
            {"MINIMAX_API_KEY": "sk-env"},
            ("sk-env", None, "http://127.0.0.1:1"),
        ),
        ({"region": "cn"}, {}, ("sk-work", "cn", None)),
        ({}, {"MINIMAX_REGION": "cn"}, ("sk-work", None, None)),
    ],
)
def test_flags_override_environment_and_context(
    given: dict[str, Any], environ: dict[str, str], expected: tuple[Any, ...]
) -> None:
    saved(work=WORK, host=HOST)
    found = contexts.client_options(**{**NOTHING, **given}, environ=environ)
    assert (found["api_key"], found["region"], found["base_url"]) == expected


def test_keys_from_a_command_are_not_stored(run: Run) -> None:
    command = f"{sys.executable} -c \"print('sk-from-' + 'command')\""
    assert (
        run("config", "add-context", "work", "--api-key-command", command, "--region", "cn").code
        == 0
    )
    assert contexts.client_options(**NOTHING, environ={})["api_key"] == "sk-from-command"
    assert "sk-from-command" not in run("config", "view").out


def test_failing_key_commands_are_config_errors() -> None:
    with pytest.raises(ConfigError, match="exited with 3 and printed no key"):
        Context(api_key_command="exit 3").key()


def test_file_is_private_and_output_does_not_show_the_key(run: Run) -> None:
    assert (
        run("config", "add-context", "work", "--api-key", "-", stdin="sk-api-secret-1\n").code == 0
    )
    file = contexts.place()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text("utf-8"))["contexts"]["work"]["api_key"] == "sk-api-secret-1"
    for command in (("view",), ("list-contexts",), ("list-contexts", "--json")):
        assert "secret" not in run("config", *command).out
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_contexts_are_used_changed_and_deleted_by_name(run: Run) -> None:
    for name, region in (("work", "global"), ("home", "cn")):
        run("config", "add-context", name, "--api-key", f"sk-{name}", "--region", region)
    run("config", "use-context", "home")
    run("config", "add-context", "home", "--region", "global")
    assert contexts.read() == Contexts(
        "home", {"work": WORK, "home": Context("sk-home", region="global")}
    )
    assert "did you mean 'home'?" in run("config", "use-context", "hoem").err
    refused = run("config", "delete-context", "home")
    assert (refused.code, "add --yes" in refused.err) == (2, True)
    run("config", "delete-context", "home", "--yes")
    assert contexts.read() == Contexts(None, {"work": WORK})


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"contexts": 3}', '{"contexts": {"a": 3}}', "\ufeffnonsense", "[" * 100_000],
)
def test_damaged_files_are_reported_and_not_changed(run: Run, content: str) -> None:
    contexts.place().parent.mkdir()
    contexts.place().write_text(content, "utf-8")
    done = run("config", "add-context", "work", "--api-key", "sk-x")
    assert done.code == 2
    assert "is not a valid file of contexts" in done.err
    assert contexts.place().read_text("utf-8") == content


@pytest.mark.parametrize(
    ("content", "said"),
    [('{"contexts": []}', "'contexts' is not a JSON object"),
     ('{"contexts": {"work": null}}', "the context 'work' is not a JSON object")],
)  # fmt: skip
def test_the_damage_is_named(run: Run, content: str, said: str) -> None:
    contexts.place().parent.mkdir()
    contexts.place().write_text(content, "utf-8")
    assert said in run("config", "view").err


def test_a_file_of_contexts_that_never_ends_is_not_read(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(contexts.PLACE, "/dev/full")
    done = run("config", "view")
    assert (done.code, "/dev/full is not a valid file of contexts" in done.err) == (2, True)
    assert "it is not a regular file" in done.err


@pytest.mark.parametrize("name", ["", " ", "a\nb", "\x1b[31m", "-c"])
def test_names_of_contexts_can_be_read_and_given_as_an_option(run: Run, name: str) -> None:
    done = run("config", "add-context", "--api-key", "sk-x", "--", name)
    assert (done.code, contexts.place().exists()) == (2, False)
    assert "is not a valid name of a context" in done.err


@pytest.mark.parametrize(
    "words",
    [
        ["-c", "", "text", "chat", "hi"],
        ["--api-key", "", "text", "chat", "hi"],
        ["text", "chat", "hi", "--base-url", ""],
        ["config", "add-context", "work", "--api-key", ""],
        ["auth", "login", "--api-key", ""],
    ],
)
def test_an_unset_variable_of_the_shell_does_not_select_another_account(
    run: Run, words: list[str]
) -> None:
    done = run(*words)
    assert (done.code, contexts.place().exists()) == (2, False)
    assert "it is empty" in done.err


def test_an_unknown_region_is_refused_before_it_is_saved(run: Run) -> None:
    assert (
        "known regions are"
        in run("config", "add-context", "work", "--api-key", "sk-x", "--region", "mars").err
    )
    assert not Path(contexts.place()).exists()
