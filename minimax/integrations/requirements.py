"""Check the packages that the integrations need, and explain how to install them."""

from __future__ import annotations

from importlib import metadata

from ..errors import ConfigError


class MissingExtraError(ConfigError, ImportError):
    """A package that an integration needs is missing, or its version is not supported."""


def require(extra: str, package: str, minimum: str, below: str) -> None:
    """Check that a package is installed in a supported version.

    Raises:
        MissingExtraError: it is not; the message contains the command that installs it.
    """
    try:
        version = metadata.version(package)
    except metadata.PackageNotFoundError:
        version = ""
    if version and _release(minimum) <= _release(version) < _release(below):
        return
    problem = (
        f"{package} {version} is not supported; supported versions are {minimum} up to, but not"
        f" including, {below}"
        if version
        else f"{package} is not installed"
    )
    raise MissingExtraError(
        f"minimax.integrations.{extra.replace('-', '_')}: {problem}. Run: pip install"
        f' "minimax-sdk[{extra}]"'
    )


def _release(version: str) -> tuple[int, ...]:
    """The numbers of a version, without the pre-release suffix."""
    numbers = []
    for part in version.split("+")[0].split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
    return tuple(numbers)
