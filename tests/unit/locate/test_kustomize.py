"""Places in a kustomize build: the file that wrote the value, not one that only names the resource."""

from __future__ import annotations

from typing import cast

import orjson
import pytest

from gate.documents import read
from gate.locate import Locator
from gate.model.finding import Finding, Location
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import KustomizeSource, Target
from gate.system.files import MemoryTree

BASE = """\
apiVersion: batch/v1beta1
kind: CronJob
metadata:
  name: backup
spec:
  suspend: true
  schedule: "@daily"
"""
PATCH = """\
# Wakes it up.
apiVersion: batch/v1beta1
kind: CronJob
metadata:
  name: backup
spec:
  suspend: false
"""
FILES = {
    "base/kustomization.yaml": "resources: [cron.yaml]\n",
    "base/cron.yaml": BASE,
    "dev/kustomization.yaml": "resources: [../base]\npatches:\n  - path: wake.yaml\n",
    "dev/wake.yaml": PATCH,
}


def place_of(pointer: str) -> Location | None:
    """Where a finding at a pointer of the patched CronJob is placed."""
    tree = MemoryTree({path: content.encode() for path, content in FILES.items()})
    body = cast("JsonObject", read(BASE.replace("true", "false").encode())[0].value)
    target = Target(
        name="dev",
        kind="kustomize",
        path="dev",
        source=KustomizeSource("dev", "dev/kustomization.yaml"),
        environment="",
        cluster="dev",
        closure=tuple(FILES),
        reason="",
        kubernetes_versions=("1.34",),
    )
    provenance = Provenance("dev", path="base/cron.yaml")
    who = ResourceId("batch/v1beta1", "CronJob", "", "backup")
    resource = Resource(who, 0, orjson.dumps(body), provenance, ("1.34",))
    finding = Finding(
        "schema/removed-api", "error", "m", target="dev", resource=who, provenance=provenance, pointer=pointer
    )
    (located,) = Locator(tree, [target], [resource]).located([finding])
    return located.location


@pytest.mark.parametrize(
    ("pointer", "path", "line", "column"),
    [
        ("/spec/suspend", "dev/wake.yaml", 7, 12),
        ("/spec/schedule", "base/cron.yaml", 7, 13),
        ("/apiVersion", "base/cron.yaml", 1, 13),
        ("/kind", "base/cron.yaml", 2, 7),
        ("/metadata/name", "base/cron.yaml", 4, 9),
    ],
)
def test_a_patch_writes_its_values_and_only_repeats_what_it_patches(
    pointer: str, path: str, line: int, column: int
) -> None:
    place = place_of(pointer)
    assert place is not None
    assert (place.path, place.line, place.column, place.precision) == (path, line, column, "exact")
