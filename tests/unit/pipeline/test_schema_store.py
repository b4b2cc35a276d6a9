"""How a definition is kept in the repository."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.documents import read
from gate.model.json import JsonObject, mapping
from gate.pipeline.schema_store import file_of, kept
from tests.unit.validate.resources import crd

BARE = crd(
    {"type": "object", "properties": {"n": {"type": "string", "enum": ["0o7", "y", "1:30", "1_000", "~"]}}}
)


def test_what_a_cluster_adds_is_left_out_and_nothing_else() -> None:
    live = copy.deepcopy(BARE)
    live["status"] = {"storedVersions": ["v1"]}
    mapping(live["metadata"]).update(
        uid="1",
        resourceVersion="2",
        generation=3,
        creationTimestamp="2026-01-01T00:00:00Z",
        managedFields=[{"manager": "kubectl"}],
        annotations={"kubectl.kubernetes.io/last-applied-configuration": "{}"},
    )
    before = copy.deepcopy(live)
    assert kept(live) == kept(BARE)
    assert live == before
    (document,) = read(kept(BARE))
    assert document.value == BARE


def test_annotations_of_its_own_stay() -> None:
    noted: JsonObject = {
        **BARE,
        "metadata": {"name": "widgets.example.com", "annotations": {"example.com/a": "b"}},
    }
    assert b"example.com/a: b" in kept(noted)


@pytest.mark.parametrize(
    ("group", "plural", "file"),
    [
        ("example.com", "widgets", "example.com/widgets.yaml"),
        ("..", "widgets", ""),
        ("a/../b", "widgets", ""),
        ("example.com", "../widgets", ""),
        ("", "widgets", ""),
        ("example.com", "", ""),
    ],
)
def test_a_file_is_named_by_group_and_plural_and_leads_nowhere_else(
    group: str, plural: str, file: str
) -> None:
    body: JsonObject = {"spec": {"group": group, "names": {"plural": plural}}}
    assert file_of(body) == file


@given(st.text(max_size=12))
def test_every_text_reads_back_as_it_was(text: str) -> None:
    body: JsonObject = {"kind": "CustomResourceDefinition", "spec": {"description": text}}
    documents = read(kept(body))
    assert [document.value for document in documents] == [body] or any(
        ord(one) < 32 or ord(one) > 126 for one in text
    )
