"""Helm charts, each with the values files that belong to an environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gate.config.settings import Settings
from gate.discover.environments import is_name, of_values, place
from gate.discover.scope import Scope, refusal
from gate.model.outcome import Account
from gate.model.target import HelmSource, Target
from gate.model.tree import Tree
from gate.sources.chart import Chart, subcharts
from gate.sources.globs import matches

# https://github.com/helm/chart-testing#configuration: each is a release to try.
CHART_TESTING = "ci/*-values.yaml"
VALUES_OF = tuple(
    re.compile(pattern)
    for pattern in (
        r"values[-._](?P<label>[^/]+)\.ya?ml",
        r"(?P<label>[^/]+)[-._]values\.ya?ml",
        r"(?:values|envs?|environments?)/(?:values[-._])?(?P<label>[^/]+)\.ya?ml",
        r"(?:envs?|environments?)/(?P<label>[^/]+)/values\.ya?ml",
    )
)
LOOKS_LIKE_VALUES = re.compile(r"(?:.*/)?(?:[^/]*values[^/]*|(?:values|envs?|environments?)/[^/]+)\.ya?ml")
PARTS = ("templates/", "crds/", "charts/")
RELEASE_NAME_LENGTH = 53


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to render a chart. values: the path of its values file, "" for the chart's defaults alone."""

    values: str
    inside: str
    environment: str
    reason: str


def chart_targets(
    chart: Chart,
    settings: Settings,
    versions: tuple[str, ...],
    taken: frozenset[str],
    *,
    guessing: bool = True,
) -> Iterator[Target]:
    """The targets of a chart. taken: names that other targets have already.

    guessing: whether names tell which of its values files are meant; else it is rendered with each, and with
    none.
    """
    variants = _variants(chart, settings)
    if not guessing:
        variants = [*_others(chart, variants), *variants]
    if not guessing or not any(
        variant.environment or not matches(CHART_TESTING, variant.inside) for variant in variants
    ):
        variants.insert(0, Variant("", "", "", "Helm chart with its default values"))
    for variant in variants:
        name = f"{chart.folder}@{variant.inside}" if variant.inside else chart.folder
        if name in taken:
            name = f"{chart.folder}@values.yaml"
        where = place(
            settings, name, chart.folder, (variant.values, variant.inside) if variant.values else ()
        )
        yield Target(
            name=name,
            kind="helm",
            path=chart.folder,
            source=HelmSource(
                chart.folder, (variant.values,) if variant.values else (), release_name(chart), "default"
            ),
            environment=where.environment
            if settings.environments
            else variant.environment or where.environment,
            cluster=where.cluster,
            closure=chart.files,
            reason=variant.reason,
            kubernetes_versions=versions,
            version_sensitive=chart.version_sensitive,
        )


def chart_accounts(chart: Chart, tree: Tree, settings: Settings) -> Iterator[Account]:
    """What of a chart is not rendered by itself: its subcharts, and values files that no target uses."""
    for folder in subcharts(tree, chart.folder):
        yield Account(folder, f"subchart, judged as part of the chart {chart.folder}")
    for other in _others(chart, _variants(chart, settings)):
        yield Account(
            other.values,
            "values file of no known environment; environments.NAME.values in .gate.yaml can name it",
        )


def refused(chart: Chart, scope: Scope, settings: Settings, asked: frozenset[str]) -> str:
    """Why a chart gives no target, "" when it does."""
    if chart.is_library:
        return "library chart, judged through the charts that use it"
    return "" if chart.folder in asked else refusal(scope, settings, chart.folder)


def release_name(chart: Chart) -> str:
    """The chart's name as a release may be called (a DNS label of at most 53 characters, as Helm asks)."""
    name = re.sub(r"[^a-z0-9-]+", "-", (chart.name or chart.folder.rpartition("/")[2]).lower())
    return name.strip("-")[:RELEASE_NAME_LENGTH].rstrip("-") or "release"


def _variants(chart: Chart, settings: Settings) -> list[Variant]:
    """The values files of a chart that stand for an environment or a trial, in order of their paths."""
    variants = []
    for path, inside in _inside(chart):
        configured = of_values(settings, path, inside)
        label = configured or _label(inside, settings)
        if label:
            environment = configured or ("" if settings.environments else label)
            reason = f"Helm chart with {inside} for the environment {label}"
            variants.append(Variant(path, inside, environment, reason))
        elif matches(CHART_TESTING, inside):
            reason = f"Helm chart with {inside}, a variant of chart-testing"
            variants.append(Variant(path, inside, "", reason))
    return variants


def _others(chart: Chart, variants: list[Variant]) -> Iterator[Variant]:
    """What else looks like a values file."""
    used = {variant.values for variant in variants}
    for path, inside in _inside(chart):
        if path not in used and inside != "values.yaml" and LOOKS_LIKE_VALUES.fullmatch(inside):
            yield Variant(path, inside, "", f"Helm chart with {inside}")


def _label(inside: str, settings: Settings) -> str:
    """The environment that a values file is for by convention, "" for none."""
    names = {environment.name for environment in settings.environments}
    for pattern in VALUES_OF:
        found = pattern.fullmatch(inside)
        if found and (is_name(found["label"]) or found["label"] in names):
            return found["label"]
    return ""


def _inside(chart: Chart) -> Iterator[tuple[str, str]]:
    """The YAML files beside the parts of a chart, each with its path in the chart."""
    prefix = "" if chart.folder == "." else chart.folder + "/"
    for path in chart.files:
        inside = path.removeprefix(prefix)
        if inside.endswith((".yaml", ".yml")) and not inside.startswith(PARTS):
            yield path, inside
