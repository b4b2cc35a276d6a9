package gate_test["pod-security"]["proc-mount-type-restricted"]

import data.gate["pod-security"]["proc-mount-type-restricted"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

_unmasked := [{"name": "web", "securityContext": {"procMount": "Unmasked"}}]

test_only_what_the_baseline_excuses if {
	rule.deny == {{
		"msg": `container "web" sets procMount Unmasked`,
		"pointer": "/spec/containers/0/securityContext/procMount",
	}} with input as _pod({"hostUsers": false, "containers": _unmasked})
	count(rule.deny) == 0 with input as _pod({"containers": _unmasked})
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
