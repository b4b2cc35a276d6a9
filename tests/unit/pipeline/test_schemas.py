"""The CustomResourceDefinitions that a run knows, and where they come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate.errors import UsageError
from gate.model.json import mapping
from gate.pipeline.schemas import definitions, schema_files, schema_notices
from gate.system.files import MemoryTree, open_folder

CRD = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: NAME}\n"


def tree(**files: str) -> MemoryTree:
    return MemoryTree(
        {path.replace("__", "/").replace("_", "."): text.encode() for path, text in files.items()}
    )


TREE = tree(a_yaml=CRD, crds__b_yaml=CRD, crds__deep__c_json="{}", crds__d_txt=CRD, other__e_yml="a: 1\n")


@pytest.mark.parametrize(
    ("folder", "paths"),
    [
        (".", {"a.yaml", "crds/b.yaml", "crds/deep/c.json", "other/e.yml"}),
        ("./", {"a.yaml", "crds/b.yaml", "crds/deep/c.json", "other/e.yml"}),
        ("crds", {"crds/b.yaml", "crds/deep/c.json"}),
        ("./crds/", {"crds/b.yaml", "crds/deep/c.json"}),
        ("crds/deep", {"crds/deep/c.json"}),
        ("crd", set()),
    ],
)
def test_a_folder_is_read_whole(folder: str, paths: set[str]) -> None:
    assert {path for path, _ in schema_files(TREE, (folder,))} == paths


def test_folders_rank_before_what_lies_about() -> None:
    found = definitions(
        (), tree(a_yaml=CRD.replace("NAME", "lying")), [("s.yaml", CRD.replace("NAME", "given").encode())]
    )
    assert [mapping(one["metadata"])["name"] for one in found] == ["given", "lying"]


def test_lists_are_looked_into_and_broken_ones_hide_nothing() -> None:
    listed = (
        "apiVersion: v1\nkind: List\nitems:\n- {kind: CustomResourceDefinition, metadata: {name: listed}}\n"
    )
    broken = "kind: CustomResourceDefinition\nmetadata: [\n---\n" + CRD.replace("NAME", "after")
    found = definitions((), tree(a_yaml=listed, b_yaml=broken), ())
    assert [mapping(one["metadata"])["name"] for one in found] == ["listed", "after"]


def test_a_folder_can_hold_none() -> None:
    assert schema_notices("crds", schema_files(TREE, ("crds",))) == (
        "Neither CustomResourceDefinition nor JSON Schema, so not used: crds/deep/c.json.",
    )
    assert schema_notices("other", schema_files(TREE, ("other",))) == (
        "No CustomResourceDefinition or JSON Schema lies in the schema folder other.",
    )


def test_json_schemas_of_schema_folders_are_carried_with_their_paths() -> None:
    schema = '{"type": "object"}'
    files = [
        ("s/widget_v1.json", schema.encode()),
        ("s/broken.json", b"{"),
        ("s/widget.yaml", b"type: object"),
    ]
    assert definitions((), tree(widget_v1_json=schema), files) == (
        {"kind": "JSONSchema", "path": "s/widget_v1.json", "schema": {"type": "object"}},
    )
    assert schema_notices("s", files) == (
        "Neither CustomResourceDefinition nor JSON Schema, so not used: s/broken.json, s/widget.yaml.",
    )


def test_a_file_that_leads_outside_is_a_usage_error(tmp_path: Path) -> None:
    (tmp_path / "crds").mkdir()
    (tmp_path / "crds/a.yaml").symlink_to("/etc/hostname")
    with pytest.raises(UsageError, match=r"^crds/a.yaml cannot be read: leads outside the repository$"):
        schema_files(open_folder(str(tmp_path)), ("crds",))
