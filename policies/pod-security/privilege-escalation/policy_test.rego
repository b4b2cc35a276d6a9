package gate_test["pod-security"]["privilege-escalation"]

import data.gate["pod-security"]["privilege-escalation"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_explicit_and_missing if {
	rule.deny == {
		{"msg": `container "web" does not set allowPrivilegeEscalation to false`, "pointer": "/spec/containers/0"},
		{
			"msg": `container "job" allows privilege escalation`,
			"pointer": "/spec/containers/1/securityContext/allowPrivilegeEscalation",
		},
	} with input as _pod({"containers": [
		{"name": "web", "securityContext": {}},
		{"name": "job", "securityContext": {"allowPrivilegeEscalation": true}},
	]})
}

# https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/apis/core/validation/validation.go (ValidateSecurityContext)
test_privileged_containers_cannot_have_false if {
	every value in [true, null] {
		count(rule.deny) == 0 with input as _pod({"containers": [{
			"name": "web",
			"securityContext": {"privileged": true, "allowPrivilegeEscalation": value},
		}]})
	}
	count(rule.deny) == 1 with input as _pod({"containers": [{"name": "web", "securityContext": {"privileged": false}}]})
}

test_pods_for_windows_are_exempt if {
	count(rule.deny) == 0 with input as _pod({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
	count(rule.deny) == 1 with input as _pod({"os": {"name": "linux"}, "containers": [{"name": "web"}]})
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
