package gate_test["pod-security"]["privileged-containers"]

import data.gate["pod-security"]["privileged-containers"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_message_names_the_container if {
	rule.deny == {{
		"msg": `init container "setup" is privileged`,
		"pointer": "/spec/initContainers/0/securityContext/privileged",
	}} with input as _pod({"initContainers": [{"name": "setup", "securityContext": {"privileged": true}}]})
}

test_only_true_counts if {
	every value in [false, null, "true", 1] {
		count(rule.deny) == 0 with input as _pod({"containers": [{"name": "web", "securityContext": {"privileged": value}}]})
	}
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
