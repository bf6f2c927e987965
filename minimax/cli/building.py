"""Build click commands from the rows of the table: the arguments and options of the operation, and
a few for saving results.
"""

from __future__ import annotations

import inspect
import os
import re
from collections.abc import Collection, Mapping
from typing import Any

import click

from ..core.destinations import formats_of
from ..requests.video_rules import generation
from . import derive, output, streams
from .commands import ROWS, Row
from .derive import Operation, Parameter
from .exits import OK, OTHER
from .help import HELP, examples_of, first_sentence, names_of_globals, write_sections
from .kinds import SOURCE, Known
from .options import Settings, agreement, is_agreed
from .suggestions import suggesting
from .wording import help_words

TEXTS = {"text", "prompt", "messages", "input", "query"}
"""Arguments that can be read from stdin, or extended by it."""
SAID = {"messages": "TEXT", "input": "TEXT", "text_stream": "TEXT"}
"""The names of these arguments in the help."""
FILES = ("file", "mix_file")
"""Arguments that read a text from a file."""
ESCAPED = re.compile("[\udc80-\udcff]")
"""How Python represents bytes of the command line that it cannot decode."""
OURS = {"film": ("save",), "take": ("to",), "fetch": ("to",)}
"""Parameters that are set by -o."""
UNEXPLAINED = {
    "extra": (
        "fields that are newer than this package, merged into the request: JSON, @FILE or"
        " key=value,key=value"
    )
}
"""Help for options that their operations do not explain."""
ARGUMENTS, COMMON, INPUT, RARE = GROUPED = (
    "Arguments",
    "Options",
    "Input and output",
    "More options of the API",
)
"""The groups of options in a help text, in this order."""
EVERYWHERE = "Options of every command"
HANDLE_HELP = "Handle of the task, such as video-v2:123."
PLAYED = ("sound", "speak")
OUT, PLAY, WAIT, FILE, FIELDS, HANDLE, REASONING, STREAM = (
    "out_",
    "play_",
    "wait_",
    "file_",
    "fields_",
    "handle_",
    "reasoning_",
    "stream_",
)
"""Names of the command's own options, which no operation can use."""


class Derived(click.Option):
    """An option whose help text is only built when it is shown."""

    def __init__(
        self,
        declarations: list[str],
        target: Operation,
        parameter: Parameter,
        shown: Mapping[str, str],
        **facts: Any,
    ) -> None:
        super().__init__(declarations, **facts)
        self._target = target
        self._shown = shown
        self.parameter = parameter

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = help_of(self._target, self.parameter, self._shown)
        record = super().get_help_record(ctx)
        if record is None or not self.parameter.switch:
            return record
        return self.parameter.flag.replace("--", "--[no-]", 1), record[1]


class Word(click.Argument):
    """A positional argument. Brackets in its help mean that its value may come from elsewhere."""

    def __init__(self, parameter: Parameter, shown: str) -> None:
        super().__init__(
            [f"word_{parameter.name}"],
            type=parameter.kind,
            required=False,
            nargs=-1 if parameter.several and parameter.name not in TEXTS else 1,
            metavar=f"[{shown}]",
            shell_complete=suggested(parameter, shown),
        )
        self.parameter = parameter

    def get_error_hint(self, ctx: click.Context | None) -> str:
        return str(self.metavar).strip("[]")

    def make_metavar(self, ctx: click.Context) -> str:
        return f"{self.metavar}..." if self.nargs == -1 else str(self.metavar)


