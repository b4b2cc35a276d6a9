package gate_test.resources["cpu-request"]

import data.gate.resources["cpu-request"] as policy

_params(ignored) := {"resources/cpu-request": {"ignore": ignored}}

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_missing if {
	policy.deny == {{
		"msg": "container \"web\" has no cpu request",
		"pointer": "/spec/containers/0",
	}} with input as _pod({"containers": [{"name": "web", "resources": {"requests": {"memory": 1}}}]})
		with data.params as _params([])
}

test_of_nothing if {
	policy.deny == {{
		"msg": "init container \"migrate\" has a cpu request of 0",
		"pointer": "/spec/initContainers/0/resources/requests/cpu",
	}} with input as _pod({"initContainers": [{"name": "migrate", "resources": {"requests": {"cpu": "0"}}}]})
		with data.params as _params([])
}

test_present if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web", "resources": {"requests": {"cpu": 1}}}]})
		with data.params as _params([])
}

test_a_limit_stands_for_the_request if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web", "resources": {"limits": {"cpu": 1}}}]})
		with data.params as _params([])
}

test_ignored_by_name if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web"}]}) with data.params as _params(["web"])
}
