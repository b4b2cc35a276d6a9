"""Paths of more than one step: their words, their places, and what is none."""

from __future__ import annotations

import pytest

from tests.unit.evaluate.authority.clusters import ROOT, allows, binds, core, judgements, rule, runs, said

RUNNER = runs("runner", "builder", "ci")
START = "ServiceAccount ci/builder (Deployment ci/runner) → "
END = "bound to cluster-admin by ClusterRoleBinding root"
APPS, BATCH, RBAC = "apps", "batch", "rbac.authorization.k8s.io"
ADMISSION = "admissionregistration.k8s.io"
BY_ROLE, BY_CLUSTER_ROLE = "RoleBinding kube-system/build", "ClusterRoleBinding build"
ROOT_POD = runs("root", "root", "kube-system")
ROOT_TOKEN = """
---
apiVersion: v1
kind: Secret
metadata: {name: root-token, namespace: kube-system, annotations: {kubernetes.io/service-account.name: root}}
type: kubernetes.io/service-account-token
"""


def build(*rules: str, namespace: str = "kube-system") -> str:
    return allows("build", *rules, to="ci/builder", namespace=namespace)


def test_a_path_is_told_with_the_source_of_each_step() -> None:
    (one,) = judgements(ROOT, RUNNER, build(core("pods", "create")))
    finding = one.finding
    assert finding.message == (
        f"{START}can create pods in kube-system by RoleBinding kube-system/build → "
        f"runs as ServiceAccount kube-system/root → {END}"
    )
    assert (finding.rule, finding.severity) == ("rbac/escalation-path", "warning")
    assert (str(finding.resource), finding.pointer) == ("RoleBinding kube-system/build", "/subjects/0")
    assert [(str(place.placed.resource.id), place.pointer, place.message) for place in one.places] == [
        (
            "Deployment ci/runner",
            "/spec/template/spec/serviceAccountName",
            "Deployment ci/runner runs as ServiceAccount ci/builder",
        ),
        ("Role kube-system/build", "/rules/0", "Role build allows to create pods"),
        (
            "ClusterRoleBinding root",
            "/subjects/0",
            "ClusterRoleBinding root gives ClusterRole cluster-admin to ServiceAccount kube-system/root",
        ),
    ]


