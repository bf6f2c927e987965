"""The spec of the repository, read once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator.bundle import Spec, load

ROOT = Path(__file__).parents[1]


@cache
def the_spec() -> Spec:
    return load(ROOT / "spec")
