"""Which ServiceAccounts run, and in whose pods their token is."""

from __future__ import annotations

import pytest

from gate.evaluate.authority.population import Population
from gate.evaluate.authority.subjects import account
from tests.unit.evaluate.authority.clusters import placed, runs

NEVER = "automountServiceAccountToken: false"
ALWAYS = "automountServiceAccountToken: true"
PROJECTED = "volumes: [{name: t, projected: {sources: [{serviceAccountToken: {path: token}}]}}]"


def account_of(manifest: str) -> str:
    (workload,) = Population(placed(manifest), ()).workloads
    return str(workload.account)


@pytest.mark.parametrize(
    ("of_pod", "of_account", "mounts"),
    [
        ("", "", True),
        (NEVER, "", False),
        ("", NEVER, False),
        (ALWAYS, NEVER, True),
        (NEVER, ALWAYS, False),
        (f"{NEVER}, {PROJECTED}", NEVER, True),
        ("automountServiceAccountToken: null", NEVER, False),
        ("volumes: [{name: t, projected: {sources: [{configMap: {name: c}}]}}], " + NEVER, "", False),
    ],
)
def test_whether_a_token_is_in_the_pods(of_pod: str, of_account: str, mounts: bool) -> None:
    metadata = "apiVersion: v1, kind: ServiceAccount, metadata: {name: web, namespace: shop}"
    declared = f"{{{metadata}{', ' + of_account if of_account else ''}}}"
    population = Population(placed(declared, runs("web", "web", "shop", of_pod)), ())
    assert bool(population.holding_token(account("shop", "web"))) is mounts
    assert account("shop", "web") in population.accounts


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", "ServiceAccount shop/default"),
        ("serviceAccountName: web,", "ServiceAccount shop/web"),
        ("serviceAccount: old,", "ServiceAccount shop/old"),
        ("serviceAccountName: web, serviceAccount: old,", "ServiceAccount shop/web"),
    ],
)
def test_whom_pods_run_as(fields: str, expected: str) -> None:
    spec = f"{{{fields} containers: [{{name: main}}]}}"
    pod = f"{{apiVersion: v1, kind: Pod, metadata: {{name: one, namespace: shop}}, spec: {spec}}}"
    assert account_of(pod) == expected
    metadata = "metadata: {name: one, namespace: shop}"
    for kind in ("apps/v1, kind: StatefulSet", "batch/v1, kind: Job", "argoproj.io/v1alpha1, kind: Rollout"):
        assert (
            account_of(f"{{apiVersion: {kind}, {metadata}, spec: {{template: {{spec: {spec}}}}}}}")
            == expected
        )
    nested = f"spec: {{jobTemplate: {{spec: {{template: {{spec: {spec}}}}}}}}}"
    assert account_of(f"{{apiVersion: batch/v1, kind: CronJob, {metadata}, {nested}}}") == expected


def test_a_pod_template_runs_nothing() -> None:
    template = "{apiVersion: v1, kind: PodTemplate, metadata: {name: t}, template: {spec: {containers: [{name: c}]}}}"
    assert Population(placed(template), ()).workloads == ()


@pytest.mark.parametrize(
    ("kind", "names", "fits"),
    [
        ("v1, kind: Pod", {"one"}, True),
        ("v1, kind: Pod", {"one-0"}, False),
        ("apps/v1, kind: StatefulSet", {"one-0"}, True),
        ("apps/v1, kind: StatefulSet", {"one", "one-x", "other-0"}, False),
        ("apps/v1, kind: Deployment", {"one", "one-0"}, False),
    ],
)
def test_which_pods_have_a_name_that_can_be_known(kind: str, names: set[str], fits: bool) -> None:
    spec = "{containers: [{name: main}]}"
    body = f"spec: {spec}" if "Pod" in kind else f"spec: {{template: {{spec: {spec}}}}}"
    (workload,) = Population(placed(f"{{apiVersion: {kind}, metadata: {{name: one}}, {body}}}"), ()).workloads
    assert workload.has_pod_among(frozenset(names)) is fits
    assert workload.has_pod_among(None)
