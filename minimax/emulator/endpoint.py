"""What an endpoint is: one async function, named by its operation id, that turns a checked request
into an answer.

    @endpoint("query_balance")
    async def query_balance(call: Call) -> Json:
        return {"available_amount": "10.00", "base_resp": success()}

It returns a JSON body, a `Stream`, or any Starlette response, and raises `PlatformError` to refuse.
The request has been authenticated and checked against the spec by then. Nothing else is to be
registered: paths come from the spec.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from minimax.emulator import spec
from minimax.emulator.steps import Frame, Step, Stream

if TYPE_CHECKING:
    from starlette.datastructures import UploadFile
    from starlette.responses import Response

    from minimax.emulator.envelopes import PlatformError
    from minimax.emulator.faults import Fault
    from minimax.emulator.state import Account, Platform

Json = dict[str, Any]


@dataclass
class Call:
    """One checked request and what it may touch."""

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
    """Those that meet this request."""
    notes: list[str] = field(default_factory=list)
    """Shown with the request in the log."""
    ends: ExitStack = field(default_factory=ExitStack)
    """What is to be done once the answer is out."""

    def setting(self, path: str) -> Any:
        """A body field by its dotted path, or what the spec says the server takes without it."""
        value: Any = self.body
        for name in path.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None and self.operation.body_schema:
            return spec.default(self.operation.body_schema, path)
        return value


Function = Callable[[Call], Awaitable["Json | Stream | Response"]]
ErrorFrame = Callable[[Call, "PlatformError", Sequence[Step]], Frame]
"""Words an error in the middle of a stream; it gets what was sent before."""


@dataclass(frozen=True)
class Endpoint:
    """The function of an operation, what its error answers hold beside the envelope, and how large
    a request may be.

    `error_frames` are the ways in which its stream fails, by the name that faults use; the envelope
    where there is none.
    """

    function: Function
    beside_error: Callable[[Call], Json]
    largest_body: int | None
    error_frames: Mapping[str, ErrorFrame]


FEATURES: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "anthropic", "responses", "models", "embeddings"),
    "speech": ("speech", "long_speech", "transcription"),
    "voices": ("voices",),
    "images": ("images",),
    "video": ("video", "video_v2", "video_templates"),
    "music": ("music",),
    "files": ("files",),
    "account": ("account",),
}
"""The modules of each feature, whose import registers its endpoints."""


class _Endpoints(dict[str, Endpoint]):
    """Endpoints by operation id. A feature is imported when the first of its endpoints is looked
    up: few programs use them all.
    """

    def __missing__(self, operation_id: str) -> Endpoint:
        feature = next(
            operation.feature for operation in spec.operations() if operation.id == operation_id
        )
        for module in FEATURES[feature]:
            import_module(f"{__package__}.{module}")
        # Not looked up anew, which would ask here for ever for what no module registers.
        return dict(self)[operation_id]


ENDPOINTS = _Endpoints()


def endpoint(
    operation_id: str,
    *,
    beside_error: Callable[[Call], Json] = lambda _: {},
    largest_body: int | None = None,
    error_frames: Mapping[str, ErrorFrame] = MappingProxyType({}),
) -> Callable[[Function], Function]:
    """Register the function that answers an operation.

    `beside_error` gives the members that a native error keeps beside `base_resp`, such as a null
    `data`. `largest_body` is in bytes; left out, it is the platform's usual limit.
    """

    def register(function: Function) -> Function:
        ENDPOINTS[operation_id] = Endpoint(function, beside_error, largest_body, error_frames)
        return function

    return register
