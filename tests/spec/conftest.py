from __future__ import annotations

from pathlib import Path

import pytest

from generator.bundle import Spec, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def spec() -> Spec:
    return load(ROOT / "spec")