class Command(click.Command):
    """A command whose help is only built when it is shown, with options in groups."""

    def __init__(self, row: Row, target: Operation, shown: Mapping[str, str], **facts: Any) -> None:
        super().__init__(
            row.verb,
            context_settings=HELP,
            epilog=examples_of(row.examples),
            short_help=row.summary,
            **facts,
        )
        self._row = row
        self._target = target
        self._shown = shown

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        more = derive.details(self._target)
        self.help = "\n\n".join(
            [self._row.summary, *(help_words(text, self._target, self._shown) for text in more)]
        )
        super().format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own = set(inspect.signature(self._target.function).parameters)
        groups: dict[str, list[tuple[str, str]]] = {title: [] for title in GROUPED}
        for param in self.params:
            if isinstance(param, Word):
                words = help_of(self._target, param.parameter, self._shown)
                groups[ARGUMENTS].append((param.get_error_hint(ctx), words))
            elif isinstance(param, click.Argument):
                groups[ARGUMENTS].append((param.make_metavar(ctx), HANDLE_HELP))
            elif record := param.get_help_record(ctx):
                title = INPUT
                if isinstance(param, Derived):
                    title = COMMON if param.parameter.name in own else RARE
                groups[title].append(record)
        write_sections(formatter, groups.items())
        with formatter.section(EVERYWHERE):
            formatter.write_text(f"{', '.join(names_of_globals())}: see minimax --help")


def build(row: Row, *, streams_always: bool = False) -> click.Command:
    """Build the command of a row. `streams_always` is for aliases that imply --stream."""
    target = derive.operation(row.call)
    ours = OURS.get(row.run, ())
    parameters = [
        parameter for parameter in derive.parameters(target) if parameter.name not in ours
    ]
    words = words_of(row, parameters)
    by_name = {parameter.name: parameter for parameter in parameters}
    params: list[click.Parameter] = (
        [click.Argument([HANDLE], metavar="HANDLE", shell_complete=suggesting("handle"))]
        if row.noun == "task"
        else []
    )
    params += [Word(by_name[name], shown) for name, shown in words.items()]
    params += _own_options(row, words)
    shown = {parameter.name: parameter.flag for parameter in parameters} | words
    params += [
        option_of(target, parameter, shown, hidden=parameter.name in words)
        for parameter in parameters
    ]

    def callback(**given: Any) -> int:
        from .job import Job
        from .running import run

        ctx = click.get_current_context()
        settings = Settings.of(ctx)
        values = values_of(words, parameters, given, call=row.call)
        out = given.get(OUT)
        field, choices = _formats(by_name, values) if row.stem else ("", ())
        if field not in values and (wanted := _format_by_name(out, choices)):
            values[field] = wanted
        harmless = given.pop("yes", False) or settings.offline or settings.dry_run
        if row.deletes and not harmless and not _may_delete(target, row, values):
            output.say(settings, "nothing was deleted")
            return OTHER
        run(
            Job(
                row,
                settings,
                values,
                out=out,
                play=given.get(PLAY, False),
                wait=given.get(WAIT, False),
                reasoning=given.get(REASONING, False),
                stream=_streams(row, values, True if streams_always else given.get(STREAM)),
                handle=given.get(HANDLE, ""),
                written=_written(words, parameters, given),
                formats=choices,
            )
        )
        return OK

    return Command(row, target, shown, params=params, callback=callback)


def _may_delete(target: Operation, row: Row, values: Mapping[str, Any]) -> bool:
    consequence = first_sentence(derive.summary(target))
    named = " ".join(["minimax", *row.words, *(str(value) for value in values.values())])
    return is_agreed(f"{named}: {consequence}", "Delete it?")


def words_of(row: Row, parameters: Collection[Parameter]) -> dict[str, str]:
    """The positional arguments of a command and their names in the help: those of the Python
    method, then those that are positional in other methods of the service.
    """
    here = [parameter.name for parameter in parameters]
    own = [parameter.name for parameter in parameters if parameter.positional]
    service = row.call.rpartition(".")[0]
    siblings = [other.call for other in ROWS if other.call.rpartition(".")[0] == service]
    elsewhere = {
        parameter.name
        for call in siblings
        for parameter in derive.parameters(derive.operation(call))
        if parameter.positional and parameter.name not in FILES
    }
    names = [*own, *(name for name in here if name in elsewhere and name not in own)]
    return {name: row.shown.get(name, SAID.get(name, name.upper())) for name in names}


def _streams(row: Row, values: Mapping[str, Any], wanted: bool | None) -> bool | None:
    """Whether to stream the response, None if the command may choose."""
    if not row.stream or wanted is False:
        return False
    known = {parameter.name for parameter in derive.parameters(derive.operation(row.stream))}
    foreign = [f"--{name.replace('_', '-')}" for name in values if name not in known]
    if wanted and foreign:
        raise click.UsageError(
            f"{foreign[0]} does not work with --stream", click.get_current_context()
        )
    return False if foreign else wanted


