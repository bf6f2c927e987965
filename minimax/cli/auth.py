"""`minimax auth`: log in with a key that is checked immediately, show the login, and log out."""

from __future__ import annotations

import os
import sys

import click

from ..core.secret import Secret
from ..core.settings import clean_key, known_region, masked, normal_url
from ..core.settings import resolve as resolved
from ..errors import ConfigError
from . import contexts, doctor, output
from .configuring import key_from_stdin, refuse_empty
from .contexts import Context, Contexts
from .exits import AUTH, NETWORK, OK
from .help import HELP, examples_of
from .options import Settings

DEFAULT = "default"
"""Name of the context if none is given."""
KEY = "MINIMAX_API_KEY"


def command() -> click.Group:
    """The commands below `minimax auth`."""
    group = click.Group(
        "auth",
        context_settings=HELP,
        help=(
            "Log in and out. A login is a saved context (minimax config), whose name is given with"
            f" -c; without it, the current one, or {DEFAULT!r}."
        ),
    )
    login = click.Command(
        "login",
        context_settings=HELP,
        params=[
            click.Option(
                ["--api-key"],
                metavar="KEY",
                help="The key; without it, or with -, you are asked for it.",
            ),
            click.Option(
                ["--api-key-command"],
                metavar="COMMAND",
                help="A shell command that prints the key, so that no key is saved.",
            ),
        ],
        callback=_login,
        help=(
            "Save a key after it was accepted. The key is asked for without being shown, or read"
            " from stdin, and tried in both regions, so that you need not know which one it belongs"
            " to. A key for --base-url is tried there only. Nothing is billed."
        ),
        epilog=examples_of(
            (
                "minimax auth login",
                "pass minimax | minimax auth login",
                'minimax -c work auth login --api-key-command "pass minimax-work"',
            )
        ),
    )
    status = click.Command(
        "status",
        context_settings=HELP,
        callback=_status,
        help="Show which key is used, where it comes from, and whether the platform accepts it.",
        epilog=examples_of(("minimax auth status", "minimax -c work auth status --json")),
    )
    logout = click.Command(
        "logout",
        context_settings=HELP,
        callback=_logout,
        help="Remove the saved key of a context. The key itself stays valid.",
        epilog=examples_of(("minimax auth logout", "minimax -c work auth logout")),
    )
    for made in (login, status, logout):
        group.add_command(made)
    return group


def _login(*, api_key: str | None, api_key_command: str | None) -> int:
    ctx = click.get_current_context()
    settings = Settings.of(ctx)
    refuse_empty(ctx)
    if settings.context:
        contexts.check_name(settings.context)
    api_key = api_key or settings.api_key
    if api_key and api_key_command:
        raise click.UsageError("use --api-key or --api-key-command, not both", ctx)
    wanted = known_region(settings.region) if settings.region else None
    if api_key_command:
        key = Context(api_key_command=api_key_command).key() or ""
    else:
        key = api_key if api_key and api_key != "-" else key_from_stdin()
    key = clean_key(Secret(key)).reveal()
    base_url = settings.base_url or os.environ.get("MINIMAX_BASE_URL") or ""
    region, code = _checked(key, wanted, normal_url(base_url) if base_url else "")
    if code != OK:
        return code
    known = contexts.read()
    name = settings.context or known.current or DEFAULT
    row = Context(
        None if api_key_command else key,
        api_key_command,
        region or None,
        normal_url(base_url) if base_url else None,
    )
    file = contexts.write(Contexts(name, {**known.by_name, name: row}))
    where = f"region {region}" if region else base_url
    output.say(settings, f"logged in to {where} as {masked(key)}; context {name!r} in {file}")
    if os.environ.get(KEY) not in (None, "", key):
        output.say(
            settings, f"{KEY} is set to another key, which is used unless you pass -c {name}"
        )
    return OK


def _checked(key: str, region: str | None, base_url: str) -> tuple[str, int]:
    """The region that accepts a key, "" for a custom host, and the exit code."""
    answers = _ask(key, region, base_url)
    good = sorted({answer.host.region for answer in answers if answer.accepted})
    if region in good or (good and not region):
        return region or good[0], OK
    if good:
        print(
            f"minimax: the key belongs to region {good[0]}, not to {region}; nothing was saved",
            file=sys.stderr,
        )
        return "", AUTH
    silent = [f"{answer.host.url}: {answer.error or 'no clear response'}" for answer in answers]
    if any(answer.accepted is None for answer in answers):
        print("minimax: the key could not be checked; nothing was saved", file=sys.stderr)
        print(*(f"  {line}" for line in silent), sep="\n", file=sys.stderr)
        return "", NETWORK
    hosts = ", ".join(answer.host.url for answer in answers)
    print(f"minimax: the key is rejected by {hosts}; nothing was saved", file=sys.stderr)
    return "", AUTH


def _ask(key: str, region: str | None, base_url: str) -> list[doctor.Answer]:
    """Ask the hosts that may accept a key."""
    found = resolved(key, region=None if base_url else region, base_url=base_url or None)
    hosts = doctor.hosts(doctor._regions(), found.region, found.base_url)
    return doctor.ask_hosts([host for host in hosts if host.main], key)


def _status() -> int:
    settings = Settings.of(click.get_current_context())
    options = contexts.client_options(
        context=settings.context,
        api_key=settings.api_key,
        region=settings.region,
        base_url=settings.base_url,
    )
    key = options["api_key"]
    if not key:
        print("minimax: not logged in; run: minimax auth login", file=sys.stderr)
        return AUTH
    found = resolved(key, region=options["region"], base_url=options["base_url"])
    answers = _ask(key, options["region"], options["base_url"] or "")
    own = [answer for answer in answers if answer.host.url == found.base_url]
    accepted = next((answer.accepted for answer in own), None)
    facts = {
        "key": masked(key),
        "from": _source(settings, key),
        "region": found.region,
        "base_url": found.base_url,
        "accepted": accepted,
    }
    if settings.json:
        output.document(facts)
    else:
        verdict = {True: "accepted", False: "refused", None: "not checked: no clear response"}
        for name, fact in {**facts, "accepted": None, "key is": verdict[accepted]}.items():
            if fact is not None:
                print(f"{name.replace('_', ' ')}: {fact}")
    return {True: OK, False: AUTH, None: NETWORK}[accepted]


def _source(settings: Settings, key: str) -> str:
    if settings.api_key:
        return "--api-key"
    if not settings.context and os.environ.get(KEY) == key:
        return KEY
    return f"context {settings.context or contexts.read().current!r}"


def _logout() -> int:
    settings = Settings.of(click.get_current_context())
    known = contexts.read()
    name = settings.context or known.current
    if name is None:
        raise ConfigError("there is no saved login")
    row = known.named(name)._replace(api_key=None, api_key_command=None)
    rows = {other: kept for other, kept in known.by_name.items() if other != name}
    if any(row):
        rows[name] = row
    contexts.write(Contexts(known.current if known.current in rows else None, rows))
    output.say(settings, f"removed the key of context {name!r}")
    if os.environ.get(KEY):
        output.say(settings, f"{KEY} is still set, and is used")
    return OK
