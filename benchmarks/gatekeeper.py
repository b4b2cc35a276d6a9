"""Judges the samples of a library of Gatekeeper templates, and compares with its suites and with gator.

`python benchmarks/gatekeeper.py CLONE`: a clone of open-policy-agent/gatekeeper-library, or any folder with
suites for `gator verify` (`suite.yaml`). Each case is judged as a cluster of its own, in which all is sent to
the namespace `default`. Needs opa on PATH; `--gator` needs gator there as well, and compares each case's
messages with those of `gator test`. `--rego` leaves the CEL of templates out, so that their Rego is asked
where they have both. Prints Markdown, and ends with 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import yaml

from gate import validate
from gate.config.settings import Settings
from gate.evaluate import choose_engine
from gate.evaluate.gatekeeper import GatekeeperSuite, constraint_definitions, read_suites
from gate.evaluate.gatekeeper.requests import is_admission_review
from gate.evaluate.gatekeeper.suites import Assertion, Manifest, SuiteCase, SuiteTest
from gate.evaluate.own import policy_folders
from gate.model.finding import Finding
from gate.model.json import JsonObject, mapping, sequence, text
from gate.model.resource import Resource
from gate.model.target import PlainSource, Rendered, RenderedText, Target
from gate.parse import parse
from gate.pipeline.gatekeeper.judging import said_of_gatekeeper
from gate.pipeline.rendering import TargetResult
from gate.pipeline.request import Request
from gate.pipeline.said import Said
from gate.render import RenderOptions
from gate.system.files import open_folder
from gate.system.tools import Tool, Toolbox
from gate.validate.relations.names import CLUSTER_SCOPED
from gate.waive import Enforcement

VERSION = validate.available_versions()[-1]
TODAY = date(2026, 1, 1)
OBJECT = "object"


@dataclass
class Case:
    """One object of a suite, with what it is judged by. invalid: the constraint is to be refused."""

    name: str
    texts: dict[str, bytes]
    assertions: tuple[Assertion, ...] = ()
    invalid: bool = False
    skipped: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="CLONE")
    parser.add_argument("--rego", action="store_true", help="ask the Rego of templates that have CEL, too")
    parser.add_argument("--gator", action="store_true", help="compare the messages with those of gator")
    parser.add_argument("--engine", choices=("opa", "embedded"), default="opa")
    asked = parser.parse_args()
    (folder,) = policy_folders(open_folder(str(asked.folder)), (".",))
    suites = read_suites((folder,))
    cases = [case for suite in suites for case in cases_of(suite, rego=asked.rego)]
    chosen = [case for case in cases if not case.skipped]
    began = time.monotonic()
    said = judged(chosen, asked.engine)
    seconds = time.monotonic() - began
    unjudged = {case.name: one.message for case in chosen for one in said[case.name] if one.unjudged}
    sure = [case for case in chosen if case.name not in unjudged]
    wrong = [fault for case in sure for fault in faults(case, said[case.name])]
    right = len(sure) - len({name for name, _ in wrong})
    print("| suites | cases | asked | judged | as the suite says | seconds |\n|--:|--:|--:|--:|--:|--:|")
    print(f"| {len(suites)} | {len(cases)} | {len(chosen)} | {len(sure)} | {right} | {seconds:.1f} |\n")
    for reason, count in Counter(case.skipped for case in cases if case.skipped).items():
        print(f"- not asked: {count} {reason}")
    differing = list(compared(sure, said)) if asked.gator else []
    for name, fault in (*unjudged.items(), *wrong, *differing):
        print(f"- {name}: {fault}")
    return 1 if wrong or differing else 0


def cases_of(suite: GatekeeperSuite, *, rego: bool) -> Iterator[Case]:
    for test in suite.tests:
        texts = {
            "template.yaml": template(test.template.body, rego=rego),
            "constraint.yaml": written(test.constraint),
        }
        name = f"{Path(suite.path).parent}/{test.name}"
        if test.is_invalid:
            yield Case(name, texts, invalid=True)
        for number, case in enumerate(test.cases, 1):
            inventory = {f"inventory-{index}.yaml": written(one) for index, one in enumerate(case.inventory)}
            yield Case(
                f"{name}/{number} {case.name}",
                {**texts, **inventory, f"{OBJECT}.yaml": written(case.object)},
                case.assertions,
                skipped=unfit(test, case, texts["template.yaml"]),
            )


def unfit(test: SuiteTest, case: SuiteCase, template: bytes) -> str:
    if is_admission_review(case.object.body):
        return "AdmissionReviews (of an update or a deletion, or of a user)"
    shown = {f"{OBJECT}.yaml": written(case.object)}
    if b"K8sNativeValidation" in template and list(refusals_of(parsed("", shown), ())):
        return "objects that no API server takes, for CEL"
    return "expansions" if test.expansion else ""


def template(body: JsonObject, *, rego: bool) -> bytes:
    """The template; without its CEL where its Rego is wanted."""
    for target in map(mapping, sequence(mapping(body.get("spec")).get("targets"))):
        engines = [mapping(one).get("engine") for one in sequence(target.get("code"))]
        if rego and "Rego" in engines:
            code = sequence(target.get("code"))
            target["code"] = [one for one in code if mapping(one).get("engine") == "Rego"]
    return json.dumps(body).encode()


def written(manifest: Manifest) -> bytes:
    return json.dumps(manifest.body).encode()


def judged(cases: Sequence[Case], engine: str) -> dict[str, list[Finding]]:
    """What the gate says of the object of each case."""
    results = [result_of(case) for case in cases]
    resources = [resource for result in results for resource in result.resources]
    definitions = tuple(constraint_definitions(resource.decode() for resource in resources))
    found = Said(tuple(refusals(results)))
    program, version = opa()
    with tempfile.TemporaryDirectory() as empty:
        request = Request(
            tree=open_folder(empty),
            settings=Settings(),
            versions=(VERSION,),
            toolbox=Toolbox(opa=(Tool("opa", program, version),)),
            render=RenderOptions(),
            engine=choose_engine("opa" if engine == "opa" else "embedded", TODAY, opa=(program, version)),
            enforcement=Enforcement(TODAY),
        )
        found += said_of_gatekeeper(results, found, definitions, request)
    for error in found.errors:
        print(f"{error.message} ({error.hint})")
    said: dict[str, list[Finding]] = {case.name: [] for case in cases}
    for finding in found.findings:
        said[finding.target].append(finding)
    return said


def opa() -> tuple[str, str]:
    """The program, and its version."""
    program = shutil.which("opa") or ""
    said = subprocess.run([program, "version"], capture_output=True, text=True, check=True).stdout
    return program, said.split()[1]


def refusals(results: Sequence[TargetResult]) -> Iterator[Finding]:
    """What the schemas of templates say of their constraints."""
    for result in results:
        definitions = tuple(constraint_definitions(one.decode() for one in result.resources))
        constraints = [one for one in result.resources if one.provenance.path == "constraint.yaml"]
        yield from refusals_of(constraints, definitions)


def refusals_of(resources: Sequence[Resource], definitions: tuple[JsonObject, ...]) -> Iterator[Finding]:
    catalogue = validate.catalogue((VERSION,), definitions)
    for resource in resources:
        found = validate.validate(resource, catalogue)
        yield from (one for one in found if one.severity == "error" and not one.unjudged)


def result_of(case: Case) -> TargetResult:
    return TargetResult(target_of(case.name), parsed(case.name, case.texts), rendered=True)


def parsed(name: str, texts: Mapping[str, bytes]) -> tuple[Resource, ...]:
    written = tuple(RenderedText(content, path) for path, content in texts.items())
    return parse(Rendered(target_of(name), (VERSION,), written)).values


def target_of(name: str) -> Target:
    return Target(name, "plain", ".", PlainSource(()), "", name, (), "", (VERSION,), namespace="default")


def faults(case: Case, said: Sequence[Finding]) -> Iterator[tuple[str, str]]:
    of_constraint = [one for one in said if one.provenance and one.provenance.path != f"{OBJECT}.yaml"]
    paths = ("constraint.yaml", "template.yaml")
    refused = [one.message for one in of_constraint if one.provenance and one.provenance.path in paths]
    if case.invalid != bool(refused):
        yield case.name, f"the constraint is {'taken' if case.invalid else f'refused: {refused}'}"
    messages = messages_of(said)
    for assertion in case.assertions:
        if unmet := assertion.unmet(messages):
            yield case.name, f"{unmet}; said {messages}"


def messages_of(said: Sequence[Finding]) -> list[str]:
    return [
        one.message.partition("] ")[2]
        for one in said
        if one.provenance and one.provenance.path == f"{OBJECT}.yaml" and not one.unjudged
    ]


def compared(cases: Sequence[Case], said: Mapping[str, Sequence[Finding]]) -> Iterator[tuple[str, str]]:
    """Where gator says something else of an object."""
    with ThreadPoolExecutor() as pool:
        answers = zip(cases, pool.map(of_gator, cases), strict=True)
    differing = [
        (case.name, f"gator says {theirs}, the gate {ours}")
        for case, theirs in answers
        if not case.invalid and theirs != (ours := sorted(set(messages_of(said[case.name]))))
    ]
    asked = [case for case in cases if not case.invalid]
    print(f"- messages as gator's: {len(asked) - len(differing)} of {len(asked)}")
    yield from differing


def of_gator(case: Case) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in case.texts.items():
            Path(folder, name).write_text(in_default(content), encoding="utf-8")
        command = (shutil.which("gator") or "gator", "test", "-f", folder, "-o", "json")
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    body = mapping(yaml.safe_load(case.texts.get(f"{OBJECT}.yaml", b"{}")))
    results = map(mapping, sequence(json.loads(done.stdout or "[]")))
    return sorted({text(one.get("msg")) for one in results if is_of(one, body)})


def in_default(content: bytes) -> str:
    """Manifests with the namespace that the gate's target has."""
    bodies = [mapping(one) for one in yaml.safe_load_all(content) if one]
    for body in bodies:
        group = text(body.get("apiVersion")).rpartition("/")[0]
        if (group, text(body.get("kind"))) not in CLUSTER_SCOPED and "gatekeeper.sh" not in group:
            mapping(body.get("metadata")).setdefault("namespace", "default")
    return yaml.safe_dump_all(bodies)


def is_of(result: JsonObject, body: JsonObject) -> bool:
    violating = mapping(result.get("violatingObject"))
    metadata, own = mapping(violating.get("metadata")), mapping(body.get("metadata"))
    return violating.get("kind") == body.get("kind") and metadata.get("name") == own.get("name")


if __name__ == "__main__":
    sys.exit(main())
