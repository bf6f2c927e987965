"""Every result can be pickled, copied and handed to another process, and no key goes along.

The results are those of every call of the matrix, and their classes are found by looking: a class
that no call gives is a gap in this test.
"""

from __future__ import annotations

import copy
import dataclasses
import importlib
import inspect
import itertools
import multiprocessing
import pickle
import pkgutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from minimax import ConfigError, MiniMax, batch, callbacks, estimate
from minimax import results as package
from minimax.core.streaming import AsyncStream, Stream
from minimax.emulator import Emulator

from ..unit.platform import KEY, Runner
from .matrix import calls
from .matrix.calls import CASES, Place

MODULES = ("realtime", "audio", "tasks", "callbacks", "estimate", "batch.report")
HELPERS = frozenset(
    {
        "AudioAnswer",
        "AudioFrames",
        "Block",
        "Call",
        "ChatPart",
        "Delta",
        "Downloadable",
        "GrowingArguments",
        "Item",
        "Lane",
        "Part",
        "Parts",
        "ReplyEvent",
        "Said",
        "SampleBuffer",
        "Signature",
        "ThinkSplitter",
        "Typed",
    }
)
"""Classes in these modules that no caller ever sees."""


def modules() -> Iterator[ModuleType]:
    for name in MODULES:
        yield importlib.import_module(f"minimax.{name}")
    for inner in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{inner.name}")


def is_result(kind: type) -> bool:
    """Whether a class is one whose instances callers hold."""
    return not (
        kind.__name__.startswith("_")
        or kind.__name__ in HELPERS
        or kind.__name__.endswith("Accumulator")
        or issubclass(kind, (Stream, AsyncStream, BaseException))
    )


RESULTS = {
    kind
    for module in modules()
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if kind.__module__ == module.__name__ and is_result(kind)
}


@dataclass
class Recorder(Place):
    """A place that keeps every result, one of each class."""

    kept: dict[type, Any] = field(default_factory=dict)

    def __call__(self, result: Any) -> Any:
        value = super().__call__(result)
        self.keep(value)
        return value

    def keep(self, value: Any) -> None:
        """Keep a result, and those that are in it."""
        if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
            for each in value:
                self.keep(each)
        if type(value) in RESULTS and type(value) not in self.kept:
            self.kept[type(value)] = value
            for name, each in inspect.getmembers(value, lambda each: not inspect.isroutine(each)):
                if not name.startswith("_"):
                    self.keep(each)


class Listening(Runner):
    """A client that keeps what its streams give."""

    recorder: Recorder

    def list(self, items: Any) -> list[Any]:
        found: list[Any] = super().list(items)
        self.recorder.keep(found)
        return found


def record(place: Recorder) -> dict[type, Any]:
    """A result of every class."""
    for case in CASES:
        if not case.with_fault:
            case.run(place, case.prepare(place))
    on = place.client
    for finish in (calls.finished(calls.silent), calls.finished(calls.narrated)):
        task = on.task(finish(place))
        place(task.wait())
        place(task)
    place(on.video.list())
    jobs = [{"op": "speech.synthesize", "text": "Ahoy.", "format": "mp3"}]
    place(batch.run(on, jobs, out=place.folder / "batch"))
    place(callbacks.parse({"task": {"id": "1", "status": "succeeded"}}))
    place(estimate.speech("Ahoy."))
    for kind in RESULTS - set(place.kept):
        if dataclasses.is_dataclass(kind):
            place.kept[kind] = kind(*range(len(dataclasses.fields(kind))))
        elif issubclass(kind, tuple):
            place.kept[kind] = kind(*range(len(kind._fields)))  # type: ignore[attr-defined]
    return place.kept


def shown(results: dict[type, Any]) -> dict[str, str]:
    """What results look like, for the process at the other end."""
    return {kind.__name__: repr(result) for kind, result in results.items()}


@pytest.fixture
def results(
    emulator: Emulator, connect: Any, tmp_path: Path, runner: Runner
) -> Iterator[dict[type, Any]]:
    listening = Listening(runner.name)
    helper = MiniMax(KEY, base_url=emulator.base_url, clock=emulator.driver_clock)
    place = Recorder(listening, connect(api_key=KEY), helper, tmp_path, itertools.count())
    listening.recorder = place
    yield record(place)
    helper.close()
    place.runner(place.client.close())
    listening.close()


@pytest.mark.slow
def test_results_survive_pickle_copies_and_other_processes(results: dict[type, Any]) -> None:
    covered = {base for kind in results for base in kind.__mro__}
    assert sorted(kind.__name__ for kind in RESULTS - covered) == [], "no call here gives these"

    pickled = pickle.dumps(results)
    assert KEY.encode() not in pickled
    again = pickle.loads(pickled)
    assert shown(again) == shown(results)
    for way in (copy.copy, copy.deepcopy, lambda result: pickle.loads(pickle.dumps(result))):
        assert shown({kind: way(result) for kind, result in again.items()}) == shown(results)
        assert shown({kind: way(result) for kind, result in results.items()}) == shown(results)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(shown, (results,)) == shown(results)


def test_unpickled_results_have_their_data_without_a_client(
    runner: Runner, client: Any, tmp_path: Path
) -> None:
    made = runner(client.images.generate("a cat", width=512, height=512, n=2))
    runner(made[0].read())  # binds a method, which cannot be pickled
    images = pickle.loads(pickle.dumps(made))

    assert [path.read_bytes() for path in runner(images.save(tmp_path))] == [
        image.data for image in made
    ]
    assert runner(images[1].read()) == made[1].data


def test_unpickled_results_report_the_missing_client(
    runner: Runner, client: Any, tmp_path: Path
) -> None:
    link = runner(client.images.generate("a cat", width=512, height=512, format="url"))[0]
    task = runner(client.video.create("a ship", model=calls.SILENT))
    video = runner(task.wait())
    speech = runner(runner(client.speech.create_task("Ahoy.")).wait())
    download = r"client\.files\.download"
    for result, call, advice in (
        (link, lambda each: each.save(tmp_path), rf"{download}\(url, to\)"),
        (video, lambda each: each.save(tmp_path), rf"{download}\('{video.file_id}', to\)"),
        (speech, lambda each: each.read(), rf"{download}\('{speech.file_id}', to\)"),
        (task, lambda each: each.refresh(), rf"client\.task\('{task.handle}'\)"),
    ):
        detached = pickle.loads(pickle.dumps(result))
        with pytest.raises(ConfigError, match=rf"was unpickled and has no client; .*{advice}"):
            runner(call(detached))
    with pytest.raises(ConfigError, match="was unpickled"):
        with runner.opened(pickle.loads(pickle.dumps(task)).updates()) as updates:
            runner.list(updates)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", [copy.copy, copy.deepcopy])
def test_copies_keep_the_client(runner: Runner, client: Any, tmp_path: Path, way: Any) -> None:
    video = way(runner(runner(client.video.create("a ship", model=calls.SILENT)).wait()))
    assert runner(video.save(tmp_path / "ship.mp4")).stat().st_size > 0
