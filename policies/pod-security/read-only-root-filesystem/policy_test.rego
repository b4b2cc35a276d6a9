package gate_test["pod-security"]["read-only-root-filesystem"]

import data.gate["pod-security"]["read-only-root-filesystem"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(container, ignore) := found if {
	found := policy.deny with input as _pod({"containers": [object.union({"name": "web"}, container)]})
		with data.params as {"pod-security/read-only-root-filesystem": {"ignore": ignore}}
}

test_writable if {
	msg := `container "web" may write to its root filesystem`
	_found({}, []) == {{"pointer": "/spec/containers/0", "msg": msg}}
	every context in [{}, {"readOnlyRootFilesystem": false}] {
		_found({"securityContext": context}, []) == {{"pointer": "/spec/containers/0/securityContext/readOnlyRootFilesystem", "msg": msg}}
	}
}

test_fine if {
	count(_found({"securityContext": {"readOnlyRootFilesystem": true}}, [])) == 0
	count(_found({}, ["web"])) == 0
}

test_windows if count(policy.deny) == 0 with input as _pod({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
