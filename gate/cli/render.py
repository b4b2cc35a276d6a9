"""`gate render`: what a target sends to a cluster."""

from __future__ import annotations

import os
import sys

import click
import yaml

from gate.cli.options import repository_options
from gate.cli.progress import progress_on
from gate.cli.session import Asked, Here, requested
from gate.cli.writing import say_findings
from gate.discover import discover
from gate.model.json import JsonObject, mapping
from gate.model.resource import Resource
from gate.pipeline.rendering import rendered

MASK = "********"


@click.command(name="render", short_help="Print what would be sent to the clusters, Secrets masked.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@repository_options
def command(paths: tuple[str, ...], **said: object) -> int:
    """Print the resources of the targets below PATH, by default of the whole repository.

    Values of Secrets are masked. What cannot be rendered is told on stderr, with exit code 1.
    """
    here = Here.of_process()
    failed = False
    with requested(Asked.of(paths, said), here, progress_on(sys.stderr, os.environ)) as request:
        found = discover(request.tree, request.scope, request.settings, request.versions)
        chosen = [target for target in found.values if request.environment in {"", target.environment}]
        for result in rendered(chosen, request):
            if result.error is not None:
                raise result.error
            failed = failed or bool(result.findings)
            say_findings(result.findings)
            for resource in result.resources:
                click.echo(f"---\n# {result.target.name}")
                click.echo(yaml.safe_dump(shown(resource), sort_keys=False, allow_unicode=True), nl=False)
    return 1 if failed or found.findings else 0


def shown(resource: Resource) -> JsonObject:
    """A resource as it may be shown: the values of a Secret are masked, its keys are not."""
    body = resource.decode()
    if resource.id.kind == "Secret":
        for field in ("data", "stringData"):
            if field in body:
                body[field] = dict.fromkeys(mapping(body[field]), MASK)
    return body
