"""The `minimax` command. Needs the extra: pip install "minimax-sdk[cli]"."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        from .app import main as run
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("minimax"):
            raise
        print(
            f'minimax: the command needs {error.name}; run: pip install "minimax-sdk[cli]"',
            file=sys.stderr,
        )
        return 1
    if arguments is None:  # a separate process, in which nothing else uses httpx
        _spare_the_command_of_httpx()
        _show_warnings_in_a_line()
    return run(arguments)


def _show_warnings_in_a_line() -> None:
    """Show warnings in the same format as errors, without the line of code."""
    import warnings

    warnings.showwarning = lambda message, *_, **__: print(
        f"minimax: warning: {message}", file=sys.stderr
    )


def _spare_the_command_of_httpx() -> None:
    """Prevent httpx from loading its own command line, as if click and rich were not installed,
    which saves a sixth of the time of a call.

    `import httpx` tries to import `httpx._main`, which loads all of rich and Pygments, and
    continues without it if that fails.
    """
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None makes the import fail, says the import system
