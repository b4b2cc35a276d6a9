"""What renderings tell of where their documents come from."""

from __future__ import annotations

import pytest

from gate.model.json import JsonObject
from gate.parse.origins import ORIGIN, Origin, TemplateSources, take_origin


def origin(annotation: str, folder: str = "") -> Origin:
    return take_origin({"metadata": {"annotations": {ORIGIN: annotation}}}, folder)[1]


@pytest.mark.parametrize(
    ("annotation", "folder", "expected"),
    [
        ("path: apps/base/a.yaml\n", "", Origin("apps/base/a.yaml")),
        ("path: ../../base/a.yaml\n", "apps/overlays/dev", Origin("apps/base/a.yaml")),
        ("path: './a b.yaml'\n", "apps", Origin("apps/a b.yaml")),
        ("path: ../../../etc/passwd\n", "apps", Origin()),
        ("path: /etc/passwd\n", "apps", Origin()),
        ("path: a.yaml\nrepo: https://example.com/x\nref: main\n", "", Origin()),
        (
            "configuredIn: ../kustomization.yaml\nconfiguredBy:\n  apiVersion: builtin\n  kind: SecretGenerator\n",
            "apps/dev",
            Origin(generated_in="apps/kustomization.yaml"),
        ),
        ("configuredIn: kustomization.yaml\nconfiguredBy: {kind: PatchTransformer}\n", "", Origin()),
        ("not: known\n", "", Origin()),
        ("[\n", "", Origin()),
        ("", "", Origin()),
    ],
)
def test_forms_of_the_origin_annotation(annotation: str, folder: str, expected: Origin) -> None:
    assert origin(annotation, folder) == expected


def test_the_given_object_stays_as_it_is() -> None:
    body: JsonObject = {
        "kind": "X",
        "metadata": {"name": "a", "annotations": {ORIGIN: "path: a.yaml", "b": "c"}},
    }
    taken, _ = take_origin(body, "")
    assert taken == {"kind": "X", "metadata": {"name": "a", "annotations": {"b": "c"}}}
    assert body["metadata"] == {"name": "a", "annotations": {ORIGIN: "path: a.yaml", "b": "c"}}


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "X"},
        {"metadata": None},
        {"metadata": {"annotations": {}}},
        {"metadata": {"annotations": ["x"]}},
    ],
)
def test_objects_without_an_origin(body: JsonObject) -> None:
    assert take_origin(body, "") == (body, Origin())


@pytest.mark.parametrize(
    ("source", "chart", "path"),
    [
        ("web/templates/a.yaml", "charts/web", "charts/web/templates/a.yaml"),
        ("other-name/templates/a.yaml", "charts/web", "charts/web/templates/a.yaml"),
        ("web/charts/db/templates/a.yaml", "charts/web", "charts/web/charts/db/templates/a.yaml"),
        ("web/templates/a.yaml", ".", "templates/a.yaml"),
        ("web/../../../x.yaml", "charts/web", ""),
        ("web", "charts/web", ""),
    ],
)
def test_the_chart_folder_stands_for_its_name(source: str, chart: str, path: str) -> None:
    assert TemplateSources(f"---\n# Source: {source}\nkind: X\n".encode(), chart).path_at(3) == path


def test_lines_before_the_first_source_have_none() -> None:
    assert TemplateSources(b"kind: X\n---\n# Source: web/a.yaml\nkind: Y\n", "c").path_at(1) == ""
