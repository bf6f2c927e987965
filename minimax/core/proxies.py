"""Selects the proxy of a request, from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY or the
settings of the operating system.
"""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit
from urllib.request import getproxies, getproxies_environment, proxy_bypass

from ..errors import ConfigError

SCHEMES = {
    "http": ("http", "all"),
    "https": ("https", "all"),
    "ws": ("ws", "http", "all"),
    "wss": ("wss", "https", "all"),
}
"""Names of the settings for the scheme of a URL; the first one that is set wins."""
PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")
PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


class Proxy:
    """A proxy and where it is configured. Its repr omits the password.

    Raises:
        ConfigError: the URL is not that of a proxy.
    """

    __slots__ = ("setting", "url")

    def __init__(self, url: str, setting: str) -> None:
        self.url = url if "://" in url else f"http://{url}"
        self.setting = setting
        """The environment variable that sets it."""
        try:
            parts = urlsplit(self.url)
            usable = parts.scheme in PROXY_SCHEMES and bool(parts.hostname) and parts.port != 0
        except ValueError:  # a port that is not a number, or brackets that do not match
            usable = False
        if not usable:
            raise self.unusable()

    @property
    def address(self) -> str:
        """The URL without credentials and path."""
        scheme, _, rest = self.url.partition("://")
        return f"{scheme}://{rest.rpartition('@')[2].partition('/')[0]}"

    def unusable(self) -> ConfigError:
        """The error for a proxy whose URL cannot be used."""
        return ConfigError(
            f"the proxy {self.address!r} from {self.setting} is not a valid URL of a proxy; it"
            " looks like http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT"
        )

    def __repr__(self) -> str:
        return f"<Proxy {self.address} from {self.setting}>"


def proxy_for(url: str) -> Proxy | None:
    """The proxy for a URL, or None for a direct connection.

    Raises:
        ConfigError: the setting is not the URL of a proxy.
    """
    parts = urlsplit(url)
    host, port = (parts.hostname or "").rstrip("."), parts.port or PORTS.get(parts.scheme)
    proxies = getproxies()
    for scheme in SCHEMES.get(parts.scheme, ()):
        if proxy := proxies.get(scheme, "").strip():
            if is_excluded(host, port, proxies.get("no", ""), scheme=parts.scheme):
                return None
            if getproxies_environment():
                return Proxy(proxy, f"{scheme.upper()}_PROXY")
            return None if proxy_bypass(host) else Proxy(proxy, "the system settings")
    return None


def is_excluded(host: str, port: int | None, no_proxy: str, *, scheme: str = "") -> bool:
    """Whether NO_PROXY includes a host: by name, domain, address or network in CIDR notation, each
    with or without a port, or "*" for all hosts.

    `example.com` includes the subdomains, `.example.com` means only the subdomains. IPv6 addresses
    may be in brackets.
    """
    return any(
        _matches(entry.lower(), host.lower(), port, scheme)
        for entry in re.split(r"[\s,]+", no_proxy)
        if entry
    )


def _matches(entry: str, host: str, port: int | None, scheme: str) -> bool:
    if entry == "*":
        return True
    wanted_scheme, separator, rest = entry.rpartition("://")
    if separator and wanted_scheme not in ("all", scheme):
        return False
    name, wanted_port = _split_port(rest)
    if wanted_port is not None and wanted_port != port:
        return False
    try:
        return ip_address(host.partition("%")[0]) in ip_network(name, strict=False)
    except ValueError:  # one of them is a host name
        pass
    domain = name.removeprefix("*").rstrip(".")
    return host == domain or (bool(domain) and host.endswith("." + domain.lstrip(".")))


def _split_port(entry: str) -> tuple[str, int | None]:
    """Split an entry into host and port, without brackets. An IPv6 address can have a port only
    after brackets.
    """
    bracketed = re.fullmatch(r"\[(.*?)\](/\d+)?(?::(\d+))?", entry)
    if bracketed:
        address, length, port = bracketed.groups()
        return address + (length or ""), int(port) if port else None
    name, _, port = entry.partition(":")
    return (name, int(port)) if port.isdecimal() else (entry, None)
