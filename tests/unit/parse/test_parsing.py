"""Renderings of each kind -> resources, findings and accounts."""

from __future__ import annotations

import pytest

from gate.model.finding import Finding, Location
from gate.model.outcome import Account, Outcome
from gate.model.resource import Provenance, Resource, ResourceId
from gate.model.target import (
    HelmSource,
    KustomizeSource,
    PlainSource,
    Rendered,
    RenderedText,
    Source,
    Target,
    TargetKind,
)
from gate.parse import RULES, parse

CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"


def target(kind: TargetKind, source: Source) -> Target:
    return Target(
        name="apps/web",
        kind=kind,
        path="apps/web",
        source=source,
        environment="",
        cluster="",
        closure=(),
        reason="",
        kubernetes_versions=("1.33", "1.34"),
    )


def plain(text: str | bytes, path: str = "apps/web/all.yaml") -> Outcome[Resource]:
    data = text.encode() if isinstance(text, str) else text
    rendered = Rendered(target("plain", PlainSource((path,))), ("1.34",), (RenderedText(data, path),))
    return parse(rendered)


def kustomize(text: str, folder: str = "") -> Outcome[Resource]:
    source = KustomizeSource("apps/web", "apps/web/kustomization.yaml")
    return parse(Rendered(target("kustomize", source), ("1.34",), (RenderedText(text.encode(), folder),)))


def helm(text: str, chart: str = "charts/shop") -> Outcome[Resource]:
    source = HelmSource(chart, (), "shop", "default")
    return parse(Rendered(target("helm", source), ("1.34",), (RenderedText(text.encode()),)))


def only(outcome: Outcome[Resource]) -> Finding:
    (finding,) = outcome.findings
    return finding


class TestPlain:
    def test_objects_carry_their_document(self) -> None:
        outcome = plain(CONFIG_MAP % "a" + "---\n# nothing\n---\n" + CONFIG_MAP % "b")
        assert [(r.id.name, r.index, r.provenance.document) for r in outcome.values] == [
            ("a", 0, 0),
            ("b", 1, 2),
        ]
        first = outcome.values[0]
        assert first.provenance == Provenance("apps/web", "apps/web/all.yaml", 0)
        assert first.id == ResourceId("v1", "ConfigMap", "", "a")
        assert first.kubernetes_versions == ("1.34",)
        assert first.decode() == {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}
        assert outcome == Outcome(outcome.values)

    def test_what_a_name_is_to_be_made_of_is_known(self) -> None:
        (job,) = plain("apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: load-}\n").values
        assert str(job.id) == "Job load-*"

    def test_a_broken_document_is_unjudged_at_its_place_and_hides_no_other(self) -> None:
        outcome = plain(CONFIG_MAP % "a" + "---\nkind: [ConfigMap\nmetadata: {}\n---\n" + CONFIG_MAP % "b")
        assert [r.id.name for r in outcome.values] == ["a", "b"]
        finding = only(outcome)
        assert (finding.rule, finding.severity, finding.unjudged) == ("yaml/syntax", "error", True)
        assert finding.location == Location("apps/web/all.yaml", 6, 9, "exact", "metadata: {}")
        assert finding.provenance == Provenance("apps/web", "apps/web/all.yaml", 1)
        assert finding.target == "apps/web"
        assert finding.remedy
        assert "rendered" not in finding.message

    def test_a_duplicate_key_is_told_of_the_resource_which_is_judged_all_the_same(self) -> None:
        outcome = plain(CONFIG_MAP % "a" + "data:\n  x: 1\n  x: 2\n")
        finding = only(outcome)
        assert (finding.rule, finding.unjudged) == ("yaml/duplicate-key", False)
        assert finding.location == Location("apps/web/all.yaml", 6, 3, "exact", "  x: 2")
        assert finding.resource == outcome.values[0].id
        assert outcome.values[0].decode()["data"] == {"x": 2}

    def test_what_stands_behind_the_end_is_unjudged_and_the_rest_is_judged(self) -> None:
        outcome = plain(CONFIG_MAP % "a" + "...\nb: 1\n")
        assert [r.id.name for r in outcome.values] == ["a"]
        assert (only(outcome).rule, only(outcome).unjudged) == ("yaml/syntax", True)

    @pytest.mark.parametrize(
        ("text", "rule", "line", "column"),
        [
            (b"a: \xff\n", "yaml/encoding", 1, 4),
            (b"x: " + b"[" * 300 + b"]" * 300 + b"\n", "yaml/limit", 1, 203),
            (b'{"a": 1e999}', "yaml/limit", 1, 7),
        ],
    )
    def test_encoding_and_limits(self, text: bytes, rule: str, line: int, column: int) -> None:
        finding = only(plain(text))
        assert (finding.rule, finding.unjudged) == (rule, True)
        assert finding.location is not None
        assert (finding.location.line, finding.location.column) == (line, column)

    @pytest.mark.parametrize(
        ("text", "line", "column", "message"),
        [
            ("---\n# c\n- a\n", 3, 1, "expected a Kubernetes object, found a list"),
            ("just text\n", 1, 1, "expected a Kubernetes object, found text"),
            ("yes\n", 1, 1, "expected a Kubernetes object, found a boolean"),
            ("apiVersion: v1\n", 1, 1, "the object has no kind"),
            ("a: 1\n", 1, 1, "the object has no apiVersion and no kind"),
            ("apiVersion: 1\nkind: X\n", 1, 1, "apiVersion is a number, not a string"),
            ("apiVersion: v1\nkind: [X]\n", 1, 1, "kind is a list, not a string"),
            ("kind: List\nitems:\n- 12\n", 3, 3, "expected a Kubernetes object, found a number"),
            ("kind: List\nitems:\n-\n", 3, 2, "expected a Kubernetes object, found null"),
            ("kind: List\nitems:\n- kind: X\n", 3, 3, "the object has no apiVersion"),
        ],
    )
    def test_what_is_no_object(self, text: str, line: int, column: int, message: str) -> None:
        outcome = plain(text)
        assert outcome.values == ()
        finding = only(outcome)
        assert (finding.rule, finding.message, finding.unjudged) == ("yaml/not-an-object", message, False)
        assert finding.location is not None
        assert (finding.location.line, finding.location.column) == (line, column)

    def test_json(self) -> None:
        outcome = plain(
            '{"apiVersion": "v1",\n\t"kind": "ConfigMap", "metadata": {"name": "a", "namespace": "n"}}'
        )
        assert outcome.values[0].id == ResourceId("v1", "ConfigMap", "n", "a")

    def test_metadata_of_the_wrong_type_does_no_harm(self) -> None:
        outcome = plain(
            "apiVersion: v1\nkind: X\nmetadata: [a]\n---\napiVersion: v1\nkind: X\nmetadata: {name: 1}\n"
        )
        assert [r.id.name for r in outcome.values] == ["", ""]

    def test_large_numbers_and_shared_values_can_be_written(self) -> None:
        outcome = plain(
            "apiVersion: v1\nkind: X\na: 18446744073709551616\nb: &b {c: [1]}\nd: *b\ne: {<<: *b}\n"
        )
        body = outcome.values[0].decode()
        assert body["a"] == 18446744073709551616.0
        assert body["e"] == body["d"] == {"c": [1]}