def _written(
    words: Mapping[str, str], parameters: Collection[Parameter], given: Mapping[str, Any]
) -> dict[str, str]:
    """The name of each argument where the user wrote it, or its option if it was not given."""
    placed = {
        name: shown for name, shown in words.items() if given.get(f"word_{name}") not in (None, ())
    }
    here = {
        parameter.name for parameter in parameters if given.get(parameter.name) not in (None, ())
    } | placed.keys()
    in_file = {name: field for name, field in given.get(FIELDS, {}).items() if name not in here}
    return {parameter.name: parameter.flag for parameter in parameters} | in_file | placed


def values_of(
    words: Mapping[str, str],
    parameters: Collection[Parameter],
    given: dict[str, Any],
    *,
    call: str = "",
) -> dict[str, Any]:
    """The arguments of the operation: those of a request file, overridden by the words and options
    of the command line.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    values: dict[str, Any] = {}
    if source := given.get(FILE):
        from . import requests

        body, names = requests.read(source), [parameter.name for parameter in parameters]
        values = requests.arguments(call, names, body)
        given[FIELDS] = requests.fields(call, names, body)
        if "extra" not in body:
            requests.warn_of_unknown(source, call, names, values.get("extra"))
    for parameter in parameters:
        value = given.get(parameter.name)
        if parameter.several and value:
            value = [
                inner for item in value for inner in (item if isinstance(item, list) else [item])
            ]
        if (word := given.get(f"word_{parameter.name}")) not in (None, ()):
            value = [*word] if isinstance(word, tuple) else word
        if value is not None and value != ():
            name = words.get(parameter.name, parameter.flag)
            values[parameter.name] = _utf8(value, parameter, name)
    for name, shown in words.items():
        if name in TEXTS and by_name[name].positional:
            if given.get(f"word_{name}") == "":  # a variable of the shell that is not set
                raise click.UsageError(f"{shown} is empty", click.get_current_context())
            if given.get(FILE) != "-":
                _add_stdin(values, name, shown, required=by_name[name].required)
    missing = [
        parameter for parameter in parameters if parameter.required and parameter.name not in values
    ]
    excused = {"text.chat": ("messages",), "speech.speak": ("text_stream",)}.get(call, ())
    for parameter in missing:
        if parameter.name not in excused:
            raise click.UsageError(_complaint(parameter, words), click.get_current_context())
    return values


def help_of(target: Operation, parameter: Parameter, shown: Mapping[str, str]) -> str:
    """The meaning of an option, its known values, and its default."""
    raw = derive.words(target).get(parameter.name, UNEXPLAINED.get(parameter.name, ""))
    text = help_words(raw, target, shown, parameter.flag if parameter.switch else "")
    if not text.startswith(("true", "false")):
        text = text[:1].upper() + text[1:]
    known = parameter.kind.listed() if isinstance(parameter.kind, Known) else ""
    default = parameter.default
    if default not in (None, (), "") and str(default) not in text:
        known = f"{known} [default: {str(default).lower() if parameter.switch else default}]"
    return " ".join(
        filter(None, (text if not text or text.endswith((".", "]")) else text + ".", known.strip()))
    ).strip()


def option_of(
    target: Operation, parameter: Parameter, shown: Mapping[str, str], *, hidden: bool
) -> click.Option:
    """The option of a parameter."""
    declarations = [parameter.name, *parameter.flags]
    facts: dict[str, Any] = {
        "hidden": hidden,
        "multiple": parameter.several,
        "type": parameter.kind,
        "default": None,
        "shell_complete": suggested(parameter),
    }
    if parameter.switch:
        declarations = [parameter.name, f"{parameter.flag}/--no-{parameter.flag[2:]}"]
        facts["type"] = click.BOOL
    return Derived(declarations, target, parameter, shown, **facts)


def suggested(parameter: Parameter, shown: str = "") -> Any:
    """The completion for an argument that accepts any text; types complete their own values."""
    name = "handle" if shown == "HANDLE" else parameter.name
    return suggesting(name) if parameter.kind is click.STRING else None


def _own_options(row: Row, words: Mapping[str, str]) -> list[click.Parameter]:
    found: list[click.Parameter] = []
    if row.noun != "task" and words and row.verb not in ("list", "delete"):
        text = (
            "Request with the field names of the API, in YAML or JSON; - for stdin. Command-line"
            " options take precedence."
        )
        found.append(click.Option([FILE, "-f", "--request"], metavar="FILE", help=text))
    if row.stem:
        more = ["--save"] if row.run == "film" else []
        found.append(
            click.Option(
                [OUT, "-o", "--out", *more],
                metavar="FILE",
                help="File or folder to save to; - for a pipe.",
            )
        )
    if row.stream:
        text = (
            "Receive the audio while it is generated."
            if row.stem
            else "Print the text while it is generated (default on a terminal), or when it is"
            " complete (default in a pipe)."
        )
        found.append(click.Option([STREAM, "--stream/--no-stream"], default=None, help=text))
    if row.run in PLAYED:
        found.append(
            click.Option(
                [PLAY, "--play"],
                is_flag=True,
                help="Play the audio; it is saved only with -o.",
            )
        )
    if row.run == "start":
        found.append(
            click.Option([WAIT, "--wait"], is_flag=True, help="Wait for the result; implied by -o.")
        )
    if row.deletes:
        found.append(agreement("Delete without asking."))
    if row.run == "chat":
        found.append(
            click.Option(
                [REASONING, "--show-reasoning"],
                is_flag=True,
                help="Show the reasoning on stderr.",
            )
        )
    return found


def _add_stdin(values: dict[str, Any], name: str, shown: str, *, required: bool) -> None:
    """Add piped input to a text argument: after the given text, or instead of it. Piped input is
    never dropped.
    """
    given = values.get(name)
    if given != "-" and not streams.is_piped():
        return
    ctx = click.get_current_context()
    quiet = Settings.of(ctx).quiet or not streams.is_piped()
    piped = streams.read_stdin(quiet=quiet).rstrip("\n")
    other = next((f"--{source.replace('_', '-')}" for source in FILES if source in values), "")
    if not piped.strip():
        if given == "-" or (required and given is None and not other):
            raise click.UsageError(f"{shown} is missing, and stdin is empty", ctx)
    elif other:
        raise click.UsageError(
            f"the text comes from both {other} and stdin; use only one of them (for no stdin:"
            f" < {os.devnull})",
            ctx,
        )
    elif given is None or given == "-":
        values[name] = piped
    else:
        values[name] = [*given, piped] if isinstance(given, list) else f"{given}\n\n{piped}"


def _utf8(value: Any, parameter: Parameter, name: str) -> Any:
    """A value of the command line, which may have been decoded incorrectly if the locale is not
    UTF-8. The bytes of paths are preserved.
    """
    if parameter.kind is SOURCE or not isinstance(value, str):
        return value
    try:
        return os.fsencode(value).decode("utf-8") if ESCAPED.search(value) else value
    except UnicodeError:
        raise click.UsageError(f"{name} is not valid UTF-8", click.get_current_context()) from None


def _complaint(parameter: Parameter, words: Mapping[str, str]) -> str:
    if parameter.name in words:
        piped = ", on stdin" if parameter.name in TEXTS else ""
        return (
            f"{words[parameter.name]} is missing: pass it after the command{piped}, or in a request"
            " file (-f)"
        )
    return f"{parameter.flag} is missing"


def _formats(
    by_name: Mapping[str, Parameter], values: Mapping[str, Any]
) -> tuple[str, Collection[str]]:
    """The argument that selects the file format, and its possible values."""
    name = "output_format" if "output_format" in by_name else "format"
    kind = by_name[name].kind if name in by_name else None
    if name == "output_format":
        model = str(values.get("model") or by_name["model"].default)
        if (values.get("api") or generation(model, "image")) == "v1":
            return name, ()
    return name, kind.values if isinstance(kind, Known) else ()


def _format_by_name(out: str | None, formats: Collection[str]) -> str | None:
    """The format implied by a file name: `-o a.wav` means WAV."""
    return next((format for format in formats_of(out or "") if format in formats), None)
