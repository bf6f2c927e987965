"""The checks of `minimax doctor`: the setup of this machine, and access to the platform. Nothing is
saved.

Each check is a function that returns findings. Only `ask_hosts` uses the network: it requests the
list of models, which is free.
"""

from __future__ import annotations

import os
import platform
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..core import settings
from ..core.secret import Secret
from ..errors import (
    APIError,
    AuthenticationError,
    ConfigError,
    DecodeError,
    MinimaxError,
    NetworkError,
    PermissionDeniedError,
)
from ..version import __version__

if TYPE_CHECKING:
    import ssl

    from .options import Settings

OLDEST = (3, 11)
PACKAGE = "minimax-sdk"
EVERYTHING = "all"
"""The extra that includes all others."""
REQUIREMENT = re.compile(r"""(?P<name>[\w.-]+).*?;.*extra\s*==\s*['"](?P<extra>[\w-]+)['"]""")
PROXIES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")
BUNDLES = {"SSL_CERT_FILE": Path.is_file, "SSL_CERT_DIR": Path.is_dir}
FOREIGN_BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Read by other clients, not by this one."""
STRANGER = "sk-doctor"
"""Used instead of the key, to check only whether a host answers."""
CONNECT, IDLE = 5.0, 10.0
SKEW = 30.0
"""Tolerance for the clock in seconds; the Date header has a resolution of one second."""
KEY_CHECKS = ("key", "region")


class Finding(NamedTuple):
    """One line of the doctor's report."""

    check: str
    state: Literal["ok", "warn", "fail"]
    found: str
    advice: str = ""


class Host(NamedTuple):
    """A host to ask."""

    region: str
    """"" for a custom host."""
    url: str
    main: bool
    """Whether to send the key; other hosts only need to answer."""
    note: str = ""


class Answer(NamedTuple):
    """The answer of a host."""

    host: Host
    reached: bool
    accepted: bool | None
    """Whether it accepted the key; None if that is not known."""
    seconds: float
    error: str = ""
    skew: float | None = None
    """Seconds that the host's clock is ahead of this one."""


def run(settings: Settings) -> int:
    """Run all checks, print the findings, and return the exit code: 0 if there are no problems, 3
    for a problem with the key, 1 for other problems.
    """
    from . import contexts, output

    options = contexts.client_options(
        context=settings.context,
        api_key=settings.api_key,
        region=settings.region,
        base_url=settings.base_url,
    )
    if settings.offline:
        from ..emulator import Emulator

        with Emulator() as emulator:
            findings = examine("sk-emulator", base_url=emulator.base_url)
    else:
        findings = examine(
            options["api_key"], region=options["region"], base_url=options["base_url"]
        )
    columns = Finding._fields
    output.table(settings, findings, columns, [tuple(finding) for finding in findings])
    return exit_code(findings)


def examine(
    key: str | None,
    *,
    region: str | None = None,
    base_url: str | None = None,
    environ: Mapping[str, str] | None = None,
    regions: Mapping[str, Any] | None = None,
    clock: Callable[[], float] = time.time,
) -> list[Finding]:
    """Run all checks, in the order in which a person would."""
    env = os.environ if environ is None else environ
    known = regions if regions is not None else _regions()
    findings = [
        *python(sys.version_info[:3]),
        *packages(),
        *key_shape(key),
        *proxies(env),
        *bundles(env),
    ]
    try:
        found = settings.resolve(key or STRANGER, region=region, base_url=base_url, environ=env)
        url, mine = found.base_url, found.region
    except ConfigError as error:
        if not key or findings_of(findings, "key", "fail"):
            return findings
        return [
            *findings,
            Finding(
                "set-up", "fail", str(error), "Correct the option or the variable that it names."
            ),
        ]
    good_key = None if findings_of(findings, "key", "fail") else key
    answers = ask_hosts(hosts(known, mine, url), good_key, clock)
    return [
        *findings,
        *reached(answers, mine),
        *(key_region(answers, mine, known) if good_key else []),
        *clocks(answers),
    ]


def exit_code(findings: Sequence[Finding]) -> int:
    """0, 1 or 3; see `run`."""
    failed = {finding.check for finding in findings if finding.state == "fail"}
    return 3 if failed & set(KEY_CHECKS) else 1 if failed else 0


def findings_of(findings: Iterable[Finding], check: str, state: str) -> bool:
    """Whether a check has a finding with this state."""
    return any(finding.check == check and finding.state == state for finding in findings)


def python(version: Sequence[int]) -> list[Finding]:
    """Check the version of Python."""
    text = f"Python {'.'.join(map(str, version))} on {platform.system()} {platform.machine()}"
    if tuple(version[:2]) >= OLDEST:
        return [Finding("python", "ok", text)]
    return [Finding("python", "fail", text, f"Use Python {'.'.join(map(str, OLDEST))} or newer.")]


