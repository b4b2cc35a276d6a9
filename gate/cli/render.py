"""`gate render`: what a target sends to a cluster."""

from __future__ import annotations

import os
import sys
from dataclasses import replace

import click
import yaml

from gate.cli.options import repository_options
from gate.cli.progress import progress_on
from gate.cli.session import Asked, Here, requested
from gate.cli.writing import say_findings
from gate.documents.masking import MASK, mask_tokens
from gate.model.json import JsonValue, mapping
from gate.model.resource import Resource
from gate.pipeline.exploring import explored

OPEN_FIELDS = frozenset({"apiVersion", "kind", "metadata", "type", "immutable"})
# kubectl keeps a copy of the whole manifest in it.
APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@click.command(name="render", short_help="Print what would be sent to the clusters, Secrets masked.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@repository_options
def command(paths: tuple[str, ...], **said: object) -> int:
    """Print the resources of the targets below PATH, by default of the whole repository.

    Values of Secrets are masked. What cannot be rendered is told on stderr, with exit code 1.
    """
    here = Here.of_process()
    failed = False
    with requested(
        replace(Asked.of(paths, said), judges=False), here, progress_on(sys.stderr, os.environ)
    ) as request:
        found = explored(request)
        for result in found.results:
            if result.error is not None:
                raise result.error
            failed = failed or bool(result.findings)
            say_findings(result.findings)
            for resource in result.resources:
                click.echo(f"---\n# {result.target.name}")
                click.echo(shown(resource), nl=False)
    return 1 if failed or any(one.unjudged for one in found.findings) else 0


def shown(resource: Resource) -> str:
    """A resource as it may be shown, as YAML: nothing that can be a Secret's value, its keys are."""
    body = resource.decode()
    if resource.id.kind == "Secret" or "stringData" in body:
        body = {field: value if field in OPEN_FIELDS else _masked(value) for field, value in body.items()}
    annotations = mapping(mapping(body.get("metadata")).get("annotations"))
    if APPLIED in annotations:
        annotations[APPLIED] = MASK
    return yaml.safe_dump(_without_tokens(body), sort_keys=False, allow_unicode=True)


def _without_tokens(value: JsonValue) -> JsonValue:
    """A value with every well-known form of a credential in its texts masked, so that it stays YAML."""
    if isinstance(value, str):
        return mask_tokens(value)
    if isinstance(value, list):
        return [_without_tokens(item) for item in value]
    if isinstance(value, dict):
        return {mask_tokens(key): _without_tokens(item) for key, item in value.items()}
    return value


def _masked(value: JsonValue) -> JsonValue:
    return dict.fromkeys(value, MASK) if isinstance(value, dict) else MASK
