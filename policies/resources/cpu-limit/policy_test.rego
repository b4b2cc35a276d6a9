package gate_test.resources["cpu-limit"]

import data.gate.resources["cpu-limit"] as policy

_params(ignored) := {"resources/cpu-limit": {"ignore": ignored}}

_pod(spec) := {"apiVersion": "v1", "kind": "Pod", "spec": spec}

test_missing if {
	policy.deny == {{
		"msg": "container \"web\" has no cpu limit",
		"pointer": "/spec/containers/0",
	}} with input as _pod({"containers": [{"name": "web", "resources": {"limits": {"memory": 1}}}]})
		with data.params as _params([])
}

test_of_nothing if {
	policy.deny == {{
		"msg": "init container \"migrate\" has a cpu limit of 0",
		"pointer": "/spec/initContainers/0/resources/limits/cpu",
	}} with input as _pod({"initContainers": [{"name": "migrate", "resources": {"limits": {"cpu": "0"}}}]})
		with data.params as _params([])
}

test_present if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web", "resources": {"limits": {"cpu": 1}}}]})
		with data.params as _params([])
}

test_a_request_is_no_limit if {
	count(policy.deny) == 1 with input as _pod({"containers": [{"name": "web", "resources": {"requests": {"cpu": 1}}}]})
		with data.params as _params([])
}

test_ignored_by_name if {
	count(policy.deny) == 0 with input as _pod({"containers": [{"name": "web"}]}) with data.params as _params(["web"])
}
