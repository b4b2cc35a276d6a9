package gate_test.reliability.spread

import data.gate.reliability.spread as policy

_found(replicas, pod) := found if {
	found := policy.deny with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": replicas, "template": {"spec": pod}}}
}

test_none if {
	_found(3, {}) == {{"pointer": "/spec/template/spec", "msg": "nothing keeps its 3 replicas from running on one node"}}
	count(_found(2, {"affinity": {"nodeAffinity": {"x": [1]}, "podAntiAffinity": {}}})) == 1
}

test_fine if {
	count(_found(1, {})) == 0
	count(_found(null, {})) == 0
	count(_found(3, {"topologySpreadConstraints": [{"topologyKey": "kubernetes.io/hostname"}]})) == 0
	count(_found(3, {"affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [{}]}}})) == 0
}
