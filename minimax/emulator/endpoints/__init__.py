"""Endpoints: async functions, registered by operation id, that turn a checked request into an
answer.

    @endpoint("query_balance")
    async def query_balance(call: Call) -> Json:
        return {"available_amount": "10.00", "base_resp": success()}

An endpoint returns a JSON body, a `Stream`, or any Starlette response, and raises `PlatformError`
for errors. The request has already been authenticated and checked against the spec. Nothing else
needs to be registered: paths come from the spec.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from minimax.emulator import limits, spec
from minimax.emulator.envelopes import MESSAGES, PlatformError, invalid
from minimax.emulator.ledger import GENERAL, VIDEO
from minimax.emulator.steps import Frame, Step, Stream
from minimax.emulator.tasks import Failure, Task, request_summary
from minimax.prices import Charge

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile
    from starlette.responses import Response

    from minimax.emulator.clock import Clock
    from minimax.emulator.faults import Fault
    from minimax.emulator.settings import Settings
    from minimax.emulator.state import Account, Platform

Json = dict[str, Any]


@dataclass
class Call:
    """One checked request, and the state that endpoints can use."""

    platform: Platform
    operation: spec.Operation
    account: Account
    trace_id: str
    base_url: str
    body: Json
    parameters: Json
    files: dict[str, UploadFile] = field(default_factory=dict)
    """Files of a multipart form by the name of their part; closed once the endpoint has answered.
    """
    faults: Sequence[Fault] = ()
    """The faults that apply to this request."""
    notes: list[str] = field(default_factory=list)
    """Shown with the request in the log."""
    ends: ExitStack = field(default_factory=ExitStack)
    """Functions to call after the answer was sent."""
    own_media: deque[bytes] = field(default_factory=deque)
    """Files from the caller to use instead of generated ones."""

    @property
    def clock(self) -> Clock:
        """The clock of the account."""
        return self.account.clock

    @property
    def settings(self) -> Settings:
        """The settings of the account."""
        return self.platform.settings_of(self.account)

    def take_media(self) -> bytes | None:
        """The next file from the caller, in turn; None if the endpoint should generate one."""
        if self.own_media:
            self.own_media.rotate(-1)
            return self.own_media[-1]
        return None

    async def medium(self, make: Callable[..., bytes], *args: Any) -> bytes:
        """The next file from the caller, or a generated one."""
        own = self.take_media()
        return own if own is not None else await asyncio.to_thread(make, *args)

    def link(self, name: str, *, lifetime: float) -> str:
        """A signed link to a stored file; `lifetime` in seconds."""
        path = self.platform.storage.link(name, lifetime=lifetime, owner=self.account)
        return self.base_url + path

    def publish(self, name: str, data: bytes, *, lifetime: float) -> str:
        """Store a file and return a signed link to it; `lifetime` in seconds."""
        self.platform.storage.keep(name, data)
        return self.link(name, lifetime=lifetime)

    def admit(self) -> None:
        """Count a valid request of the account. Raises the platform's error beyond a rate limit. A
        job ends with `ends`.
        """
        settings, operation, rates = self.settings, self.operation, self.account.rates
        if not settings.rate_limits:
            return
        schema = spec.schema(operation.body_schema) if operation.body_schema else {}
        model = self.setting("model") if "model" in schema.get("properties", {}) else None
        limit = limits.limit_of(settings.region, operation.rate_class, str(model or ""))
        if limit is None:
            return
        # If a request only starts a task, tasks in flight are counted.
        job = limit.concurrent is not None and operation.task_query is None
        rates.check(limit, self.clock.now(), job=job)
        if job:
            self.ends.callback(rates.start(limit))

    def count_usage(self) -> None:
        """Count a billed call against the quota."""
        group = VIDEO if self.operation.feature == "video" else GENERAL
        self.account.ledger.count(group, self.clock.now())

    def charge(
        self, item: str, /, *, when: Mapping[str, Any] = MappingProxyType({}), **amounts: float
    ) -> None:
        """Charge the account for a number of units, such as `call.charge("image-01", image=2)`.

        `when` holds conditions of the price table, such as the resolution of a video.
        """
        self.bill(Charge(item, unit, amount, when) for unit, amount in amounts.items())

    def bill(self, charges: Iterable[Charge]) -> None:
        """Charge the account, with the prices of its region."""
        self.account.ledger.bill(charges, self.settings.region)

    def without_body(self) -> Call:
        """The call for what happens after the response: a body may contain megabytes of images."""
        return replace(self, body={}, parameters={}, files={})

    def start_task(
        self,
        kind: str,
        facts: Json,
        keep: Callable[[Task], None],
        failure: Failure | None = None,
    ) -> Task:
        """Start a task of the account; the faults of the request determine how it ends."""
        for fault in self.faults:
            if fault.kind.fate == "fails":
                code = int(fault.value or 0)
                failure = Failure(code, MESSAGES.get(code) or spec.meaning(code))
        task = Task(
            id=str(self.platform.new_number()),
            kind=kind,
            created=self.clock.now(),
            seconds=self.settings.task_seconds,
            keep=keep,
            facts=facts,
            asked=request_summary(self.body),
            failure=failure,
            endless=any(fault.kind.fate == "never ends" for fault in self.faults),
        )
        self.account.tasks.add(task)
        return task

    def task(self, kind: str) -> Task:
        """The task of a query. Raises the platform's error if the account has no such task."""
        task = self.account.tasks.find(kind, str(self.parameters["task_id"]))
        if task is None:
            raise invalid("task not found", ("task_id",))
        return task

    def setting(self, path: str) -> Any:
        """A body field by its dotted path, or its default in the spec."""
        value: Any = self.body
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None and self.operation.body_schema:
            return spec.default(self.operation.body_schema, path)
        return value