def test_a_rule_that_was_aggregated_is_told_with_the_role_that_was_bound() -> None:
    """Whoever looks at the binding finds another name there."""
    gathering = f"""
apiVersion: {RBAC}/v1
kind: ClusterRole
metadata: {{name: gathering}}
aggregationRule: {{clusterRoleSelectors: [{{matchLabels: {{gathered: into-it}}}}]}}
---
apiVersion: {RBAC}/v1
kind: ClusterRole
metadata: {{name: part, labels: {{gathered: into-it}}}}
rules: [{{{core("pods", "create")}}}]
"""
    bound = binds("build", to="ci/builder", namespace="kube-system", role="ClusterRole/gathering")
    (one,) = judgements(ROOT, RUNNER, gathering, bound)
    assert [(str(place.placed.resource.id), place.message) for place in one.places][1] == (
        "ClusterRole part",
        "ClusterRole part, which is aggregated into gathering, allows to create pods",
    )


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([core("pods", "create")], "create pods → runs as ROOT"),
        ([core("pods", "*")], "create pods → runs as ROOT"),
        ([core("*", "create")], "create pods → runs as ROOT"),
        ([core("replicationcontrollers", "create")], "create replicationcontrollers → runs as ROOT"),
        ([rule(APPS, "daemonsets", "create")], "create daemonsets → runs as ROOT"),
        ([rule(BATCH, "cronjobs", "create")], "create cronjobs → runs as ROOT"),
        ([rule("*", "jobs", "create")], "create jobs → runs as ROOT"),
        ([rule(APPS, "deployments", "patch")], "patch deployments → runs as ROOT"),
        ([rule(APPS, "deployments", "update", "root")], "update deployments root → runs as ROOT"),
        (
            [core("pods/exec", "create")],
            "create pods/exec → enters Deployment kube-system/root, which runs as ROOT",
        ),
        (
            [core("*/attach", "get")],
            "get pods/attach → enters Deployment kube-system/root, which runs as ROOT",
        ),
        (
            [core("pods/ephemeralcontainers", "update")],
            "update pods/ephemeralcontainers → enters Deployment kube-system/root, which runs as ROOT",
        ),
        (
            [core("pods", "patch")],
            "patch pods → gives an image of its own to Deployment kube-system/root, which runs as ROOT",
        ),
        (
            [core("serviceaccounts/token", "create")],
            "create serviceaccounts/token → requests a token of ROOT",
        ),
        (
            [core("serviceaccounts/token", "create", "root")],
            "create serviceaccounts/token root → requests a token of ROOT",
        ),
        ([core("serviceaccounts", "impersonate")], "impersonate serviceaccounts → impersonates ROOT"),
        ([core("secrets", "list")], "list secrets → reads the token of ROOT in Secret root-token"),
        (
            [core("secrets", "get", "root-token")],
            "get secrets root-token → reads the token of ROOT in Secret root-token",
        ),
        (
            [rule(RBAC, "rolebindings", "create"), rule(RBAC, "clusterroles", "bind", "admin view")],
            "create rolebindings and bind clusterroles admin, view → makes itself admin there and becomes ROOT",
        ),
        (
            [rule(RBAC, "roles", "update escalate")],
            "update roles and escalate roles → makes itself admin there and becomes ROOT",
        ),
    ],
)
def test_each_kind_of_step_in_a_namespace(rules: list[str], told: str) -> None:
    means, _, gain = told.replace("ROOT", "ServiceAccount kube-system/root").partition(" → ")
    assert said(ROOT, ROOT_POD, ROOT_TOKEN, RUNNER, build(*rules)) == [
        ("path", f"{START}can {means} in kube-system by {BY_ROLE} → {gain} → {END}")
    ]


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([core("pods", "get list watch delete")], "reading pods"),
        ([core("pods", "create", "one")], "a rule with names never allows to create"),
        ([core("pods/*", "create")], "RBAC knows no pods/*"),
        ([rule(APPS, "pods", "create")], "another API group"),
        ([rule("extensions", "deployments", "create")], "an API group that is gone"),
        ([rule(APPS, "deployments", "patch", "other")], "no such workload"),
        ([rule(APPS, "statefulsets", "patch")], "no workload of this kind"),
        ([rule(BATCH, "jobs", "patch")], "the template of a Job is immutable"),
        ([core("pods/exec", "create", "other")], "no such pod"),
        ([core("pods/exec", "delete")], "not how commands are run"),
        ([core("serviceaccounts/token", "create", "other")], "no such ServiceAccount"),
        ([core("serviceaccounts", "create update")], "ServiceAccounts have no rights of their own"),
        ([core("secrets", "get", "other")], "no such Secret"),
        ([core("secrets", "create")], "writing without reading"),
        ([core("secrets", "create"), core("secrets", "get", "mine")], "reading what is there already"),
        ([rule(RBAC, "rolebindings", "create")], "what one may do already"),
        ([rule(RBAC, "clusterroles", "bind")], "bind without a binding"),
        (
            [rule(RBAC, "rolebindings", "create"), rule(RBAC, "clusterroles", "bind", "view")],
            "a role that gives no power",
        ),
        ([rule(RBAC, "roles", "create update")], "what one may do already"),
        ([rule(RBAC, "roles", "update escalate", "other")], "a role that is not its own"),
        (
            [rule(RBAC, "clusterrolebindings", "create"), rule(RBAC, "clusterroles", "bind")],
            "in no namespace",
        ),
        ([rule(ADMISSION, "mutatingwebhookconfigurations", "create")], "in no namespace"),
        ([core("nodes/proxy", "get")], "in no namespace"),
        ([core("users groups", "impersonate")], "in no namespace"),
    ],
)
def test_what_is_no_step_in_a_namespace(rules: list[str], why: str) -> None:
    token = ROOT_TOKEN if "Secret" in why else ""
    assert said(ROOT, ROOT_POD, token, RUNNER, build(*rules)) == []


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            [rule(RBAC, "clusterrolebindings", "create"), rule(RBAC, "clusterroles", "bind")],
            "create clusterrolebindings and bind clusterroles by {} → binds itself to cluster-admin",
        ),
        (
            [rule(RBAC, "clusterroles", "patch escalate")],
            "patch clusterroles and escalate clusterroles by {} → allows itself everything",
        ),
        (
            [core("users groups", "impersonate", "jane system:masters")],
            (
                "impersonate groups jane, system:masters and impersonate users jane, system:masters by {} → "
                "acts for system:masters"
            ),
        ),
        (
            [core("serviceaccounts groups", "impersonate")],
            "impersonate groups and impersonate serviceaccounts in any namespace by {} → acts for system:masters",
        ),
        ([core("users", "impersonate")], "impersonate users by {} → acts as any user"),
        (
            [
                rule("certificates.k8s.io", "certificatesigningrequests", "create"),
                rule("certificates.k8s.io", "certificatesigningrequests/approval", "update"),
                rule("certificates.k8s.io", "signers", "approve", "kubernetes.io/kube-apiserver-client"),
            ],
            (
                "create certificatesigningrequests and update certificatesigningrequests/approval and "
                "approve signers kubernetes.io/kube-apiserver-client by {} → becomes any user by certificate"
            ),
        ),
        (
            [rule(ADMISSION, "mutatingwebhookconfigurations", "patch")],
            "patch mutatingwebhookconfigurations by {} → changes whatever is sent to the API server",
        ),
    ],
)
def test_each_way_to_give_oneself_everything_ends_a_path(rules: list[str], told: str) -> None:
    powerful = allows("power", *rules, to="kube-system/deputy")
    assert said(RUNNER, build(core("pods", "create")), powerful) == [
        (
            "path",
            (
                f"{START}can create pods in kube-system by {BY_ROLE} → runs as ServiceAccount kube-system/deputy → "
                f"can {told.format('ClusterRoleBinding power')}"
            ),
        )
    ]


