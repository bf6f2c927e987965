"""The `minimax` command. Needs the extra: pip install "minimax-sdk[cli]"."""

from __future__ import annotations

import sys


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code."""
    try:
        from .app import main as run
    except KeyboardInterrupt:  # before anything has been sent
        return 130
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("minimax"):
            raise
        print(
            f'minimax: the command needs {error.name}; run: pip install "minimax-sdk[cli]"',
            file=sys.stderr,
        )
        return 1
    if arguments is None:  # a separate process, in which nothing else uses httpx
        from .exits import interrupt_on_termination

        interrupt_on_termination()
        _spare_unused_imports()
        _show_warnings_in_a_line()
    return run(arguments)


def _show_warnings_in_a_line() -> None:
    """Show warnings in the same format as errors, without the line of code."""
    import warnings

    warnings.showwarning = lambda message, *_, **__: print(
        f"minimax: warning: {message}", file=sys.stderr
    )


def _spare_unused_imports() -> None:
    """Prevent httpx and httpcore from loading what the command does not use, as if it were not
    installed, which saves up to half of the time of a call.

    `import httpx` tries to import its own command line, with all of rich and Pygments, and httpcore
    tries to import trio; both continue without if that fails.
    """
    for name in ("httpx._main", "trio"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None makes the import fail, says the import system
