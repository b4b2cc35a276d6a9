package gate_test.resources["memory-request"]

import data.gate.resources["memory-request"] as policy

_params(ignored) := {"resources/memory-request": {"ignore": ignored}}

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_missing if {
	policy.deny == {{
		"msg": "container \"web\" has no memory request",
		"pointer": "/spec/containers/0",
	}} with input as _pod({"containers": [{"name": "web", "resources": {"requests": {"cpu": 1}}}]})
		with data.params as _params([])
}

test_of_nothing if {
	policy.deny == {{
		"msg": "init container \"migrate\" has a memory request of 0",
		"pointer": "/spec/initContainers/0/resources/requests/memory",
	}} with input as _pod({"initContainers": [{"name": "migrate", "resources": {"requests": {"memory": "0"}}}]})
		with data.params as _params([])
}

test_present if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web", "resources": {"requests": {"memory": 1}}}]})
		with data.params as _params([])
}

test_a_limit_stands_for_the_request if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web", "resources": {"limits": {"memory": 1}}}]})
		with data.params as _params([])
}

test_ignored_by_name if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web"}]}) with data.params as _params(["web"])
}
