"""Templates of the video agent: which there are, and whether their slots are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache

from ..errors import ValidationError
from ..results.video import Template


@cache
def known_templates() -> tuple[Template, ...]:
    """Those of all regions."""
    from minimax_generated.tables.templates import TEMPLATES

    return tuple(map(Template.of, TEMPLATES["templates"]))


def find_template(asked: str, offered: Sequence[Template]) -> Template | None:
    """A template by id or name; None for an id that the table does not have."""
    asked = str(asked).strip()
    if asked.isdecimal():
        return next((template for template in known_templates() if template.id == asked), None)
    names = {
        name.casefold(): template
        for template in offered
        for name in (template.name, template.name_cn)
        if name
    }
    found = names.get(asked.casefold())
    if found is not None:
        return found
    near = [
        names[name].name for name in get_close_matches(asked.casefold(), names, n=3, cutoff=0.5)
    ]
    elsewhere = {
        region
        for template in known_templates()
        if template.name.casefold() == asked.casefold()
        for region in template.regions
    }
    where = f" in this region, only in {', '.join(sorted(elsewhere))}" if elsewhere else ""
    hint = (
        f"did you mean {' or '.join(map(repr, near))}?"
        if near
        else "templates() lists those that are known."
    )
    raise ValidationError(
        f"No template is called {asked!r}{where}; {hint} An id works as well, known or not.",
        field="template",
        value=asked,
        allowed=", ".join(template.name for template in offered),
    )


def check_slots(template: Template, given: Mapping[str, bool]) -> None:
    """Raise a ValidationError for a slot that is left empty, or for one that a template certainly
    does not have.
    """
    for slot, there in given.items():
        wanted = getattr(template, slot)
        if wanted and not there:
            raise ValidationError(
                f"{template.name} needs {template.needs}; {slot} is missing",
                field=slot,
                allowed=template.needs,
            )
        if there and not wanted and template.official:
            raise ValidationError(
                f"{template.name} takes no {slot}, only {template.needs}",
                field=slot,
                allowed=template.needs,
            )
