package gate_test["pod-security"]["running-as-non-root"]

import data.gate["pod-security"]["running-as-non-root"] as rule

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

_contexts(of_pod, of_container) := _pod({
	"securityContext": of_pod,
	"containers": [{"name": "web", "securityContext": of_container}],
})

test_pod_and_container_say_no if {
	rule.deny == {
		{"msg": "pod sets runAsNonRoot to false", "pointer": "/spec/securityContext/runAsNonRoot"},
		{
			"msg": `container "web" sets runAsNonRoot to false`,
			"pointer": "/spec/containers/0/securityContext/runAsNonRoot",
		},
	} with input as _contexts({"runAsNonRoot": false}, {"runAsNonRoot": false})
}

test_neither_says_anything if {
	expected := {{
		"msg": `container "web" does not set runAsNonRoot to true, and neither does its pod`,
		"pointer": "/spec/containers/0",
	}}
	every context in [null, {}, {"runAsNonRoot": null}, {"runAsUser": 1000}] {
		rule.deny == expected with input as _contexts(context, context)
	}
}

test_a_container_may_leave_it_to_the_pod if {
	count(rule.deny) == 0 with input as _contexts({"runAsNonRoot": true}, {})
	count(rule.deny) == 0 with input as _contexts({}, {"runAsNonRoot": true})
	count(rule.deny) == 1 with input as _contexts({"runAsNonRoot": true}, {"runAsNonRoot": false})
}

test_the_pod_alone_is_named_where_containers_follow_it if {
	{result.pointer | some result in rule.deny} == {"/spec/securityContext/runAsNonRoot"} with input as _contexts({"runAsNonRoot": false}, {})
}

test_a_user_namespace_is_enough if count(rule.deny) == 0 with input as _pod({"hostUsers": false, "containers": [{}]})

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
