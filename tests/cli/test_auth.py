"""`minimax auth`: keys are verified in both regions before they are saved."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from minimax.cli import contexts
from minimax.cli.contexts import Context, Contexts
from minimax.emulator import Emulator

from .test_doctor import region

pytestmark = pytest.mark.slow
Run = Callable[..., Any]


@pytest.fixture
def regions(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Iterator[None]:
    """Two regions whose hosts are emulators, and a user who has set nothing."""
    with Emulator(region="cn") as cn, Emulator(region="global") as elsewhere:
        table = {
            name: region(one.base_url) for name, one in {"cn": cn, "global": elsewhere}.items()
        }
        monkeypatch.setattr("minimax.core.settings._regions", lambda: table)
        monkeypatch.setattr("minimax.cli.doctor._regions", lambda: table)
        for variable in ("MINIMAX_API_KEY", "MINIMAX_BASE_URL"):
            monkeypatch.delenv(variable)
        yield


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(("key", "place"), [("sk-cn-1", "cn"), ("sk-global-1", "global")])
def test_login_detects_the_region_of_the_key(run: Run, key: str, place: str) -> None:
    done = run("auth", "login", stdin=f"{key}\n")
    assert (done.code, f"region {place}" in done.err) == (0, True), done.err
    assert contexts.read() == Contexts("default", {"default": Context(key, region=place)})
    assert key not in done.err

    status = run("auth", "status", "--json").document
    assert (status["region"], status["from"], status["accepted"]) == (
        place,
        "context 'default'",
        True,
    )


@pytest.mark.usefixtures("regions")
@pytest.mark.parametrize(
    ("words", "key", "code", "said"),
    [
        ([], "sk-bad", 3, "the key is rejected by http"),
        (["--region", "cn"], "sk-global-1", 3, "belongs to region global, not to cn"),
        ([], "", 2, "stdin, which is empty"),
        ([], "sk-a b", 2, "key"),
        (["--region", "mars"], "sk-cn-1", 2, "known regions are"),
        (["--api-key-command", "exit 3"], "", 2, "printed no key"),
    ],
)
def test_rejected_keys_are_not_saved(
    run: Run, words: list[str], key: str, code: int, said: str
) -> None:
    done = run("auth", "login", *words, stdin=key)
    assert (done.code, said in done.err) == (code, True), done.err
    assert contexts.read() == Contexts(None, {})


def test_unreachable_hosts_save_nothing(run: Run, environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    done = run("auth", "login", "--base-url", url, stdin="sk-x")
    assert (done.code, "could not be checked" in done.err) == (6, True), done.err
    assert contexts.read() == Contexts(None, {})


@pytest.mark.usefixtures("regions")
def test_key_command_is_saved_instead_of_the_key(run: Run) -> None:
    command = f"{sys.executable} -c \"print('sk-cn-' + '7')\""
    assert run("-c", "work", "auth", "login", "--api-key-command", command).code == 0
    assert contexts.read().by_name["work"] == Context(api_key_command=command, region="cn")


@pytest.mark.usefixtures("regions")
def test_logout_removes_the_key_and_lists_remaining_sources(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("auth", "login", stdin="sk-cn-1")
    assert run("auth", "logout").code == 0
    assert contexts.read().by_name["default"] == Context(region="cn")
    assert run("auth", "status").code == 3
    monkeypatch.setenv("MINIMAX_API_KEY", "sk-cn-2")
    assert "MINIMAX_API_KEY is still set" in run("auth", "logout").err


def test_login_in_a_separate_process(minimax: Run, emulator: Emulator) -> None:
    done = minimax("auth", "login", stdin=b"sk-mine\n", MINIMAX_API_KEY="")
    assert done.returncode == 0, done.stderr
    assert minimax("text", "chat", "Please say: hi", MINIMAX_API_KEY="").stdout == b"hi\n"
    assert b"context 'default'" in minimax("auth", "status", MINIMAX_API_KEY="").stdout
