package gate_test["pod-security"]["volume-types"]

import data.gate["pod-security"]["volume-types"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_message_names_volume_and_type if {
	rule.deny == {{"msg": `volume "data" is of the type nfs`, "pointer": "/spec/volumes/1/nfs"}} with input as _pod({"volumes": [
		{"name": "tmp", "emptyDir": {}},
		{"name": "data", "nfs": {"server": "nfs", "path": "/"}},
	]})
}

test_a_type_that_nobody_knows_is_outside if {
	count(rule.deny) == 1 with input as _pod({"volumes": [{"name": "x", "newType": {}}]})
}

test_a_volume_without_source_is_an_empty_dir if count(rule.deny) == 0 with input as _pod({"volumes": [{"name": "x"}]})

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
