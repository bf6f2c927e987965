from __future__ import annotations

from pathlib import Path

import pytest

from generator.bundle import Spec

from ..the_spec import ROOT, the_spec


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def spec() -> Spec:
    return the_spec()
