"""Run the commands of the table: collect arguments, check the destination, call the operation, and
show or save the result.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path
from typing import Any

import click

from ..core.destinations import is_folder, write_file
from ..errors import DecodeError, MinimaxError, ValidationError
from . import destination, following, output, replies, streams
from .connection import connected
from .destination import Destination
from .exits import words_for
from .job import Job
from .progress import Watch
from .sending import forwarded
from .wording import in_words_of

MOST_PICTURES = 100
"""Maximum number of reserved names; no call returns more results."""
ROWS_IN = {"Quota": "entries", "SearchResults": "results", "TaskPage": "tasks"}
"""The attributes of results that contain their list."""


def run(job: Job) -> None:
    """Run a command. A response that cannot be parsed may still have been paid for, so it is
    saved.
    """
    try:
        RUNS[job.row.run](job)
    except ValidationError as error:
        error.args = (in_words_of(job.written, str(error.args[0]), error.field),)
        raise
    except DecodeError as error:
        if error.raw is not None:
            error.add_note(f"the response is kept in {destination.kept(error.raw)}")
        raise


def _chat(job: Job) -> None:
    """Print a reply; without a text, start a conversation."""
    if job.row.call == "text.chat" and "messages" not in job.values:
        from .conversation import converse

        with connected(job.settings) as client:
            converse(client, job)
    elif job.streams:
        replies.write(job)
    else:
        with connected(job.settings) as client:
            reply = job.method(client)(**job.values)
            replies.show(reply, reasoning=job.reasoning, json=job.settings.json)


def _call(job: Job) -> None:
    if job.row.stream and job.streams:
        replies.write(job)
        return
    with connected(job.settings, keyless=job.row.call == "video.templates") as client:
        with Watch(job.settings, "asking") as watch:
            result = job.method(client)(**job.values, **job.uploading(watch))
        rows = getattr(result, ROWS_IN.get(type(result).__name__, ""), result)
        with replies.kept(lambda: result, json=True):
            if job.row.columns and not (job.settings.json and rows is not result):
                output.listed(job.settings, rows, job.row.columns)
            else:
                output.shown(job.settings, result)


def _sound(job: Job) -> None:
    if job.streams:
        _flow(job)
        return
    with job.place() as place, connected(job.settings) as client:
        with Watch(job.settings, "generating"):
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
    """Add the link of a paid result to any error that prevents its download."""
    try:
        yield
    except (KeyboardInterrupt, MinimaxError, OSError) as error:
        error.add_note(f"the result is at {url}")
        raise


def _deliver(job: Job, place: Destination, sound: Any) -> None:
    """Save audio, and play it if requested. It is saved first, in case there is no player."""
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
    """Save the subtitles of saved audio, and report both files."""
    if place.subtitles is not None:
        text = sound.to_srt().encode("utf-8")
        path = destination.rescued(place.subtitles, lambda target: write_file(target, text))
        output.say(job.settings, f"subtitles in {path}")
    _report(job, saved, sound)


def _report(job: Job, path: Path | None, result: Any) -> None:
    """Print the path of a result, which is the output of such a command."""
    if job.settings.json:
        output.document({"file": path, **output.plain(result)})
    elif path is not None:
        output.path(path)
    facts = [f"{result.duration:.1f} s" if getattr(result, "duration", 0) else ""]
    characters = getattr(result, "characters", 0)
    facts.append(output.counted(characters, "character") if characters else "")
    if line := ", ".join(filter(None, facts)):
        output.say(job.settings, line)


def _flow(job: Job, source: Iterable[str] | None = None) -> None:
    """Stream audio for a text or streamed text: to a pipe as it is received, to a file when it is
    complete.
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
        except (KeyboardInterrupt, MinimaxError, OSError) as error:
            _keep_partial(place, stream, error)
            raise
        if place.given or not job.play:
            saved = None if place.path is None else destination.rescued(place.path, sound.save)
            _finish(job, place, saved, sound)


def _stream(job: Job, client: Any, source: Iterable[str] | None) -> Any:
    spoken = {} if source is None else {"text_stream": forwarded(source, client)}
    return job.method(client, stream=source is None)(**{**job.values, **spoken})


def _keep_partial(place: Destination, stream: Any, error: BaseException) -> None:
    """Save partial audio, which has been paid for, next to the destination. What a pipe accepted
    is with its reader.
    """
    partial = stream.snapshot
    fills_up = isinstance(error, OSError) and not isinstance(error, (MinimaxError, BrokenPipeError))
    if not partial.audio or (place.path is None and not fills_up):
        return
    if place.path is None:
        error.add_note(f"the result so far is in {destination.save_elsewhere(partial.save)}")
        return
    beside = destination.unused(place.path.with_stem(f"{place.path.stem}.partial"))
    kept = destination.rescued(beside, partial.save)
    error.add_note(f"the result so far is in {kept}")


def _speak(job: Job) -> None:
    text = job.values.get("text_stream")
    if text is None or text == "-":
        _flow(job, streams.typed())
    elif streams.is_piped():
        _flow(job, chain([f"{text}\n\n"], streams.typed()))
    else:
        _flow(job, [text])


def _pictures(job: Job) -> None:
    n = job.values.get("n")
    count = min(max(n, 1), MOST_PICTURES) if isinstance(n, int) else 1
    if job.out == destination.STDOUT and count > 1:
        raise click.UsageError("-o - accepts one image; use a folder for several")
    links = job.values.get("format") == "url" and job.out is None
    format = str(job.values.get("output_format") or "jpeg")
    with (
        nullcontext(Destination()) if links else job.place(format, count=count) as place,
        connected(job.settings) as client,
    ):
        with Watch(job.settings, "generating"):  # links are fetched when they are saved
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
            except (MinimaxError, OSError) as error:  # the others are paid for, too
                if lost is not None:
                    print(*words_for(error), sep="\n  ", file=sys.stderr)
                lost = lost or error
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
            output.say(job.settings, f"not generated: {failure}")
        if images.failed_count and not images.failures:
            output.say(job.settings, f"the safety check withheld {images.failed_count}")


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
            output.say(job.settings, f"preview in {saved}" if saved else "no preview was sent")


def _fetch(job: Job) -> None:
    folder = Path(job.out or ".").expanduser()
    in_folder = job.out != destination.STDOUT and is_folder(job.out or ".")
    with (
        nullcontext() if in_folder else job.place("") as place,
        connected(job.settings) as client,
        Watch(job.settings, "download") as watch,
    ):
        # In a folder, a file keeps its name on the platform.
        target: Any = folder if place is None else place.path or sys.stdout.buffer
        path = client.files.download(**job.values, to=target, on_progress=watch.download)
        watch.stop()
        if isinstance(path, Path):
            output.document({"file": path}) if job.settings.json else output.path(path)


RUNS: dict[str, Callable[[Job], None]] = {
    "call": _call,
    "chat": _chat,
    "sound": _sound,
    "speak": _speak,
    "start": following.start,
    "film": following.film,
    "wait": following.wait,
    "take": following.take,
    "watch": following.watch,
    "task": following.act,
    "pictures": _pictures,
    "design": _design,
    "fetch": _fetch,
}
"""The functions that a row of the table can refer to."""
