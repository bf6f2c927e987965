"""`minimax estimate`: estimate the cost of calls, with one command for each function of
`minimax.estimate`.
"""

from __future__ import annotations

from typing import Any

import click

from .. import estimate
from . import derive, output
from .app import Lazy
from .building import Word, option_of, values_of
from .derive import Operation
from .help import HELP, examples_of
from .options import Settings
from .wording import help_words

NO_PRICE = ("Estimate", "PriceUnknown", "characters")
"""Names in the module that are not estimates."""


class Estimates(Lazy):
    """The commands below `minimax estimate`."""

    def make(self, name: str) -> click.Command:
        function = name.replace("-", "_")
        target = Operation(function, getattr(estimate, function), bound=False)
        parameters = list(derive.parameters(target))
        words = [parameter for parameter in parameters if parameter.required]
        flags = {parameter.name: parameter.flag for parameter in parameters}
        shown = {word.name: word.name.upper() for word in words}
        params: list[click.Parameter] = [
            Word(parameter, shown[parameter.name]) for parameter in words
        ]
        for parameter in parameters:
            params.append(option_of(target, parameter, flags, hidden=parameter.required))

        def callback(**given: Any) -> None:
            settings = Settings.of(click.get_current_context())
            values = values_of(shown, parameters, given)
            if settings.region and "region" in {parameter.name for parameter in parameters}:
                values.setdefault("region", settings.region)
            found = target.function(**values)
            output.document(found) if settings.json else print(found)

        return click.Command(
            name,
            context_settings=HELP,
            params=params,
            callback=callback,
            help=help_words(derive.summary(target), target, flags),
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
        help="Estimate the cost of a call from the price table: no key, no network.",
        epilog=examples_of(examples),
    )
