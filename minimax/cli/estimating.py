"""`minimax estimate`: what a call would cost, one command for each function of
`minimax.estimate`.
"""

from __future__ import annotations

from typing import Any

import click

from .. import estimate
from . import derive, output
from .app import HELP, Lazy, examples_of
from .building import Derived, values_of
from .commands import Row
from .derive import Operation
from .options import Settings, global_options

NO_PRICE = ("Estimate", "PriceUnknown", "characters")
"""Names of the module that are no prices."""


class Estimates(Lazy):
    """The commands below `minimax estimate`."""

    def make(self, name: str) -> click.Command:
        function = name.replace("-", "_")
        target = Operation(function, getattr(estimate, function), bound=False)
        parameters = list(derive.parameters(target))
        words = [parameter for parameter in parameters if parameter.required]
        row = Row("estimate", name, function, words=tuple(parameter.name for parameter in words))
        params: list[click.Parameter] = [
            click.Argument(
                [f"word_{parameter.name}"],
                type=parameter.kind,
                required=False,
                metavar=f"[{parameter.name.upper()}]",
            )
            for parameter in words
        ]
        for parameter in parameters:
            flags = [
                parameter.name,
                f"{parameter.flag}/--no-{parameter.flag[2:]}"
                if parameter.switch
                else parameter.flag,
            ]
            facts: dict[str, Any] = {
                "type": parameter.kind,
                "multiple": parameter.several,
                "hidden": parameter.required,
                "default": None,
            }
            params.append(Derived(flags, target, parameter, **facts))

        def callback(**given: Any) -> None:
            settings = Settings.of(click.get_current_context())
            values = values_of(row, parameters, given)
            if settings.region and "region" in {parameter.name for parameter in parameters}:
                values.setdefault("region", settings.region)
            found = target.function(**values)
            output.document(found) if settings.json else print(found)

        params += global_options(hidden=True, taken=[parameter.name or "" for parameter in params])
        return click.Command(
            name,
            context_settings=HELP,
            params=params,
            callback=callback,
            help=derive.summary(target),
        )


def command() -> click.Group:
    """The commands."""
    known = dict.fromkeys(
        (name.replace("_", "-") for name in estimate.__all__ if name not in NO_PRICE), ""
    )
    examples = (
        'minimax estimate speech "How much is this?"',
        "minimax estimate video --duration 6 --resolution 768P",
    )
    return Estimates(
        "estimate",
        known,
        help="What a call would cost, by the price table: no key, no network.",
        epilog=examples_of(examples),
    )
