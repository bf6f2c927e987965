"""What an integration says about a package that is missing or too old."""

from __future__ import annotations

from importlib import metadata

import pytest

from minimax import ConfigError
from minimax.integrations.requirements import require


def test_missing_packages_are_reported_with_the_install_command() -> None:
    with pytest.raises(ImportError, match=r'pip install "minimax-sdk\[pydantic-ai\]"') as error:
        require("pydantic-ai", "no-such-package", "1.0", "2")
    assert isinstance(error.value, ConfigError)
    assert "no-such-package is not installed" in str(error.value)


@pytest.mark.parametrize("version", ["0.9", "2.0", "2.0rc1", "10.3"])
def test_unsupported_versions_are_reported_with_the_supported_ones(
    version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "version", lambda package: version)
    with pytest.raises(
        ConfigError, match=f"{version} is not supported; supported versions are 1.0 up to"
    ):
        require("langchain", "langchain-core", "1.0", "2")


@pytest.mark.parametrize("version", ["1.0", "1.0.0rc1", "1.9.3+local"])
def test_supported_versions_are_accepted(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda package: version)
    require("langchain", "langchain-core", "1.0", "2")
