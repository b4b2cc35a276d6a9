"""Faults of the command line, told as every other fault: one sentence, and what to do about it."""

from __future__ import annotations

from typing import Any

import click

from gate.config.faults import nearest_hint
from gate.errors import UsageError


class Choice(click.Choice[str]):
    """One of a few words; for another one the nearest is named."""

    def convert(
        self,
        value: Any,  # noqa: ANN401  click's signature
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        if value not in self.choices:
            known = tuple(self.choices)
            raise UsageError(f"{_name(param)}: there is no {value}", nearest_hint(str(value), known))
        return super().convert(value, param, ctx)


def explained(error: click.ClickException) -> UsageError:
    """What click says, as a UsageError."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    hint = (
        f"`{context.command_path} --help` shows what it takes" if context else "`--help` shows what it takes"
    )
    if isinstance(error, click.NoSuchOption) and context:
        known = [name for param in context.command.get_params(context) for name in param.opts]
        nearest = nearest_hint(error.option_name, tuple(name for name in known if name.startswith("--")))
        return UsageError(f"{context.command_path} has no option {error.option_name}", nearest or hint)
    if isinstance(error, click.exceptions.NoSuchCommand) and context:
        group = context.command
        known = group.list_commands(context) if isinstance(group, click.Group) else []
        return UsageError(
            f"{context.command_path} has no command {error.command_name}",
            nearest_hint(error.command_name, tuple(known)),
        )
    if isinstance(error, click.MissingParameter) or not isinstance(error, click.BadParameter):
        return UsageError(_sentence(error.format_message()), hint)
    return UsageError(f"{_name(error.param)}: {_sentence(error.message)}", hint)


def _name(param: click.Parameter | None) -> str:
    """An option by its name, an argument by what the help calls it."""
    if param is None:
        return "the command line"
    return param.opts[0] if isinstance(param, click.Option) else param.human_readable_name


def _sentence(said: str) -> str:
    """Click's words in the gate's manner: no capital, no full stop."""
    said = said.rstrip(".")
    return said[:1].lower() + said[1:]
