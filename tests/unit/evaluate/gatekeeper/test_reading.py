"""Templates as Gatekeeper reads them, and those that it does not take."""

from __future__ import annotations

import pytest

from gate.evaluate.gatekeeper import NativeSource, Refusal, RegoSource, Template, read_template
from gate.model.json import JsonObject
from tests.unit.evaluate.gatekeeper.samples import REGO, resource, template

CEL: JsonObject = {"engine": "K8sNativeValidation", "source": {"validations": [{"expression": "false"}]}}


def rego(**source: object) -> JsonObject:
    made: JsonObject = {"engine": "Rego", "source": {"rego": REGO, **source}}  # type: ignore[dict-item]
    return made


def read(body: JsonObject) -> Template | Refusal:
    return read_template(resource(body))


@pytest.mark.parametrize(
    ("body", "source"),
    [
        (template(), RegoSource(REGO, (), "v0", ("/spec/targets/0/rego",))),
        (
            template(rego=REGO, libs=["package lib.a"]),
            RegoSource(REGO, ("package lib.a",), "v0", ("/spec/targets/0/rego", "/spec/targets/0/libs/0")),
        ),
        (
            template(code=[rego(version="v1", libs=["package lib.a"])]),
            RegoSource(
                REGO,
                ("package lib.a",),
                "v1",
                ("/spec/targets/0/code/0/source/rego", "/spec/targets/0/code/0/source/libs/0"),
            ),
        ),
        (
            template(code=[rego(version="v7")]),
            RegoSource(REGO, (), "v0", ("/spec/targets/0/code/0/source/rego",)),
        ),
        # CEL goes before Rego, and `rego` before `code`.
        (
            template(code=[rego(), CEL]),
            NativeSource({"validations": [{"expression": "false"}]}, "/spec/targets/0/code/1/source"),
        ),
        (
            template(rego=REGO, code=[rego(version="v1")]),
            RegoSource(REGO, (), "v0", ("/spec/targets/0/rego",)),
        ),
    ],
)
def test_a_template_has_one_source(body: JsonObject, source: RegoSource | NativeSource) -> None:
    found = read(body)

    assert isinstance(found, Template)
    assert (found.kind, found.name, found.source) == ("Demo", "demo", source)


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        (
            template(name="other"),
            Refusal("its name is not the lower case of its kind: demo for Demo", "/metadata/name"),
        ),
        (
            template("a/b"),
            Refusal("the kind of its constraints is none: a label of DNS", "/spec/crd/spec/names/kind"),
        ),
        (template(""), Refusal("it names no kind for its constraints", "/spec/crd/spec/names/kind")),
        (
            template(target="other.example.com", rego=REGO),
            Refusal(
                "its target is other.example.com, where admission.k8s.gatekeeper.sh is known",
                "/spec/targets/0/target",
            ),
        ),
        (template(libs=[]), Refusal("it has neither rego nor code", "/spec/targets/0")),
        (
            template(code=[{"engine": "Lua", "source": {}}]),
            Refusal("no engine is known for its code (Lua)", "/spec/targets/0"),
        ),
        (
            template(code=[{"engine": "Rego", "source": {"libs": []}}]),
            Refusal("its source has no rego", "/spec/targets/0/code/0/source"),
        ),
        (
            template(rego=REGO, libs="package lib.a"),
            Refusal("its libs are no list of texts", "/spec/targets/0/libs"),
        ),
    ],
)
def test_what_gatekeeper_does_not_take_is_said_where_it_stands(body: JsonObject, refusal: Refusal) -> None:
    assert read(body) == refusal


@pytest.mark.parametrize(("targets", "count"), [([], "no"), ([{}, {}], "2")])
def test_a_template_has_one_target(targets: list[JsonObject], count: str) -> None:
    body = template()
    spec = body["spec"]
    assert isinstance(spec, dict)
    spec["targets"] = list(targets)

    assert read(body) == Refusal(f"it has {count} targets, where there must be one", "/spec/targets")


@pytest.mark.parametrize(
    ("operations", "asked"), [([], True), (["*"], True), (["UPDATE", "CREATE"], True), (["UPDATE"], False)]
)
def test_a_template_may_be_asked_of_creations(operations: list[str], asked: bool) -> None:
    found = read(template(rego=REGO, operations=[*operations]))

    assert isinstance(found, Template)
    assert found.is_asked_of_creations is asked
