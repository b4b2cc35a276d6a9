package gate_test.reliability["autoscaler-range"]

import data.gate.reliability["autoscaler-range"] as policy

_autoscaler(spec) := {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": spec}

_found(spec) := found if {
	found := policy.deny with input as _autoscaler(spec)
}

test_fixed if {
	_found({"minReplicas": 3, "maxReplicas": 3}) == {{"pointer": "/spec/maxReplicas", "msg": "can scale to nothing but 3"}}
	count(_found({"maxReplicas": 1})) == 1
}

test_fine if {
	count(_found({"maxReplicas": 2})) == 0
	count(_found({"minReplicas": 2, "maxReplicas": 3})) == 0
}
