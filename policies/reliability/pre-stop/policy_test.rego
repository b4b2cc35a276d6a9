package gate_test.reliability["pre-stop"]

import data.gate.reliability["pre-stop"] as policy

_found(container) := found if {
	found := policy.deny with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": {"containers": [container]}}}}
}

test_none if {
	_found({"name": "web", "ports": [{"containerPort": 80}]}) == {{"pointer": "/spec/template/spec/containers", "msg": "no preStop hook lets the last requests end"}}
}

test_fine if {
	count(_found({"name": "web"})) == 0
	count(_found({"name": "web", "ports": [{"containerPort": 80}], "lifecycle": {"preStop": {"sleep": {"seconds": 5}}}})) == 0
}
