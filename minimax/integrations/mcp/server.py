"""The MCP server: lists the tools, runs them, and serves the saved files."""

from __future__ import annotations

import base64
import hmac
import socket
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from inspect import isawaitable
from pathlib import Path
from typing import Any

import anyio
import mcp_types as types
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from ...client import AsyncMiniMax
from ...core import destinations
from ...errors import APIError, ConfigError, MinimaxError, TaskFailed, ValidationError
from ...results.images import Images
from ...version import __version__
from . import costs
from .costs import Budget
from .media import MediaFolder, media_type
from .progress import Progress
from .results import shown
from .stdin import lines
from .tools import DEFAULT_GROUPS, CallTool, tools_of

Context = ServerRequestContext[Any, Any]
FORMATS = {"pictures": "jpeg", "film": "mp4", "design": "mp3"}
"""The format of results without a `format` parameter."""
LISTED_FILES = 100
LARGEST_RESOURCE = 32 * 2**20
CONFIRMED = "confirm"
NOT_CONFIRMED = (
    "{call}: nothing was deleted. Ask the user whether {what} may be deleted permanently, and call"
    " again with confirm=true."
)
INSTRUCTIONS = (
    "Tools of the MiniMax platform. Results that are files are saved to {folder} and returned as"
    " links. Long operations are tasks with a handle: task_wait waits for a task, task_refresh"
    " polls it."
)


