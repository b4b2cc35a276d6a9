package gate_test.resources.overcommit

import data.gate.resources.overcommit as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(resources, params) := found if {
	found := policy.deny with input as _pod({"containers": [{"name": "web", "resources": resources}]})
		with data.params as {"resources/overcommit": object.union({"cpu": 0, "memory": 8}, params)}
}

test_far_above if {
	_found({"limits": {"memory": "4Gi"}, "requests": {"memory": "256Mi"}}, {}) == {{
		"pointer": "/spec/containers/0/resources/limits/memory",
		"msg": `container "web" has a memory limit of 4Gi with a request of 256Mi; at most 8 times as much`,
	}}
	count(_found({"limits": {"cpu": 4}, "requests": {"cpu": "100m"}}, {"cpu": 10})) == 1
}

test_fine if {
	count(_found({"limits": {"memory": "2Gi", "cpu": 8}, "requests": {"memory": "256Mi", "cpu": "1m"}}, {})) == 0
	count(_found({"limits": {"memory": "4Gi"}}, {})) == 0
	count(_found({"limits": {"memory": "4Gi"}, "requests": {"memory": 0}}, {})) == 0
	count(_found({"limits": {"memory": "4Gi"}, "requests": {"memory": "x"}}, {})) == 0
}
