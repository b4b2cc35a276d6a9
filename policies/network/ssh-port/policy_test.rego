package gate_test.network["ssh-port"]

import data.gate.network["ssh-port"] as policy

_found(port, params) := found if {
	found := policy.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "web", "ports": [{"containerPort": port}]}]}}
		with data.params as {"network/ssh-port": object.union({"ignore": [], "ports": [22]}, params)}
}

test_ssh if _found(22, {}) == {{"pointer": "/spec/containers/0/ports/0/containerPort", "msg": `container "web" listens on port 22`}}

test_parameters if {
	count(_found(22, {"ignore": ["web"]})) == 0
	count(_found(2222, {"ports": [22, 2222]})) == 1
	count(_found(2222, {})) == 0
}
