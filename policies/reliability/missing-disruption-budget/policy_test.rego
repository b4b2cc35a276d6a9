package gate_test.reliability["missing-disruption-budget"]

import data.gate.reliability["missing-disruption-budget"] as policy

_web(spec) := {
	"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}}, spec),
}

_budget(spec) := {
	"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"selector": {"matchLabels": {"app": "web"}}}, spec),
}

_autoscaler(spec) := {
	"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"scaleTargetRef": {"kind": "Deployment", "name": "web"}}, spec),
}

_found(resources) := found if {
	found := policy.deny with input as {"resources": resources} with data.params as {"reliability/missing-disruption-budget": {"minimum": 2}}
}

test_none if {
	_found([_web({"replicas": 3})]) == {{"resource": 0, "pointer": "/spec/replicas", "msg": "no PodDisruptionBudget keeps some of its 3 replicas"}}
	count(_found([_web({"replicas": 3}), object.union(_budget({}), {"metadata": {"namespace": "other"}})])) == 1
	count(_found([_web({}), _autoscaler({"minReplicas": 2})])) == 1
}

test_fine if {
	count(_found([_web({"replicas": 3}), _budget({"maxUnavailable": 1})])) == 0
	count(_found([_web({})])) == 0
	count(_found([_web({"replicas": 3}), _autoscaler({})])) == 0
}
