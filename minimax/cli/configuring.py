"""`minimax config`: the saved contexts."""

from __future__ import annotations

import sys

import click

from ..core.secret import Secret
from ..core.settings import clean_key, known_region, masked, normal_url
from ..errors import ConfigError
from . import contexts, output
from .contexts import Context, Contexts
from .exits import OK, OTHER
from .options import Settings, agreement, is_agreed
from .streams import read_stdin
from .suggestions import suggesting


def command() -> click.Group:
    """The commands below `minimax config`."""
    group = click.Group(
        "config", help="Saved contexts: a key, its region and its host under a name."
    )
    name = click.Argument(["name"], shell_complete=suggesting("context"))
    for made in (
        click.Command(
            "add-context",
            params=[name, *_facts()],
            callback=_add,
            help=(
                "Save a context under a NAME. The first context becomes the current one. If the"
                " context exists, only the given options are changed."
            ),
            epilog=_examples(
                "pass minimax | minimax config add-context work --api-key - --region global",
                "minimax config add-context work --api-key-command 'pass minimax' --region global",
            ),
        ),
        click.Command(
            "use-context", params=[name], callback=_use, help="Make a context the current one."
        ),
        click.Command(
            "delete-context",
            params=[name, agreement("Delete without asking.")],
            callback=_delete,
            help="Delete a context, and with it its key.",
        ),
        click.Command(
            "list-contexts", callback=_list, help="List all contexts; a star marks the current one."
        ),
        click.Command("view", callback=_view, help="Show the whole file, with the keys masked."),
    ):
        made.epilog = made.epilog or _examples(
            f"minimax config {made.name}{' work' if made.params else ''}"
        )
        group.add_command(made)
    return group


def refuse_empty(ctx: click.Context) -> None:
    """Raise a UsageError for an option without a value, such as that of an unset variable."""
    for param in ctx.command.params:
        if isinstance(param, click.Option) and ctx.params.get(param.name or "") == "":
            raise click.BadParameter("it is empty", ctx, param)


def _facts() -> list[click.Parameter]:
    return [
        click.Option(
            ["--api-key"],
            metavar="KEY",
            help="The key; - reads it from stdin, which keeps it out of the shell history.",
        ),
        click.Option(
            ["--api-key-command"],
            metavar="COMMAND",
            help="A shell command that prints the key, so that no key is saved.",
        ),
        click.Option(["--region"], metavar="cn|global", help="Region that the key belongs to."),
        click.Option(["--base-url"], metavar="URL", help="URL of a different host."),
    ]


def _add(
    name: str,
    api_key: str | None,
    api_key_command: str | None,
    region: str | None,
    base_url: str | None,
) -> None:
    ctx = click.get_current_context()
    contexts.check_name(name)
    refuse_empty(ctx)
    early = Settings.of(ctx)  # options before the noun
    region, base_url, api_key = (
        region or early.region,
        base_url or early.base_url,
        api_key or early.api_key,
    )
    if api_key and api_key_command:
        raise click.UsageError("use --api-key or --api-key-command, not both", ctx)
    if region:
        region = known_region(region)
    if api_key == "-":
        api_key = key_from_stdin()
    known = contexts.read()
    before = known.by_name.get(name, Context())
    if api_key or api_key_command:
        before = before._replace(api_key=None, api_key_command=None)
    if region or base_url:
        before = before._replace(region=None, base_url=None)
    given = Context(
        clean_key(Secret(api_key)).reveal() if api_key else None,
        api_key_command,
        region,
        normal_url(base_url) if base_url else None,
    )
    row = before._replace(**{field: value for field, value in given._asdict().items() if value})
    if not any(row):
        raise click.UsageError("a context needs a key, a key command, a region or a base URL", ctx)
    file = contexts.write(Contexts(known.current or name, {**known.by_name, name: row}))
    output.say(early, f"saved {name!r} in {file}")


def key_from_stdin() -> str:
    """Read a key from stdin; on a terminal, without echoing it."""
    if sys.stdin.isatty():
        return str(click.prompt("API key", hide_input=True, err=True))
    key = read_stdin(quiet=True).strip().partition("\n")[0].rstrip()
    if not key:
        raise ConfigError("the key is read from stdin, which is empty")
    return key


def _use(name: str) -> None:
    known = contexts.read()
    known.named(name)
    contexts.write(known._replace(current=name))
    output.say(Settings.of(click.get_current_context()), f"the current context is {name!r}")


def _delete(*, name: str, yes: bool) -> int:
    settings = Settings.of(click.get_current_context())
    known = contexts.read()
    known.named(name)
    if not yes and not is_agreed(f"The key of {name!r} is not saved elsewhere.", "Delete it?"):
        output.say(settings, "nothing was deleted")
        return OTHER
    left = {other: row for other, row in known.by_name.items() if other != name}
    contexts.write(Contexts(known.current if known.current in left else None, left))
    output.say(settings, f"deleted {name!r}")
    return OK


def _list() -> None:
    known = contexts.read()
    rows = [
        {"current": name == known.current, "name": name, **_shown(row)}
        for name, row in sorted(known.by_name.items())
    ]
    table = [
        (
            "*" if row["current"] else "",
            row["name"],
            row["region"] or row["base_url"] or "",
            row["api_key"] or "",
        )
        for row in rows
    ]
    output.table(
        Settings.of(click.get_current_context()), rows, ("", "name", "where", "key"), table
    )


def _view() -> None:
    known = contexts.read()
    document = {
        "file": str(contexts.place()),
        "current": known.current,
        "contexts": {
            name: {key: value for key, value in _shown(row).items() if value}
            for name, row in known.by_name.items()
        },
    }
    output.document(document)


def _shown(row: Context) -> dict[str, str | None]:
    """A context with its key masked."""
    return {**row._asdict(), "api_key": masked(row.api_key) if row.api_key else None}


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)
