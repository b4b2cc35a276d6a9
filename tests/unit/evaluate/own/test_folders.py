"""Folders of policies: what is Rego, what is data, what is neither."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.errors import PolicyError
from gate.evaluate.own.folders import PolicyFolder, data_of, objects_in, policy_folders
from gate.system.files import MemoryTree

POD = b"apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"


def folder(files: dict[str, bytes], name: str = "policy") -> PolicyFolder:
    return PolicyFolder(name, files)


def faults(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        data_of([folder(files)])
    return [one.message for one in (caught.value, *caught.value.also)]


class TestPolicyFolders:
    TREE = MemoryTree(
        {
            "policy/a.rego": b"a",
            "policy/lib/b.rego": b"b",
            "policy/lib/b.yaml": b"x: 1",
            "policy/README.md": b"text",
            "policyother/c.rego": b"c",
            "d.rego": b"d",
        }
    )

    def test_rego_and_data_below_a_folder(self) -> None:
        (found,) = policy_folders(self.TREE, ["policy/"])
        assert (found.name, sorted(found.files)) == ("policy/", ["a.rego", "lib/b.rego", "lib/b.yaml"])

    def test_what_lies_in_two_belongs_to_the_inner_one(self) -> None:
        outer, inner = policy_folders(self.TREE, ["policy", "policy/lib"])
        assert (sorted(outer.files), sorted(inner.files)) == (["a.rego"], ["b.rego", "b.yaml"])

    def test_the_whole_tree(self) -> None:
        (found,) = policy_folders(self.TREE, ["."])
        assert [path for path, _ in found.modules()] == [
            "d.rego",
            "policy/a.rego",
            "policy/lib/b.rego",
            "policyother/c.rego",
        ]

    def test_one_that_is_not_there(self) -> None:
        with pytest.raises(FileNotFoundError, match="polic"):
            policy_folders(self.TREE, ["polic"])

    def test_tests_are_no_policies(self) -> None:
        found = folder({"a.rego": b"1", "a_test.rego": b"2", "test.rego": b"3"})
        assert list(found.modules()) == [("policy/a.rego", b"1"), ("policy/test.rego", b"3")]
        assert list(found.tests()) == [("policy/a_test.rego", b"2")]


# Beyond 64 bits, Kubernetes' own reader makes them floating.
WHOLE = st.integers(-(2**63), 2**63 - 1)


class TestData:
    def test_documents_lie_below_their_folders(self) -> None:
        files = {"a.yaml": b"x: {v: 1}", "below/b.json": b'{"z": 2}', "below/deep/c.yml": b"[3]"}
        assert data_of([folder(files)]) == {"x": {"v": 1}, "below": {"z": 2, "deep": [3]}}

    def test_mappings_are_merged(self) -> None:
        files = {"a.yaml": b"x: {v: 1}", "b.yaml": b"x: {z: 2}", "x/c.json": b'{"w": 3}'}
        assert data_of([folder(files)]) == {"x": {"v": 1, "z": 2, "w": 3}}

    def test_of_several_folders(self) -> None:
        assert data_of([folder({"a.yaml": b"a: 1"}), folder({"b/c.yaml": b"d: 2"})]) == {
            "a": 1,
            "b": {"d": 2},
        }

    def test_kubernetes_objects_are_no_data(self) -> None:
        files = {"pod.yaml": POD, "many.yaml": b"a: 1\n---\n" + POD, "kinds.yaml": b"kind: Pod\n"}
        found = folder(files)
        assert data_of([found]) == {"kind": "Pod"}
        assert objects_in([found]) == ("policy/many.yaml", "policy/pod.yaml")

    @pytest.mark.parametrize(
        ("files", "message"),
        [
            ({"a.yaml": b"x: 1", "b.yaml": b"x: 1"}, "policy/b.yaml: another file gives data.x, too"),
            (
                {"a.yaml": b"x: {v: 1}", "x/b.yaml": b"v: {z: 1}"},
                "policy/x/b.yaml: another file gives data.x.v, too",
            ),
            ({"a.yaml": b"- 1"}, "policy/a.yaml holds no mapping, so it can be no data of policies"),
            ({"a.yaml": b"a: 1\n---\nb: 1\n"}, "policy/a.yaml holds 2 YAML documents"),
            ({"gate/a.yaml": b"x: 1"}, "policy/gate/a.yaml: `data.gate` is the gate's"),
            ({"a.yaml": b"params: 1"}, "policy/a.yaml: `data.params` is the gate's"),
        ],
    )
    def test_what_cannot_be(self, files: dict[str, bytes], message: str) -> None:
        assert faults(files) == [message]

    def test_yaml_that_does_not_parse(self) -> None:
        (message,) = faults({"a.yaml": b"a: [1\n"})
        assert message.startswith("policy/a.yaml:")

    def test_every_fault_is_told(self) -> None:
        assert len(faults({"a.yaml": b"- 1", "b.yaml": b"system: 1"})) == 2

    def test_a_root_that_only_looks_like_the_gates(self) -> None:
        assert data_of([folder({"a.yaml": b"gates: 1", "x/b.yaml": b"gate: 2"})]) == {
            "gates": 1,
            "x": {"gate": 2},
        }

    @given(st.dictionaries(st.from_regex(r"[b-f]{1,3}", fullmatch=True), WHOLE, min_size=1))
    def test_splitting_a_file_changes_nothing(self, values: dict[str, int]) -> None:
        whole = "\n".join(f"{key}: {value}" for key, value in values.items()).encode()
        split = {f"{key}.yaml": f"{key}: {value}".encode() for key, value in values.items()}
        assert data_of([folder({"a.yaml": whole})]) == data_of([folder(split)]) == values
