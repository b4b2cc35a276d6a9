package gate_test.resources["ephemeral-storage-request"]

import data.gate.resources["ephemeral-storage-request"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(resources, ignore) := found if {
	found := policy.deny with input as _pod({"containers": [{"name": "web", "resources": resources}]})
		with data.params as {"resources/ephemeral-storage-request": {"ignore": ignore}}
}

test_missing if _found({"requests": {"cpu": 1}}, []) == {{"pointer": "/spec/containers/0", "msg": `container "web" has no ephemeral-storage request`}}

test_fine if {
	count(_found({"requests": {"ephemeral-storage": "1Gi"}}, [])) == 0
	count(_found({"limits": {"ephemeral-storage": "1Gi"}}, [])) == 0
	count(_found({}, ["web"])) == 0
}