class MiniMaxServer:
    """The calls of a client as tools of an MCP server.

    Args:
        client: the client that runs them; it is not closed with the server.
        groups: the services whose calls are offered; see `GROUPS`.
        out: the folder for results.
        max_cost: maximum total cost of all calls in US dollars, by the price table.
        readable: folders whose files may be sent to the platform, in addition to `out`; None for
            all.

    Raises:
        ConfigError: there is no such group.
        ValidationError: the folder cannot be written.
    """

    def __init__(
        self,
        client: AsyncMiniMax,
        *,
        groups: Iterable[str] = DEFAULT_GROUPS,
        out: str | Path = "minimax-media",
        max_cost: Decimal | float | str | None = None,
        readable: Sequence[Path] | None = None,
    ) -> None:
        self.client = client
        self.tools = tools_of(groups)
        self.media = MediaFolder(Path(out), readable)
        self.budget = Budget(None if max_cost is None else Decimal(str(max_cost)))
        self.server: Server[Any] = Server(
            "minimax",
            version=__version__,
            title="MiniMax",
            instructions=INSTRUCTIONS.format(folder=self.media.path),
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_read_resource=self._read_resource,
        )

    async def _list_tools(self, context: Context, params: object) -> types.ListToolsResult:
        return types.ListToolsResult(
            tools=[tool.definition(self.client) for tool in self.tools.values()]
        )

    async def _call_tool(
        self, context: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        try:
            tool = self.tools.get(params.name)
            if tool is None:
                known = ", ".join(self.tools)
                raise ValidationError(f"there is no tool {params.name!r}; the tools are {known}")
            arguments = {
                name: value for name, value in (params.arguments or {}).items() if value is not None
            }
            if tool.deletes and (question := await self._ask(context, params, tool, arguments)):
                return question
            return await self._run(tool, arguments, Progress(context.session))
        except (MinimaxError, OSError, TypeError, ValueError) as error:
            return types.CallToolResult(content=[_text(_error_text(error))], is_error=True)

    async def _ask(
        self,
        context: Context,
        params: types.CallToolRequestParams,
        tool: CallTool,
        arguments: dict[str, Any],
    ) -> types.InputRequiredResult | None:
        """Confirm a deletion: by the user if the client can ask, else by `confirm`.

        Raises:
            ValidationError: it was not confirmed.
        """
        agreed = arguments.pop(CONFIRMED, False) is True
        what = ", ".join(f"{name}={value!r}" for name, value in arguments.items())
        capabilities = context.session.client_capabilities
        if capabilities is not None and capabilities.elicitation is not None:
            answer = (params.input_responses or {}).get(CONFIRMED)
            if answer is None:
                question = types.ElicitRequestFormParams(
                    message=f"Delete {what} for good ({tool.call})?",
                    requested_schema={"type": "object", "properties": {}},
                )
                if not context.session.can_send_request:
                    request = types.ElicitRequest(params=question)
                    return types.InputRequiredResult(input_requests={CONFIRMED: request})
                answer = await context.session.elicit_form(
                    question.message, question.requested_schema, context.request_id
                )
            agreed = isinstance(answer, types.ElicitResult) and answer.action == "accept"
        if not agreed:
            raise ValidationError(NOT_CONFIRMED.format(call=tool.call, what=what), field=CONFIRMED)
        return None

    async def _run(
        self, tool: CallTool, arguments: dict[str, Any], progress: Progress
    ) -> types.CallToolResult:
        name, contains = _pop_text(arguments, "save"), _pop_text(arguments, "contains")
        call, given = self._prepare(tool, arguments)
        with self._names(tool, given, name) as names:
            reserved = self.budget.reserve(tool.call, given) if tool.is_billed else Decimal(0)
            cost, spent = None, reserved
            try:
                if tool.row.run == "fetch":
                    given["to"] = str(names[0]) if names else self.media.as_destination
                result = await progress.during(lambda: call(**given, **progress.callbacks(tool)))
                cost = costs.cost(tool.call, given, result) if tool.is_billed else None
                spent = reserved if cost is None else cost.amount
            except (APIError, TaskFailed, ValidationError):
                spent = Decimal(0)
                raise
            finally:
                self.budget.settle(reserved, spent)
            paths = await self._save(result, names) if tool.makes_media else []
        content: list[types.ContentBlock] = [_text(shown(tool, result, paths, contains))]
        content += [_link(path) for path in paths]
        if tool.is_billed:
            content.append(_text(self.budget.note(cost)))
        return types.CallToolResult(content=content)

    def _prepare(
        self, tool: CallTool, arguments: dict[str, Any]
    ) -> tuple[Callable[..., Awaitable[Any]], dict[str, Any]]:
        """Prepare a call and its arguments.

        Raises:
            ValidationError: an argument is only for programs, or a file may not be read.
        """
        given = dict(arguments)
        for name in tool.required(self.client):
            if name not in given:
                raise ValidationError(f"{tool.name} requires {name!r}", field=name)
        call = tool.bound(self.client)
        if tool.of_task:
            task = self.client.task(_pop_text(given, "handle") or "")
            call = getattr(task, call.__name__)
        allowed = tool.schemas(self.client)
        for name in given:
            if name not in allowed and tool.takes(name):
                raise ValidationError(f"{name}: it cannot be set through MCP", field=name)
        for name in tool.file_parameters(self.client) & given.keys():
            value = given[name]
            given[name] = (
                [self.media.source(name, each) for each in value]
                if isinstance(value, list)
                else self.media.source(name, value)
            )
        return call, given

    @contextmanager
    def _names(
        self, tool: CallTool, given: dict[str, Any], name: str | None
    ) -> Iterator[Sequence[Path]]:
        """Reserve and check the files for the results before anything is paid; none if the model
        specifies no name.
        """
        if name is None or not tool.makes_media:
            yield ()
            return
        if tool.row.run == "sound":
            known = tool.schemas(self.client)["format"].get("enum", ())
            by_name = [format for format in destinations.formats_of(name) if format in known]
            given.setdefault("format", (by_name or ["mp3"])[0])
        format = given.get("output_format") or given.get("format") or FORMATS.get(tool.row.run, "")
        destinations.check_extension(name, format, field="save")
        count = given.get("n", 1) if tool.row.run == "pictures" else 1
        with self.media.reserve(name, count=count if isinstance(count, int) else 1) as reserved:
            yield reserved.paths

    async def _save(self, result: Any, names: Sequence[Path]) -> list[Path]:
        """Write the files of a result into the folder and return their paths."""
        if isinstance(result, Path):
            return [result]
        files = list(result) if isinstance(result, Images) else [result]
        paths = []
        for index, file in enumerate(files):
            if not hasattr(file, "save") or getattr(file, "audio", None) == b"":
                continue  # text, or a voice without a preview
            folder = self.media.as_destination
            try:
                path = await _saved(file, str(names[index]) if index < len(names) else folder)
            except ValidationError:  # a different format than the name says; the result is paid for
                path = await _saved(file, folder)
            except OSError:  # such as a full disk; the result is paid for
                path = await _saved(file, tempfile.mkdtemp(prefix="minimax-"))
            paths.append(path)
        return paths

    async def _list_resources(self, context: Context, params: object) -> types.ListResourcesResult:
        files = await anyio.to_thread.run_sync(self.media.files)
        return types.ListResourcesResult(
            resources=[types.Resource(**_facts(path)) for path in files[:LISTED_FILES]]
        )

    async def _read_resource(
        self, context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        try:
            path = self.media.file(params.uri)
            if path.stat().st_size > LARGEST_RESOURCE:
                raise ValidationError(f"{path} is too large to send; open the file on disk")
            data = await anyio.to_thread.run_sync(path.read_bytes)
        except (MinimaxError, OSError) as error:
            raise MCPError(types.INVALID_PARAMS, str(error)) from error
        content = types.BlobResourceContents(
            uri=params.uri, mime_type=media_type(path), blob=base64.b64encode(data).decode()
        )
        return types.ReadResourceResult(contents=[content])


async def serve_stdio(server: MiniMaxServer) -> None:
    """Serve one client over stdin and stdout until it closes them. Only the protocol is written to
    stdout.
    """
    stdin: Any
    with lines() as stdin:
        async with stdio_server(stdin=stdin) as (read, write):
            await server.server.run(read, write, server.server.create_initialization_options())


async def serve_http(
    server: MiniMaxServer,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    token: str | None = None,
    ready: Callable[[str], object] = lambda url: None,
) -> None:
    """Serve clients over streamable HTTP until the process is interrupted.

    Args:
        server: the server.
        host: the address to listen on.
        port: the port; 0 for a free one.
        token: the token that clients must send as `Authorization: Bearer ...`; None accepts all
            clients.
        ready: called with the URL when the server is listening.

    Raises:
        ConfigError: the port is in use, or the address is not one of this machine.
    """
    import uvicorn

    app: Any = server.server.streamable_http_app(host=host)
    if token is not None:
        app = _Guard(app, token)
    with _listener(host, port) as listener:
        shown_host = f"[{host}]" if ":" in host else host
        ready(f"http://{shown_host}:{listener.getsockname()[1]}/mcp")
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=3)
        await uvicorn.Server(config).serve(sockets=[listener])


class _Guard:
    """Accepts only requests with the right bearer token."""

    def __init__(self, app: Any, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            if not hmac.compare_digest(given, self._expected):
                head = {"type": "http.response.start", "status": 401, "headers": []}
                await send(head)
                await send({"type": "http.response.body", "body": b"invalid bearer token"})
                return
        await self._app(scope, receive, send)


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise ConfigError(
            f"cannot listen on {host}, port {port}: {error.strerror}; choose another host or port"
        ) from None


async def _saved(file: Any, to: str) -> Path:
    path = await anyio.to_thread.run_sync(file.save, to)  # of an async result: a coroutine
    return Path(await path if isawaitable(path) else path)


def _pop_text(arguments: dict[str, Any], name: str) -> str | None:
    """Remove a text from the arguments and return it, None if it is not there."""
    value = arguments.pop(name, None)
    if not isinstance(value, str | None):
        raise ValidationError(
            f"{name}: {value!r} is not allowed; it must be a text", field=name, value=value
        )
    return value


def _error_text(error: Exception) -> str:
    """The error message of the Python call."""
    message = str(error) or type(error).__name__
    more = [getattr(error, "hint", ""), *getattr(error, "__notes__", ())]
    return "\n".join([message, *(text for text in more if text and text not in message)])


def _text(text: str) -> types.TextContent:
    return types.TextContent(text=text)


def _facts(path: Path) -> dict[str, Any]:
    return {
        "uri": path.as_uri(),
        "name": path.name,
        "mime_type": media_type(path),
        "size": path.stat().st_size,
    }


def _link(path: Path) -> types.ResourceLink:
    return types.ResourceLink(**_facts(path))
