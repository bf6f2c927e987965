"""Renders the templates of pages and modules in `templates/`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

TEMPLATES = Path(__file__).parent / "templates"


def render(template: str, **context: Any) -> str:
    """Render a template with values."""
    return ENVIRONMENT.get_template(f"{template}.jinja").render(context)


def names(folder: str) -> list[str]:
    """The templates of a folder."""
    return sorted(path.stem for path in (TEMPLATES / folder).glob("*.jinja"))


def as_json(value: Any, indent: int | None = None) -> str:
    """JSON with non-ASCII characters unescaped."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def as_cell(value: Any) -> str:
    """A value as a cell of a Markdown table."""
    if isinstance(value, dict):
        value = [f"{key} {inner}" for key, inner in value.items()]
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    elif value is None or isinstance(value, bool):
        value = {None: "", True: "yes", False: "no"}[value]
    return " ".join(str(value).replace("|", "\\|").split())


def as_code(text: str | None) -> str:
    """A text as Markdown code; "" for none."""
    return f"`{text}`" if text else ""


def as_docstring(text: str) -> str:
    """A text as a Python docstring; "" for none."""
    text = text.replace("\\", "\\\\").replace('"""', "'''")
    return f'"""{text}{" " if text.endswith(chr(34)) else ""}"""' if text else ""


ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), trim_blocks=True, lstrip_blocks=True, autoescape=False
)
ENVIRONMENT.filters |= {
    "cell": as_cell,
    "code": as_code,
    "docstring": as_docstring,
    "json": as_json,
    "repr": repr,
}
