"""Options that several subcommands share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from gate.cli.usage import Choice
from gate.config.faults import nearest_hint
from gate.errors import UsageError
from gate.report.registry import FORMATS

Command = TypeVar("Command", bound=Callable[..., Any])


class Format(Choice):
    """One of the registered report formats."""

    def __init__(self) -> None:
        super().__init__(list(FORMATS))


class ReportFile(click.ParamType[tuple[str, str]]):
    """FORMAT=FILE."""

    name = "FORMAT=FILE"

    def convert(
        self,
        value: Any,  # noqa: ANN401  click's signature
        param: click.Parameter | None,  # noqa: ARG002  the same
        ctx: click.Context | None,  # noqa: ARG002  the same
    ) -> tuple[str, str]:
        name, separator, file = str(value).partition("=")
        if not separator or not file:
            raise UsageError(f"--report: {value} is not FORMAT=FILE", "write it as --report sarif=gate.sarif")
        if name not in FORMATS:
            raise UsageError(f"--report: there is no format {name}", nearest_hint(name, tuple(FORMATS)))
        return name, file


report_option = click.option(
    "--report",
    "reports",
    type=ReportFile(),
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write a report to a file. Repeatable.",
)

REPOSITORY_OPTIONS = (
    click.option(
        "--kubernetes-version",
        "kubernetes_versions",
        multiple=True,
        envvar="GATE_KUBERNETES_VERSION",
        metavar="X.Y",
        help="Kubernetes version to judge for. Repeatable.  [default: .gate.yaml, else the newest known]",
    ),
    click.option(
        "--environment", envvar="GATE_ENVIRONMENT", metavar="NAME", help="Only targets of this environment."
    ),
    click.option(
        "--schemas",
        multiple=True,
        envvar="GATE_SCHEMAS",
        type=click.Path(exists=True, file_okay=False),
        metavar="DIR",
        help="Folder with CustomResourceDefinitions or JSON Schemas. Repeatable.",
    ),
    click.option(
        "--config",
        envvar="GATE_CONFIG",
        type=click.Path(exists=True, dir_okay=False),
        metavar="FILE",
        help="Configuration to use instead of .gate.yaml.",
    ),
    click.option(
        "--trust",
        envvar="GATE_TRUST",
        metavar="REF",
        help="Take configuration, waivers and schemas from where REF and HEAD part, not from the change.",
    ),
    click.option(
        "--since",
        envvar="GATE_SINCE",
        metavar="REF",
        help="Tell only of what can be affected by what changed since REF and HEAD parted.",
    ),
    click.option(
        "--allow-remote",
        multiple=True,
        envvar="GATE_ALLOW_REMOTE",
        metavar="PREFIX",
        help="Let kustomize fetch what begins with this address. Repeatable.  [default: no network]",
    ),
    click.option(
        "--charts",
        envvar="GATE_CHARTS",
        type=click.Path(exists=True, file_okay=False),
        metavar="DIR",
        help="Folder with fetched charts, for what is not in the repository.",
    ),
    click.option(
        "--timeout",
        envvar="GATE_TIMEOUT",
        type=click.IntRange(min=1),
        default=60,
        show_default=True,
        metavar="SECONDS",
        help="How long one target may take to render.",
    ),
    click.option(
        "--jobs",
        envvar="GATE_JOBS",
        type=click.IntRange(min=1),
        metavar="N",
        help="How many targets are rendered at a time.  [default: the processors]",
    ),
    click.option(
        "--no-cache",
        is_flag=True,
        envvar="GATE_NO_CACHE",
        help="Render and judge everything anew, and keep nothing for the next run.",
    ),
)


def _with_all(options: Sequence[Callable[[Command], Command]], command: Command) -> Command:
    """The command with the options, in their order in its help."""
    for option in reversed(options):
        command = option(command)
    return command


def repository_options(command: Command) -> Command:
    """The options that say what is judged and how it is rendered."""
    return _with_all(REPOSITORY_OPTIONS, command)


POLICY_OPTIONS = (
    click.option(
        "--engine",
        type=Choice(["auto", "opa", "embedded"]),
        default="auto",
        show_default=True,
        envvar="GATE_ENGINE",
        help="What evaluates the policies: WebAssembly in this process, or an OPA server. auto: OPA only "
        "what cannot be compiled.",
    ),
    click.option(
        "--policy",
        "policies",
        multiple=True,
        envvar="GATE_POLICY",
        metavar="SOURCE",
        help="Also these policies: a folder with Rego or ValidatingAdmissionPolicies, or an address as in "
        "git+https://…@COMMIT#DIR, oci://…@sha256:… or https://….tar.gz@sha256:…. Repeatable.",
    ),
    click.option(
        "--pinned-policy",
        "pinned_policies",
        multiple=True,
        envvar="GATE_PINNED_POLICY",
        metavar="SOURCE",
        help="As --policy, for policies that no file of the repository can switch off, soften or waive. "
        "Repeatable.",
    ),
    click.option(
        "--policy-key",
        envvar="GATE_POLICY_KEY",
        type=click.Path(exists=True, dir_okay=False),
        metavar="FILE",
        help="Public key (PEM) that bundles of https:// have to be signed with.",
    ),
)


def policy_options(command: Command) -> Command:
    """The options that say what evaluates the policies, and which there are beside the pack."""
    return _with_all(POLICY_OPTIONS, command)
