"""The three error formats, and invalid requests."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

import httpx
import pytest

from minimax.emulator import Emulator, app
from minimax.emulator.endpoints import ENDPOINTS, Call
from minimax.emulator.envelopes import ANTHROPIC_TYPES, OPENAI_TYPES, Field, PlatformError, envelope
from minimax.emulator.steps import Frame, Stream

from .conftest import CHAT, NATIVE, SPEECH, chat, spoken

MESSAGES = "/anthropic/v1/messages"


def test_native_errors_have_http_200(http: httpx.Client) -> None:
    response = http.post(SPEECH, json={"model": "speech-2.8-hd"})
    assert response.status_code == 200
    assert response.json()["base_resp"] == {
        "status_code": 2013,
        "status_msg": "invalid params, text is empty",
    }
    assert response.json()["data"] == {"audio": None}
    assert response.json()["trace_id"] == response.headers["trace-id"]


def test_native_chat_error_has_null_choices(http: httpx.Client) -> None:
    body = http.post(NATIVE, json={"model": "MiniMax-M3"}).json()
    assert body["choices"] is None
    assert body["object"] == ""
    assert body["usage"] == {"total_tokens": 0}
    assert body["base_resp"]["status_msg"] == "invalid params, messages is empty"


def test_openai_family_uses_the_real_status_and_puts_the_code_in_brackets(
    http: httpx.Client,
) -> None:
    response = http.post(CHAT, json={"model": "MiniMax-M3", "messages": []})
    assert response.status_code == 400
    assert response.json() == {
        "type": "error",
        "error": {
            "type": "bad_request_error",
            "message": "invalid params, messages is empty (2013)",
            "http_code": "400",
        },
        "request_id": response.headers["trace-id"],
    }


def test_anthropic_family_names_the_field_with_dots_and_no_code(http: httpx.Client) -> None:
    response = http.post(MESSAGES, json={"model": "MiniMax-M3", "messages": [{"content": "Hi"}]})
    assert response.status_code == 400
    assert response.json() == {
        "type": "error",
        "request_id": response.headers["trace-id"],
        "error": {"type": "invalid_request_error", "message": "messages.0.role: is empty"},
    }


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [(SPEECH, 200, None), (CHAT, 401, "authorized_error"), (MESSAGES, 401, "authentication_error")],
)
def test_a_missing_key_is_1004_in_the_family_of_the_path(
    anonymous: httpx.Client, path: str, status: int, kind: str | None
) -> None:
    response = anonymous.post(path, json={})
    assert response.status_code == status
    assert "login fail" in response.text
    assert "1004" in response.text
    assert kind is None or response.json()["error"]["type"] == kind


@pytest.mark.parametrize("authorization", ["Bearer", "sk-without-scheme", "Basic sk-x", ""])
def test_a_malformed_authorization_is_a_missing_key(
    anonymous: httpx.Client, authorization: str
) -> None:
    response = anonymous.post(SPEECH, json=spoken(), headers={"Authorization": authorization})
    assert response.json()["base_resp"]["status_code"] == 1004


@pytest.mark.parametrize("key", ["sk-bad", "sk-bad-and-more", "sk-global-1"])
def test_a_bad_key_and_a_key_of_the_other_region_are_2049(
    anonymous: httpx.Client, key: str
) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    assert anonymous.post(SPEECH, json=spoken(), headers=headers).json()["base_resp"] == {
        "status_code": 2049,
        "status_msg": "invalid api key",
    }
    assert (
        anonymous.post(CHAT, json=chat(), headers=headers).json()["error"]["message"]
        == "invalid api key (2049)"
    )


def test_a_regional_key_works_in_its_own_region(anonymous: httpx.Client) -> None:
    assert (
        anonymous.post(CHAT, json=chat(), headers={"Authorization": "Bearer sk-cn-1"}).status_code
        == 200
    )


def test_a_global_emulator_takes_global_keys_and_refuses_chinese_ones() -> None:
    with (
        Emulator(region="global") as abroad,
        httpx.Client(base_url=abroad.base_url, trust_env=False) as http,
    ):
        assert (
            http.post(
                CHAT, json=chat(), headers={"Authorization": "Bearer sk-global-1"}
            ).status_code
            == 200
        )
        assert (
            http.post(CHAT, json=chat(), headers={"Authorization": "Bearer sk-cn-1"}).status_code
            == 401
        )


def test_x_api_key_is_accepted_only_on_anthropic_paths(anonymous: httpx.Client) -> None:
    assert anonymous.get("/anthropic/v1/models", headers={"x-api-key": "sk-1"}).status_code != 401
    assert anonymous.get("/v1/models", headers={"x-api-key": "sk-1"}).status_code == 401


def test_authorization_has_precedence_over_x_api_key(anonymous: httpx.Client) -> None:
    both = {"Authorization": "Bearer sk-bad", "x-api-key": "sk-good"}
    assert anonymous.get("/anthropic/v1/models", headers=both).status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("POST", "/v1/nothing"), ("GET", CHAT), ("POST", f"{CHAT}/"), ("PUT", SPEECH)],
)
def test_wrong_path_or_method_is_a_plain_text_404(
    http: httpx.Client, method: str, path: str
) -> None:
    response = http.request(method, path)
    assert (response.status_code, response.text) == (404, "404 page not found")
    assert response.headers["content-type"].startswith("text/plain")


def test_every_operation_of_the_spec_responds() -> None:
    from minimax.emulator import spec
    from minimax.emulator.endpoints import ENDPOINTS

    assert all(ENDPOINTS[operation.id].function for operation in spec.operations())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00garbage",
        b'{"model": NaN}',
        b'{"text": "\xed\xa0\x80"}',
        b"9" * 5000,
        b"[" * 100_000 + b"]" * 100_000,
        b'"text"',
        b"null",
        b"[]",
        b'{"model":"speech-2.8-hd","text":' + b"[" * 900 + b"]" * 900 + b"}",
    ],
    ids=[
        "nothing",
        "half",
        "bytes",
        "NaN",
        "surrogate",
        "long number",
        "deep",
        "string",
        "null",
        "array",
        "deep text",
    ],
)
def test_invalid_bodies_are_2013_without_traceback(http: httpx.Client, content: bytes) -> None:
    for path in (SPEECH, CHAT, NATIVE):
        response = http.post(path, content=content, headers={"Content-Type": "application/json"})
        assert response.status_code == (400 if path == CHAT else 200)
        assert "2013" in response.text
        assert "invalid params, " in response.text


def test_byte_order_marks_are_accepted(http: httpx.Client) -> None:
    content = b"\xef\xbb\xbf" + json.dumps(chat()).encode()
    assert (
        http.post(CHAT, content=content, headers={"Content-Type": "application/json"}).status_code
        == 200
    )


@pytest.mark.parametrize("content_type", ["text/plain", "multipart/form-data; boundary=x", ""])
def test_a_wrong_content_type_is_2013(http: httpx.Client, content_type: str) -> None:
    response = http.post(CHAT, content=json.dumps(chat()), headers={"Content-Type": content_type})
    assert response.status_code == 400
    assert "expected application/json (2013)" in response.json()["error"]["message"]


@pytest.mark.parametrize("path", [CHAT, SPEECH])
def test_large_bodies_are_read_completely_and_413(
    http: httpx.Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert app.LARGEST_BODY == 64 * 2**20
    monkeypatch.setattr(app, "LARGEST_BODY", 100_000)
    response = http.post(
        path, content=b" " * 5_000_000, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    if path == CHAT:
        assert response.json()["error"]["type"] == "invalid_request_error"
        assert "(" not in response.json()["error"]["message"]
    else:
        assert response.json()["base_resp"]["status_code"] == 2013


def test_bytes_that_are_not_http_close_the_connection(
    emulator: Emulator, http: httpx.Client
) -> None:
    address = urlsplit(emulator.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as raw:
        raw.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
        answer = raw.recv(4096)
    assert b"400" in answer
    assert b"Traceback" not in answer
    assert http.post(CHAT, json=chat()).status_code == 200


def test_incomplete_bodies_are_harmless(emulator: Emulator, http: httpx.Client) -> None:
    address = urlsplit(emulator.base_url)
    with socket.create_connection((address.hostname, address.port), timeout=5) as raw:
        raw.sendall(
            b"POST /v1/t2a_v2 HTTP/1.1\r\nHost: x\r\nContent-Type:"
            b" application/json\r\nContent-Length: 100\r\n\r\n{"
        )
    assert http.post(CHAT, json=chat()).status_code == 200


@pytest.mark.parametrize("streamed", [False, True])
def test_internal_errors_are_platform_errors_without_details(
    http: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    streamed: bool,
) -> None:
    def frames() -> Iterator[Frame]:
        yield Frame({})
        raise KeyError("secret detail")

    async def broken(call: Call) -> Stream:
        return Stream(frames() if streamed else [][1])

    monkeypatch.setitem(
        ENDPOINTS, "chat_completions", replace(ENDPOINTS["chat_completions"], function=broken)
    )
    response = http.post(CHAT, json=chat())
    assert response.status_code == 500
    assert response.json()["error"]["message"] == "unknown error (1000)"
    assert "Traceback" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("code", "http_status", "openai", "anthropic"),
    [
        (1000, 500, "server_error", "api_error"),
        (1002, 429, "rate_limit_error", "rate_limit_error"),
        (1008, 402, "insufficient_balance_error", "invalid_request_error"),
        (1026, 422, "unprocessable_entity_error", "invalid_request_error"),
        (2056, 429, "rate_limit_error", "rate_limit_error"),
        (2061, 500, "server_error", "api_error"),
        (2064, 529, "overloaded_error", "overloaded_error"),
        (2054, 400, "bad_request_error", "invalid_request_error"),
        (99999, 400, "bad_request_error", "invalid_request_error"),
    ],
)
def test_a_code_has_one_status_and_one_type_per_family(
    code: int, http_status: int, openai: str, anthropic: str
) -> None:
    error = PlatformError(code)
    status, body = envelope("openai", error, "r1")
    assert (status, body["error"]["type"], body["error"]["http_code"]) == (
        http_status,
        openai,
        str(http_status),
    )
    assert body["error"]["message"].endswith(f"({code})")
    status, body = envelope("anthropic", error, "r1")
    assert (status, body["error"]["type"]) == (http_status, anthropic)
    assert body["error"]["message"].endswith(f"({code})")
    assert envelope("native", error, "r1")[0] == 200


def test_a_closed_service_is_410_in_the_native_family_too() -> None:
    assert envelope("native", PlatformError(2153), "r1")[0] == 410


def test_every_error_type_is_documented() -> None:
    from minimax.emulator import spec

    assert set(OPENAI_TYPES.values()) <= set(
        spec.schema("OpenAIErrorDetail")["properties"]["type"]["x-known"]
    )
    assert set(ANTHROPIC_TYPES.values()) <= set(
        spec.schema("AnthropicErrorDetail")["properties"]["type"]["x-known"]
    )


def test_fields_are_written_in_python_notation() -> None:
    field = Field(("messages", 0, "content", 1, "type"))
    assert str(field) == "messages[0].content[1].type"
    assert field.dotted() == "messages.0.content.1.type"
