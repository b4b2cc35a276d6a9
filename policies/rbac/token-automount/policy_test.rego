package gate_test.rbac["token-automount"]

import data.gate.rbac["token-automount"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(spec) := found if {
	found := policy.deny with input as _pod(spec)
}

test_token if {
	every spec in [{}, {"serviceAccountName": "default"}, {"automountServiceAccountToken": true}] {
		_found(spec) == {{"pointer": "/spec/automountServiceAccountToken", "msg": "pod gets a token of the service account default"}}
	}
}

test_fine if {
	count(_found({"automountServiceAccountToken": false})) == 0
	count(_found({"serviceAccountName": "web"})) == 0
}
