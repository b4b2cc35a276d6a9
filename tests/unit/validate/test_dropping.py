"""What the API server drops before it validates: not judged, but for what decoding refuses."""

from __future__ import annotations

from importlib import resources

import pytest
import yaml

from gate.model.json import JsonObject, JsonValue, mapping, pointer_of, sequence, value_at
from gate.validate import available_versions
from gate.validate.constraints import expanded
from gate.validate.decoding import decoded
from gate.validate.dropping import without
from gate.validate.schemas import Release
from tests.oracle.corpus import bases, cases
from tests.unit.validate.resources import crd, deployment, plain, said

DATA = yaml.safe_load((resources.files("gate.validate") / "dropped.yaml").read_text())
RELEASES = {version: Release(version) for version in available_versions()}


CONTAINERS: JsonValue = [{"name": "web", "image": "web:1"}]
OWNED: JsonObject = {"labels": {"app": "web"}, "ownerReferences": [{}]}


def pod(**spec: JsonValue) -> JsonObject:
    return plain("v1", "Pod", spec={"containers": CONTAINERS, **spec})


def with_image(*sources: JsonObject, mounts: tuple[str, ...] = ()) -> JsonObject:
    """A Pod whose first volume has an image and other sources, and whose second is an emptyDir."""
    volumes: JsonValue = [
        {"name": "files", "image": {"reference": "files:1"}, **{k: v for s in sources for k, v in s.items()}},
        {"name": "scratch", "emptyDir": {}},
    ]
    container: JsonObject = {"name": "web", "image": "web:1"}
    container["volumeMounts"] = [
        {"name": name, "mountPath": f"/{index}"} for index, name in enumerate(mounts)
    ]
    return plain("v1", "Pod", spec={"containers": [container], "volumes": volumes})


def rules(body: JsonObject, version: str) -> list[tuple[str, str]]:
    return [(rule, pointer) for rule, pointer, _ in said(body, (version,))]


@pytest.mark.parametrize("source", [{"flocker": {}}, {"cephfs": {}}, {"iscsi": {"lun": 900}}])
def test_what_stands_beside_an_image_is_not_looked_at_while_the_server_drops_it(source: JsonObject) -> None:
    assert rules(with_image(source), "1.34") == []
    assert {pointer.rsplit("/", 1)[0] for _, pointer in rules(with_image(source), "1.35")} >= {
        "/spec/volumes"
    }


def test_mounts_of_a_dropped_volume_go_with_it_and_others_stay() -> None:
    body = with_image(mounts=("files", "scratch", "nothing"))
    containers = sequence(mapping(body["spec"])["containers"])
    mapping(sequence(mapping(containers[0])["volumeMounts"])[0])["mountPath"] = ""
    assert rules(body, "1.34") == [("api/reference", "/spec/containers/0/volumeMounts/2/name")]
    assert rules(body, "1.35") == [
        ("api/required", "/spec/containers/0/volumeMounts/0/mountPath"),
        ("api/reference", "/spec/containers/0/volumeMounts/2/name"),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"cephfs": {"monitors": "one"}}, ("schema/type", "/spec/volumes/0/cephfs/monitors")),
        ({"cephfs": {"readonly": True}}, ("schema/unknown-field", "/spec/volumes/0/cephfs/readonly")),
        ({"emptyDir": {"sizeLimit": "much"}}, ("api/format", "/spec/volumes/0/emptyDir/sizeLimit")),
        ({"iscsi": {"lun": 2**31}}, ("api/range", "/spec/volumes/0/iscsi/lun")),
    ],
)
def test_what_is_dropped_is_decoded(source: JsonObject, expected: tuple[str, str]) -> None:
    assert rules(with_image(source), "1.34") == [expected]


