"""What an editor shows: hover and completion, asked of a language server."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CODE = """\
from minimax import AsyncMiniMax, MiniMax

MiniMax().text.chat("Hi", temperature=1)
AsyncMiniMax().text.chat("Hi", temperature=1)
MiniMax().text.stream("Hi", effort="low")
AsyncMiniMax().speech.stream("Hi", speed=1)
MiniMax().files.list(purpose="voice_clone")
"""


class LanguageServer:
    """A conversation with basedpyright over its standard streams."""

    def __init__(self) -> None:
        program = str(Path(sys.executable).with_name("basedpyright-langserver"))
        self._process = subprocess.Popen(
            [program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )
        self._uri = (ROOT / "editor_probe.py").as_uri()
        self._id = 0
        folder = {"uri": ROOT.as_uri(), "name": "root"}
        markdown = {"textDocument": {"hover": {"contentFormat": ["markdown"]}}}
        self.ask(
            "initialize",
            processId=None,
            rootUri=ROOT.as_uri(),
            capabilities=markdown,
            workspaceFolders=[folder],
        )
        self._send(method="initialized", params={})
        document = {"uri": self._uri, "languageId": "python", "version": 1, "text": CODE}
        self._send(method="textDocument/didOpen", params={"textDocument": document})

    def at(self, method: str, line: int, character: int) -> Any:
        """The answer about a place in CODE."""
        position = {"line": line, "character": character}
        return self.ask(
            f"textDocument/{method}", textDocument={"uri": self._uri}, position=position
        )

    def ask(self, method: str, **params: Any) -> Any:
        """The result of one request."""
        self._id += 1
        self._send(id=self._id, method=method, params=params)
        while True:
            message = self._receive()
            if "method" not in message and message.get("id") == self._id:
                return message.get("result")
            if "id" in message and "method" in message:  # the server asks for settings
                items = message.get("params", {}).get("items", [])
                self._send(id=message["id"], result=[{} for _ in items])

    def close(self) -> None:
        """End the server."""
        self._process.kill()
        self._process.communicate()

    def _send(self, **message: Any) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(data) + data)
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return found


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    running = LanguageServer()
    yield running
    running.close()


@pytest.fixture(scope="module")
def keyword_server() -> Iterator[LanguageServer]:
    """A server that was asked nothing else: it answers about keywords from what it has cached of
    their calls.
    """
    running = LanguageServer()
    yield running
    running.close()


def place(call: str, client: str) -> tuple[int, int]:
    """Line and column of the last name of a call in CODE."""
    lines = CODE.splitlines()
    text = f"{client}().{call}("
    line = next(number for number, each in enumerate(lines) if each.startswith(text))
    return line, len(text) - 2


@pytest.mark.parametrize(
    ("client", "call", "words"),
    [
        (
            "MiniMax",
            "text.chat",
            ("Send a conversation and return the reply.", "temperature: randomness", "ChatReply"),
        ),
        (
            "AsyncMiniMax",
            "text.chat",
            ("Send a conversation and return the reply.", "temperature: randomness"),
        ),
        ("MiniMax", "text.stream", ("stream the reply", "ChatStream")),
        (
            "AsyncMiniMax",
            "speech.stream",
            ("stream the audio as it is generated", "AsyncAudioStream"),
        ),
        ("MiniMax", "files.list", ("The files of the account", "list[File]")),
    ],
)
def test_hovering_over_a_call_shows_its_signature_and_docstring(
    server: LanguageServer, client: str, call: str, words: tuple[str, ...]
) -> None:
    shown = server.at("hover", *place(call, client))["contents"]["value"]
    assert [word for word in words if word not in shown] == []


@pytest.mark.parametrize(
    ("client", "call", "keywords"),
    [
        (
            "MiniMax",
            "text.chat",
            {"model=", "top_p=", "service_tier=", "timeout=", "retry=", "headers="},
        ),
        ("AsyncMiniMax", "text.chat", {"model=", "top_p=", "response_format=", "timeout="}),
        ("MiniMax", "text.stream", {"model=", "temperature=", "tools=", "timeout="}),
        ("AsyncMiniMax", "speech.stream", {"voice=", "format=", "pronunciation=", "headers="}),
        ("MiniMax", "files.list", {"timeout=", "retry=", "headers="}),
    ],
)
def test_completion_offers_every_keyword(
    server: LanguageServer, client: str, call: str, keywords: set[str]
) -> None:
    line, _ = place(call, client)
    text = CODE.splitlines()[line]
    found = server.at("completion", line, max(text.rfind(" "), text.rfind("(")) + 1)
    labels = {item["label"] for item in found["items"]}
    assert keywords - labels == set()


@pytest.mark.parametrize(
    ("client", "call", "keyword", "meaning"),
    [
        ("MiniMax", "text.chat", "temperature", "temperature: "),
        ("AsyncMiniMax", "text.chat", "temperature", "temperature: "),
        ("MiniMax", "text.stream", "effort", "How long the model thinks"),
        ("AsyncMiniMax", "speech.stream", "speed", "Speaking rate"),
        ("MiniMax", "files.list", "purpose", "purpose: "),
    ],
)
def test_hovering_over_a_keyword_shows_its_meaning(
    keyword_server: LanguageServer, client: str, call: str, keyword: str, meaning: str
) -> None:
    line, _ = place(call, client)
    at = CODE.splitlines()[line].index(f"{keyword}=")
    assert meaning in keyword_server.at("hover", line, at)["contents"]["value"]
