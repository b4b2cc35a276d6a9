package gate_test.images.digest

import data.gate.images.digest as policy

_pod(image) := {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "web", "image": image}]}}

test_without if {
	policy.deny == {{
		"msg": "container \"web\" uses \"nginx:1.27\" without a digest",
		"pointer": "/spec/containers/0/image",
	}} with input as _pod("nginx:1.27")
}

test_with if {
	count(policy.deny) == 0 with input as _pod("nginx:1.27@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
	count(policy.deny) == 0 with input as _pod("nginx@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")
}
