"""The house has storeys: a module imports from its own or from a lower one, never from above, and
never in a circle.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

import minimax

HOUSE = Path(str(minimax.__file__)).parent
LAYERS = (
    "version secret errors config limits log parsing pieces arguments sse audio thinking media "
    "schemas documents checks conversation matrix prices estimate durations pixels sides filenames "
    "destinations file_responses archives proxies forks text_zips conformance tapes",
    "flow connections transport drivers signatures playback",
    "request_body call purposes",
    "streaming results tasks transfer partfiles realtime inputs recordings history callbacks",
    "services tools",
    "client low_level",
    "batch cli emulator __main__",
)
LAYER_OF = {name: layer for layer, names in enumerate(LAYERS) for name in names.split()}
LEAVES = len(LAYERS) - 1


class Import(NamedTuple):
    """One import: from where, of what, when."""

    module: str
    line: int
    target: str
    typing_only: bool
    lazy: bool

    def __str__(self) -> str:
        return f"{self.module}:{self.line} imports {self.target}"


def imports(file: Path) -> Iterator[Import]:
    module = ".".join(("minimax", *file.relative_to(HOUSE).with_suffix("").parts))
    package = (
        module.removesuffix(".__init__").split(".")
        if file.stem == "__init__"
        else module.split(".")[:-1]
    )
    module = module.removesuffix(".__init__")

    def visit(node: ast.AST, typing_only: bool, lazy: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(module, child.lineno, alias.name, typing_only, lazy)
            elif isinstance(child, ast.ImportFrom):
                base = [*package[: len(package) - child.level + 1]] if child.level else []
                origin = ".".join([*base, *([child.module] if child.module else [])])
                for alias in child.names:
                    inner = f"{origin}.{alias.name}"
                    is_module = origin.startswith("minimax") and _exists(inner)
                    yield Import(
                        module, child.lineno, inner if is_module else origin, typing_only, lazy
                    )
            elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                yield from visit(child, True, lazy)
            else:
                yield from visit(
                    child,
                    typing_only,
                    lazy or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)),
                )

    yield from visit(ast.parse(file.read_text("utf-8")), False, False)


def _exists(module: str) -> bool:
    path = HOUSE.joinpath(*module.split(".")[1:])
    return path.is_dir() or path.with_suffix(".py").is_file()


def part(module: str) -> str:
    """The part of the house that a module belongs to: `minimax.results.chat` is of `results`."""
    return module.split(".")[1]


@cache
def everything() -> tuple[Import, ...]:
    return tuple(found for file in sorted(HOUSE.rglob("*.py")) for found in imports(file))


def inside() -> list[Import]:
    """Imports of one part of the house by another; the lazy front door is left out, for it has a
    rule of its own.
    """
    own = [
        found
        for found in everything()
        if found.module != "minimax" and found.target.startswith("minimax.")
    ]
    return [found for found in own if part(found.module) != part(found.target)]


def test_every_module_has_a_storey() -> None:
    parts = {
        file.relative_to(HOUSE).parts[0].removesuffix(".py") for file in HOUSE.rglob("*.py")
    } - {"__init__"}
    assert sorted(parts - set(LAYER_OF)) == [], "put the new module into LAYERS"


def test_imports_go_down() -> None:
    assert [
        str(found)
        for found in inside()
        if LAYER_OF[part(found.target)] > LAYER_OF[part(found.module)]
    ] == []


def test_nothing_imports_the_leaves() -> None:
    upwards = [
        found
        for found in inside()
        if LAYER_OF[part(found.target)] == LEAVES and LAYER_OF[part(found.module)] < LEAVES
    ]
    assert [str(found) for found in upwards] == []


def test_no_imports_go_in_a_circle() -> None:
    graph: dict[str, set[str]] = {}
    for found in everything():
        if found.target.startswith("minimax.") and not found.typing_only and not found.lazy:
            graph.setdefault(found.module, set()).add(found.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' <- '.join(error.args[1])}")


def test_the_front_door_loads_nothing_at_once() -> None:
    eager = [
        found
        for found in everything()
        if found.module == "minimax" and not found.lazy and not found.typing_only
    ]
    assert {found.target for found in eager} <= {"__future__", "typing", "minimax.version"}


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("httpx", {"connections", "transport"}),
        ("httpcore", {"connections"}),
        ("attrs", set()),
        ("attr", set()),
        ("ssl", {"connections", "transport"}),
        ("asyncio", {"transport", "drivers", "callbacks", "realtime", "playback"}),
    ],
)
def test_only_few_know(package: str, allowed: set[str]) -> None:
    knowing = {
        part(found.module)
        for found in everything()
        if found.target.split(".")[0] == package and not found.typing_only
    }
    assert {name for name in knowing if LAYER_OF[name] < LEAVES} <= allowed


def test_generated_code_is_loaded_when_it_is_used_and_not_before() -> None:
    light = ("api", "errors", "lazy", "operation", "operations")
    eager = [
        found
        for found in everything()
        if found.target.startswith("minimax_generated") and not found.lazy and not found.typing_only
    ]
    assert [
        str(found)
        for found in eager
        if LAYER_OF[part(found.module)] < LEAVES
        and not found.target.removeprefix("minimax_generated.").startswith(light)
    ] == []


def test_no_layer_of_the_house_needs_an_extra() -> None:
    extras = {
        "starlette",
        "uvicorn",
        "jsonschema",
        "av",
        "PIL",
        "yaml",
        "websockets",
        "multipart",
        "msgspec",
        "docstring_parser",
    }
    eager = [
        found
        for found in everything()
        if found.target.split(".")[0] in extras and not found.lazy and not found.typing_only
    ]
    found_out = {found.module for found in eager if LAYER_OF[part(found.module)] < LEAVES}
    assert found_out <= {"minimax.realtime.links"}
    assert [
        str(found)
        for found in everything()
        if found.target in found_out and not found.lazy and not found.typing_only
    ] == []
