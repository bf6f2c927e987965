"""Imports only point downward: between the folders and top-level modules of `minimax` there are no
cycles, imports for typing included, and nothing imports an optional part.
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

PACKAGE = Path(str(minimax.__file__)).parent
LEAVES = ("batch", "cli", "emulator", "integrations", "notebook", "__main__")
"""Optional parts: only the user imports them."""


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
    module = ".".join(("minimax", *file.relative_to(PACKAGE).with_suffix("").parts))
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
    path = PACKAGE.joinpath(*module.split(".")[1:])
    return path.is_dir() or path.with_suffix(".py").is_file()


def part(module: str) -> str:
    """The folder or top-level module that a module belongs to: `results` for
    `minimax.results.chat`.
    """
    return module.split(".")[1]


@cache
def everything() -> tuple[Import, ...]:
    return tuple(found for file in sorted(PACKAGE.rglob("*.py")) for found in imports(file))


def inside() -> list[Import]:
    """Imports of one part by another. The package itself loads its names lazily and has a rule of
    its own.
    """
    own = [
        found
        for found in everything()
        if found.module != "minimax" and found.target.startswith("minimax.")
    ]
    return [found for found in own if part(found.module) != part(found.target)]


def levels() -> list[list[str]]:
    """The parts by how far up they are: each imports only parts of lower levels."""
    graph: dict[str, set[str]] = {}
    for found in inside():
        graph.setdefault(part(found.module), set()).add(part(found.target))
    sorter, found_levels = TopologicalSorter(graph), []
    sorter.prepare()
    while sorter.is_active():
        found_levels.append(sorted(sorter.get_ready()))
        sorter.done(*found_levels[-1])
    return found_levels


def test_imports_between_folders_only_point_downward() -> None:
    try:
        order = [name for level in levels() for name in level]
    except CycleError as error:
        arrows = [
            str(found)
            for found in inside()
            if {part(found.module), part(found.target)} <= set(error.args[1])
        ]
        pytest.fail("\n".join([f"a cycle: {' <- '.join(error.args[1])}", *arrows]))
    folders = [name for name in order if (PACKAGE / name).is_dir()]
    places = [folders.index(name) for name in ("core", "results", "realtime", "services")]
    assert places == sorted(places)
    assert order.index("services") < order.index("client")


def test_nothing_imports_an_optional_part() -> None:
    upwards = [
        found
        for found in inside()
        if part(found.target) in LEAVES and part(found.module) not in LEAVES
    ]
    assert [str(found) for found in upwards] == []


def test_no_module_imports_itself_through_others() -> None:
    """Not even for typing or inside of a function."""
    graph: dict[str, set[str]] = {}
    for found in everything():
        if found.module == "minimax" or not found.target.startswith("minimax."):
            continue  # the package itself loads its names lazily
        graph.setdefault(found.module, set()).add(found.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle: {' <- '.join(error.args[1])}")


def test_imports_inside_the_emulator_only_point_downward() -> None:
    """Between its folders and modules, as between those of the whole package."""
    graph: dict[str, set[str]] = {}
    for found in everything():
        if found.module.startswith("minimax.emulator.") and found.target.count(".") > 1:
            ends = [".".join(name.split(".")[:3]) for name in (found.module, found.target)]
            if ends[1].startswith("minimax.emulator.") and ends[0] != ends[1]:
                graph.setdefault(ends[0], set()).add(ends[1])
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a cycle: {' <- '.join(error.args[1])}")


def test_package_imports_lazily() -> None:
    eager = [
        found
        for found in everything()
        if found.module == "minimax" and not found.lazy and not found.typing_only
    ]
    assert {found.target for found in eager} <= {"__future__", "typing", "minimax.version"}


@pytest.mark.parametrize(
    ("package", "allowed"),
    [
        ("httpx", {"core.connections", "core.transport"}),
        ("httpcore", {"core.connections"}),
        ("attrs", set()),
        ("attr", set()),
        ("ssl", {"core.connections", "core.transport"}),
        (
            "asyncio",
            {
                "core.io",
                "core.transport",
                "playback",
                "realtime.links",
                "realtime.speaking",
            },
        ),
    ],
)
def test_only_some_modules_use(package: str, allowed: set[str]) -> None:
    knowing = {
        found.module.removeprefix("minimax.")
        for found in everything()
        if found.target.split(".")[0] == package
        and not found.typing_only
        and part(found.module) not in LEAVES
    }
    assert knowing <= allowed


def test_generated_code_is_loaded_on_first_use() -> None:
    light = ("api", "errors", "lazy", "operation", "operations")
    eager = [
        found
        for found in everything()
        if found.target.startswith("minimax_generated") and not found.lazy and not found.typing_only
    ]
    assert [
        str(found)
        for found in eager
        if part(found.module) not in LEAVES
        and not found.target.removeprefix("minimax_generated.").startswith(light)
    ] == []


def test_only_optional_parts_and_sockets_need_an_extra() -> None:
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
    found_out = {found.module for found in eager if part(found.module) not in LEAVES}
    assert found_out <= {"minimax.realtime.links"}
    assert [
        str(found)
        for found in everything()
        if found.target in found_out and not found.lazy and not found.typing_only
    ] == []
