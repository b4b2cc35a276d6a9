"""What is decided, what is not known, and what is said of either."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gate.model.json import JsonObject, JsonValue
from gate.validate.admission import judging as judging_module
from gate.validate.admission.judging import Verdicts, admission
from tests.unit.validate.admission.worlds import binding, judged, messages, policy, web, world
from tests.unit.validate.resources import plain

DENIED = "ValidatingAdmissionPolicy 'demo' with binding 'demo-bound' denied request: "
UNJUDGED = "ValidatingAdmissionPolicy 'demo' with binding 'demo-bound' is not judged: "


def declared(**labels: str) -> JsonObject:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": dict(labels)}}


def test_a_finding_is_about_the_resource_and_names_the_expression() -> None:
    (verdict,) = judged(policy("true", "object.spec.replicas > 1"), binding(), web()).verdicts

    assert verdict.finding.rule == "api/admission-policy"
    assert verdict.finding.message == f"{DENIED}failed expression: object.spec.replicas > 1"
    assert (verdict.finding.resource.kind if verdict.finding.resource else "") == "Deployment"
    assert verdict.finding.kubernetes_versions == ("1.34",)
    assert verdict.pointer == "/spec/validations/1/expression"


@pytest.mark.parametrize(
    ("action", "rule", "severity"),
    [
        ("Deny", "api/admission-policy", "error"),
        ("Warn", "api/admission-warning", "warning"),
        ("Audit", "api/admission-audit", "info"),
    ],
)
def test_an_action_has_its_rule(action: str, rule: str, severity: str) -> None:
    (verdict,) = judged(policy("false"), binding(validationActions=[action]), web()).verdicts

    assert (verdict.finding.rule, verdict.finding.severity) == (rule, severity)


@pytest.mark.parametrize(
    ("expression", "asks"),
    [
        ("request.userInfo.username == 'x'", "request.userInfo"),
        ("has(request.userInfo)", "request.userInfo"),
        ("request.?userInfo.?username.orValue('') != 'x'", "request.userInfo"),
        ("request.options.kind == 'CreateOptions'", "request.options"),
        ("namespaceObject.metadata.labels['a'] == 'b'", "namespaceObject.metadata.labels"),
        ("!has(namespaceObject.metadata.labels)", "namespaceObject.metadata.labels"),
        ("namespaceObject.metadata.?labels[?'a'].orValue('b') == 'b'", "namespaceObject.metadata.labels"),
    ],
)
def test_what_only_the_cluster_knows_is_not_judged(expression: str, asks: str) -> None:
    (verdict,) = judged(policy(expression), binding(), web()).verdicts

    assert verdict.finding.message == f"{UNJUDGED}it asks for {asks}, which is not known here"
    assert verdict.finding.unjudged
    assert verdict.finding.severity == "warning"


@pytest.mark.parametrize(
    "expression",
    [
        "object.spec.replicas == 1 || request.userInfo.username == 'x'",
        "request.userInfo.username == 'x' || object.spec.replicas == 1",
        "authorizer.requestResource.check('delete').allowed() || true",
        "namespaceObject.metadata.name == 'shop'",
        "request.namespace == 'shop' && object.metadata.namespace == 'shop'",
    ],
)
def test_what_is_decided_whatever_is_not_known_is_judged(expression: str) -> None:
    assert messages(policy(expression), binding(), web()) == []


def test_an_unknown_is_passed_on_through_variables() -> None:
    variables: JsonValue = [{"name": "user", "expression": "request.userInfo.username"}]

    assert messages(policy("variables.user != 'x'", variables=variables), binding(), web()) == [
        f"{UNJUDGED}it asks for request.userInfo, which is not known here"
    ]
    assert messages(policy("variables.user == 'x' || true", variables=variables), binding(), web()) == []


def test_the_authorizer_is_not_judged() -> None:
    (message,) = messages(policy("authorizer.path('/a').check('get').allowed()"), binding(), web())

    assert message == f"{UNJUDGED}cannot be known offline: what the authorizer decides"


def test_a_namespace_that_is_declared_is_known() -> None:
    asked = policy("namespaceObject.metadata.labels['tier'] == 'gold'")

    assert messages(asked, binding(), declared(tier="gold"), web()) == []
    assert len(messages(asked, binding(), declared(tier="iron"), web())) == 1


def test_a_namespace_selector_needs_labels_that_are_known() -> None:
    selector: JsonObject = {"namespaceSelector": {"matchLabels": {"tier": "gold"}}}
    bound = binding(matchResources=selector)

    assert messages(policy("false"), bound, web()) == [f"{UNJUDGED}the labels of its namespace are not known"]
    assert messages(policy("false"), bound, declared(tier="iron"), web()) == []
    assert len(messages(policy("false"), bound, declared(tier="gold"), web())) == 1


@pytest.mark.parametrize(("names", "said"), [(["shop"], 1), (["other"], 0)])
def test_the_label_with_the_name_of_a_namespace_is_always_known(names: list[str], said: int) -> None:
    requirement: JsonObject = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": [*names]}
    bound = binding(matchResources={"namespaceSelector": {"matchExpressions": [requirement]}})

    assert len(messages(policy("false"), bound, web())) == said


def test_a_namespace_that_only_the_applier_knows_is_not_known() -> None:
    nowhere = web(namespace="")

    (message,) = messages(policy("request.namespace == 'shop'"), binding(), nowhere)
    assert message.endswith("it asks for request.namespace, which is not known here")
    assert messages(policy("object.metadata.name == 'web'"), binding(), nowhere) == []


def test_a_value_that_cannot_be_read_is_not_known() -> None:
    asked = policy("object.spec.template.spec.containers[0].image == 'web:1'")
    sent = world(asked, binding(), web(), unknown=("/spec/template/spec/containers/0/image",))

    (verdict,) = admission(sent).verdicts
    assert verdict.finding.unjudged


def test_parameters_that_no_target_has_may_be_there_all_the_same() -> None:
    asked = policy("object.spec.replicas < 3", paramKind={"apiVersion": "v1", "kind": "ConfigMap"})
    bound = binding(paramRef={"name": "limits", "parameterNotFoundAction": "Deny"})

    assert messages(asked, bound, web()) == [
        f"{UNJUDGED}no target of the cluster has the ConfigMap shop/limits with its parameters"
    ]


def test_parameters_of_a_kind_that_is_not_known_are_not_judged() -> None:
    asked = policy("params.x == 1", paramKind={"apiVersion": "example.com/v1", "kind": "Limit"})
    bound = binding(paramRef={"name": "limits", "parameterNotFoundAction": "Deny"})

    assert messages(asked, bound, web()) == [
        f"{UNJUDGED}its parameters are of Limit (example.com/v1), a kind that is not known here"
    ]


def test_a_policy_for_another_version_of_the_kind_is_not_judged() -> None:
    rules: JsonObject = {
        "resourceRules": [
            {
                "apiGroups": ["autoscaling"],
                "apiVersions": ["v1"],
                "operations": ["*"],
                "resources": ["horizontalpodautoscalers"],
            }
        ]
    }
    scaler = plain(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        spec={
            "maxReplicas": 3,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"},
        },
    )

    (message,) = messages(policy("false", matchConstraints=rules), binding(), scaler)
    assert message.endswith("it looks at autoscaling/v1, and nothing here converts autoscaling/v2")
    exact = policy("false", matchConstraints={**rules, "matchPolicy": "Exact"})
    assert messages(exact, binding(), scaler) == []


def test_a_resource_of_an_unknown_kind_is_not_judged() -> None:
    rules: JsonObject = {
        "resourceRules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}]
    }
    (message,) = messages(
        policy("false", matchConstraints=rules), binding(), plain("example.com/v1", "Widget")
    )

    assert message.endswith("no definition of Widget (example.com/v1) is known")


def test_what_is_not_known_is_said_once_for_many() -> None:
    many = [web(f"web{number}") for number in range(5)]

    (message,) = messages(policy("request.userInfo.uid == ''"), binding(), *many)
    others = "Deployment shop/web1, Deployment shop/web2, Deployment shop/web3 and 1 more"
    assert f"is not judged, nor for {others}: " in message


def test_no_value_of_a_secret_is_printed() -> None:
    rules: JsonObject = {
        "resourceRules": [
            {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["secrets"]}
        ]
    }
    asked = policy(matchConstraints=rules)
    shows: JsonObject = {"expression": "false", "messageExpression": "'it is ' + object.data.password"}
    asked["spec"] = {
        **rules_of(asked),
        "validations": [shows, {"expression": "int(object.data.password) == 1"}],
    }
    secret = plain("v1", "Secret", data={"password": "aHVudGVyMg=="})

    said = messages(asked, binding(), secret)
    assert said == [
        f"{DENIED}failed expression: false",
        f"{DENIED}expression 'int(object.data.password) == 1' resulted in error",
    ]


def rules_of(body: JsonObject) -> JsonObject:
    spec = body["spec"]
    assert isinstance(spec, dict)
    return spec


def test_the_parameters_of_a_secret_are_not_printed() -> None:
    asked = policy(paramKind={"apiVersion": "v1", "kind": "Secret"})
    asked["spec"] = {
        **rules_of(asked),
        "validations": [{"expression": "false", "messageExpression": "string(params.data.word)"}],
    }
    bound = binding(paramRef={"name": "it", "namespace": "shop", "parameterNotFoundAction": "Deny"})
    secret: JsonObject = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": "it", "namespace": "shop"},
        "data": {"word": "aHVudGVyMg=="},
    }

    assert messages(asked, bound, secret, web()) == [f"{DENIED}failed expression: false"]


def test_given_policies_count_everywhere() -> None:
    assert len(messages(web(), given=[policy("false"), binding()])) == 1


def test_a_policy_that_the_server_refuses_is_not_asked() -> None:
    assert messages(policy("1"), binding(), web()) == []


def test_a_resource_that_the_server_refuses_meets_no_policy() -> None:
    sent = world(policy("false"), binding(), web())
    deployed = sent.resources[-1]

    assert admission(sent).verdicts
    assert not admission(replace(sent, refused={(deployed.provenance, deployed.id)})).verdicts


def test_without_policies_there_is_nothing_to_say() -> None:
    assert judged(web()) == Verdicts()


def test_what_is_not_applied_is_accounted_for() -> None:
    mutating = plain("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicy")

    said = judged(policy("false", name="lonely"), binding("elsewhere"), mutating, web())
    assert [one.reason for one in said.accounts] == [
        "admission policies not judged: elsewhere (only its binding elsewhere-bound is here)",
        "admission policies that change resources are not applied: it",
        "admission policies not applied: lonely (nothing here binds it)",
    ]
    assert [one.reason for one in judged(policy("false"), binding()).accounts] == [
        "admission policies that match nothing in their cluster: demo"
    ]


def test_policies_are_exempt_from_policies() -> None:
    rules: JsonObject = {
        "resourceRules": [{"apiGroups": ["*"], "apiVersions": ["*"], "operations": ["*"], "resources": ["*"]}]
    }

    assert messages(policy("false", matchConstraints=rules), binding()) == []


def test_there_is_an_end_to_what_is_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging_module, "MOST_EVALUATIONS", 1)

    said = judged(policy("false", "1 + 1 == 3"), binding(), web()).verdicts
    assert [one.finding.unjudged for one in said] == [False, True]
    assert said[1].finding.message.endswith("the policies of this run take more work than is done here")
