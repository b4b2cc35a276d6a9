package gate_test.reliability["blocking-disruption-budget"]

import data.gate.reliability["blocking-disruption-budget"] as policy

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
	found := policy.deny with input as {"resources": resources}
}

test_of_itself if {
	_found([_budget({"maxUnavailable": 0})]) == {{"resource": 0, "pointer": "/spec/maxUnavailable", "msg": "maxUnavailable 0 allows no eviction"}}
	_found([_budget({"minAvailable": "100%"})]) == {{"resource": 0, "pointer": "/spec/minAvailable", "msg": "minAvailable 100% allows no eviction"}}
	_found([_budget({})]) == {{
		"resource": 0, "pointer": "/spec", "msg": "allows no eviction, since it has neither minAvailable nor maxUnavailable",
	}}
	count(_found([_budget({"maxUnavailable": "0%"})])) == 1
}

test_all_replicas if {
	_found([_web({"replicas": 2}), _budget({"minAvailable": 2})]) == {{
		"resource": 1, "pointer": "/spec/minAvailable", "msg": "minAvailable 2 of 2 allows no eviction of Deployment/web",
	}}
	count(_found([_web({}), _budget({"minAvailable": "50%"})])) == 1
	count(_found([_web({"replicas": 2}), _budget({"minAvailable": "51%"})])) == 1
}

test_at_the_minimum_of_the_autoscaler if {
	_found([_web({}), _budget({"minAvailable": 2}), _autoscaler({"minReplicas": 2, "maxReplicas": 9})]) == {{
		"resource": 1, "pointer": "/spec/minAvailable",
		"msg": "minAvailable 2 of 2 allows no eviction of Deployment/web when the autoscaler is at its minimum",
	}}
	count(_found([_web({}), _budget({"minAvailable": 2}), _autoscaler({"minReplicas": 3, "maxReplicas": 9})])) == 0
}

test_fine if {
	every spec in [{"maxUnavailable": 1}, {"maxUnavailable": "1%"}, {"minAvailable": 1}, {"minAvailable": "50%"}] {
		count(_found([_web({"replicas": 2}), _budget(spec)])) == 0
	}
}

test_what_is_not_known_is_not_judged if {
	count(_found([_budget({"minAvailable": 2})])) == 0
	daemon := object.union(_web({}), {"kind": "DaemonSet"})
	count(_found([_web({}), daemon, _budget({"minAvailable": 1})])) == 0
	count(_found([_web({"replicas": 0}), _budget({"minAvailable": 1})])) == 0
	other := object.union(_web({"replicas": 1}), {"metadata": {"namespace": "other"}})
	count(_found([other, _budget({"minAvailable": 1})])) == 0
}
