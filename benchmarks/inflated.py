"""Repositories in which kustomizations inflate charts, made of the charts of others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

MOST_VALUES = 12
PATCH = "kind: any\nmetadata:\n  name: any\n  labels:\n    patched: by-the-kustomization\n"
PATCHES = [{"target": {"kind": "Deployment|Service|ConfigMap"}, "path": "patch.yaml"}]


def inflate(folder: Path, made: Path) -> None:
    """Write a repository with a folder for each chart of another, and a kustomization that inflates it."""
    charts = sorted(path.parent for path in folder.rglob("Chart.yaml") if "templates" not in path.parts)
    outer = [chart for chart in charts if not any(other in chart.parents for other in charts)]
    for number, chart in enumerate(outer):
        place = made / f"{number}-{chart.name}"
        home = place / "charts" / chart.name
        shutil.copytree(chart, home, symlinks=True)
        for path, content in kustomization(chart.name, values_of(home), number).items():
            (place / path).write_text(content)


def kustomization(name: str, values: list[tuple[tuple[str, ...], Any]], number: int) -> dict[str, str]:
    """The files beside the chart: by turns with values in the entry, in a further file, and with none."""
    entry: dict[str, Any] = {"name": name, "releaseName": "one", "namespace": "shop", "includeCRDs": True}
    files = {"patch.yaml": PATCH}
    step = max(1, len(values) // MOST_VALUES)
    given = nested(values[number % step :: step])
    if number % 3 == 0 and given:
        entry["valuesInline"] = given
    elif number % 3 == 1 and given:
        entry["additionalValuesFiles"] = ["further.yaml"]
        files["further.yaml"] = yaml.safe_dump(given)
    content: dict[str, Any] = {
        "helmCharts": [entry],
        "namespace": "shop",
        "patches": PATCHES,
        "commonAnnotations": {"team": "shop"},
        **({"namePrefix": "live-"} if number % 2 else {}),
    }
    return {**files, "kustomization.yaml": yaml.safe_dump(content, sort_keys=False)}


def values_of(chart: Path) -> list[tuple[tuple[str, ...], Any]]:
    """The scalars of a chart's own values, outside lists; given once more they change nothing."""
    file = chart / "values.yaml"
    try:
        content = yaml.safe_load(file.read_text())
        json.dumps(content)
    except (OSError, TypeError, ValueError, yaml.YAMLError):
        return []
    return list(_scalars(content, ()))


def _scalars(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _scalars(member, (*path, str(key)))
    elif isinstance(value, str | int | float) and path:
        yield path, value


def nested(values: list[tuple[tuple[str, ...], Any]]) -> dict[str, Any]:
    """Values by their paths, as one mapping."""
    whole: dict[str, Any] = {}
    for path, value in values:
        inner = whole
        for key in path[:-1]:
            inner = inner.setdefault(key, {})
        inner[path[-1]] = value
    return whole