def packages(
    version_of: Callable[[str], str] = metadata.version,
    requires: Callable[[str], list[str] | None] = metadata.requires,
) -> list[Finding]:
    """List the versions of this package, httpx and the packages of the extras."""
    findings = [Finding("packages", "ok", f"{PACKAGE} {__version__}, httpx {version_of('httpx')}")]
    extras: dict[str, list[str]] = {}
    try:
        wanted = requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        wanted = []  # run from a folder, not installed
    for match in filter(None, map(REQUIREMENT.match, wanted)):
        if match["extra"] != EVERYTHING:
            extras.setdefault(match["extra"], []).append(match["name"])
    for extra, names in extras.items():
        found, missing = [], []
        for name in names:
            try:
                found.append(f"{name} {version_of(name)}")
            except metadata.PackageNotFoundError:
                missing.append(name)
        if missing:
            advice = f'If you want it: pip install "{PACKAGE}[{extra}]"'
            findings.append(
                Finding(
                    f"extra {extra}", "ok", f"not installed (lacks {', '.join(missing)})", advice
                )
            )
        else:
            findings.append(Finding(f"extra {extra}", "ok", ", ".join(found)))
    return findings


def key_shape(key: str | None) -> list[Finding]:
    """Check that there is a key, and that it looks like one."""
    if not key:
        advice = "Set MINIMAX_API_KEY, or run: minimax auth login"
        return [Finding("key", "fail", "no API key", advice)]
    try:
        clean = settings.clean_key(Secret(key)).reveal()
    except ConfigError as error:
        return [Finding("key", "fail", "it is malformed", str(error))]
    if clean.startswith("sk-"):
        return [Finding("key", "ok", f"{settings.masked(clean)}, {len(clean)} characters")]
    advice = "Keys usually start with sk-; old ones, hundreds of characters long, do not."
    return [
        Finding(
            "key",
            "ok" if len(clean) > 100 else "warn",
            f"{settings.masked(clean)}, {len(clean)} characters",
            advice,
        )
    ]


def proxies(environ: Mapping[str, str]) -> list[Finding]:
    """List the proxies from the environment."""
    given = {name: environ.get(name) or environ.get(name.lower()) for name in PROXIES}
    named = [f"{name}={_without_password(value)}" for name, value in given.items() if value]
    return [Finding("proxy", "ok", ", ".join(named) if named else "none")]


def bundles(environ: Mapping[str, str]) -> list[Finding]:
    """Check the certificates from the environment."""
    findings = []
    for name, there in BUNDLES.items():
        value = environ.get(name)
        if value and not there(Path(value)):
            findings.append(
                Finding(
                    "certificates",
                    "fail",
                    f"{name}={value} does not exist",
                    f"Correct {name}, or unset it.",
                )
            )
        elif value:
            findings.append(Finding("certificates", "ok", f"{name}={value}"))
    ignored = [
        name for name in FOREIGN_BUNDLES if environ.get(name) and not environ.get("SSL_CERT_FILE")
    ]
    if ignored:
        advice = f"If your proxy uses its own certificates: SSL_CERT_FILE=${ignored[0]}"
        findings.append(
            Finding("certificates", "warn", f"{', '.join(ignored)} is set, but not read", advice)
        )
    return findings or [Finding("certificates", "ok", "the bundled ones")]


def hosts(regions: Mapping[str, Any], mine: str | None, base_url: str) -> list[Host]:
    """The hosts to ask: those of all regions, or only a custom host, whose key must not be sent to
    others.
    """
    if mine is None:
        return [Host("", base_url, True)]
    found = [
        Host(
            name,
            row["url"],
            row["url"] in (facts["base_url"], base_url),
            "" if row["use"] == "current" else row["use"],
        )
        for name, facts in regions.items()
        for row in facts["hosts"]
    ]
    return (
        found
        if any(host.url == base_url for host in found)
        else [Host(mine, base_url, True), *found]
    )


def ask_hosts(
    found: Sequence[Host], key: str | None, clock: Callable[[], float] = time.time
) -> list[Answer]:
    """Ask all hosts at the same time, and return their answers."""
    from ..core.connections import verified_tls

    tls = verified_tls()  # the certificates that calls trust, shared by all
    with ThreadPoolExecutor(len(found), thread_name_prefix="minimax-doctor") as pool:
        return list(pool.map(lambda host: _ask(host, key, clock, tls), found))


