"""The description of an operation of the API. Importing this module or an endpoint module loads
neither httpx nor models.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from .lazy import load

B = TypeVar("B")
R = TypeVar("R")
E = TypeVar("E")


class Parameter(NamedTuple):
    """A query, path or header parameter."""

    place: str
    """"query", "path" or "header"."""
    name: str
    """The name in the HTTP request."""
    required: bool = False

    def encode(self, value: object) -> object:
        """Encode a value for the request: lists are joined with commas."""
        return ",".join(map(str, value)) if isinstance(value, (list, tuple)) else value


class Operation(NamedTuple, Generic[B, R, E]):
    """One HTTP operation: `B` is the model of its request body, `R` the model of its response, `E`
    the model of one event of its stream.
    """

    id: str
    """The operation id in the OpenAPI document, which is also the name of the endpoint module."""
    method: str
    path: str
    """The path of the URL; `{name}` stands for a path parameter."""
    feature: str
    """The package of the endpoint module."""
    summary: str = ""
    family: str = "native"
    """How errors are reported: "native", "openai" or "anthropic"."""
    billed: bool = True
    """Whether a call costs money."""
    rate_class: str = ""
    """The rate limit that the call counts towards."""
    slow: bool = False
    """Whether the first byte may take minutes."""
    media_type: str | None = None
    """Content type of the request body; None if there is no body."""
    response_types: tuple[str, ...] = ("application/json",)
    """Content types of a successful response."""
    request: str | None = None
    """Name of the model of the request body."""
    response: str | None = None
    """Name of the model of the response; "File" if the response is a file."""
    event: str | None = None
    """Name of the model of one event of the stream; None if the operation does not stream."""
    stream_end: str | None = None
    """How the stream marks its end."""
    task: str | None = None
    """Kind of the task that the operation starts."""
    query: str | None = None
    """Id of the operation that returns the state of that task."""
    fields: Mapping[str, tuple[str, ...]] = {}
    """Fields of the body: Python name -> path in the JSON."""
    ids: tuple[str, ...] = ()
    """Fields that are numbers in JSON and strings in Python."""
    parameters: Mapping[str, Parameter] = {}
    """Parameters outside the body, by Python name."""
    purposes: tuple[Mapping[str, Any], ...] = ()
    """Limits of uploaded files, by purpose."""
    calls: tuple[str, ...] = ()
    """Methods of the client that use the operation."""
    source: tuple[str, ...] = ()
    """Pages of the official documentation."""

    @property
    def name(self) -> str:
        """The method and path, as in errors and events."""
        return f"{self.method} {self.path}"

    @property
    def request_model(self) -> type[B]:
        """The attrs class of the request body."""
        model: type[B] = self._model(self.request, "request model")
        return model

    @property
    def response_model(self) -> type[R]:
        """The attrs class of the response."""
        model: type[R] = self._model(self.response, "response model")
        return model

    @property
    def event_model(self) -> type[E]:
        """The attrs class of one event of the stream."""
        model: type[E] = self._model(self.event, "stream")
        return model

    def parse(self, payload: Mapping[str, Any]) -> R:
        """The model of a decoded response."""
        model: Any = self.response_model
        response: R = model.from_dict(payload)
        return response

    def parse_event(self, payload: Mapping[str, Any]) -> E:
        """The model of a decoded event of the stream."""
        model: Any = self.event_model
        event: E = model.from_dict(payload)
        return event

    @property
    def checks(self) -> Mapping[str, Any]:
        """Request schemas of the feature, by name, reduced to what is checked before sending."""
        checks: Mapping[str, Any] = load(f"{__package__}.checks.{self.feature}").CHECKS
        return checks

    def _model(self, name: str | None, kind: str) -> Any:
        if name is None:
            raise LookupError(f"{self.name} has no {kind}")
        return getattr(load(f"{__package__}.models"), name)

    def __hash__(self) -> int:
        return hash((self.method, self.path))

    def __repr__(self) -> str:
        return f"Operation({self.name!r})"


AnyOperation: TypeAlias = Operation[Any, Any, Any]
