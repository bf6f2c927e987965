"""The proxy of a request."""

from __future__ import annotations

import pytest

from minimax import ConfigError
from minimax.core import proxies
from minimax.core.proxies import is_excluded, proxy_for


@pytest.mark.parametrize(
    ("no_proxy", "host", "port", "excluded"),
    [
        ("*", "api.example.test", 443, True),
        ("localhost, 127.0.0.1,::1", "127.0.0.1", 80, True),
        ("localhost 127.0.0.1", "localhost", 80, True),
        ("example.test", "example.test", 443, True),
        ("example.test", "api.example.test", 443, True),
        ("EXAMPLE.test", "api.Example.TEST", 443, True),
        ("example.test", "notexample.test", 443, False),
        (".example.test", "api.example.test", 443, True),
        (".example.test", "example.test", 443, False),
        ("*.example.test", "api.example.test", 443, True),
        ("example.test.", "example.test", 443, True),
        ("example.test:8080", "example.test", 8080, True),
        ("example.test:8080", "example.test", 443, False),
        ("http://example.test", "example.test", 443, False),
        ("https://example.test", "example.test", 443, True),
        ("all://example.test", "example.test", 443, True),
        ("10.0.0.0/8", "10.1.2.3", 80, True),
        ("10.0.0.0/8", "11.1.2.3", 80, False),
        ("10.1.2.3/8", "10.9.9.9", 80, True),
        ("fd07:b51a:cc66:f0::/64", "fd07:b51a:cc66:f0::5", 80, True),
        ("fd07:b51a:cc66:f0::/64", "127.0.0.1", 80, False),
        ("::1/128", "::1", 80, True),
        ("[::1]", "::1", 80, True),
        ("[::1]:8080", "::1", 8080, True),
        ("[::1]:8080", "::1", 80, False),
        ("[fd07::]/16", "fd07::1", 80, True),
        ("[fd07::/16]", "fd07::1", 80, True),
        ("0:0:0:0:0:0:0:1", "::1", 80, True),
        ("::1", "::1%lo", 80, True),
        ("999.1.1.1/40", "api.example.test", 80, False),
        ("[", "api.example.test", 80, False),
        (":", "api.example.test", 80, False),
        ("", "api.example.test", 80, False),
        (" , ,", "api.example.test", 80, False),
    ],
)
def test_no_proxy_patterns(no_proxy: str, host: str, port: int, excluded: bool) -> None:
    assert is_excluded(host, port, no_proxy, scheme="https") is excluded


@pytest.mark.usefixtures("_no_proxies")
@pytest.mark.parametrize(
    ("variables", "url", "proxy"),
    [
        ({}, "https://a.test", None),
        ({"HTTPS_PROXY": "http://p.test:1"}, "https://a.test/v1", "http://p.test:1"),
        ({"HTTPS_PROXY": "http://p.test:1"}, "http://a.test/v1", None),
        ({"HTTPS_PROXY": "p.test:1"}, "https://a.test", "http://p.test:1"),
        ({"ALL_PROXY": "socks5://p.test"}, "http://a.test", "socks5://p.test"),
        ({"ALL_PROXY": "http://all.test", "HTTP_PROXY": "http://p.test"}, "http://a.test", "http://p.test"),
        ({"ALL_PROXY": "http://p.test"}, "ws://a.test", "http://p.test"),
        ({"ALL_PROXY": "http://p.test"}, "wss://a.test", "http://p.test"),
        ({"WSS_PROXY": "http://w.test", "HTTPS_PROXY": "http://p.test"}, "wss://a.test", "http://w.test"),
        ({"HTTPS_PROXY": "http://p.test", "NO_PROXY": "a.test"}, "https://a.test", None),
        ({"HTTPS_PROXY": "http://p.test", "NO_PROXY": "a.test:444"}, "https://a.test", "http://p.test"),
        ({"HTTPS_PROXY": "http://p.test", "NO_PROXY": "a.test:443"}, "https://a.test", None),
        ({"HTTPS_PROXY": "http://p.test", "NO_PROXY": "*"}, "https://a.test", None),
        ({"HTTP_PROXY": "http://p.test", "NO_PROXY": "fd07::/16"}, "http://[fd07::1]:80/", None),
    ],
)  # fmt: skip
def test_proxy_is_read_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    found = proxy_for(url)
    assert (found and found.url) == proxy


@pytest.mark.usefixtures("_no_proxies")
def test_system_settings_are_the_fallback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(proxies, "getproxies", lambda: {"https": "http://p.test"})
    monkeypatch.setattr(proxies, "proxy_bypass", lambda host: host == "inside.test")
    found = proxy_for("https://a.test")
    assert found is not None
    assert (found.url, found.setting) == ("http://p.test", "the system settings")
    assert proxy_for("https://inside.test") is None


def test_a_password_is_not_shown() -> None:
    proxy = proxies.Proxy("http://ann:secret@p.test:3128/", "HTTPS_PROXY")
    assert repr(proxy) == "<Proxy http://p.test:3128 from HTTPS_PROXY>"


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http://ann:secret@",
        "http://ann:secret@[::1",
        "http://ann:secret@p.test:port",
        "http://ann:secret@p.test:70000",
        "socks4://ann:secret@p.test",
        "ftp://p.test",
    ],
)
def test_invalid_proxy_urls_are_rejected(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr(proxies, "getproxies", lambda: {"http": url})
    monkeypatch.setattr(proxies, "getproxies_environment", lambda: {"http": url})
    with pytest.raises(ConfigError, match="from HTTP_PROXY is not a valid URL of a proxy") as found:
        proxy_for("http://h.test")
    assert "secret" not in str(found.value)


def test_blank_settings_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxies, "getproxies", lambda: {"http": "  ", "all": " http://p.test "})
    monkeypatch.setattr(proxies, "getproxies_environment", lambda: {"http": "  "})
    found = proxy_for("http://h.test")
    assert found is not None
    assert (found.url, found.setting) == ("http://p.test", "ALL_PROXY")