class TestSecrets:
    SECRET = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n"

    @pytest.mark.parametrize(
        "broken",
        [
            SECRET + "  password: hunter2\n  password: hunter2\n",
            SECRET + "  password: [hunter2\n",
            SECRET + "  password: a: hunter2\n",
            SECRET + "  password: hunter2: x\n",
            '{"kind": "Secret", "stringData": {"p": "hunter2" "q"}}',
            "x: ENC[\np: hunter2: x\n",
        ],
    )
    def test_a_line_of_a_secret_is_quoted_without_its_value(self, broken: str) -> None:
        finding = only(plain(broken))
        assert finding.location is not None
        assert "hunter2" not in finding.location.quote + finding.message

    def test_a_token_is_masked_in_any_line(self) -> None:
        token = "ghp_" + "a1B2" * 9
        finding = only(plain(CONFIG_MAP % "a" + f"data:\n  x: 1\n  x: {token}\n"))
        assert finding.location is not None
        assert finding.location.quote == "  x: ********"


class TestLists:
    def test_items_are_resources_with_their_index(self) -> None:
        outcome = plain(
            "apiVersion: v1\nkind: List\nitems:\n"
            "- {apiVersion: v1, kind: A, metadata: {name: a}}\n"
            "- apiVersion: v1\n  kind: List\n  items: [{apiVersion: v1, kind: B}, {apiVersion: v1, kind: C}]\n"
        )
        assert [(r.id.kind, r.provenance.item, r.index) for r in outcome.values] == [
            ("A", 0, 0),
            ("B", 1, 1),
            ("C", 1, 2),
        ]
        assert {r.provenance.document for r in outcome.values} == {0}

    def test_items_of_a_typed_list_may_leave_out_their_type(self) -> None:
        outcome = plain(
            "apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n- {apiVersion: v2, kind: X}\n"
        )
        assert [r.id for r in outcome.values] == [
            ResourceId("v1", "ConfigMap", "", "a"),
            ResourceId("v2", "X", "", ""),
        ]

    def test_a_kind_that_only_ends_in_list_is_a_resource(self) -> None:
        assert plain("apiVersion: x/v1\nkind: AllowList\nspec: {}\n").values[0].id.kind == "AllowList"

    @pytest.mark.parametrize("items", ["", "items: []\n", "items:\n"])
    def test_an_empty_list_is_accounted_for(self, items: str) -> None:
        outcome = plain("# c\napiVersion: v1\nkind: List\n" + items)
        reason = "the document on line 2 is an empty list: nothing is sent"
        assert outcome == Outcome((), (), (Account("apps/web/all.yaml", reason),))


