package gate_test["pod-security"]["security-context-constraints"]

import data.gate["pod-security"]["security-context-constraints"] as policy

_found(body) := found if {
	found := policy.deny with input as object.union({"apiVersion": "security.openshift.io/v1", "kind": "SecurityContextConstraints"}, body)
}

test_allows if {
	_found({"allowPrivilegedContainer": true}) == {{"pointer": "/allowPrivilegedContainer", "msg": "allows privileged containers"}}
	_found({"allowedCapabilities": ["NET_ADMIN", "*"]}) == {{"pointer": "/allowedCapabilities/1", "msg": "allows every capability"}}
}

test_fine if count(_found({"allowPrivilegedContainer": false, "allowedCapabilities": null})) == 0
