"""Selectors that fit no pods, and named ports that no container has."""

from __future__ import annotations

import pytest

from gate.config.settings import External
from gate.model.finding import Location
from tests.unit.validate.references.scenes import POD, judged, left_open, said, spoken, target

SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: SELECTOR, ports: [{port: 80, targetPort: PORT}]}}"
BUDGET = (
    "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {selector: SELECTOR}}"
)
POLICY = "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: web}, spec: {podSelector: SELECTOR}}"


def service(selector: str, port: str = "8080") -> str:
    return SERVICE.replace("SELECTOR", selector).replace("PORT", port)


@pytest.mark.parametrize("selector", ["{app: web}", "{}", "null"])
def test_a_service_that_pods_fit_or_that_selects_none(selector: str) -> None:
    assert said(POD, service(selector)) == []


def test_the_label_that_differs_is_told() -> None:
    assert said(POD, service("{app: shop}")) == [
        (
            "ref/service-without-pods",
            "/spec/selector/app",
            'spec.selector asks for app "shop", which no pods have; Pod web has "web"',
        )
    ]
    assert said(POD, service("{app: web, tier/x: front}")) == [
        (
            "ref/service-without-pods",
            "/spec/selector/tier~1x",
            (
                'spec.selector asks for tier/x "front", which no pods have together with the rest; '
                "Pod web has no such label"
            ),
        )
    ]


def test_a_selector_that_has_nothing_in_common_is_told_as_a_whole() -> None:
    assert said(POD, service("{name: shop, tier: front}")) == [
        ("ref/service-without-pods", "/spec/selector", "spec.selector matches no pods")
    ]


@pytest.mark.parametrize(
    ("selector", "fits"),
    [
        ("{matchLabels: {app: web}}", True),
        ("{matchLabels: {app: shop}}", False),
        ("{matchExpressions: [{key: app, operator: In, values: [web, shop]}]}", True),
        ("{matchExpressions: [{key: app, operator: In, values: [shop]}]}", False),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", False),
        ("{matchExpressions: [{key: tier, operator: NotIn, values: [web]}]}", True),
        ("{matchExpressions: [{key: tier, operator: Exists}]}", False),
        ("{matchExpressions: [{key: tier, operator: DoesNotExist}]}", True),
        ("{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Exists}]}", False),
        ("{matchExpressions: [{key: tier, operator: Misspelt}]}", True),
        ("{}", True),
    ],
)
@pytest.mark.parametrize(
    ("manifest", "rule"),
    [(BUDGET, "ref/disruption-budget-without-pods"), (POLICY, "ref/network-policy-without-pods")],
)
def test_label_selectors(manifest: str, rule: str, selector: str, fits: bool) -> None:
    found = [one[0] for one in said(POD, manifest.replace("SELECTOR", selector))]
    assert found == ([] if fits else [rule])


@pytest.mark.parametrize(
    "selector",
    [
        "{app: web, statefulset.kubernetes.io/pod-name: web-0}",
        "{app: web, role: master}",
        "{batch.kubernetes.io/job-name: web}",
        "{vault-active: 'true'}",
    ],
)
def test_labels_that_pods_get_while_they_run_count_as_there(selector: str) -> None:
    assert said(POD, service(selector)) == []


def test_a_label_that_pods_are_given_another_value_of_is_not_there() -> None:
    assert len(said(POD.replace("app: web}", "app: web, role: replica}"), service("{role: master}"))) == 1


def test_a_service_of_another_name_is_no_pod() -> None:
    external = "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {type: ExternalName, externalName: a.example.com, selector: {app: x}}}"
    assert said(POD, external) == []


def test_a_namespace_without_pods_is_left_open() -> None:
    outcome = judged({"web": service("{app: web}")})
    assert outcome.findings == ()
    assert left_open(outcome) == [
        ("web", "references not judged: pods of Service web (no target has pods in that namespace)")
    ]


def test_pods_in_another_namespace_do_not_count() -> None:
    pods = POD.replace("name: web, labels", "name: web, namespace: cart, labels")
    here = POD.replace("name: web, labels", "name: web, namespace: shop, labels").replace(
        "app: web", "app: x"
    )
    outcome = judged(
        {
            "web": "\n---\n".join(
                [service("{app: web}").replace("{name: web}", "{name: web, namespace: shop}"), pods, here]
            )
        }
    )
    assert [one[1] for one in spoken(outcome)] == ["/spec/selector/app"]
    assert 'no pods in namespace "shop" have' in outcome.findings[0].message


def test_what_an_operator_may_run_is_left_open() -> None:
    operated = "{apiVersion: databases.example.com/v1, kind: Postgres, metadata: {name: db}}"
    outcome = judged({"web": "\n---\n".join([POD, service("{cluster: db}"), operated])})
    assert left_open(outcome) == [
        ("web", "references not judged: pods of Service web (Postgres db may run them)")
    ]


def test_pods_among_the_externals_are_left_open() -> None:
    external = External("Deployment", "*", "", Location(".gate.yaml", 2, 5))
    outcome = judged({"web": f"{POD}\n---\n{service('{app: shop}')}"}, externals=[external])
    assert outcome.findings == ()
    assert left_open(outcome) == [
        ("web", "references not judged: pods of Service web (pods there are among the externals)")
    ]


@pytest.mark.parametrize("namespace", ["kube-system", "openshift-monitoring"])
def test_pods_that_every_cluster_has_are_left_open(namespace: str) -> None:
    pods, asking = (
        text.replace("{name: web", f"{{namespace: {namespace}, name: web", 1)
        for text in (POD, service("{component: kube-scheduler}"))
    )
    outcome = judged({"web": f"{pods}\n---\n{asking}"})
    assert outcome.findings == ()
    doubt = "every cluster has pods of its own in that namespace"
    assert left_open(outcome) == [
        ("web", f"references not judged: pods of Service {namespace}/web ({doubt})")
    ]


def test_pods_of_another_cluster_do_not_count() -> None:
    here, there = target("web", cluster="production"), target("elsewhere", cluster="staging")
    other = POD.replace("app: web", "app: shop").replace("name: web, labels", "name: other, labels")
    outcome = judged({here: f"{POD}\n---\n{service('{app: shop}')}", there: other})
    assert [one.rule for one in outcome.findings] == ["ref/service-without-pods"]


def test_a_named_port_of_the_pods() -> None:
    assert said(POD, service("{app: web}", "http")) == []
    assert said(POD, service("{app: web}", "'8080'")) == []
    assert said(POD, service("{app: web}", "web")) == [
        (
            "ref/missing-target-port",
            "/spec/ports/0/targetPort",
            'spec.ports[0].targetPort is "web", a port that Pod web does not have (it has "http")',
        )
    ]


def test_a_sidecar_that_goes_on_running_has_ports() -> None:
    sidecar = (
        "{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: a}], "
        "initContainers: [{name: i, restartPolicy: Always, ports: [{name: http, containerPort: 80}]}]}}"
    )
    assert said(sidecar, service("{app: web}", "http")) == []
    ((_, _, message),) = said(sidecar.replace("restartPolicy: Always, ", ""), service("{app: web}", "http"))
    assert message.endswith("(it names none)")


def test_ports_of_pods_that_a_custom_kind_runs_are_not_known() -> None:
    rollout = (
        "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: web}, "
        "spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a}]}}}}"
    )
    assert said(rollout, service("{app: web}", "http")) == []
