package gate_test["pod-security"]["host-namespaces"]

import data.gate["pod-security"]["host-namespaces"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_each_namespace_is_a_finding if {
	rule.deny == {
		{"msg": "pod shares the node's network namespace (hostNetwork)", "pointer": "/spec/hostNetwork"},
		{"msg": "pod shares the node's process namespace (hostPID)", "pointer": "/spec/hostPID"},
		{"msg": "pod shares the node's IPC namespace (hostIPC)", "pointer": "/spec/hostIPC"},
	} with input as _pod({"hostNetwork": true, "hostPID": true, "hostIPC": true})
}

test_malformed_input_is_no_fault if {
	every spec in [
		null, 1, "x", [], {"securityContext": 1, "containers": "x", "volumes": 1}, {"volumes": [null, 1, {"name": 1}]},
		{"containers": [null, 1, "x", {"name": 1, "securityContext": "x", "ports": 1, "lifecycle": 1}], "os": "x"},
		{"containers": {"a": 1}, "securityContext": {"sysctls": [1, {"name": 1}], "seLinuxOptions": 1, "windowsOptions": 1}},
		{"initContainers": [{"securityContext": {"capabilities": {"add": "x", "drop": 1}, "seccompProfile": [], "procMount": {}}}]},
		{"containers": [{"ports": [1, {"hostPort": "x"}], "livenessProbe": {"httpGet": {"host": 1}}, "startupProbe": 1}]},
	] {
		is_set(rule.deny) with input as _pod(spec)
	}
	count(rule.deny) == 0 with input as null
}
