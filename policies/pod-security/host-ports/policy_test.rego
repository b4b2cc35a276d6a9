package gate_test["pod-security"]["host-ports"]

import data.gate["pod-security"]["host-ports"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_one_finding_a_container_at_the_first_port if {
	rule.deny == {{
		"msg": `container "web" takes port 80, 443 of the node`,
		"pointer": "/spec/containers/0/ports/1/hostPort",
	}} with input as _pod({"containers": [{
		"name": "web",
		"ports": [{"hostPort": 0}, {"hostPort": 443}, {"hostPort": 80}],
	}]})
}

test_allowed_ports_are_a_parameter if {
	rule.deny == {{
		"msg": `container "web" takes port 80 of the node`,
		"pointer": "/spec/containers/0/ports/0/hostPort",
	}} with input as _pod({"containers": [{"name": "web", "ports": [{"hostPort": 80}, {"hostPort": 9100}]}]})
		with data.params as {"pod-security/host-ports": {"allowed": [9100]}}
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
