"""Templates in Rego with a real OPA: packages of their own, both versions, and what is not let in."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gate.evaluate import choose_engine
from gate.evaluate.gatekeeper import (
    Config,
    Refusal,
    RegoAnswers,
    Setting,
    applications,
    inventory,
    rego_answers,
)
from gate.evaluate.gatekeeper.loading import Unjudgeable
from gate.evaluate.gatekeeper.rewriting import Parsed, Rewritten, entry_of_template, lib_of_template
from gate.evaluate.own.program import OpaProgram
from gate.model.json import JsonObject
from tests.unit.evaluate.gatekeeper.samples import constraint, manifest, resource, subject, template

pytestmark = pytest.mark.needs("opa")
ROOT = "data.gatekeeper.t0"


@pytest.fixture
def opa(tmp_path: Path) -> OpaProgram:
    return OpaProgram(shutil.which("opa") or "", str(tmp_path))


def parsed(opa: OpaProgram, text: str) -> Parsed:
    syntax, faults = opa.parsed(text.encode(), 0)
    assert faults == ()
    return Parsed(text, syntax)


def rewritten(opa: OpaProgram, text: str) -> Rewritten | Refusal:
    return entry_of_template(parsed(opa, text), ROOT)


ENTRY = """package lib.odd["name"]

import data.lib.exempt.is_exempt
import data.lib["odd"].y as z
import data.lib.whole

# data.lib.comment
violation[{"msg": msg}] {
	s := "data.lib.x"
	is_exempt(input.x)
	data.lib.core.f(1) with input as {"a": 1} with data.lib.q as 3
	data["lib"]["é"].g[whole.k]
	data.inventory.namespace[_]
	msg := sprintf("%v 😀 %v", ["é", data.lib.core.z])
	data.lib.arr[data.lib.inner[input.data.lib]]
	input.review[data.lib.key]
	count([q | q := data.lib.compr[_]]) == 0
}
"""
REWRITTEN = """package gatekeeper.t0.entry.lib.odd["name"]

import data.gatekeeper.t0.libs.lib.exempt.is_exempt
import data.gatekeeper.t0.libs.lib["odd"].y as z
import data.gatekeeper.t0.libs.lib.whole

