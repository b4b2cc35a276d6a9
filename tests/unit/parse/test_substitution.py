"""What a Flux Kustomization does to its objects after the build."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate.model.json import JsonObject
from gate.model.outcome import Outcome
from gate.model.resource import Resource, ResourceId
from gate.model.target import KustomizeSource, Rendered, RenderedText, Substitution, Target
from gate.parse import parse
from gate.parse.substitution import PLACEHOLDER, Room, after_build

KNOWN = Substitution((("count", "3"), ("empty", ""), ("host", "shop.example.com"), ("yes", "true")))


def target(
    substitution: Substitution | None,
    labels: tuple[tuple[str, str], ...] = (),
    annotations: tuple[tuple[str, str], ...] = (),
) -> Target:
    return Target(
        name="Kustomization/flux-system/apps",
        kind="kustomize",
        path="apps",
        source=KustomizeSource("apps", "apps/kustomization.yaml"),
        environment="",
        cluster="c",
        closure=(),
        reason="",
        kubernetes_versions=("1.34",),
        substitution=substitution,
        labels=labels,
        annotations=annotations,
    )


def parsed(text: str, substitution: Substitution | None) -> Outcome[Resource]:
    return parse(Rendered(target(substitution), ("1.34",), (RenderedText(text.encode(), "."),)))


def manifest(*lines: str, name: str = "web") -> str:
    head = ("apiVersion: v1", "kind: ConfigMap", "metadata:", f"  name: {name}")
    return "\n".join((*head, *lines)) + "\n"


def spec_of(value: str, substitution: Substitution = KNOWN) -> object:
    outcome = parsed(manifest("spec:", f"  field: {value}"), substitution)
    assert not outcome.findings
    spec = outcome.values[0].decode()["spec"]
    assert isinstance(spec, dict)
    return spec["field"]


def test_a_value_is_read_again_as_yaml_whatever_quotes_the_file_has() -> None:
    assert spec_of("${count}") == 3
    assert spec_of('"${count}"') == 3
    assert spec_of("${yes}") is True
    assert spec_of("${empty}") is None
    assert spec_of("https://${host}/") == "https://shop.example.com/"


def test_what_is_written_in_quotes_after_the_build_stays_text() -> None:
    assert spec_of('"{{ ${count} }}"') == "{{ 3 }}"
    assert spec_of('"a: ${count}"') == "a: 3"
    assert spec_of('"first ${count}\\nsecond"') == "first 3\nsecond"


def test_keys_and_names_are_substituted_and_the_identity_follows() -> None:
    outcome = parsed(manifest("data:", '  "${host}": a', name="web-${count}"), KNOWN)
    assert outcome.values[0].id == ResourceId("v1", "ConfigMap", "", "web-3")
    assert outcome.values[0].decode()["data"] == {"shop.example.com": "a"}


def test_a_doubled_dollar_is_text() -> None:
    assert spec_of("echo $${HOME} $HOME") == "echo ${HOME} $HOME"


def test_an_undefined_variable_is_a_finding_at_its_field_and_its_value_is_unknown() -> None:
    outcome = parsed(manifest("data:", "  a/b: ${hots}"), KNOWN)
    finding = outcome.findings[0]
    assert finding.rule == "render/substitution"
    assert finding.message == "Flux cannot substitute: the variable hots is not defined and has no default"
    assert (finding.pointer, finding.resource) == ("/data/a~1b", outcome.values[0].id)
    assert not finding.unjudged
    assert outcome.values[0].unknown == ("/data/a~1b",)


def test_a_variable_of_a_secret_is_unknown_and_no_finding() -> None:
    outcome = parsed(
        manifest("data:", "  a: x-${domain}", "  b: ${domain:=default}", "  c: d"),
        Substitution(unknown=("Secret flux-system/settings",)),
    )
    assert not outcome.findings
    data = outcome.values[0].decode()["data"]
    assert data == {"a": f"x-{PLACEHOLDER}", "b": PLACEHOLDER, "c": "d"}
    assert outcome.values[0].unknown == ("/data/a", "/data/b")


def test_a_value_that_breaks_the_yaml_is_a_finding() -> None:
    outcome = parsed(manifest("data:", "  a: ${bad}"), Substitution((("bad", "[a"),)))
    message = "Flux cannot substitute: with the variables put in it is no YAML any more; put quotes around it"
    assert [(one.pointer, one.message) for one in outcome.findings] == [("/data/a", message)]


def test_nothing_is_substituted_without_variables_unless_always() -> None:
    text = manifest("data:", "  a: ${HOME:=/root}")
    for substitution, value in ((None, "${HOME:=/root}"), (Substitution(), "${HOME:=/root}")):
        assert parsed(text, substitution).values[0].decode()["data"] == {"a": value}
    assert parsed(text, Substitution(always=True)).values[0].decode()["data"] == {"a": "/root"}


def test_variables_may_come_to_only_so_much_in_all_objects_of_a_target() -> None:
    room = Room(10)
    body: JsonObject = {"a": "${count}${host}"}
    assert after_build({"a": "${count}"}, target(KNOWN), room).body == {"a": 3}
    applied = after_build(body, target(KNOWN), room)
    assert [(one.pointer, one.message) for one in applied.refused] == [
        ("/a", "the variables put in make the text too long")
    ]
    assert (applied.body, applied.unknown, room.left) == (body, ["/a"], 9)


def test_a_target_whose_variables_multiply_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Room.__init__, "__defaults__", (20,))
    outcome = parsed(manifest("a: ${host}", name="a") + "---\n" + manifest("a: ${host}", name="b"), KNOWN)
    assert [(one.rule, str(one.resource)) for one in outcome.findings] == [
        ("render/substitution", "ConfigMap b")
    ]


def test_an_object_can_opt_out_by_label_or_annotation() -> None:
    for key in ("labels", "annotations"):
        opt_out = f"  {key}: {{kustomize.toolkit.fluxcd.io/substitute: disabled}}"
        outcome = parsed(manifest(opt_out, "data:", "  script: echo ${hots}"), KNOWN)
        assert not outcome.findings
        assert outcome.values[0].decode()["data"] == {"script": "echo ${hots}"}


def test_common_metadata_is_set_on_the_object_and_not_on_its_template() -> None:
    body: JsonObject = {"metadata": {"labels": {"a": "1", "b": "1"}}, "spec": {"template": {"metadata": {}}}}
    applied = after_build(body, target(None, (("b", "2"), ("c", "3")), (("note", "x"),)), Room()).body
    assert applied["metadata"] == {
        "labels": {"a": "1", "b": "2", "c": "3"},
        "annotations": {"note": "x"},
    }
    assert applied["spec"] == {"template": {"metadata": {}}}
    assert body["metadata"] == {"labels": {"a": "1", "b": "1"}}


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet="abc: #-{}[]'\"\n"),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(alphabet="ab/~"), inner),
)


@given(st.dictionaries(st.text(alphabet="ab/~"), values))
def test_an_object_without_expressions_stays_as_it_is(body: JsonObject) -> None:
    assert after_build(body, target(KNOWN), Room()).body == body