@pytest.mark.parametrize(
    "rules",
    [
        [rule(RBAC, "clusterrolebindings", "create")],
        [rule(RBAC, "clusterroles", "bind")],
        [rule(RBAC, "clusterrolebindings", "create"), rule(RBAC, "clusterroles", "bind", "view")],
        [rule(RBAC, "clusterroles", "create update patch")],
        [rule(RBAC, "clusterroles", "update escalate", "other")],
        [core("groups", "impersonate")],
        [core("users", "impersonate", "jane")],
        [core("users groups", "impersonate", "jane developers")],
        [rule("certificates.k8s.io", "certificatesigningrequests/approval", "update")],
        [
            rule(
                "certificates.k8s.io", "certificatesigningrequests certificatesigningrequests/approval", "*"
            ),
            rule("certificates.k8s.io", "signers", "approve", "example.com/own"),
        ],
        [
            rule(
                "certificates.k8s.io", "certificatesigningrequests certificatesigningrequests/approval", "*"
            ),
            rule("certificates.k8s.io", "signers", "sign"),
        ],
        [rule(ADMISSION, "mutatingwebhookconfigurations", "patch", "own")],
        [rule(ADMISSION, "validatingadmissionpolicies", "*")],
        [rule("*", "*", "get list watch")],
        [rule("*", "*", "*", "one")],
    ],
)
def test_half_of_what_it_takes_is_nothing(rules: list[str]) -> None:
    powerful = allows("power", *rules, to="kube-system/deputy")
    assert said(RUNNER, build(core("pods", "create")), powerful) == []


def test_a_named_role_of_its_own_may_be_escalated() -> None:
    own = allows(
        "power", rule(RBAC, "clusterroles", "update escalate", "power other"), to="kube-system/deputy"
    )
    ((_, message),) = said(RUNNER, build(core("pods", "create")), own)
    assert message.endswith(
        "can update clusterroles other, power and escalate clusterroles other, power by ClusterRoleBinding power "
        "→ allows itself everything"
    )


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        ([core("pods", "create")], "create pods in any namespace by {} → runs as {root}"),
        (
            [core("nodes/proxy", "get")],
            "get nodes/proxy by {} → enters Deployment kube-system/root, which runs as {root}",
        ),
        (
            [rule(ADMISSION, "validatingwebhookconfigurations", "update")],
            "update validatingwebhookconfigurations by {} → reads the token of {root} in Secret root-token",
        ),
        (
            [core("secrets", "create get")],
            "create secrets and get secrets in any namespace by {} → makes a token Secret of {root}",
        ),
    ],
)
def test_steps_that_are_allowed_everywhere(rules: list[str], told: str) -> None:
    token = ROOT_TOKEN if "token of" in told else ""
    expected = told.replace("{}", BY_CLUSTER_ROLE).replace("{root}", "ServiceAccount kube-system/root")
    assert said(ROOT, ROOT_POD, token, RUNNER, build(*rules, namespace="")) == [
        ("path", f"{START}can {expected} → {END}")
    ]


def test_a_binding_in_a_namespace_gives_a_cluster_role_only_there() -> None:
    everything = binds("tenant", to="ci/builder", role="ClusterRole/cluster-admin", namespace="ci")
    assert said(ROOT, RUNNER, everything) == []


