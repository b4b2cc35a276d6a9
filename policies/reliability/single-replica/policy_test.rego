package gate_test.reliability["single-replica"]

import data.gate.reliability["single-replica"] as policy

_web(spec) := {
	"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"template": {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": []}}}, spec),
}

_autoscaler(spec) := {
	"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "web", "namespace": "shop"},
	"spec": object.union({"scaleTargetRef": {"kind": "Deployment", "name": "web"}}, spec),
}

_found(resources) := found if {
	found := policy.deny with input as {"resources": resources} with data.params as {"reliability/single-replica": {"minimum": 2}}
}

test_one if {
	every spec in [{}, {"replicas": 1}] {
		_found([_web(spec)]) == {{"resource": 0, "pointer": "/spec/replicas", "msg": "runs as 1; at least 2"}}
	}
}

test_fine if {
	count(_found([_web({"replicas": 2})])) == 0
	count(_found([_web({"replicas": 0})])) == 0
	count(_found([_web({}), _autoscaler({})])) == 0
	count(_found([object.union(_web({}), {"kind": "StatefulSet"})])) == 0
}
