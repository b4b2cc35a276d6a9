package gate_test.reliability["unhealthy-pod-eviction"]

import data.gate.reliability["unhealthy-pod-eviction"] as policy

_found(spec) := found if {
	found := policy.deny with input as {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "spec": spec}
}

test_kept if {
	every spec in [{}, {"unhealthyPodEvictionPolicy": "IfHealthyBudget"}] {
		_found(spec) == {{"pointer": "/spec/unhealthyPodEvictionPolicy", "msg": "keeps pods that are not ready from being evicted"}}
	}
}

test_let_go if count(_found({"unhealthyPodEvictionPolicy": "AlwaysAllow"})) == 0
