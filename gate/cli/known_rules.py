"""The rules that a run here would ask: the gate's, and those of the organisation's own policies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from gate.cli.own_policies import Preparation, configured_policies, given_policies
from gate.cli.places import Place, find_place
from gate.cli.policy_places import Bringing
from gate.cli.session import Here, folder_tree
from gate.config.load import FILE_NAME, load
from gate.config.settings import Settings
from gate.errors import GateError
from gate.evaluate import PolicySet
from gate.model.rule import Rule
from gate.pipeline.rules import all_rules
from gate.system.files import private_folder

Command = TypeVar("Command", bound=Callable[..., Any])

policy_option = click.option(
    "--policy",
    "policies",
    multiple=True,
    envvar="GATE_POLICY",
    metavar="SOURCE",
    help="Also the rules of these policies: a folder or an address. Repeatable.",
)


def known_rules(policies: tuple[str, ...]) -> dict[str, Rule]:
    """Every rule by id. policies: folders of `--policy`, whose faults are raised.

    A configuration that cannot be used is told of on stderr, and the gate's own rules are known all the same:
    whoever mends it looks them up.
    """
    here = Here.of_process()
    toolbox = here.toolbox()
    preparation = Preparation(toolbox.opa.program if toolbox.opa else "", here.store)
    with private_folder() as private:
        bringing = Bringing(here.folder, Path(private), toolbox, here.environment)
        given = given_policies(bringing.places(policies), preparation).sets
    try:
        return all_rules(
            (*_configured(find_place((), here.folder, toolbox, here.environment), preparation), *given)
        )
    except GateError as error:
        click.echo(f"gate: without the policies of {FILE_NAME}: {error.message}", err=True)
        return all_rules(given)


def _configured(place: Place, preparation: Preparation) -> tuple[PolicySet, ...]:
    file = Path(place.root) / FILE_NAME
    settings = load(file.read_bytes(), FILE_NAME) if file.is_file() else Settings()
    if not settings.policies:
        return ()
    return configured_policies(settings, None, folder_tree(place), None, preparation).sets