def reached(answers: Sequence[Answer], mine: str | None) -> list[Finding]:
    """Check which hosts answer. Only the host of the client is required to."""
    findings = []
    for answer in answers:
        host = answer.host
        name = " ".join(filter(None, (host.region, host.note)))
        label = f"{host.url} ({name})" if name else host.url
        if answer.reached and not answer.error:
            findings.append(
                Finding("host", "ok", f"{label} answers in {answer.seconds * 1000:.0f} ms")
            )
        elif answer.reached:
            findings.append(
                Finding(
                    "host",
                    "warn",
                    f"{label}: {answer.error}",
                    "Something between you and the platform may be responding.",
                )
            )
        else:
            needed = host.main and host.region == (mine or "")
            advice = "Check connection, proxy and firewall." if needed else ""
            findings.append(
                Finding("host", "fail" if needed else "warn", f"{label}: {answer.error}", advice)
            )
    return findings


def key_region(
    answers: Sequence[Answer], mine: str | None, regions: Mapping[str, Any]
) -> list[Finding]:
    """Check in which region the key is valid."""
    tried = [answer for answer in answers if answer.host.main]
    good = sorted({answer.host.region for answer in tried if answer.accepted})
    own = [answer for answer in tried if answer.host.region == (mine or "")]
    label = f"region {mine}" if mine else "this host"
    if any(answer.accepted for answer in own):
        return [Finding("region", "ok", f"the key is valid for {label}")]
    if good:
        place = good[0]
        advice = f"Use --region {place} or MINIMAX_REGION={place}."
        return [
            Finding(
                "region", "fail", f"the key belongs to region {place}, but {label} is set", advice
            )
        ]
    if all(answer.accepted is False for answer in tried):
        consoles = " or ".join(
            facts["console"] for facts in regions.values() if mine and "console" in facts
        )
        advice = f"Copy it again, or create a new one{f' at {consoles}' if consoles else ''}."
        return [
            Finding(
                "region",
                "fail",
                "the key is rejected everywhere" if mine else "the key is rejected",
                advice,
            )
        ]
    refused = any(answer.accepted is False for answer in own)
    found = (
        f"{label} rejects the key, and the others cannot be reached"
        if refused
        else f"{label} did not report whether the key is valid"
    )
    return [
        Finding("region", "fail" if refused else "warn", found, "Try again when the hosts respond.")
    ]


def clocks(answers: Sequence[Answer]) -> list[Finding]:
    """Compare the clock of this machine with those of the hosts."""
    skews = sorted((answer.skew for answer in answers if answer.skew is not None), key=abs)
    if not skews:
        return []
    middle = skews[len(skews) // 2]
    if abs(middle) <= SKEW:
        return [Finding("clock", "ok", "right")]
    found = f"{abs(middle):.0f} seconds {'slow' if middle > 0 else 'fast'}"
    return [
        Finding(
            "clock",
            "warn",
            found,
            "Set the clock: certificates and signed links depend on the time.",
        )
    ]


def _ask(host: Host, key: str | None, clock: Callable[[], float], tls: ssl.SSLContext) -> Answer:
    """Send one free request."""
    import httpx

    from ..client import MiniMax
    from ..config import Retry, Timeout

    dates: list[tuple[str, float]] = []

    def note(response: httpx.Response) -> None:
        dates.append((response.headers.get("date", ""), clock()))

    started = time.monotonic()
    reached, accepted, error = True, None, ""
    try:
        with httpx.Client(event_hooks={"response": [note]}, verify=tls) as connection:
            options: dict[str, Any] = {
                "retry": Retry(attempts=1),
                "timeout": Timeout(CONNECT, IDLE),
                "http_client": connection,
            }
            with MiniMax(
                (key if host.main else None) or STRANGER, base_url=host.url, **options
            ) as client:
                started = time.monotonic()
                client.text.models()
                accepted = True
    except AuthenticationError:
        accepted = False
    except PermissionDeniedError:
        accepted = True
    except APIError:
        accepted = None  # with a placeholder key, the status code means nothing
    except DecodeError:
        error = "the response is not from the platform"
    except NetworkError as problem:
        reached, error = False, str(problem).removeprefix(f"could not connect to {host.url}: ")
    except (MinimaxError, OSError, ValueError, ImportError) as problem:
        reached, error = False, f"no connection could be established: {problem}"
    asked_with_key = bool(key) and host.main
    return Answer(
        host,
        reached,
        accepted if asked_with_key else None,
        time.monotonic() - started,
        error,
        _skew(dates),
    )


def _skew(dates: Sequence[tuple[str, float]]) -> float | None:
    for text, now in dates:
        try:
            return parsedate_to_datetime(text).timestamp() - now
        except ValueError:
            continue
    return None


def _without_password(url: str) -> str:
    return re.sub(r"//[^/@]*@", "//***@", url)


def _regions() -> Mapping[str, Any]:
    from minimax_generated.tables.regions import REGIONS

    found: Mapping[str, Any] = REGIONS["regions"]
    return found
