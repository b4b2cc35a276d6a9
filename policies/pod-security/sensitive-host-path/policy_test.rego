package gate_test["pod-security"]["sensitive-host-path"]

import data.gate["pod-security"]["sensitive-host-path"] as policy

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": spec}

_found(path, mount, allowed) := found if {
	found := policy.deny with input as _pod({"volumes": [{"name": "host", "hostPath": {"path": path}}], "containers": [{"name": "web", "volumeMounts": [mount]}]})
		with data.params as {"pod-security/sensitive-host-path": {"allowed": allowed}}
}

test_writes if {
	_found("/etc/", {"name": "host"}, []) == {{"pointer": "/spec/volumes/0/hostPath/path", "msg": `container "web" may write to /etc/ of the node`}}
	count(_found("/", {"name": "host", "readOnly": false}, [])) == 1
}

test_fine if {
	count(_found("/etc", {"name": "host", "readOnly": true}, [])) == 0
	count(_found("/etc", {"name": "other"}, [])) == 0
	count(_found("/etc/cni/net.d", {"name": "host"}, [])) == 0
	count(_found("/dev", {"name": "host"}, ["/dev"])) == 0
}
