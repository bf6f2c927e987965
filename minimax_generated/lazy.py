"""Imports on first use: of a module, or of the members of a package (PEP 562)."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

fork_gate = threading.RLock()
"""Held during imports and forks: a module that another thread is importing during a fork would stay
locked in the child.
"""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=fork_gate.acquire,
        after_in_parent=fork_gate.release,
        after_in_child=fork_gate.release,
    )


def load(module: str) -> Any:
    """Import a module when it is first needed."""
    with fork_gate:
        return import_module(module)


def lazy_package(
    package: str, names: Sequence[str], homes: Mapping[str, str] = {}
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """`__getattr__` and `__dir__` of a package. A name is a submodule, or a member of its submodule
    in `homes`.
    """

    def get(name: str) -> Any:
        if name not in names:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = load(f"{package}.{homes.get(name, name)}")
        member = getattr(module, name) if name in homes else module
        setattr(sys.modules[package], name, member)
        return member

    return get, lambda: list(names)
