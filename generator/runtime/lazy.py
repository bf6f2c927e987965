"""Packages that import their members on first use (PEP 562)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any


def lazy_package(
    package: str, names: Sequence[str], homes: Mapping[str, str] = {}
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package. A name is a submodule, or a member of the submodule
    that `homes` gives for it.
    """

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{homes.get(name, name)}")
        member = getattr(module, name) if name in homes else module
        setattr(sys.modules[package], name, member)
        return member

    return get, lambda: list(names)