def test_a_dropped_source_leaves_the_others_of_a_projection() -> None:
    sources: JsonValue = [{"podCertificate": {"keyType": "RSA"}, "secret": {"name": "tls"}}]
    body = pod(volumes=[{"name": "all", "projected": {"sources": sources}}])
    assert rules(body, "1.36") == []
    assert ("api/one-of", "/spec/volumes/0/projected/sources/0") in rules(body, "1.37")


@pytest.mark.parametrize(
    ("policy", "version", "is_refused"),
    [
        ("Sometimes", "1.28", False),
        ("Sometimes", "1.33", True),
        ("Sometimes", "1.34", False),
        ("Sometimes", "1.35", True),
        ("Always", "1.34", False),
    ],
)
def test_restart_policies_of_init_containers_are_dropped_by_some_versions(
    policy: str, version: str, *, is_refused: bool
) -> None:
    body = pod(initContainers=[{"name": "first", "image": "web:1", "restartPolicy": policy}])
    assert bool(rules(body, version)) is is_refused


def test_the_status_is_decoded_and_not_validated() -> None:
    body = pod()
    body["status"] = {"conditions": [None, {"type": "Ready"}], "hostIP": 7}
    assert said(body, ("1.34",)) == [
        ("schema/type", "/status/hostIP", "status.hostIP is an integer (7), must be a string")
    ]


def test_owners_of_a_template_are_decoded_and_not_validated() -> None:
    assert said(deployment(template={"metadata": OWNED, "spec": {"containers": CONTAINERS}}), ("1.34",)) == []
    assert rules({**pod(), "metadata": {"name": "it", **OWNED}}, "1.34")


def test_taints_of_devices_come_with_their_feature() -> None:
    devices: JsonValue = [{"name": "gpu", "taints": [{}]}]
    pool: JsonValue = {"name": "rack", "generation": 1, "resourceSliceCount": 1}
    spec: JsonValue = {"driver": "example.com", "nodeName": "one", "pool": pool, "devices": devices}
    body = plain("resource.k8s.io/v1", "ResourceSlice", spec=spec)
    assert rules(body, "1.35") == []
    assert rules(body, "1.36")


@pytest.mark.parametrize("items", ["one", []])
def test_items_of_a_schema_that_are_no_schema_are_nothing(items: JsonValue) -> None:
    spec: JsonValue = {"type": "object", "properties": {"size": {"type": "integer", "items": items}}}
    assert said(crd(spec), ("1.34",)) == []
    spec = {"type": "object", "properties": {"size": {"type": "array", "items": items}}}
    assert [rule for rule, _, _ in said(crd(spec), ("1.34",))] == ["schema/invalid-crd"]


@pytest.mark.parametrize("key", DATA)
def test_each_type_has_the_fields_that_are_dropped(key: str) -> None:
    for path in (path for written in DATA[key] for path in expanded(written)):
        assert any(
            decoded(name, tuple(path.split(".")), release.document)
            for release in RELEASES.values()
            for name in expanded(key)
            if release.definition(name)
        ), path


def test_what_is_left_has_nothing_more_to_drop_and_keeps_its_places() -> None:
    release, known = RELEASES["1.34"], bases()
    for case in tuple(cases())[::20]:
        body = case.manifest(known)
        kind = (str(body.get("apiVersion")), str(body.get("kind")))
        dropped = release.dropped(*kind, body)
        kept = without(body, dropped)
        assert body == case.manifest(known)  # which is not changed
        assert all(one.stays for one in release.dropped(*kind, kept))
        for one in dropped:
            assert value_at(body, pointer_of(one.tokens)) is not None


def test_what_is_dropped_of_a_kind_does_not_depend_on_the_kinds_before_it() -> None:
    known = bases()
    bodies = [case.manifest(known) for case in tuple(cases())[::40]]
    forth, back = Release("1.34"), Release("1.34")
    told = [forth.kept(body) for body in bodies]
    assert [back.kept(body) for body in reversed(bodies)] == told[::-1]
    assert told != bodies
