"""`minimax batch`: run many jobs from a file, resumable after a crash."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ..errors import ValidationError
from . import exits, output
from .batch_progress import clock_of, line_of, progress_of
from .connection import connected
from .help import HELP, examples_of
from .options import DRY_RUN, SECONDS, FiniteRange, Settings, command_line
from .streams import read_stdin, visible

if TYPE_CHECKING:
    from ..batch import Outcome, Plan, Report, Verification

MOST_TOLD = 20
DRAIN_SECONDS = 30.0
"""Seconds that a coordinator waits for paid requests in flight before it exits."""
ADVICE = {
    "started": "being sent right now",
    "pending": "not sent; the same command sends what is left",
    "running": (
        "in progress on the platform; the same command continues (long speech is kept for 9 hours"
        " only)"
    ),
    "unsaved": (
        "generated and paid for, but not on disk; the same command downloads the results at no cost"
    ),
    "refused": "rejected or interrupted before it ran, at no cost; the same command tries again",
    "failed": "could not be completed; --retry-failed sends the request again",
    "unknown": (
        "may have been completed and paid for, but no response was received; check before you"
        " send the request again with --retry-unknown"
    ),
}


def command() -> click.Command:
    """The command."""
    group = click.Group(
        "batch",
        context_settings=HELP,
        help=(
            "Run thousands of jobs from a file. A batch can be resumed after a crash, and no job is"
            " paid for twice."
        ),
        epilog=examples_of(
            (
                "minimax batch run jobs.jsonl --out OUT --concurrency 8 --rpm 60",
                "minimax batch status OUT",
            )
        ),
    )
    group.add_command(_run_command())
    group.add_command(_status_command())
    group.add_command(_coordinator_command())
    return group


def _run_command() -> click.Command:
    job = '{"op": "speech.synthesize", "text": "Hello.", "save": "1.mp3"}'
    at_least_one = click.IntRange(1)
    return click.Command(
        "run",
        context_settings=HELP,
        params=[
            click.Argument(["jobs"], metavar="JOBS"),
            _option("--out", "-o", metavar="DIR", required=True,
                    help="Folder for results, ledger and report.json, or s3://bucket/folder."),
            _option("--ledger", metavar="DIR",
                    help="Folder for the ledger, if the results go elsewhere."),
            _option("--concurrency", type=at_least_one, default=8, show_default=True,
                    help="Maximum number of jobs at the same time; with --ray, per worker."),
            _option("--rpm", type=at_least_one,
                    help="Maximum requests per minute, for each kind of request."),
            _option("--tpm", type=at_least_one,
                    help="Maximum tokens (or characters of speech) per minute, for each kind."),
            _option("--published", type=click.Choice(["paid", "free"]),
                    help="Keep the limits that the platform publishes for such an account."),
            _option("--max-cost", type=FiniteRange(0), metavar="AMOUNT",
                    help="Stop before the batch costs more, according to the price table."),
            _option("--set", "assigned", multiple=True, metavar="NAME=VALUE",
                    help="An argument of every job of a CSV or Parquet file, as voice=male-1."),
            _option("--map", "mapped", multiple=True, metavar="NAME=COLUMN",
                    help="The column for an argument, such as text=sentence."),
            _option("--manifest", metavar="FILE",
                    help="Also write the outcomes as a table: JSON Lines, or .parquet."),
            _option("--progress-every", type=SECONDS, default=30.0, show_default=True,
                    metavar="SECONDS", help=(
                        "Seconds between lines of progress without a terminal."
                    )),
            _option("--ray", metavar="ADDRESS",
                    help="Run the jobs on a Ray cluster: auto, local, or its address."),
            _option("--workers", type=at_least_one,
                    help="Number of workers on that cluster; defaults to 4."),
            _option("--retry-unknown", is_flag=True,
                    help="Resend jobs that may have been paid for, but whose result was lost."),
            _option("--retry-failed", is_flag=True,
                    help="Resend jobs that the platform could not complete."),
        ],
        callback=_run,
        help=(
            "Run all jobs of a file. After a Ctrl-C, a crash or a power cut, run the same command"
            f" again to continue.\n\nJOBS has one job in JSON per line, such as {job}; - reads"
            " them from stdin. It may also be a CSV, TSV or Parquet file with a job in each row."
            f" With {DRY_RUN} the jobs are only checked, and their cost and duration are estimated."
        ),
        epilog=examples_of(
            (
                "minimax batch run jobs.jsonl --out OUT",
                "minimax batch run lines.csv --out OUT --set op=speech.synthesize --map text=line",
                "minimax batch run jobs.jsonl --out s3://bucket/out --ray auto --workers 16",
                "minimax --offline batch run jobs.jsonl --out OUT",
            )
        ),
    )  # fmt: skip


def _coordinator_command() -> click.Command:
    at_least_one = click.IntRange(1)
    return click.Command(
        "coordinator",
        context_settings=HELP,
        params=[
            click.Argument(["folder"], metavar="DIR"),
            _option("--out", "-o", metavar="WHERE",
                    help="Where the workers save results: a folder that they share, or"
                         " s3://bucket/folder. Defaults to DIR."),
            _option("--host", default="127.0.0.1", show_default=True, metavar="HOST",
                    help="Address to listen on. Others than loopback belong in a private network."),
            _option("--port", type=click.IntRange(0, 65535), default=0, metavar="PORT",
                    help="Port to listen on; by default a free one."),
            _option("--token", envvar="MINIMAX_BATCH_TOKEN", metavar="TOKEN",
                    help="Token for workers; by default, a new one is created and printed."),
            _option("--rpm", type=at_least_one,
                    help="Maximum requests per minute of all workers together, for each kind."),
            _option("--tpm", type=at_least_one,
                    help="Maximum tokens per minute of all workers together, for each kind."),
            _option("--concurrent", type=at_least_one,
                    help="Maximum number of paid requests in flight, of all workers together."),
            _option("--published", type=click.Choice(["paid", "free"]),
                    help="Keep the limits that the platform publishes for such an account."),
        ],
        callback=_coordinator,
        help=(
            "Serve a ledger and rate limits to workers on other machines, such as those of Dask or"
            " Celery. Prints the URL, and the token if it is new, and runs until Ctrl-C. DIR, on a"
            " local disk, is the folder of the ledger."
        ),
        epilog=examples_of(("minimax batch coordinator LEDGER --out s3://bucket/out --rpm 60",)),
    )  # fmt: skip


def _option(*names: str, **facts: Any) -> click.Option:
    return click.Option(list(names), **facts)


def _status_command() -> click.Command:
    return click.Command(
        "status",
        context_settings=HELP,
        params=[
            click.Argument(["folder"], metavar="DIR"),
            click.Option(
                ["--verify"],
                is_flag=True,
                help="Also compare the ledger with the files: is every result there?",
            ),
        ],
        callback=_status,
        help="Show the outcome of a batch so far, also while it is running.",
        epilog=examples_of(("minimax batch status OUT", "minimax batch status OUT --verify")),
    )


def _run(
    *,
    jobs: str,
    out: str,
    ledger: str | None,
    concurrency: int,
    rpm: int | None,
    tpm: int | None,
    published: str | None,
    max_cost: float | None,
    assigned: Sequence[str],
    mapped: Sequence[str],
    manifest: str | None,
    progress_every: float,
    ray: str | None,
    workers: int | None,
    retry_unknown: bool,
    retry_failed: bool,
) -> int:
    from pathlib import Path

    from .. import batch
    from ..batch import tables

    settings = Settings.of(click.get_current_context())
    if workers is not None and ray is None:
        raise click.UsageError(
            "--workers is the number of workers on a Ray cluster; without --ray, use --concurrency",
            click.get_current_context(),
        )
    if not out.strip():
        raise click.UsageError(
            "--out is empty; use . for the current folder", click.get_current_context()
        )
    source = _source(jobs, assigned, mapped)
    if manifest is not None:
        tables.check_manifest(Path(manifest))
    rates = {"rpm": rpm, "tpm": tpm}
    if settings.dry_run:
        with connected(settings._replace(dry_run=None), keyless=True) as client:
            plan = batch.plan(_limited(client, published, rates), source, out=out)
        _show_plan(settings, plan)
        return exits.OK
    with connected(settings) as client, progress_of(settings, progress_every) as show_progress:
        try:
            report = batch.run(
                _limited(client, published, rates),
                source,
                out=out,
                ledger=ledger,
                on=None if ray is None else batch.Ray(workers=workers or 4, address=ray),
                concurrency=concurrency,
                retry_unknown=retry_unknown,
                retry_failed=retry_failed,
                max_cost=max_cost,
                on_progress=show_progress,
            )
        except KeyboardInterrupt:
            # After a second Ctrl-C, requests are still in flight.
            hasty = any(thread.name == batch.THREAD for thread in threading.enumerate())
            words = _advice(jobs, out, ledger, hasty)
            if hasty:
                print(f"minimax: {words}", file=sys.stderr, flush=True)
                os._exit(exits.INTERRUPT)  # a regular exit would wait for them
            raise exits.Interrupted(words) from None
    if manifest is not None:
        report.write_manifest(manifest)
    _summary(settings, report)
    if report.stopped_by is not None:
        return exits.code_of(report.stopped_by)
    return exits.OK if report.ok else exits.OTHER


def _advice(jobs: str, out: str, ledger: str | None, hasty: bool) -> str:
    """How to continue a run that was interrupted: with the same command. Jobs from stdin are kept
    in the folder of the ledger. After a `hasty` end, unknown jobs may just have been paid for, so
    they are not sent again without being asked for once more.
    """
    from pathlib import Path

    from ..batch.names import SPOOL
    from ..batch.places import ledger_folder

    changed: dict[str, str | None] = {"retry_unknown": None} if hasty else {}
    kept = (ledger_folder(out) if ledger is None else Path(ledger)) / SPOOL
    if jobs == "-" and kept.exists():
        changed["jobs"] = str(kept)
    again = command_line(click.get_current_context(), **changed)
    return f"interrupted; everything so far is saved. To continue: {again}"


def _source(jobs: str, assigned: Sequence[str], mapped: Sequence[str]) -> Any:
    """The jobs: from stdin, from a table, or from a file with one job per line."""
    from .. import batch
    from ..batch.tables import TABLES, value_of

    if jobs.lower().endswith(TABLES):
        texts, columns = dict(_pairs("--set", assigned)), dict(_pairs("--map", mapped))
        op = texts.get("op", "")
        defaults = {name: value_of(text, op, name) for name, text in texts.items()}
        return batch.read_table(jobs, defaults=defaults, columns=columns)
    if assigned or mapped:
        raise click.UsageError(
            f"--set and --map only work with {', '.join(TABLES)} files, not with"
            f" {'stdin' if jobs == '-' else jobs}",
            click.get_current_context(),
        )
    return list(_stdin()) if jobs == "-" else jobs


def _pairs(option: str, given: Sequence[str]) -> Iterator[tuple[str, str]]:
    for each in given:
        name, equals, value = each.partition("=")
        if not (equals and name):
            raise click.UsageError(f"{option} {each}: use NAME=VALUE", click.get_current_context())
        yield name, value


def _limited(client: Any, published: str | None, rates: Mapping[str, int | None]) -> Any:
    """A client with the rate limits of the command line, if there are any."""
    limits = _limits(published, client.region, rates)
    return client if limits is None else client.with_options(limits=limits)


def _limits(published: str | None, region: str | None, rates: Mapping[str, int | None]) -> Any:
    from ..config import Limits

    given: dict[str, Any] = {name: rate for name, rate in rates.items() if rate is not None}
    if published is not None:
        return Limits.published(published, region=region or "global")._replace(**given)
    return Limits(**given) if given else None


def _show_plan(settings: Settings, plan: Plan) -> None:
    """Print the result of a dry run."""
    if settings.json:
        output.document(plan._asdict())
        return
    output.shown(settings, f"{output.counted(plan.jobs, 'job')} checked; nothing was sent")
    known = f"{plan.cost.normalize():f} {plan.currency} (prices of {plan.as_of})"
    unknown = f"{output.counted(plan.unpriced, 'job')} of unknown price" if plan.unpriced else ""
    costs = filter(None, (known if plan.currency else "", unknown))
    print(f"  cost: {' and '.join(costs) or 'nothing'}")
    print(f"  duration: at least {clock_of(plan.seconds)} at the limits")


def _coordinator(
    *,
    folder: str,
    out: str | None,
    host: str,
    port: int,
    token: str | None,
    published: str | None,
    **rates: int | None,
) -> int:
    import secrets
    import signal
    from pathlib import Path

    from ..batch import http, marks, object_store, runner

    settings = Settings.of(click.get_current_context())
    store = object_store.open_store(folder if out is None else out)
    limits = _limits(published, settings.region, rates)
    coordinator = runner.open_folder(Path(folder), store, limits=limits)
    try:
        mark = marks.MovingMark(coordinator.ledger, store)
        secret = token or secrets.token_urlsafe(24)
        with http.Server(coordinator, secret, mark, host, port) as server:
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            print(server.url, *([] if token else [f"MINIMAX_BATCH_TOKEN={secret}"]), sep="\n")
            sys.stdout.flush()
            try:
                server.serve_forever(poll_interval=0.1)
            except KeyboardInterrupt:
                coordinator.stop("the coordinator was stopped", halt=True)
                threading.Thread(target=server.serve_forever, daemon=True).start()
                coordinator.drain(DRAIN_SECONDS)
                server.shutdown()
    finally:
        coordinator.close()
    return exits.OK


def _status(*, folder: str, verify: bool) -> int:
    from .. import batch

    settings = Settings.of(click.get_current_context())
    verification = batch.verify(folder) if verify else None
    _summary(settings, batch.status(folder), verification)
    return exits.OK if verification is None or verification.ok else exits.OTHER


def _summary(settings: Settings, report: Report, verification: Verification | None = None) -> None:
    """Print the report of a batch: as JSON, or as text with the jobs that need attention."""
    counts = {state.value: count for state, count in report.counts.items()}
    if settings.json:
        compared = verification and {
            "files": verification.files,
            "missing": [outcome.as_dict() for outcome in verification.missing],
            "unexpected": [outcome.as_dict() for outcome in verification.unexpected],
        }
        output.document(
            {
                "jobs": report.total,
                "counts": counts,
                "cost": report.cost,
                "stopped": report.stopped,
                "outcomes": [outcome.as_dict() for outcome in report.outcomes()],
                **({"verification": compared} if compared else {}),
            }
        )
        return
    print(report)
    for state, advice in ADVICE.items():
        if counts.get(state):
            print(f"  {counts[state]:,} {advice}")
    if report.stopped:
        print(f"  stopped early: {report.stopped}")
    for number, failure in enumerate(report.failures()):
        if number == MOST_TOLD:
            print("  ... all of them are in report.json")
            break
        more = f" (and {failure.jobs - 1:,} more like it)" if failure.jobs > 1 else ""
        print(f"  {line_of(failure)}{more}")
    if verification is not None:
        print(f"  files of finished jobs compared: {verification.files:,}")
        _compared("missing or empty", verification.missing)
        _compared("unexpected: the file exists, but its job is not done", verification.unexpected)


def _compared(what: str, outcomes: Sequence[Outcome]) -> None:
    print(f"    {len(outcomes):,} {what}")
    for outcome in outcomes[:MOST_TOLD]:
        print(visible(f"      line {outcome.line}: {', '.join(outcome.files) or outcome.save}"))


def _stdin() -> Iterator[Mapping[str, Any]]:
    from ..batch.jobs import content_of

    for number, line in enumerate(read_stdin().split("\n"), 1):
        if line.strip():
            try:
                yield content_of(line.encode())
            except ValidationError as error:
                raise click.UsageError(
                    f"line {number} of stdin: {error}", click.get_current_context()
                ) from None
