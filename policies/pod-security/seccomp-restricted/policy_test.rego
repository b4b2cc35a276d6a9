package gate_test["pod-security"]["seccomp-restricted"]

import data.gate["pod-security"]["seccomp-restricted"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

_contexts(of_pod, of_container) := _pod({
	"securityContext": of_pod,
	"containers": [{"name": "web", "securityContext": of_container}],
})

_profile(type) := {"seccompProfile": {"type": type}}

test_neither_has_one if {
	expected := {{
		"msg": `container "web" has no seccomp profile, and neither has its pod`,
		"pointer": "/spec/containers/0",
	}}
	every context in [null, {}, {"seccompProfile": null}, {"seccompProfile": {}}, _profile(null)] {
		rule.deny == expected with input as _contexts(context, context)
	}
}

test_a_container_may_leave_it_to_the_pod if {
	count(rule.deny) == 0 with input as _contexts(_profile("RuntimeDefault"), {})
	count(rule.deny) == 0 with input as _contexts({}, _profile("Localhost"))
}

test_forbidden_profiles_are_said_once if {
	count(rule.deny) == 0 with input as _contexts(_profile("Unconfined"), {})
	count(rule.deny) == 0 with input as _contexts({}, _profile("Unconfined"))
}

test_pods_for_windows_are_exempt if {
	count(rule.deny) == 0 with input as _pod({"os": {"name": "windows"}, "containers": [{"name": "web"}]})
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
