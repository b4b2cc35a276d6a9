package gate_test.images["mutable-tag"]

import data.gate.images["mutable-tag"] as policy

_params(values) := {"images/mutable-tag": values}

_pod(image) := {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "web", "image": image}]}}

test_no_tag if {
	policy.deny == {{
		"msg": "container \"web\" uses \"host:5000/nginx\" without a tag, which means latest",
		"pointer": "/spec/containers/0/image",
	}} with input as _pod("host:5000/nginx") with data.params as _params({"tags": ["latest"]})
}

test_mutable_tag if {
	policy.deny == {{
		"msg": "container \"web\" uses \"nginx:latest\", whose tag may mean another image tomorrow",
		"pointer": "/spec/containers/0/image",
	}} with input as _pod("nginx:latest") with data.params as _params({"tags": ["latest"]})
}

test_tags_are_a_parameter if {
	count(policy.deny) == 0 with input as _pod("nginx:main") with data.params as _params({"tags": ["latest"]})
	count(policy.deny) == 1 with input as _pod("nginx:main") with data.params as _params({"tags": ["latest", "main"]})
}

test_a_digest_settles_it if {
	every reference in ["nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "nginx:latest@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"] {
		count(policy.deny) == 0 with input as _pod(reference) with data.params as _params({"tags": ["latest"]})
	}
	count(policy.deny) == 1 with input as _pod("nginx@sha256:") with data.params as _params({"tags": ["latest"]})
}
