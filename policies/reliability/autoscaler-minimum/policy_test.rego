package gate_test.reliability["autoscaler-minimum"]

import data.gate.reliability["autoscaler-minimum"] as policy

_autoscaler(spec) := {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": spec}

_found(spec) := found if {
	found := policy.deny with input as _autoscaler(spec) with data.params as {"reliability/autoscaler-minimum": {"minimum": 2}}
}

test_one if {
	every spec in [{}, {"minReplicas": 1}, {"minReplicas": null}] {
		_found(spec) == {{"pointer": "/spec/minReplicas", "msg": "may go down to 1; at least 2"}}
	}
}

test_two if count(_found({"minReplicas": 2})) == 0

test_none_at_times if count(_found({"minReplicas": 0})) == 0
