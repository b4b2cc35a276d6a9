package gate_test["pod-security"]["dangerous-capabilities"]

import data.gate["pod-security"]["dangerous-capabilities"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(name) := found if {
	found := policy.deny with input as _pod({"containers": [{"name": "web", "securityContext": {"capabilities": {"add": [name]}}}]})
		with data.params as {"pod-security/dangerous-capabilities": {"capabilities": ["ALL", "SYS_ADMIN"]}}
}

test_dangerous if {
	_found("SYS_ADMIN") == {{"pointer": "/spec/containers/0/securityContext/capabilities/add/0", "msg": `container "web" has the capability SYS_ADMIN`}}
	count(_found("CAP_SYS_ADMIN")) == 1
	count(_found("all")) == 1
}

test_others if {
	count(_found("NET_BIND_SERVICE")) == 0
	count(_found("NET_ADMIN")) == 0
	count(_found(7)) == 0
}
