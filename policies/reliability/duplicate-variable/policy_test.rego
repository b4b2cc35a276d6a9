package gate_test.reliability["duplicate-variable"]

import data.gate.reliability["duplicate-variable"] as policy

_found(env) := found if {
	found := policy.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "web", "env": env}]}}
}

test_twice if {
	_found([{"name": "A", "value": "1"}, {"name": "B"}, {"name": "A", "value": "2"}]) == {{
		"pointer": "/spec/containers/0/env/2/name", "msg": `container "web" sets A more than once`,
	}}
}

test_once if {
	count(_found([{"name": "A"}, {"name": "a"}])) == 0
	count(_found([{}, {}])) == 0
}