class TestNothing:
    @pytest.mark.parametrize("text", ["", "# only\n---\n# comments\n", "---\n---\n"])
    def test_a_target_that_renders_nothing_is_accounted_for(self, text: str) -> None:
        nothing: Outcome[Resource] = Outcome((), (), (Account("apps/web", "renders nothing"),))
        assert plain(text) == kustomize(text) == helm(text) == nothing

    def test_a_null_document_is_accounted_for(self) -> None:
        reason = "the document on line 1 is null: nothing is sent"
        assert plain("~\n").accounts == (Account("apps/web/all.yaml", reason),)


class TestKustomize:
    def test_the_origin_becomes_provenance_and_its_annotation_goes(self) -> None:
        outcome = kustomize(
            CONFIG_MAP.replace("{name: %s}", "")
            + "  name: a\n  annotations:\n    x: z\n    config.kubernetes.io/origin: |\n      path: apps/base/cm.yaml\n"
            + "---\n"
            + CONFIG_MAP.replace("{name: %s}", "")
            + "  name: b\n  annotations:\n    config.kubernetes.io/origin: |\n      configuredIn: apps/web/kustomization.yaml\n"
            + "      configuredBy:\n        apiVersion: builtin\n        kind: ConfigMapGenerator\n"
        )
        first, second = outcome.values
        assert first.provenance == Provenance("apps/web", "apps/base/cm.yaml")
        assert first.decode()["metadata"] == {"name": "a", "annotations": {"x": "z"}}
        assert second.provenance == Provenance("apps/web", generated_in="apps/web/kustomization.yaml")
        assert second.decode()["metadata"] == {"name": "b"}

    def test_a_fault_of_the_output_is_about_the_target(self) -> None:
        finding = only(kustomize("kind: [\n"))
        assert finding.location == Location("apps/web/kustomization.yaml", precision="target")
        assert finding.message.endswith(" (in the rendered output, line 2)")


class TestHelm:
    OUTPUT = (
        "---\n# Source: shop/crds/crd.yaml\n---\napiVersion: v1\nkind: A\n---\napiVersion: v1\nkind: B\n"
        "---\n# Source: shop/charts/db/templates/c.yaml\n# Source: shop/templates/fake.yaml\napiVersion: v1\nkind: C\n"
    )

    def test_templates_are_the_origin(self) -> None:
        outcome = helm(self.OUTPUT)
        assert [(r.id.kind, r.provenance.path, r.provenance.document) for r in outcome.values] == [
            ("A", "charts/shop/crds/crd.yaml", None),
            ("B", "charts/shop/crds/crd.yaml", None),
            ("C", "charts/shop/charts/db/templates/c.yaml", None),
        ]

    def test_a_fault_names_the_template(self) -> None:
        finding = only(
            helm(
                self.OUTPUT
                + "---\n# Source: shop/templates/d.yaml\nkind: D\ndata:\n  a: 1\n  a: 2\napiVersion: v1\n"
            )
        )
        assert finding.rule == "yaml/duplicate-key"
        assert finding.location == Location("charts/shop/templates/d.yaml", precision="file")
        assert (
            finding.message == 'the key "a" is set twice, first on line 18 (in the rendered output, line 19)'
        )

    def test_text_without_a_source_is_about_the_target(self) -> None:
        assert only(helm("a: 1\n")).location == Location("apps/web", precision="target")


def test_every_rule_is_an_error_of_its_family() -> None:
    assert {rule.family for rule in RULES} == {"yaml", "render"}
    assert {rule.severity for rule in RULES} == {"error"}
    assert len({rule.id for rule in RULES}) == len(RULES) == 6
