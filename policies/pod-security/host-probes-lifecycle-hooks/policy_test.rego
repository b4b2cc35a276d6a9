package gate_test["pod-security"]["host-probes-lifecycle-hooks"]

import data.gate["pod-security"]["host-probes-lifecycle-hooks"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_one_finding_a_container_with_every_field if {
	rule.deny == {{
		"msg": `container "web" names a host in lifecycle.preStop.httpGet.host, livenessProbe.tcpSocket.host`,
		"pointer": "/spec/containers/0/lifecycle/preStop/httpGet/host",
	}} with input as _pod({"containers": [{
		"name": "web",
		"livenessProbe": {"tcpSocket": {"host": "10.0.0.1"}},
		"lifecycle": {"preStop": {"httpGet": {"host": "169.254.169.254"}}},
	}]})
}

test_every_handler_counts if {
	every handler in [
		{"livenessProbe": {"httpGet": {"host": "x"}}}, {"readinessProbe": {"httpGet": {"host": "x"}}},
		{"startupProbe": {"tcpSocket": {"host": "x"}}}, {"lifecycle": {"postStart": {"tcpSocket": {"host": "x"}}}},
		{"lifecycle": {"preStop": {"httpGet": {"host": "x"}}}},
	] {
		count(rule.deny) == 1 with input as _pod({"initContainers": [handler]})
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
