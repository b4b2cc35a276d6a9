package gate_test.reliability["termination-grace-period"]

import data.gate.reliability["termination-grace-period"] as policy

_found(pod) := found if {
	found := policy.deny with input as {"apiVersion": "apps/v1", "kind": "StatefulSet", "spec": {"template": {"spec": pod}}}
}

_pre_stop(hook) := {"containers": [{"name": "web", "lifecycle": {"preStop": hook}}]}

test_no_time if {
	_found({"terminationGracePeriodSeconds": 0}) == {{
		"pointer": "/spec/template/spec/terminationGracePeriodSeconds", "msg": "pod is killed without time to end",
	}}
}

test_the_hook_takes_it_all if {
	_found(_pre_stop({"sleep": {"seconds": 30}})) == {{
		"pointer": "/spec/template/spec/containers/0/lifecycle/preStop",
		"msg": `preStop hook of container "web" takes 30 seconds of the 30 until it is killed`,
	}}
	every command in [["sleep", "60"], ["/bin/sh", "-c", "sleep 60"], ["sh", "-c", "nginx -s quit; sleep 60"], ["/bin/sleep", "60s"]] {
		count(_found(_pre_stop({"exec": {"command": command}}))) == 1
	}
}

test_fine if {
	every hook in [
		{"sleep": {"seconds": 5}}, {"exec": {"command": ["sleep", "5"]}}, {"exec": {"command": ["sh", "-c", "sleep $DELAY"]}},
		{"exec": {"command": ["./unsleep 60"]}}, {"httpGet": {"port": 80}}, null,
	] {
		count(_found(_pre_stop(hook))) == 0
	}
	count(_found(object.union(_pre_stop({"sleep": {"seconds": 30}}), {"terminationGracePeriodSeconds": 60}))) == 0
}
