package gate_test["pod-security"].seccomp

import data.gate["pod-security"].seccomp as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_message_names_pod_and_container if {
	unconfined := {"seccompProfile": {"type": "Unconfined"}}
	rule.deny == {
		{"msg": "pod sets the seccomp profile Unconfined", "pointer": "/spec/securityContext/seccompProfile/type"},
		{
			"msg": `container "web" sets the seccomp profile Unconfined`,
			"pointer": "/spec/containers/0/securityContext/seccompProfile/type",
		},
	} with input as _pod({"securityContext": unconfined, "containers": [{"name": "web", "securityContext": unconfined}]})
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
