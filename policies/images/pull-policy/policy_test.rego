package gate_test.images["pull-policy"]

import data.gate.images["pull-policy"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(reference, pull) := found if {
	found := policy.deny with input as _pod({"containers": [{"name": "web", "image": reference, "imagePullPolicy": pull}]})
		with data.params as {"images/pull-policy": {"tags": ["latest"]}}
}

test_mutable if {
	_found("nginx:latest", "IfNotPresent") == {{
		"pointer": "/spec/containers/0/imagePullPolicy", "msg": `container "web" runs whatever each node pulled first as "nginx:latest"`,
	}}
	count(_found("nginx", "IfNotPresent")) == 1
}

test_never if _found("nginx:1.27", "Never") == {{"pointer": "/spec/containers/0/imagePullPolicy", "msg": `container "web" runs only where a node has its image already`}}

test_fine if {
	count(_found("nginx:latest", "Always")) == 0
	count(_found("nginx:1.27", "IfNotPresent")) == 0
	count(_found("nginx:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "IfNotPresent")) == 0
	count(_found("nginx", null)) == 0
}
