package gate_test["pod-security"]["host-path-volumes"]

import data.gate["pod-security"]["host-path-volumes"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_message_names_volume_and_path if {
	rule.deny == {{"msg": `volume "logs" mounts /var/log of the node`, "pointer": "/spec/volumes/1/hostPath"}} with input as _pod({"volumes": [
		{"name": "tmp", "emptyDir": {}},
		{"name": "logs", "hostPath": {"path": "/var/log"}},
	]})
}

test_a_volume_of_the_wrong_form_counts_all_the_same if {
	every volume in [{"hostPath": {}}, {"hostPath": "/"}, {"name": 1, "hostPath": {"path": 1}}] {
		count(rule.deny) == 1 with input as _pod({"volumes": [volume]})
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
