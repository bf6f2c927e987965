"""Runs the commands of the table: arguments together, destination checked, operation called, result
shown or saved.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import chain
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import click

from ..core.destinations import is_folder, write_file
from ..errors import DecodeError, MinimaxError, ValidationError
from . import derive, destination, output, streams
from .commands import Row
from .connection import connected
from .destination import Destination
from .exits import Interrupted, words_for
from .options import Settings
from .progress import Watch
from .sending import told

FIRST = re.compile(r"\w+")
WIRE = re.compile(r"[\w.\[\]]*( \([\w.\[\]]+\))(?=:| is missing)")
"""The name of the wire, which an option does without."""
COMPOUND = re.compile(r"'[^']*'|\"[^\"]*\"|(?<![\w.-])[a-z]+(?:_[a-z]+)+(?!\w|\.\w)")
SUBTITLES = ".srt"
MOST_PICTURES = 100
"""More names are not reserved: no call makes so many."""
ROWS_IN = {"Quota": "entries", "SearchResults": "results", "TaskPage": "tasks"}
"""Where results hold their list."""


class Job(NamedTuple):
    """One command that is about to run."""

    row: Row
    settings: Settings
    values: dict[str, Any]
    """Arguments of the operation."""
    out: str | None = None
    play: bool = False
    wait: bool = False
    handle: str = ""
    thoughts: bool = False
    """Whether reasoning is shown, too."""
    written: Mapping[str, str] = {}
    """How the arguments are called here: by their options, their place, or their fields in a
    request file.
    """
    formats: Collection[str] = ()
    """The formats that the result can have."""

    def method(self, client: Any) -> Callable[..., Any]:
        """The operation, bound to a client, or to the task of the handle."""
        path, _, name = self.row.call.rpartition(".")
        place = client.task(self.handle) if path == "task" else attrgetter(path)(client)
        found: Callable[..., Any] = getattr(place, name)
        return found

    def place(
        self, format: str | None = None, *, count: int = 1
    ) -> AbstractContextManager[Destination]:
        """Where the results go: the format is that of the call unless it is given."""
        return destination.reserved(
            self.out,
            self.settings,
            stem=self.row.stem,
            format=str(self.values.get("format") or "mp3") if format is None else format,
            choices=self.formats,
            count=count,
            subtitles=SUBTITLES if self.values.get("subtitles") else "",
        )

    def resume(self, handle: str) -> str:
        """The command that takes a task up again."""
        out = ["-o", self.out] if self.out and self.out != destination.STDOUT else []
        verb = "download" if self.row.stem else "wait"
        return f"minimax {self.settings.flags}task {shlex.join([verb, handle, *out])}"


def run(job: Job) -> None:
    """Run a command. An answer that cannot be read may be paid all the same, so it is kept."""
    try:
        RUNS[job.row.run](job)
    except ValidationError as error:
        error.args = (in_words_of(job.written, str(error.args[0]), error.field),)
        raise
    except DecodeError as error:
        if error.raw is not None:
            error.add_note(f"the answer is kept in {destination.kept(error.raw)}")
        raise


def in_words_of(written: Mapping[str, str], complaint: str, field: str) -> str:
    """A complaint about arguments with the names that were written here. A plain word is a name
    only where it stands first.
    """
    first, rest = FIRST.match(field), complaint
    beginning = written.get(first[0], "") if first and complaint.startswith(first[0]) else ""
    if first and beginning:
        rest = complaint[len(first[0]) :]
        wire = WIRE.match(rest)
        rest = rest[: wire.start(1)] + rest[wire.end(1) :] if wire else rest
    return beginning + COMPOUND.sub(lambda name: written.get(name[0], name[0]), rest)


def _call(job: Job) -> None:
    with connected(job.settings, keyless=job.row.call == "video.templates") as client:
        with Watch(job.settings, "asking") as watch:
            result = job.method(client)(**job.values, **_uploading(job, watch))
        rows = getattr(result, ROWS_IN.get(type(result).__name__, ""), result)
        if job.row.columns and not (job.settings.json and rows is not result):
            output.listed(job.settings, rows, job.row.columns)
        else:
            output.shown(job.settings, result)


def _uploading(job: Job, watch: Watch) -> dict[str, Any]:
    """Progress of the upload, for operations that tell it."""
    return (
        {"on_progress": watch.upload}
        if "on_progress" in derive.operation(job.row.call).signature.parameters
        else {}
    )


def _chat(job: Job) -> None:
    with connected(job.settings) as client:
        if job.row.call == "text.chat" and "messages" not in job.values:
            from .conversation import converse

            converse(client, job.settings, job.values)
            return
        reply = job.method(client)(**job.values)
        if job.settings.json:
            output.document(reply)
            return
        if job.thoughts and reply.reasoning:
            output.say(job.settings, reply.reasoning)
        if reply.text:
            print(reply.text)
        _show_calls(reply)


def _show_calls(reply: Any) -> None:
    for call in getattr(reply, "tool_calls", ()):
        print(f"{call.name}({call.raw_arguments})")


def _write(job: Job) -> None:
    """Text that is printed as it comes: events of a chat, or pieces of a transcript."""
    with connected(job.settings) as client, job.method(client)(**job.values) as stream:
        try:
            _printed(job, stream)
        except (KeyboardInterrupt, MinimaxError):
            if not job.settings.json:
                print(flush=True)  # what had come keeps its line
            raise
        if job.settings.json:
            output.document(stream.final())
        else:
            print()
            _show_calls(stream.final())


def _printed(job: Job, stream: Any) -> None:
    for item in stream:
        kind, text = ("text", item) if isinstance(item, str) else (item.type, item.text)
        if job.settings.json:
            continue
        if kind == "text":
            print(text, end="", flush=True)
        elif kind == "reasoning" and job.thoughts:
            print(text, end="", file=sys.stderr, flush=True)


def _sound(job: Job) -> None:
    with job.place() as place, connected(job.settings) as client:
        with Watch(job.settings, "in the making"):
            sound = job.method(client)(**job.values)
        if sound.url and job.out is None:
            output.shown(job.settings, sound.url if not job.settings.json else sound)
        elif sound.url:
            with _lying_at(sound.url):
                client.files.download(
                    sound.url, sys.stdout.buffer if place.path is None else place.path
                )
            _report(job, place.path, sound)
        else:
            _deliver(job, place, sound)


@contextmanager
def _lying_at(url: str) -> Iterator[None]:
    """Whatever keeps a paid result from being fetched: its link is not lost."""
    try:
        yield
    except (KeyboardInterrupt, MinimaxError, OSError) as error:
        error.add_note(f"the result lies at {url}")
        raise


def _deliver(job: Job, place: Destination, sound: Any) -> None:
    """Save what was made, and play it where that is wanted. The file comes first, so that a missing
    player costs nothing.
    """
    if place.given or not job.play:
        saved = destination.put(place, b"" if place.path else sound.audio, sound.save)
        _finish(job, place, saved, sound)
    if job.play:
        try:
            sound.play()
        except MinimaxError as error:
            if not place.given:
                saved = destination.put(place, b"", sound.save)
                error.add_note(f"the audio is in {saved}")
            raise


def _finish(job: Job, place: Destination, saved: Path | None, sound: Any) -> None:
    """Save the subtitles of a sound that was saved itself, and report both."""
    if place.subtitles is not None:
        text = sound.to_srt().encode("utf-8")
        path = destination.rescued(place.subtitles, lambda target: write_file(target, text))
        output.say(job.settings, f"subtitles in {path}")
    _report(job, saved, sound)


def _report(job: Job, path: Path | None, result: Any) -> None:
    """Say where a result is: the path is the data of such a command."""
    if job.settings.json:
        output.document({"file": path, **output.plain(result)})
    elif path is not None:
        output.path(path)
    facts = [f"{result.duration:.1f} s" if getattr(result, "duration", 0) else ""]
    facts.append(f"{result.characters} characters" if getattr(result, "characters", 0) else "")
    if told := ", ".join(filter(None, facts)):
        output.say(job.settings, told)


def _flow(job: Job, source: Iterable[str] | None = None) -> None:
    """Audio that comes in pieces, for a text or for the pieces of one; into a pipe as it comes,
    into a file when it is complete.
    """
    with (
        job.place() as place,
        connected(job.settings) as client,
        _stream(job, client, source) as stream,
    ):
        try:
            if job.play:
                stream.play()
            else:
                with Watch(job.settings, "receiving") as watch:
                    count = 0
                    for chunk in stream:
                        count += len(chunk)
                        watch.count(count, None)
                        if place.is_stdout:
                            sys.stdout.buffer.write(chunk)
                            sys.stdout.buffer.flush()
            sound = stream.final()
        except (KeyboardInterrupt, MinimaxError) as error:
            _keep_partial(place, stream, error)
            raise
        if place.given or not job.play:
            saved = None if place.path is None else destination.rescued(place.path, sound.save)
            _finish(job, place, saved, sound)


def _stream(job: Job, client: Any, source: Iterable[str] | None) -> Any:
    spoken = {} if source is None else {"text_stream": told(source, client)}
    return job.method(client)(**{**job.values, **spoken})


def _keep_partial(place: Destination, stream: Any, error: BaseException) -> None:
    """What had come is paid: it stays beside the place of the whole."""
    if place.path is None:
        return
    partial = stream.snapshot
    if not partial.audio:
        return
    beside = destination.unused(place.path.with_stem(f"{place.path.stem}.partial"))
    kept = destination.rescued(beside, partial.save)
    error.add_note(f"what had come is in {kept}")


def _speak(job: Job) -> None:
    text = job.values.get("text_stream")
    if text is None or text == "-":
        _flow(job, streams.typed())
    elif streams.is_piped():
        _flow(job, chain([f"{text}\n\n"], streams.typed()))
    else:
        _flow(job, [text])


def _start(job: Job) -> None:
    """A task: its handle, or with -o or --wait its result."""
    format = "mp4" if job.row.noun == "video" else None
    with (
        job.place(format) if job.out else nullcontext() as place,
        connected(job.settings) as client,
        Watch(job.settings, "asking for it") as watch,
    ):
        task = job.method(client)(**job.values, **_uploading(job, watch))
        if job.out is None and not job.wait:
            watch.stop()
            output.shown(job.settings, task if job.settings.json else task.handle)
            output.say(job.settings, f"When it is ready: {job.resume(task.handle)}")
            return
        _follow(job, task, watch, place)


def _wait(job: Job) -> None:
    with connected(job.settings) as client, Watch(job.settings, "looking") as watch:
        _follow(job, client.task(job.handle), watch, None)


def _follow(job: Job, task: Any, watch: Watch, place: Destination | None) -> None:
    """Wait for a task, then show its result or fetch it."""
    wait = {
        name: job.values[name]
        for name in ("timeout", "interval")
        if job.row.call == "task.wait" and name in job.values
    }
    with _Resumable(job, task):
        result = task.wait(on_status=watch.status, **wait)
        if place is None:
            watch.stop()
            output.shown(job.settings, result)
            if hasattr(result, "save"):
                output.say(
                    job.settings,
                    "To save it:"
                    f" {job.resume(task.handle).replace(' task wait ', ' task download ')}",
                )
        else:
            _fetched(job, result, watch, place)


def _fetched(job: Job, result: Any, watch: Watch, place: Destination) -> None:
    """Bring a result that lies on the platform to its place."""
    if place.path is None:
        content = result.read()
        sys.stdout.buffer.write(content if isinstance(content, bytes) else content.audio)
        sys.stdout.buffer.flush()
        return
    path = result.save(place.path, on_progress=watch.download)
    watch.stop()
    if job.settings.json:
        output.document({"file": path, **output.plain(result)})
    else:
        output.path(path)


class _Resumable:
    """While a task is followed: an interrupt, or anything else that ends the wait, says how to take
    it up again.
    """

    def __init__(self, job: Job, task: Any = None) -> None:
        self._job = job
        self.task = task

    def __enter__(self) -> _Resumable:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: object
    ) -> None:
        if (
            error is None
            or self.task is None
            or not isinstance(error, (KeyboardInterrupt, Exception))
        ):
            return
        if type(error).__name__ == "TaskFailed":
            return
        how = (
            f"The task is {self.task.handle}; to take it up again:"
            f" {self._job.resume(self.task.handle)}"
        )
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(f"interrupted\n  {how}") from None
        error.__notes__ = [how]


def _film(job: Job) -> None:
    """A video from the request to the file."""
    with (
        job.place("mp4") as place,
        connected(job.settings) as client,
        Watch(job.settings, "asking for it") as watch,
        _Resumable(job._replace(out=str(place.path) if place.path else job.out)) as kept,
    ):

        def status(task: Any) -> None:
            kept.task = task
            watch.status(task)

        video = client.video.generate(**job.values, on_status=status)
        _fetched(job, video, watch, place)


def _take(job: Job) -> None:
    format = "mp4" if job.handle.startswith("video") else ""  # of other tasks it is not known
    with (
        job.place(format) as place,
        connected(job.settings) as client,
        Watch(job.settings, "looking") as watch,
    ):
        task = client.task(job.handle)
        with _Resumable(job, task):
            limit = {"timeout": job.values["timeout"]} if "timeout" in job.values else {}
            _fetched(job, task.wait(on_status=watch.status, **limit), watch, place)


def _watch(job: Job) -> None:
    with connected(job.settings) as client:
        task = client.task(job.handle)
        with _Resumable(job, task):
            for status in task.updates(**job.values):
                if not job.settings.json:
                    print(status.value, flush=True)
        if job.settings.json:
            output.document(task)


def _task(job: Job) -> None:
    with connected(job.settings) as client:
        task = client.task(job.handle)
        result = getattr(task, job.row.call.partition(".")[2])(**job.values)
        output.shown(job.settings, task if result is None else result)


def _pictures(job: Job) -> None:
    n = job.values.get("n")
    count = min(max(n, 1), MOST_PICTURES) if isinstance(n, int) else 1
    if job.out == destination.STDOUT and count > 1:
        raise click.UsageError("-o - takes one picture; give a folder for several")
    links = job.values.get("format") == "url" and job.out is None
    format = str(job.values.get("output_format") or "jpeg")
    with (
        nullcontext(Destination()) if links else job.place(format, count=count) as place,
        connected(job.settings) as client,
    ):
        with Watch(job.settings, "in the making"):  # links are fetched when they are saved
            images = job.method(client)(**{"format": None, **job.values})
        if links:
            if job.settings.json:
                output.document({**output.plain(images), "images": output.plain(list(images))})
            for image in () if job.settings.json else images:
                print(image.url)
            return
        rows, lost = [], None
        for image in images:
            target = place.numbered(image.index)
            try:
                with _lying_at(image.url) if image.url else nullcontext():
                    saved = destination.put(
                        target, image.read() if target.is_stdout else b"", image.save
                    )
            except (MinimaxError, OSError) as error:  # the others are paid, too
                lost = lost or error
                print(*words_for(error), sep="\n  ", file=sys.stderr)
            else:
                rows.append({"file": saved, **output.plain(image)})
        if job.settings.json and lost is None:
            output.document({**output.plain(images), "images": rows})
        elif not job.settings.json and not place.is_stdout:
            for row in rows:
                output.path(row["file"])
        if lost is not None:
            raise lost
        for failure in images.failures:
            output.say(job.settings, f"not made: {failure}")
        if images.failed_count and not images.failures:
            output.say(job.settings, f"the safety check held back {images.failed_count}")


def _design(job: Job) -> None:
    with job.place("mp3") as place, connected(job.settings) as client:
        voice = client.voices.design(**job.values)
        try:
            saved = destination.put(place, voice.audio, voice.save) if voice.audio else None
        except MinimaxError as error:
            error.add_note(f"the voice is {voice.voice_id}")
            raise
        if job.settings.json:
            output.document({**output.plain(voice), "file": saved})
        elif not place.is_stdout:
            print(voice.voice_id)
            output.say(job.settings, f"preview in {saved}" if saved else "no preview came")


def _fetch(job: Job) -> None:
    folder = Path(job.out or ".").expanduser()
    in_folder = job.out != destination.STDOUT and is_folder(job.out or ".")
    with (
        nullcontext() if in_folder else job.place("") as place,
        connected(job.settings) as client,
        Watch(job.settings, "download") as watch,
    ):
        # In a folder a file gets the name that it has on the platform.
        target = folder if place is None else place.path or sys.stdout.buffer
        path = client.files.download(**job.values, to=target, on_progress=watch.download)
        watch.stop()
        if isinstance(path, Path):
            output.document({"file": path}) if job.settings.json else output.path(path)


RUNS: dict[str, Callable[[Job], None]] = {
    "call": _call,
    "chat": _chat,
    "write": _write,
    "sound": _sound,
    "flow": _flow,
    "speak": _speak,
    "start": _start,
    "film": _film,
    "wait": _wait,
    "take": _take,
    "watch": _watch,
    "task": _task,
    "pictures": _pictures,
    "design": _design,
    "fetch": _fetch,
}
"""What a row of the table may name."""
