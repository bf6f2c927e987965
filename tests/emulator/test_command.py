"""`minimax emulator` as a process: output, TLS and recording; and its container."""

from __future__ import annotations

import json
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import yaml

from minimax.cli import serving
from minimax.emulator import scenario

from .conftest import CHAT, SPEECH, chat, spoken

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HEADERS = {"Authorization": "Bearer sk-1"}


@contextmanager
def running(*args: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The base URL and the process; at the end it has to leave cleanly."""
    command = [sys.executable, "-m", "minimax", "emulator", *args]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.terminate()


def test_stdout_has_only_the_url_and_stderr_has_help_and_requests() -> None:
    with running("--fault", "rate_limit:t2a_v2") as (url, process):
        httpx.post(url + CHAT, json=chat(), headers=HEADERS, trust_env=False, timeout=60)
        httpx.post(url + SPEECH, json=spoken(), headers=HEADERS, trust_env=False, timeout=60)
        httpx.get(f"{url}/v1/%1b[31mred", trust_env=False, timeout=60)
        process.terminate()
        rest, errors = process.communicate(timeout=30)
    assert (process.returncode, rest) == (0, "")
    assert f"Open {url} in a browser" in errors
    assert f"export MINIMAX_BASE_URL={url}\n" in errors
    *_, first, second, third = errors.splitlines()
    assert re.fullmatch(rf"\d\d:\d\d:\d\d POST {CHAT} chat_completions 200 .*s", first)
    assert f"POST {SPEECH} t2a_v2 200 (1002) " in second
    assert r"GET /v1/\x1b[31mred - 404 " in third


def test_tls_certificate_authority_is_printed() -> None:
    pytest.importorskip("trustme")
    with running("--tls") as (url, process):
        assert url.startswith("https://127.0.0.1:")
        assert process.stderr is not None
        pem = ""
        while "END CERTIFICATE" not in pem:
            pem += process.stderr.readline()
        context = ssl.create_default_context(cadata=pem)
        answer = httpx.post(
            url + SPEECH,
            json=spoken(output_format="url"),
            headers=HEADERS,
            verify=context,
            trust_env=False,
            timeout=60,
        )
        assert answer.json()["data"]["audio"].startswith(url)
        with pytest.raises(httpx.ConnectError):
            httpx.get(url, trust_env=False, timeout=60)


def test_forwarded_requests_are_recorded(tmp_path: Path) -> None:
    file = tmp_path / "tape.jsonl"
    with running() as (upstream, _), running("--record", upstream, "--to", str(file)) as (url, it):
        assert httpx.post(
            url + CHAT, json=chat(), headers=HEADERS, trust_env=False, timeout=60
        ).is_success
        it.terminate()
        _, errors = it.communicate(timeout=30)
    assert f"Everything sent here goes to {upstream}" in errors
    assert f"POST {CHAT} chat_completions 200" in errors
    assert json.loads(file.read_text("utf-8"))["operation"] == "chat_completions"


def test_invalid_scenarios_prevent_the_start(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    file.write_text("replies:\n- txt: Hi\nseed: x\n", "utf-8")
    with running("--scenario", str(file)) as (url, process):
        _, errors = process.communicate(timeout=30)
    assert (url, process.returncode) == ("", 2)
    assert "line 2: replies[0]: no field is called 'txt'; did you mean text?" in errors
    assert "line 3: seed: 'x' is not a whole number" in errors


def test_dockerfile_uses_existing_options() -> None:
    words = re.search(r"^ENTRYPOINT (\[.*\])$", (ROOT / "Dockerfile").read_text("utf-8"), re.M)
    assert words
    program, verb, *args = json.loads(words[1])
    assert (program, verb) == ("minimax", "emulator")
    folder = ROOT / "examples" / "docker"
    compose = yaml.safe_load((folder / "compose.yaml").read_text("utf-8"))
    args += compose["services"]["minimax"]["command"]
    given = serving.command().make_context("emulator", args).params
    assert (given["host"], given["allow_remote"], given["port"]) == ("0.0.0.0", True, 8080)
    assert scenario.read(folder / "scenario.yaml").replies[0].text == "Lima."