Function = Callable[[Call], Awaitable["Json | Stream | Response"]]
ErrorFrame = Callable[[Call, PlatformError, Sequence[Step]], Frame]
"""Creates an error frame in the middle of a stream, given the steps that were sent before."""


@dataclass(frozen=True)
class Endpoint:
    """The registration of an endpoint."""

    function: Function
    beside_error: Callable[[Call], Json]
    """Additional members of an error answer, next to the envelope."""
    largest_body: int | None
    """Maximum size of a request in bytes."""
    error_frames: Mapping[str, ErrorFrame]
    """Functions for error frames in its stream, by the name that faults use; the default is the
    envelope.
    """
    stream: Callable[[Call, Json], Iterable[Step]]
    """Converts a complete answer to the steps of a stream."""
    makes_media: bool
    """Whether it supports `Call.own_media`."""


FEATURES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "anthropic", "responses", "models", "embeddings"),
    "speech": ("speech", "long_speech", "transcription"),
    "voices": ("voices",),
    "images": ("images",),
    "video": ("video", "video_v2", "video_templates"),
    "music": ("music",),
    "files": ("files",),
    "account": ("account", "coding_plan"),
}
"""The modules of each feature; importing them registers the endpoints."""


class _Endpoints(dict[str, Endpoint]):
    """Endpoints by operation id. The modules of a feature are imported when an endpoint is first
    looked up, as far as needed, since few programs use all of them.
    """

    def __missing__(self, operation_id: str) -> Endpoint:
        feature = next(
            operation.feature for operation in spec.operations() if operation.id == operation_id
        )
        for module in FEATURES[feature]:
            import_module(f"{__package__}.{module}")
            if operation_id in self:
                return self[operation_id]
        raise KeyError(operation_id)


ENDPOINTS = _Endpoints()


def endpoint(
    operation_id: str,
    *,
    beside_error: Callable[[Call], Json] = lambda _: {},
    largest_body: int | None = None,
    error_frames: Mapping[str, ErrorFrame] = MappingProxyType({}),
    stream: Callable[[Call, Json], Iterable[Step]] = lambda _, answer: [Frame(answer)],
    makes_media: bool = False,
) -> Callable[[Function], Function]:
    """Register the function that answers an operation.

    `beside_error` has additional members of native errors next to `base_resp`, such as a null
    `data`. `largest_body` is in bytes, by default the platform's usual limit. `stream` converts the
    complete answer of a stub to a stream.
    """

    def register(function: Function) -> Function:
        ENDPOINTS[operation_id] = Endpoint(
            function, beside_error, largest_body, error_frames, stream, makes_media
        )
        return function

    return register
