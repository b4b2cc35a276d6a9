package gate_test["pod-security"]["capabilities-restricted"]

import data.gate["pod-security"]["capabilities-restricted"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

_container(capabilities) := _pod({"containers": [{"name": "web", "securityContext": {"capabilities": capabilities}}]})

test_missing_drop if {
	expected := {{"msg": `container "web" does not drop ALL capabilities`, "pointer": "/spec/containers/0"}}
	every capabilities in [null, {}, {"drop": []}, {"drop": ["NET_RAW", 1]}, {"drop": "ALL"}] {
		rule.deny == expected with input as _container(capabilities)
	}
	rule.deny == expected with input as _pod({"containers": [{"name": "web"}]})
}

test_all_is_written_in_capitals if {
	rule.deny == {{
		"msg": `container "web" drops "all", which the standard does not take for ALL`,
		"pointer": "/spec/containers/0/securityContext/capabilities/drop/1",
	}} with input as _container({"drop": ["NET_RAW", "all"]})
	count(rule.deny) == 0 with input as _container({"drop": ["all", "ALL"]})
}

test_added_beside_dropped if {
	rule.deny == {{
		"msg": `container "web" adds CHOWN, KILL, where only NET_BIND_SERVICE is allowed`,
		"pointer": "/spec/containers/0/securityContext/capabilities/add/1",
	}} with input as _container({"drop": ["ALL"], "add": ["NET_BIND_SERVICE", "KILL", "CHOWN"]})
}

test_what_the_baseline_forbids_is_said_once if {
	count(rule.deny) == 0 with input as _container({"drop": ["ALL"], "add": ["SYS_ADMIN"]})
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
