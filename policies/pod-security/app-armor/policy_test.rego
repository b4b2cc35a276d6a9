package gate_test["pod-security"]["app-armor"]

import data.gate["pod-security"]["app-armor"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_field_of_pod_and_container if {
	unconfined := {"appArmorProfile": {"type": "Unconfined"}}
	rule.deny == {
		{"msg": "pod sets the AppArmor profile Unconfined", "pointer": "/spec/securityContext/appArmorProfile/type"},
		{
			"msg": `container "web" sets the AppArmor profile Unconfined`,
			"pointer": "/spec/containers/0/securityContext/appArmorProfile/type",
		},
	} with input as _pod({"securityContext": unconfined, "containers": [{"name": "web", "securityContext": unconfined}]})
}

test_annotation_of_the_pod_template if {
	rule.deny == {{
		"msg": "annotation container.apparmor.security.beta.kubernetes.io/web sets the AppArmor profile unconfined",
		"pointer": "/spec/template/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1web",
	}} with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"metadata": {"annotations": {
		"container.apparmor.security.beta.kubernetes.io/web": "unconfined",
		"container.apparmor.security.beta.kubernetes.io/a": "runtime/default",
		"container.apparmor.security.beta.kubernetes.io/b": "localhost/web",
		"container.apparmor.security.beta.kubernetes.io/c": "",
	}}}}}
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
