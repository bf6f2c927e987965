"""The report of `minimax doctor --probe`: for people, and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..emulator.recordings import conformance
from ..emulator.recordings.conformance import Difference
from . import output
from .options import Settings
from .probe_requests import Step, not_sent

OK, DIFFERS, NOT_CHECKED = "ok", "differs", "not checked"
COLUMNS = ("operation", "request", "kind", "place", "received", "documented")


class Result(NamedTuple):
    """The result of one request."""

    step: Step
    state: str
    """`OK`, `DIFFERS`, or `NOT_CHECKED` if the platform could not process the request."""
    differences: Sequence[Difference] = ()
    status: int | None = None
    """HTTP status, None without a response."""
    seconds: float = 0.0
    reason: str = ""
    """Why it was not checked."""


def report(results: Sequence[Result], **facts: str) -> dict[str, Any]:
    """The report as JSON values. `facts` describe what was probed, and when."""
    return {
        **facts,
        "spec": conformance.document("text")["info"]["version"],
        "requests": [
            {
                "operation": result.step.operation,
                "title": result.step.title,
                "state": result.state,
                "status": result.status,
                "seconds": round(result.seconds, 3),
                "reason": result.reason,
                "differences": [found._asdict() for found in result.differences],
            }
            for result in results
        ],
        "not_sent": not_sent(),
        "differences": sum(len(result.differences) for result in results),
    }


def markdown(document: Mapping[str, Any]) -> str:
    """The report for people."""
    requests = document["requests"]
    facts = f"{document['started_at']}, {document['version']}, spec {document['spec']}"
    rows = [
        (
            request["operation"],
            request["title"],
            request["status"] or "",
            f"{request['seconds'] * 1000:.0f}",
            ": ".join(filter(None, (request["state"], request["reason"]))),
        )
        for request in requests
    ]
    parts = [
        f"# Probe of {document['base_url']}",
        f"{facts}: {summary(document)}.",
        _table("Differences", COLUMNS, differences(document)),
        _table("Requests", ("operation", "request", "status", "ms", "result"), rows),
        _table("Not sent", ("operation", "reason"), list(document["not_sent"].items())),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def show(
    settings: Settings, results: Sequence[Result], document: Mapping[str, Any], path: Path
) -> None:
    """Print the differences and the path of the report."""
    if settings.json:
        output.document({**document, "file": path})
    else:
        found = differences(document)
        if found:
            output.table(settings, found, COLUMNS, found)
        output.path(path)
    for result in results:
        if result.state == NOT_CHECKED:
            output.say(settings, f"not checked: {result.step.name}: {result.reason}")
    output.say(settings, f"{summary(document)}; the recording is {path.with_suffix('.jsonl')}")


def differences(document: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """All differences, one row each."""
    return [
        (request["operation"], request["title"], *difference.values())
        for request in document["requests"]
        for difference in request["differences"]
    ]


def summary(document: Mapping[str, Any]) -> str:
    """A short summary of the report."""
    requests, count = document["requests"], document["differences"]
    unchecked = sum(request["state"] == NOT_CHECKED for request in requests)
    return (
        f"{len(requests)} requests, {count} {'difference' if count == 1 else 'differences'},"
        f" {unchecked} not checked"
    )


def _table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A section with a table in Markdown, "" without rows."""

    def line(cells: Sequence[object]) -> str:
        texts = (" ".join(str(cell).split()) for cell in cells)
        escaped = (text.replace("|", "&#124;").replace("<", "&lt;") for text in texts)
        return f"| {' | '.join(escaped)} |"

    lines = [line(columns), line(["---"] * len(columns)), *map(line, rows)]
    return f"## {title}\n\n" + "\n".join(lines) if rows else ""
