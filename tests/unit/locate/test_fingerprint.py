"""What keeps a finding's fingerprint, and what changes it."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from gate.locate import Locator
from gate.locate.fingerprint import identity
from gate.model.finding import Finding, Location
from gate.model.json import JsonObject
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import PlainSource, Target
from gate.system.files import MemoryTree

POD = ResourceId("v1", "Pod", "shop", "web")
BODY: JsonObject = {"spec": {"containers": [{"name": "a"}, {"name": "b"}]}}
FINDING = Finding(
    "images/registry", "error", "m", target="web", resource=POD, pointer="/spec/containers/1/image"
)


def target(name: str = "web", cluster: str = "web", environment: str = "") -> Target:
    source = PlainSource(("a.yaml",))
    return Target(name, "plain", name, source, environment, cluster, ("a.yaml",), "", ("1.34",))


def fingerprints(
    *findings: Finding, body: JsonObject = BODY, place: Target | None = None, text: bytes = b"a: 1\n"
) -> list[str]:
    resources = [
        Resource(one.resource, 0, orjson.dumps(body), one.provenance, ("1.34",))
        for one in findings
        if one.resource and one.provenance
    ]
    locator = Locator(MemoryTree({"a.yaml": text}), [place or target()], resources)
    return [one.fingerprint for one in locator.located(findings)]


def at(finding: Finding, document: int = 0) -> Finding:
    return replace(finding, provenance=Provenance(finding.target, "a.yaml", document))


BEFORE = fingerprints(at(FINDING))


class TestWhatChangesNothing:
    def test_the_order_of_a_list(self) -> None:
        body: JsonObject = {"spec": {"containers": [{"name": "b"}, {"name": "a"}]}}
        assert fingerprints(at(replace(FINDING, pointer="/spec/containers/0/image")), body=body) == BEFORE

    def test_the_form_of_the_file_and_the_place_in_it(self) -> None:
        assert fingerprints(at(FINDING, document=3), text=b"# more\n\n---\na: 1\n") == BEFORE
        moved = replace(FINDING, provenance=Provenance("web", "moved.yaml", 0))
        assert fingerprints(moved) == BEFORE

    @pytest.mark.parametrize(
        "change",
        [
            {"message": "other words"},
            {"severity": "warning"},
            {"kubernetes_versions": ("1.34",)},
            {"remedy": "x"},
        ],
    )
    def test_the_words_and_the_weight(self, change: dict[str, object]) -> None:
        assert fingerprints(at(replace(FINDING, **change))) == BEFORE  # type: ignore[arg-type]

    def test_the_targets_name_in_the_same_cluster(self) -> None:
        moved = replace(FINDING, target="moved")
        assert fingerprints(at(moved), place=target("moved", cluster="web")) == BEFORE

    @pytest.mark.parametrize("kind", ["ConfigMap", "Secret"])
    def test_the_hash_that_a_generator_appends(self, kind: str) -> None:
        one = replace(FINDING, resource=ResourceId("v1", kind, "", "settings-2f8m4kbt9g"))
        other = replace(FINDING, resource=ResourceId("v1", kind, "", "settings-77hd6gm92c"))
        assert fingerprints(at(one)) == fingerprints(at(other))


class TestWhatChangesIt:
    @pytest.mark.parametrize(
        "change",
        [
            {"rule": "images/digest"},
            {"pointer": "/spec/containers/0/image"},
            {"resource": ResourceId("v1", "Pod", "shop", "other")},
            {"resource": ResourceId("v1", "Pod", "", "web")},
            {"resource": ResourceId("v2", "Pod", "shop", "web")},
        ],
    )
    def test_who_and_what(self, change: dict[str, object]) -> None:
        assert fingerprints(at(replace(FINDING, **change))) != BEFORE  # type: ignore[arg-type]

    def test_another_cluster(self) -> None:
        assert fingerprints(at(FINDING), place=target(cluster="production/eu")) != BEFORE

    @pytest.mark.parametrize("name", ["settings-2f8m4kbt9", "settings-2f8m4kbt9a", "settings2f8m4kbt9g"])
    def test_a_name_that_only_looks_hashed(self, name: str) -> None:
        one = replace(FINDING, resource=ResourceId("v1", "ConfigMap", "", name))
        other = replace(FINDING, resource=ResourceId("v1", "ConfigMap", "", "settings"))
        assert fingerprints(at(one)) != fingerprints(at(other))

    def test_a_pod_has_no_generator(self) -> None:
        one = replace(FINDING, resource=ResourceId("v1", "Pod", "", "web-2f8m4kbt9g"))
        assert fingerprints(at(one)) != fingerprints(
            at(replace(one, resource=ResourceId("v1", "Pod", "", "web")))
        )


def test_equal_ones_are_told_apart_in_any_order() -> None:
    first, second = (replace(at(FINDING), message=word) for word in ("first", "second"))
    assert len(set(fingerprints(first, second))) == 2
    assert fingerprints(first, second) == fingerprints(second, first)


def test_without_a_resource_the_path_counts() -> None:
    lost = Finding("yaml/syntax", "error", "m", target="web", location=Location("a.yaml", 3, 1))
    assert fingerprints(lost) == fingerprints(replace(lost, location=Location("a.yaml", 9, 2)))
    assert fingerprints(lost) != fingerprints(replace(lost, location=Location("b.yaml", 3, 1)))


def test_no_part_runs_into_the_next() -> None:
    one = replace(FINDING, resource=ResourceId("v1", "Pod", "a", "b"))
    other = replace(FINDING, resource=ResourceId("v1", "Pod", "", "a/b"))
    assert identity(one, "c", BODY) != identity(other, "c", BODY)
