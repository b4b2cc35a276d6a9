package gate_test["pod-security"]["running-as-non-root-user"]

import data.gate["pod-security"]["running-as-non-root-user"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_message_names_pod_and_container if {
	root := {"runAsUser": 0}
	rule.deny == {
		{"msg": "pod runs as user 0 (root)", "pointer": "/spec/securityContext/runAsUser"},
		{"msg": `container "web" runs as user 0 (root)`, "pointer": "/spec/containers/0/securityContext/runAsUser"},
	} with input as _pod({"securityContext": root, "containers": [{"name": "web", "securityContext": root}]})
}

test_a_user_namespace_is_enough if {
	count(rule.deny) == 0 with input as _pod({"hostUsers": false, "securityContext": {"runAsUser": 0}})
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
