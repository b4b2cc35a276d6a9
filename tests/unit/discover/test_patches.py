"""Patches that no kustomization applies are accounted for, and whole objects are judged whatever their name."""

from __future__ import annotations

import pytest

from gate.config.settings import Settings
from gate.discover import discover
from gate.discover.patches import REQUIRED, called_patch, lacking
from gate.discover.recognise import unlike_manifests
from gate.model.json import JsonObject, JsonValue, mapping
from gate.system.files import MemoryTree
from gate.validate import available_versions, catalogue
from tests.oracle.corpus import bases
from tests.unit.validate.resources import judged

KNOWN = catalogue((available_versions()[-1],), ())

CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: "
PART = CLAIM + "{storageClassName: fast}\n"
WHOLE = CLAIM + "{accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n"
LACKS = "lacks spec.accessModes, which every PersistentVolumeClaim has"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("a/data_patch.yaml", "by its name a patch"),
        ("a/Patch-data.yaml", "by its name a patch"),
        ("a/patches/data.yaml", "in a folder of patches"),
        ("kubeadm-patches/data.json", "in a folder of patches"),
        ("a/kube-apiserver0+strategic.yaml", "by its name a patch for kubeadm"),
        ("a/etcd+merge.yaml", "by its name a patch for kubeadm"),
        ("a/etcd.yaml", ""),
        ("a/dispatch.yaml", ""),
        ("a/patchwork/data.yaml", ""),
        ("patches/a/data.yaml", ""),
    ],
)
def test_what_is_called_a_patch(path: str, reason: str) -> None:
    assert called_patch(path) == reason


def test_a_part_of_an_object_in_what_is_called_a_patch_is_a_patch() -> None:
    assert unlike_manifests("a/data_patch.yaml", PART.encode()) == f"by its name a patch: {LACKS}"
    assert unlike_manifests("a/data.yaml", PART.encode()) == ""


@pytest.mark.parametrize("text", [WHOLE, f"{PART}---\n{WHOLE}", f"{PART}---\nbroken: [\n"])
def test_a_whole_object_is_none_whatever_it_is_called(text: str) -> None:
    assert unlike_manifests("patches/data_patch.yaml", text.encode()) == ""


def test_an_object_of_which_nothing_is_required_is_judged() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    assert unlike_manifests("patches/a.yaml", text.encode()) == ""


@pytest.mark.parametrize("written", [PART, WHOLE])
def test_what_a_kustomization_elsewhere_names_as_a_patch_is_one_when_it_is_a_part(written: str) -> None:
    kustomization = "resources: [web.yaml]\npatches: [{path: ../../shared/data.yaml}]\n"
    tree = MemoryTree(
        {"lib/web/kustomization.yaml": kustomization.encode(), "shared/data.yaml": written.encode()}
    )
    outcome = discover(tree, ("shared",), Settings(), ("1.34",))
    if written == WHOLE:
        assert [target.name for target in outcome.values] == ["shared"]
    else:
        assert [(account.path, account.reason) for account in outcome.accounts] == [
            ("shared/data.yaml", f"a patch of the kustomization lib/web: {LACKS}")
        ]


def test_a_file_that_is_named_as_path_is_judged() -> None:
    tree = MemoryTree({"a/data_patch.yaml": PART.encode()})
    (target,) = discover(tree, ("a/data_patch.yaml",), Settings(), ("1.34",)).values
    assert target.closure == ("a/data_patch.yaml",)


@pytest.mark.parametrize(
    ("kind", "path"), [(kind, path) for kind, paths in REQUIRED.items() for path in paths]
)
def test_without_what_is_required_an_object_is_refused(kind: tuple[str, str], path: str) -> None:
    """So that nothing which could come into a cluster slips away as a patch."""
    group, name = kind
    for body in map(mapping, bases().values()):
        if body["kind"] == name and str(body["apiVersion"]).rpartition("/")[0] == group:
            break
    assert lacking(body) == ""
    _remove(body, path.split("."))
    assert lacking(body) == path
    assert {rule.partition("/")[0] for rule, _, _ in judged(body, KNOWN)} & {"api", "schema"}


def _remove(value: JsonValue, steps: list[str]) -> None:
    step, *rest = steps
    holder: JsonObject = mapping(value)
    if step == "*":
        assert isinstance(value, list)
        _remove(value[0], rest)
    elif rest:
        _remove(holder[step], rest)
    else:
        for name in step.strip("{}").split(","):
            holder.pop(name, None)
