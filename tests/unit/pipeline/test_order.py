"""The report does not depend on the order in which targets were rendered or stages spoke."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from gate.discover import discover
from gate.locate import Locator
from gate.model.finding import Finding, Location
from gate.model.report import Report
from gate.model.resource import Provenance, ResourceId
from gate.pipeline import Request, judge
from gate.pipeline.rendering import rendered
from gate.report import fold
from gate.waive import waive, waiver_uses
from tests.unit.pipeline.runs import CONFIG_MAP, SECRET, TODAY, asked, report_on

FILES = {
    "a/s.yaml": SECRET.replace("some-name", "one"),
    "a/c.yaml": CONFIG_MAP.replace("some-name", "one") + "date: {}\n---\n" + CONFIG_MAP + "date: {}\n",
    "b/s.yaml": SECRET.replace("some-name", "one"),
    "b/broken.yaml": CONFIG_MAP + "a: [\n---\n" + CONFIG_MAP + "b: [\n",
    "c/c.yaml": CONFIG_MAP + "date: {}\n",
}
SETTINGS = (
    "environments: {all: {paths: ['**'], clusters: {one: {paths: ['**']}}}}\n"
    "waivers: [{rule: secrets/unsealed, path: 'a/**', reason: r, owner: o, expires: 2999-01-01}]\n"
)


def timeless(report: Report) -> Report:
    return replace(report, seconds=0, targets=tuple(replace(one, seconds=0) for one in report.targets))


def test_the_number_of_jobs_changes_nothing() -> None:
    reports = [timeless(report_on(FILES, SETTINGS, jobs=jobs)) for jobs in (1, 8)]
    assert reports[0] == reports[1]
    assert len(reports[0].entries) > 4


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_the_order_of_targets_changes_no_entry(data: st.DataObject) -> None:
    request = asked(FILES, SETTINGS)
    found = discover(request.tree, (), request.settings, request.versions).values
    shuffled = data.draw(st.permutations(found))
    once, again = _fingerprints(found, request), _fingerprints(shuffled, request)
    assert once == again


def _fingerprints(targets: object, request: Request) -> object:
    results = rendered(targets, request)  # type: ignore[arg-type]
    resources = [resource for result in results for resource in result.resources]
    findings = [finding for result in results for finding in result.findings]
    locator = Locator(request.tree, [result.target for result in results], resources)
    located = locator.located(findings)
    uses = waiver_uses(located, request.settings.waivers, today=TODAY, whole=True)
    return fold(waive(located, uses, today=TODAY).values)


names = st.sampled_from(["a", "b"])
lines = st.integers(1, 2)
findings = st.builds(
    Finding,
    rule=st.sampled_from(["r/one", "r/two"]),
    severity=st.sampled_from(["error", "warning"]),
    message=names,
    target=names,
    resource=st.one_of(st.none(), st.builds(ResourceId, st.just("v1"), st.just("Pod"), st.just(""), names)),
    provenance=st.builds(Provenance, names, st.just("a.yaml"), st.integers(0, 1)),
    pointer=st.sampled_from(["", "/a"]),
    location=st.one_of(st.none(), st.builds(Location, names, lines, lines)),
    kubernetes_versions=st.sampled_from([(), ("1.33",)]),
)


@settings(deadline=None)
@given(st.lists(findings, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_findings_changes_neither_place_nor_fingerprint(
    listed: list[Finding], shuffle: object
) -> None:
    tree = asked({"a.yaml": "a: 1\n---\na: 2\n"}).tree
    shuffled = list(listed)
    shuffle.shuffle(shuffled)  # type: ignore[attr-defined]
    once, again = (Locator(tree, (), ()).located(order) for order in (listed, shuffled))
    assert sorted(map(repr, once)) == sorted(map(repr, again))


def test_a_run_judges_what_is_asked_for() -> None:
    assert {target.name for target in judge(asked(FILES, scope=("a",))).targets} == {"a"}
