package gate_test.reliability["priority-class"]

import data.gate.reliability["priority-class"] as policy

_found(pod, allowed) := found if {
	found := policy.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": pod} with data.params as {"reliability/priority-class": {"allowed": allowed}}
}

test_none if _found({}, []) == {{"pointer": "/spec/priorityClassName", "msg": "pod has no priority class"}}

test_not_allowed if {
	_found({"priorityClassName": "high"}, ["low", "batch"]) == {{
		"pointer": "/spec/priorityClassName", "msg": "pod uses priority class high; allowed: batch, low",
	}}
}

test_fine if {
	count(_found({"priorityClassName": "high"}, [])) == 0
	count(_found({"priorityClassName": "high"}, ["high"])) == 0
}
