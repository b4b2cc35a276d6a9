package gate_test.rbac["shared-namespace"]

import data.gate.rbac["shared-namespace"] as policy

_found(namespace, shared) := found if {
	found := policy.deny with input as {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": namespace}}
		with data.params as {"rbac/shared-namespace": {"namespaces": shared}}
}

test_default if _found("default", ["default"]) == {{"pointer": "/metadata/namespace", "msg": "runs in the namespace default"}}

test_parameter if count(_found("kube-system", ["default", "kube-system"])) == 1

test_fine if {
	count(_found("shop", ["default"])) == 0
	count(_found(null, ["default"])) == 0
}
