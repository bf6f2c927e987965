"""`minimax doctor` against two emulators that stand for two regions, and against ports where nobody
is.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import Any

import pytest

from minimax.cli import doctor
from minimax.cli.doctor import Finding
from minimax.emulator import Emulator

from .conftest import Done


@pytest.fixture(scope="module")
def regions() -> Iterator[dict[str, Any]]:
    """A table of regions whose hosts are emulators."""
    with Emulator(region="cn") as cn, Emulator(region="global") as elsewhere:
        yield {name: region(one.base_url) for name, one in {"cn": cn, "global": elsewhere}.items()}


@pytest.fixture(autouse=True)
def _known_by_the_client(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "regions" in request.fixturenames:
        regions = request.getfixturevalue("regions")
        monkeypatch.setattr("minimax.core.settings._regions", lambda: regions)


def region(url: str) -> dict[str, Any]:
    return {
        "base_url": url,
        "console": "https://console.example",
        "hosts": [{"url": url, "use": "current"}],
    }


@pytest.fixture
def nobody() -> str:
    """A host where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def examined(key: str | None, regions: dict[str, Any], **more: Any) -> list[Finding]:
    return doctor.examine(key, environ={}, regions=regions, **{"region": "cn", **more})


def found(findings: list[Finding], check: str) -> list[tuple[str, str]]:
    return [(finding.state, finding.found) for finding in findings if finding.check == check]


def test_valid_key_in_its_region(regions: dict[str, Any]) -> None:
    findings = examined("sk-cn-secret-4711", regions)

    assert found(findings, "region") == [("ok", "the key is valid for region cn")]
    assert [state for state, _ in found(findings, "host")] == ["ok", "ok"]
    assert found(findings, "clock") == [("ok", "right")]
    assert doctor.exit_code(findings) == 0
    assert "4711" not in str(findings)


def test_a_key_of_another_region(regions: dict[str, Any]) -> None:
    findings = examined("sk-global-1", regions)

    assert found(findings, "region") == [
        ("fail", "the key belongs to region global, but region cn is set")
    ]
    assert "MINIMAX_REGION=global" in next(
        finding.advice for finding in findings if finding.check == "region"
    )
    assert doctor.exit_code(findings) == 3


def test_key_rejected_in_every_region(regions: dict[str, Any]) -> None:
    findings = examined("sk-bad-1", regions)
    assert found(findings, "region") == [("fail", "the key is rejected everywhere")]
    assert doctor.exit_code(findings) == 3


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (None, "no API key"),
        ("", "no API key"),
        ("sk-a b", "it is malformed"),
        ("sk-钥匙", "it is malformed"),
    ],
)
def test_missing_or_damaged_keys_are_not_sent_but_hosts_are_checked(
    key: str | None, said: str, regions: dict[str, Any]
) -> None:
    findings = examined(key, regions)

    assert found(findings, "key") == [("fail", said)]
    assert found(findings, "region") == []
    assert doctor.exit_code(findings) == 3


def test_unreachable_region(
    regions: dict[str, Any], nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = {**regions, "cn": region(nobody)}
    monkeypatch.setattr("minimax.core.settings._regions", lambda: dead)

    findings = examined("sk-cn-1", dead)

    (state, text), (other, _) = found(findings, "host")
    assert (state, other, text.count(nobody)) == ("fail", "ok", 1)
    assert found(findings, "region")[0][0] == "warn"
    assert doctor.exit_code(findings) == 1


def test_unreachable_other_region_is_not_a_failure(
    regions: dict[str, Any], nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = {**regions, "global": region(nobody)}
    monkeypatch.setattr("minimax.core.settings._regions", lambda: dead)

    findings = examined("sk-cn-1", dead)

    assert [state for state, _ in found(findings, "host")] == ["ok", "warn"]
    assert doctor.exit_code(findings) == 0


def test_keys_of_custom_hosts_are_not_sent_elsewhere(regions: dict[str, Any]) -> None:
    with Emulator() as own:
        findings = examined(
            "sk-own", regions, region=None, base_url=own.base_url.replace("127.0.0.1", "localhost")
        )
    assert found(findings, "region") == [("ok", "the key is valid for this host")]
    assert len(found(findings, "host")) == 1


def test_a_wrong_clock(regions: dict[str, Any]) -> None:
    ((state, said),) = found(examined("sk-cn-1", regions, clock=lambda: time.time() - 600), "clock")
    assert state == "warn"
    assert said.endswith("seconds slow")


def test_unknown_region(regions: dict[str, Any]) -> None:
    assert found(examined("sk-cn-1", regions, region="mars"), "set-up")[0][0] == "fail"


def test_old_python_proxies_and_certificates(tmp_path: Path) -> None:
    assert doctor.python((3, 10, 1))[0].state == "fail"
    assert doctor.proxies({"https_proxy": "http://me:secret@proxy:3128"}) == [
        Finding("proxy", "ok", "HTTPS_PROXY=http://***@proxy:3128")
    ]
    assert doctor.bundles({"SSL_CERT_FILE": str(tmp_path / "none.pem")})[0].state == "fail"
    assert doctor.bundles({"SSL_CERT_DIR": str(tmp_path)})[0].state == "ok"
    assert doctor.bundles({"REQUESTS_CA_BUNDLE": "/x"})[0].state == "warn"


def test_missing_extras_are_named_with_install_command() -> None:
    def version(name: str) -> str:
        if name == "websockets":
            raise PackageNotFoundError(name)
        return "1.0"

    wanted = [
        "httpx>=0.28",
        "websockets>=15; extra == 'realtime'",
        "click>=8 ; extra == 'cli'",
        "click; extra == 'all'",
    ]
    findings = {finding.check: finding for finding in doctor.packages(version, lambda _: wanted)}

    assert (
        findings["extra realtime"].advice == 'If you want it: pip install "minimax-sdk[realtime]"'
    )
    assert findings["extra cli"].found == "click 1.0"
    assert "extra all" not in findings


def test_the_command(run: Callable[..., Done]) -> None:
    good = run("doctor", "--json")
    assert good.code == 0
    assert {finding["state"] for finding in good.document} <= {"ok", "warn"}

    refused = run("doctor", "--api-key", "sk-bad")
    assert refused.code == 3
    assert "the key is rejected" in refused.out
