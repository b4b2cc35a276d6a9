package gate_test["pod-security"].selinux

import data.gate["pod-security"].selinux as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_one_finding_a_place_with_every_option if {
	rule.deny == {
		{"msg": "pod sets seLinuxOptions type: spc_t", "pointer": "/spec/securityContext/seLinuxOptions/type"},
		{
			"msg": `container "web" sets seLinuxOptions role: sysadm_r, user: root`,
			"pointer": "/spec/containers/0/securityContext/seLinuxOptions/role",
		},
	} with input as _pod({
		"securityContext": {"seLinuxOptions": {"type": "spc_t", "level": "s0"}},
		"containers": [{
			"name": "web",
			"securityContext": {"seLinuxOptions": {"type": "container_t", "user": "root", "role": "sysadm_r"}},
		}],
	})
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
