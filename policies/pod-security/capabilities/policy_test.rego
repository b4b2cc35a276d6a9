package gate_test["pod-security"].capabilities

import data.gate["pod-security"].capabilities as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_one_finding_a_container_at_the_first_capability if {
	rule.deny == {{
		"msg": `container "web" adds NET_RAW, SYS_ADMIN beyond the default set`,
		"pointer": "/spec/containers/0/securityContext/capabilities/add/1",
	}} with input as _pod({"containers": [{
		"name": "web",
		"securityContext": {"capabilities": {"add": ["CHOWN", "SYS_ADMIN", "NET_RAW"]}},
	}]})
}

test_names_count_as_kubernetes_writes_them if {
	every name in ["ALL", "CAP_CHOWN", "chown"] {
		count(rule.deny) == 1 with input as _pod({"containers": [{"securityContext": {"capabilities": {"add": [name]}}}]})
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
