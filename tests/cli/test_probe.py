"""`minimax doctor --probe`: announces its cost, finds nothing where the platform is what the spec
says and every change where it is not, and records nothing that must not be shown.
"""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimax.cli import probe_requests
from minimax.cli.probe_requests import NOT_SENT, SOCKETS, STEPS, cost
from minimax.emulator import Emulator
from minimax_generated.operations import list_operations

from ..unit.raw_server import read_request, server
from .test_terminal import Screen, screen  # noqa: F401

Run = Callable[..., Any]
REPORT, TAPE = Path("minimax-probe.json"), Path("minimax-probe.jsonl")
Change = Callable[[str, Any], Any]


def report() -> dict[str, Any]:
    """The report of the probe."""
    found: dict[str, Any] = json.loads(REPORT.read_text("utf-8"))
    return found


def found() -> list[tuple[str, str, str]]:
    """Operation, kind and place of every difference."""
    return [
        (request["operation"], difference["kind"], difference["place"])
        for request in report()["requests"]
        for difference in request["differences"]
    ]


@contextmanager
def changed(emulator: Emulator, change: Change) -> Iterator[str]:
    """A platform whose JSON and events are those of the emulator after a change; its base URL."""

    def changed_body(path: str, response: httpx.Response) -> bytes:
        kind = response.headers.get("content-type", "")
        if kind.startswith("application/json"):
            return json.dumps(change(path, response.json())).encode()
        if kind.startswith("text/event-stream"):
            return re.sub(
                rb"(?<=data: )\{.*\}",
                lambda data: json.dumps(change(path, json.loads(data[0]))).encode(),
                response.content,
            )
        return response.content

    def serve(connection: socket.socket) -> None:
        while request := read_request(connection):
            head, _, body = request.partition(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            method, path, _ = first.split(" ")
            headers = dict(line.split(": ", 1) for line in lines)
            if "Upgrade" in headers:
                return connection.shutdown(socket.SHUT_RDWR)  # WebSockets are not forwarded
            url = emulator.base_url + path
            response = client.request(method, url, content=body, headers=headers)
            content = changed_body(path, response)
            connection.sendall(
                f"HTTP/1.1 {response.status_code} X\r\nContent-Length: {len(content)}\r\n"
                f"Content-Type: {response.headers['content-type']}\r\n\r\n".encode()
                + content
            )

    with httpx.Client(trust_env=False) as client, server(serve) as url:
        yield url


def test_emulator_has_no_differences(minimax: Run) -> None:
    done = minimax("doctor", "--probe", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(b"minimax-probe.md\n")
    assert {request["state"] for request in report()["requests"]} == {"ok"}
    assert len(report()["requests"]) == len(STEPS)
    assert "0 differences" in Path("minimax-probe.md").read_text("utf-8")


def test_offline_needs_no_key_or_confirmation(run: Run, emulator: Emulator) -> None:
    assert run("--offline", "doctor", "--probe", "-o", "new/folder").code == 0
    assert len(list(Path("new/folder").iterdir())) == 3
    assert emulator.requests() == []


def _without(name: str) -> Callable[[Any], Any]:
    return lambda body: {key: value for key, value in body.items() if key != name}


CHANGES: dict[str, tuple[str, Callable[[Any], Any], tuple[str, str, str]]] = {
    "a new field": (
        "/v1/get_voice",
        lambda body: {**body, "next_page": "2"},
        ("get_voice", "unknown field", "next_page"),
    ),
    "a field that has gone": (
        "/v1/models",
        _without("object"),
        ("list_models", "missing field", "object"),
    ),
    "another type": (
        "/v1/chat/completions",
        lambda body: {**body, "usage": {"total_tokens": "12"}} if body.get("usage") else body,
        ("chat_completions", "wrong type", "usage.total_tokens"),
    ),
    "a new value": (
        "/v1/query/t2a_async_query_v2",
        lambda body: {**body, "status": "Baking"},
        ("query_t2a_async_v2", "unknown value", "status"),
    ),
    "a new event": (
        "/anthropic/v1/messages",
        lambda body: {**body, "type": "pang"} if body.get("type") == "ping" else body,
        ("anthropic_messages", "unknown event", ""),
    ),
    "a new code": (
        "/v1/t2a_v2",
        lambda body: (
            {"base_resp": {"status_code": 98765, "status_msg": "new"}}
            if body["base_resp"]["status_code"]
            else body
        ),
        ("t2a_v2", "unknown status", ""),
    ),
    "a request that is refused now": (
        "/v1/embeddings",
        lambda body: {"base_resp": {"status_code": 2013, "status_msg": "no texts"}},
        ("embeddings", "refused request", ""),
    ),
    "an array that has become an object": (
        "/v1/files/list",
        lambda body: {**body, "files": {}},
        ("files_list", "wrong type", "files"),
    ),
}


def test_only_changes_of_the_platform_are_reported(minimax: Run, emulator: Emulator) -> None:
    def change(path: str, body: Any) -> Any:
        for place, alter, _ in CHANGES.values():
            body = alter(body) if path.partition("?")[0] == place else body
        return body

    with changed(emulator, change) as url:
        done = minimax("doctor", "--probe", "--yes", MINIMAX_BASE_URL=url)
    assert done.returncode == 1, done.stderr
    assert set(found()) == {expected for _, _, expected in CHANGES.values()}
    for operation, kind, place in found():
        assert re.search(
            rf"^{operation}\t.*\t{kind}\t{re.escape(place)}\t".encode(), done.stdout, re.M
        )
        assert f"| {kind} | {place} |" in Path("minimax-probe.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("unknown_fields", ("chat_completions", "unknown field")),
        ("numbers_as_strings", ("list_models", "wrong type")),
        ("unknown_enum_values", ("chat_completions", "unknown value")),
        ("http_502_html:image_generation", ("image_generation", "unknown media type")),
    ],
)
def test_faults_of_the_emulator_are_found(
    run: Run, emulator: Emulator, fault: str, expected: tuple[str, str]
) -> None:
    emulator.fault(fault)
    assert run("doctor", "--probe", "--yes").code == 1
    assert expected in [(operation, kind) for operation, kind, _ in found()]


@pytest.mark.parametrize("fault", ["insufficient_balance", "rate_limit", "model_not_in_plan"])
def test_unavailable_features_are_not_checked(run: Run, emulator: Emulator, fault: str) -> None:
    emulator.fault(fault, on="image_generation")
    done = run("doctor", "--probe", "--yes")
    assert done.code == 0, done.out
    assert "not checked: POST /v1/image_generation: " in done.err
    assert "1 not checked" in done.err


def test_recordings_contain_no_secrets_or_private_data(run: Run, emulator: Emulator) -> None:
    Path("diary.txt").write_text("My diary.", "utf-8")
    key = ("--api-key", "sk-very-secret")
    assert run("files", "upload", "diary.txt", "--purpose", "t2a_async_input", *key).code == 0
    assert run("doctor", "--probe", "--yes", *key).code == 0
    text = TAPE.read_text("utf-8") + REPORT.read_text("utf-8")
    assert "sk-very-secret" not in text
    assert "diary" not in text
    exchanges = [json.loads(line) for line in TAPE.read_text("utf-8").splitlines()]
    assert [exchange["operation"] for exchange in exchanges] == [step.operation for step in STEPS]
    by_operation = {exchange["operation"]: exchange for exchange in exchanges}
    assert by_operation["files_list"]["response"]["body"]["files"][0]["filename"] == "***"
    image = by_operation["image_generation"]["response"]["body"]["data"]["image_base64"][0]
    assert re.fullmatch(r"media:sha256:[0-9a-f]{64}:\d+", image)
    assert by_operation["ws_t2a_v2"]["response"]["events"][0]["event"] == "connected_success"
    assert max(map(len, TAPE.read_text("utf-8").splitlines())) < 40_000


def test_yes_is_required_without_a_terminal(run: Run, emulator: Emulator) -> None:
    done = run("doctor", "--probe", stdin="")
    assert done.code == 2
    assert "requests are free" in done.err
    assert "To confirm, add --yes" in done.err
    assert emulator.requests() == []
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize(("answer", "code", "sent"), [("n\n", 0, False), ("y\n", 0, True)])
def test_confirmation_is_requested_on_a_terminal(
    screen: Callable[..., Screen],  # noqa: F811
    emulator: Emulator,
    answer: str,
    code: int,
    sent: bool,
) -> None:
    shown = screen("doctor", "--probe")
    shown.wait_for("Send them?")
    assert " CNY" in shown.text or " USD" in shown.text
    shown.type(answer)
    assert shown.end() == code
    assert bool(emulator.requests()) is sent


def test_a_dry_run_lists_the_requests_and_their_cost(run: Run, emulator: Emulator) -> None:
    done = run("doctor", "--probe", "--dry-run", "--region", "global")
    rows = [line.split("\t") for line in done.out.splitlines()]
    assert [row[0] for row in rows] == [step.name for step in STEPS]
    assert "USD" in {row[1]: row[2] for row in rows}["an image"]
    assert emulator.requests() == []


def test_refused_keys_end_the_probe(run: Run) -> None:
    done = run("--api-key", "sk-bad", "doctor", "--probe", "--yes")
    assert done.code == 3
    assert list(Path().iterdir()) == []


def test_unreachable_hosts_end_the_probe(run: Run) -> None:
    done = run("doctor", "--probe", "--yes", "--base-url", "http://127.0.0.1:9")
    assert done.code == 6
    assert list(Path().iterdir()) == []


@pytest.mark.parametrize("region", ["cn", "global"])
def test_cost_is_at_most_a_few_cents(region: str) -> None:
    most = {"USD": Decimal("0.05"), "CNY": Decimal("0.40")}
    amounts = cost(region).amounts
    assert amounts
    assert all(Decimal(0) < amount <= most[name] for name, amount in amounts.items())


def test_the_report_names_what_was_not_sent_and_why(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = {operation.id for operation in list_operations()}
    sent = {step.operation for step in STEPS} - SOCKETS.keys()
    assert NOT_SENT.keys() == NOT_SENT.keys() & (ids - sent)
    monkeypatch.delitem(NOT_SENT, "voice_clone")
    assert run("--offline", "doctor", "--probe").code == 0
    assert report()["not_sent"].keys() == ids - sent
    assert report()["not_sent"]["voice_clone"] == "there is no request for it yet"
    assert "| voice_design | costs more than a few cents |" in Path("minimax-probe.md").read_text()


def test_free_requests_are_sent_first() -> None:
    paid = [step.is_billed for step in STEPS]
    assert not any(paid[: paid.index(True)])
    assert len(probe_requests.READS) >= 10


def test_probe_options_require_probe(run: Run) -> None:
    assert run("doctor", "--yes").code == 2
