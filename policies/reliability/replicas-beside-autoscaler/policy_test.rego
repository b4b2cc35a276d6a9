package gate_test.reliability["replicas-beside-autoscaler"]

import data.gate.reliability["replicas-beside-autoscaler"] as policy

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

test_both if {
	_found([_web({"replicas": 3}), _autoscaler({})]) == {{
		"resource": 0, "pointer": "/spec/replicas", "msg": "each apply sets 3 replicas, whatever HorizontalPodAutoscaler/web says",
		"related": [{"resource": 1, "pointer": "/spec/scaleTargetRef", "msg": "what scales it"}],
	}}
}

test_fine if {
	count(_found([_web({}), _autoscaler({})])) == 0
	count(_found([_web({"replicas": 3})])) == 0
	count(_found([_web({"replicas": 3}), object.union(_autoscaler({}), {"metadata": {"namespace": "other"}})])) == 0
}