def test_halves_of_a_step_may_come_from_several_bindings_and_a_group() -> None:
    bind = allows("bind", rule(RBAC, "clusterroles", "bind"), to="Group:system:serviceaccounts:ci")
    create = allows("create", rule(RBAC, "rolebindings", "create"), to="ci/builder", namespace="kube-system")
    assert said(ROOT, RUNNER, bind, create) == [
        (
            "path",
            (
                f"{START}can create rolebindings and bind clusterroles in kube-system by RoleBinding "
                "kube-system/create and ClusterRoleBinding bind to Group system:serviceaccounts:ci → makes itself "
                f"admin there and becomes ServiceAccount kube-system/root → {END}"
            ),
        )
    ]


def test_halves_of_a_step_in_different_namespaces_are_nothing() -> None:
    bind = allows("bind", rule(RBAC, "clusterroles", "bind"), to="ci/builder", namespace="ci")
    create = allows("create", rule(RBAC, "rolebindings", "create"), to="ci/builder", namespace="kube-system")
    assert said(ROOT, RUNNER, bind, create) == []


def test_one_step_is_the_business_of_the_single_rules() -> None:
    assert said(runs("root", "root", "ops"), ROOT.replace("kube-system", "ops")) == []
    assert said(RUNNER, build(rule(RBAC, "clusterroles", "update escalate"), namespace="")) == []


def test_the_shortest_of_several_paths_is_told() -> None:
    long = allows("deploy", core("pods", "create"), to="ci/builder", namespace="shop")
    middle = allows("shop", core("pods", "create"), to="shop/deployer", namespace="kube-system")
    assert said(ROOT, RUNNER, long, middle) == [
        (
            "path",
            (
                f"{START}can create pods in shop by RoleBinding shop/deploy → runs as ServiceAccount shop/deployer → "
                "can create pods in kube-system by RoleBinding kube-system/shop → runs as ServiceAccount "
                f"kube-system/root → {END}"
            ),
        )
    ]
    short = build(core("secrets", "get"))
    assert said(ROOT, ROOT_TOKEN, RUNNER, long, middle, short) == [
        (
            "path",
            (
                f"{START}can get secrets in kube-system by {BY_ROLE} → reads the token of ServiceAccount "
                f"kube-system/root in Secret root-token → {END}"
            ),
        )
    ]


def test_impersonation_of_a_named_user_or_group_leads_to_what_they_may() -> None:
    jane = binds("jane", to="User:jane Group:ops", role="ClusterRole/cluster-admin")
    as_jane = build(core("users", "impersonate", "jane joe"), namespace="")
    assert said(RUNNER, jane, as_jane) == [
        (
            "path",
            (
                f"{START}can impersonate users jane, joe by {BY_CLUSTER_ROLE} → impersonates User jane → "
                "bound to cluster-admin by ClusterRoleBinding jane"
            ),
        )
    ]
    as_ops = build(core("groups", "impersonate", "ops"), namespace="")
    assert said(RUNNER, jane, as_ops) == []
    user_too = build(
        core("groups", "impersonate", "ops"), core("users", "impersonate", "nobody"), namespace=""
    )
    assert said(RUNNER, jane, user_too) == [
        (
            "path",
            (
                f"{START}can impersonate groups ops and impersonate users nobody by {BY_CLUSTER_ROLE} → impersonates "
                "Group ops → bound to cluster-admin by ClusterRoleBinding jane to Group ops"
            ),
        )
    ]


def test_a_group_of_everybody_is_told_once_and_not_for_its_members() -> None:
    everybody = allows(
        "all", core("pods", "create"), to="Group:system:authenticated", namespace="kube-system"
    )
    assert said(ROOT, RUNNER, runs("web", "web", "shop"), everybody) == [
        (
            "path",
            (
                "Group system:authenticated → can create pods in kube-system by RoleBinding kube-system/all to Group "
                f"system:authenticated → runs as ServiceAccount kube-system/root → {END}"
            ),
        )
    ]


def test_people_are_no_beginning() -> None:
    people = allows("all", core("pods", "create"), to="Group:developers User:jane", namespace="kube-system")
    assert said(ROOT, RUNNER, people) == []


def test_an_account_without_pods_is_no_beginning() -> None:
    assert said(ROOT, build(core("pods", "create"))) == []


def test_the_user_name_of_an_account_is_the_account() -> None:
    named = allows(
        "build", core("pods", "create"), to="User:system:serviceaccount:ci:builder", namespace="kube-system"
    )
    ((_, message),) = said(ROOT, RUNNER, named)
    assert message.startswith(f"{START}can create pods in kube-system")