# data.lib.comment
violation[{"msg": msg}] {
	s := "data.lib.x"
	is_exempt(input.x)
	data.gatekeeper.t0.libs.lib.core.f(1) with input as {"a": 1} with data.gatekeeper.t0.libs.lib.q as 3
	data.gatekeeper.t0.libs["lib"]["é"].g[whole.k]
	data.inventory.namespace[_]
	msg := sprintf("%v 😀 %v", ["é", data.lib.core.z])
	data.gatekeeper.t0.libs.lib.arr[data.lib.inner[input.data.lib]]
	input.review[data.lib.key]
	count([q | q := data.lib.compr[_]]) == 0
}
"""


def test_references_to_libs_and_the_package_are_moved_and_nothing_else(opa: OpaProgram) -> None:
    found = rewritten(opa, ENTRY)

    assert isinstance(found, Rewritten)
    assert found.text == REWRITTEN
    assert (found.ref, found.reads_inventory) == (f'{ROOT}.entry["lib"]["odd"]["name"]', True)
    # Gatekeeper reaches no reference within another term.
    assert sorted(found.unresolved) == ["data.lib.compr", "data.lib.core.z", "data.lib.inner", "data.lib.key"]


def test_a_lib_is_moved_to_the_others(opa: OpaProgram) -> None:
    module = parsed(opa, "package lib.a.b\n\nf(x) = y { data.lib.c.g(x, y) }\n")

    assert lib_of_template(module, ROOT) == Rewritten(
        "package gatekeeper.t0.libs.lib.a.b\n\nf(x) = y { data.gatekeeper.t0.libs.lib.c.g(x, y) }\n",
        f'{ROOT}.libs["lib"]["a"]["b"]',
        False,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("deny[msg] { msg := 1 }", "it has no rule named violation"),
        (
            "violation[{}] { data.x }",
            "it refers to data.x, where only data.lib and data.inventory may be referred to",
        ),
        (
            "violation[{}] { data }",
            "it refers to data, where only data.lib and data.inventory may be referred to",
        ),
        (
            "violation[{}] { data[input.x] }",
            "it refers to data, where only data.lib and data.inventory may be referred to",
        ),
        (
            "violation[{}] { input.a[data.gatekeeper.t1] }",
            "it refers to data.gatekeeper.t1, where only data.lib and data.inventory may be referred to",
        ),
        (
            "violation[{}] { f(1) with data.system as 1 }",
            "it refers to data.system, where only data.lib and data.inventory may be referred to",
        ),
        (
            "import data.inventory\n\nviolation[{}] { inventory.a }",
            "it imports data.inventory, where only data.lib may be imported",
        ),
        ("import input.x\n\nviolation[{}] { x }", "it imports input.x, where only data.lib may be imported"),
        (
            "import data\n\nviolation[{}] { data.lib.a }",
            "it imports data, where only data.lib may be imported",
        ),
    ],
)
def test_what_a_template_may_not_see_is_refused(opa: OpaProgram, text: str, reason: str) -> None:
    assert rewritten(opa, f"package a\n\n{text}\n") == Refusal(reason)


@pytest.mark.parametrize(("package", "told"), [("lib", "lib"), ("other.lib", "other.lib")])
def test_a_lib_is_below_lib(opa: OpaProgram, package: str, told: str) -> None:
    module = parsed(opa, f"package {package}\n\na := 1\n")

    assert lib_of_template(module, ROOT) == Refusal(f"the package of a lib is below lib, not {told}")


@given(
    st.text(
        st.characters(codec="utf-8", exclude_characters='"\\\r\n\x00\ufeff', exclude_categories=["Cc", "Cs"])
    )
)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_stands_before_a_reference_does_not_move_it(opa: OpaProgram, text: str) -> None:
    line = f'violation[{{"msg": "{text}"}}] {{ "{text}"; data.lib.a.b }}'
    found = rewritten(opa, f"package a\n\n{line}\n")

    assert isinstance(found, Rewritten)
    assert found.text == f"package gatekeeper.t0.entry.a\n\n{line.replace(' data.', f' {ROOT}.libs.')}\n"


def answers(
    *templates: JsonObject, bodies: Sequence[JsonObject] = (), name: str = "opa"
) -> tuple[RegoAnswers, list[str]]:
    """What templates say of resources, each by one constraint without parameters, and the messages."""
    constraints = [
        constraint(_kind(one), parameters) for one, parameters in zip(templates, "abcdef", strict=False)
    ]
    subjects = [subject(one) for one in bodies or [manifest(namespace="shop")]]
    found = applications(
        Setting("c", [(resource(one), False) for one in templates], constraints, Config()), subjects
    )
    program = shutil.which("opa") or ""
    choice = choose_engine("opa" if name == "opa" else "embedded", date(2026, 1, 1), opa=(program, "1.10.0"))
    said = rego_answers(
        found.templates, found.values, lambda _: inventory(subjects, Config()), choice, program
    )
    return said, sorted(f"{one.application.constraint.name}: {one.message}" for one in said.violations)


def _kind(body: JsonObject) -> str:
    spec = body["spec"]
    assert isinstance(spec, dict)
    kind = spec["crd"]["spec"]["names"]["kind"]  # type: ignore[index, call-overload]
    assert isinstance(kind, str)
    return kind


LIB = "package lib.words\n\nword = {word} {{ true }}\n"
SAME = 'package same\n\nimport data.lib.words\n\nviolation[{"msg": words.word}] { true }\n'


@pytest.mark.parametrize("engine", ["opa", "embedded"])
def test_templates_of_one_package_with_libs_of_one_name_know_nothing_of_each_other(engine: str) -> None:
    one = template("One", rego=SAME, libs=[LIB.format(word='"of one"')])
    two = template("Two", rego=SAME, libs=[LIB.format(word='"of two"')])

    assert answers(one, two, name=engine)[1] == ["a: of one", "b: of two"]


@pytest.mark.parametrize("engine", ["opa", "embedded"])
def test_both_versions_of_rego_are_asked_side_by_side(engine: str) -> None:
    older = template("Older", rego='package a\n\nviolation[{"msg": "v0"}] { any([true]) }\n')
    newer = template(
        "Newer",
        code=[
            {
                "engine": "Rego",
                "source": {
                    "version": "v1",
                    "rego": 'package a\n\nviolation contains {"msg": "v1"} if every x in [1] { x == 1 }\n',
                },
            }
        ],
    )

    assert answers(older, newer, name=engine)[1] == ["a: v0", "b: v1"]


@pytest.mark.parametrize("engine", ["opa", "embedded"])
def test_a_builtin_that_fails_is_undefined_as_in_a_cluster(engine: str) -> None:
    rego = (
        'package a\n\nviolation[{"msg": "no number"}] { not to_number(input.review.object.metadata.name) }\n'
    )

    assert answers(template(rego=rego), name=engine)[1] == ["a: no number"]


def test_a_template_that_calls_what_webassembly_lacks_takes_no_other_with_it() -> None:
    lacks = template("Lacks", rego='package a\n\nviolation[{"msg": regex.replace("a", "a", "b")}] { true }\n')
    fine = template("Fine", rego='package a\n\nviolation[{"msg": "fine"}] { true }\n')

    assert answers(lacks, fine)[1] == ["a: b", "b: fine"]
    for templates, messages in (((lacks, fine), ["b: fine"]), ((lacks,), [])):
        found, told = answers(*templates, name="embedded")
        assert told == messages
        assert list(found.unjudgeable.values()) == [
            Unjudgeable("the embedded engine has no built-in regex.replace")
        ]


def test_results_without_a_message_are_none_as_in_gatekeeper() -> None:
    rego = 'package a\n\nviolation[{"details": 1}] { true }\n\nviolation["text"] { true }\n'

    assert answers(template(rego=rego))[1] == []


@pytest.mark.parametrize("engine", ["opa", "embedded"])
def test_the_inventory_has_the_others_of_the_cluster(engine: str) -> None:
    rego = """package a