def test_a_role_that_nothing_shows_is_not_judged() -> None:
    unknown = binds("build", to="ci/builder", role="ClusterRole/from-elsewhere")
    assert said(ROOT, RUNNER, unknown) == []


def test_trusted_subjects_are_no_beginning_but_part_of_paths() -> None:
    cluster = (ROOT, RUNNER, build(core("pods", "create")))
    for pattern in ("ServiceAccount/ci/builder", "ServiceAccount/ci/*", "ServiceAccount/*"):
        assert said(*cluster, trusted={"rbac/escalation-path": (pattern,)}) == []
    for pattern in ("ServiceAccount/kube-system/*", "ServiceAccount/ci", "builder", "ci/builder"):
        assert len(said(*cluster, trusted={"rbac/escalation-path": (pattern,)})) == 1


def test_several_workloads_of_an_account() -> None:
    others = (
        runs("runner", "builder", "ci") + runs("second", "builder", "ci") + runs("third", "builder", "ci")
    )
    ((_, message),) = said(ROOT, RUNNER, others, build(core("pods", "create")))
    assert message.startswith("ServiceAccount ci/builder (Deployment ci/runner and 2 more) → ")


def test_a_path_through_a_node() -> None:
    role = build(core("pods", "create"), namespace="ci")
    assert said(ROOT, ROOT_POD, RUNNER, role) == [
        (
            "through-node",
            (
                f"{START}can create pods in ci by RoleBinding ci/build → takes over a node that runs Deployment "
                f"kube-system/root, which runs as ServiceAccount kube-system/root → {END}"
            ),
        )
    ]
    assert said(ROOT, RUNNER, role) == []


@pytest.mark.parametrize(("level", "found"), [("baseline", 0), ("restricted", 0), ("privileged", 1)])
def test_pod_security_keeps_pods_off_their_node(level: str, found: int) -> None:
    namespace = (
        "---\napiVersion: v1\nkind: Namespace\n"
        f"metadata: {{name: ci, labels: {{pod-security.kubernetes.io/enforce: {level}}}}}\n"
    )
    role = build(core("pods", "create"), namespace="ci")
    assert len(said(ROOT, ROOT_POD, RUNNER, role, namespace)) == found
    volume = allows("volumes", core("persistentvolumes", "create"), to="ci/builder")
    claim = allows("claims", core("persistentvolumeclaims", "create"), to="ci/builder", namespace="ci")
    assert len(said(ROOT, ROOT_POD, RUNNER, role, namespace, volume, claim)) == 1


def test_a_path_into_another_namespace() -> None:
    own = build(core("pods", "create"), namespace="ci")
    operator = allows("deploy", core("pods", "create"), to="ci/deployer", namespace="shop")
    target = allows("shop", core("secrets", "get"), to="shop/reader", namespace="shop")
    assert said(RUNNER, own, operator, target) == [
        (
            "to-namespace",
            (
                f"{START}can create pods in ci by RoleBinding ci/build → runs as ServiceAccount ci/deployer → can "
                "create pods in shop by RoleBinding shop/deploy → runs as ServiceAccount shop/reader"
            ),
        )
    ]
    harmless = allows("shop", core("configmaps", "get"), to="shop/reader", namespace="shop")
    assert said(RUNNER, own, operator, harmless) == []
    itself = allows("deploy", core("pods", "create"), to="ci/builder ci/deployer", namespace="shop")
    assert said(RUNNER, own, itself, target) == []


def test_a_path_to_the_accounts_of_the_control_plane() -> None:
    own = build(core("pods", "create"), namespace="ci")
    operator = allows("deploy", core("pods", "create"), to="ci/deployer", namespace="kube-system")
    account = "---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: any, namespace: kube-system}\n"
    ((rule_name, message),) = said(RUNNER, own, operator, account)
    assert rule_name == "to-namespace"
    assert message.endswith("runs as ServiceAccount kube-system/any")


def test_a_long_chain_is_followed_to_its_end() -> None:
    links = [
        allows("next", core("pods", "create"), to=f"n{index}/link", namespace=f"n{index + 1}")
        for index in range(1500)
    ]
    last = binds("last", to="n1500/link", role="ClusterRole/cluster-admin")
    (only,) = said(*links, last, runs("first", "link", "n0"))
    assert only[1].count(" → ") == 1500 * 2 + 1