violation[{"msg": msg}] {
	data.inventory.namespace[namespace]["v1"]["Pod"][name]
	msg := sprintf("%v/%v", [namespace, name])
}
"""
    bodies = [manifest(name="one", namespace="shop"), manifest(name="two", namespace="blog")]
    said = answers(template(rego=rego), bodies=bodies, name=engine)[1]

    assert said == ["a: blog/two", "a: blog/two", "a: shop/one", "a: shop/one"]


def test_one_that_does_not_compile_takes_no_other_with_it() -> None:
    broken = template("Broken", rego='package a\n\nviolation[{"msg": x}] { true }\n')
    asks = template("Asks", rego='package a\n\nviolation[{"msg": "m"}] { http.send({"url": "x"}) }\n')
    torn = template("Torn", rego="package a\n\nviolation[\n")
    fine = template("Fine", rego='package a\n\nviolation[{"msg": "fine"}] { true }\n')
    said, messages = answers(broken, asks, torn, fine)

    assert messages == ["d: fine"]
    assert {one.kind: refusal for one, refusal in said.refused.items()} == {
        "Broken": Refusal("its Rego does not compile: line 3: var x is unsafe", "/spec/targets/0/rego"),
        "Torn": Refusal("its Rego does not parse: line 4: unexpected eof token", "/spec/targets/0/rego"),
    }
    assert {one.kind: reason for one, reason in said.unjudgeable.items()} == {
        "Asks": Unjudgeable("it calls http.send, which is not allowed to policies (line 3)")
    }


@pytest.mark.parametrize(
    "call",
    [
        'external_data({"provider": "a", "keys": []})', 'http.send({"method": "get", "url": "https://a"})',
        "opa.runtime()", 'net.lookup_ip_addr("a")', "time.now_ns()", 'rand.intn("a", 2)', 'uuid.rfc4122("a")',
    ],
)  # fmt: skip
def test_what_reaches_outside_is_not_asked_and_named(call: str) -> None:
    rego = f'package a\n\nviolation[{{"msg": "m"}}] {{ {call} }}\n'
    said = answers(template(rego=rego))[0]

    name = call.partition("(")[0]
    assert list(said.unjudgeable.values()) == [
        Unjudgeable(f"it calls {name}, which is not allowed to policies (line 3)")
    ]
