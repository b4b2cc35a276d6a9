package gate_test.images.registry

import data.gate.images.registry as policy

_params(values) := {"images/registry": values}

_pod(image) := {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"name": "web", "image": image}]}}

test_not_allowed if {
	policy.deny == {{
		"msg": "container \"web\" uses docker.io/library/nginx; allowed: ghcr.io/team, registry.example.com",
		"pointer": "/spec/containers/0/image",
	}} with input as _pod("nginx:1.27") with data.params as _params({"allowed": ["registry.example.com/", "ghcr.io/team"]})
}

test_whole_parts_only if {
	every reference in [
		"registry.example.com.evil.example/web:1", "registry.example.com:5000/web:1", "ghcr.io/team-b/web:1",
		"evil.example/registry.example.com/web:1", "registry.example.com@evil.example/web", "registry.example.com:1",
	] {
		count(policy.deny) == 1 with input as _pod(reference)
			with data.params as _params({"allowed": ["registry.example.com/", "ghcr.io/team"]})
	}
	every reference in ["registry.example.com/web:1", "Registry.Example.com/shop/web", "ghcr.io/team/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"] {
		count(policy.deny) == 0 with input as _pod(reference)
			with data.params as _params({"allowed": ["registry.example.com/", "ghcr.io/team"]})
	}
}

test_docker_hub if {
	every entry in ["docker.io", "docker.io/", "docker.io/library", "index.docker.io/library/", "nginx"] {
		count(policy.deny) == 0 with input as _pod("nginx:1.27") with data.params as _params({"allowed": [entry]})
	}
	every entry in ["docker.io/team/", "team/", "library.example.com/"] {
		count(policy.deny) == 1 with input as _pod("nginx:1.27") with data.params as _params({"allowed": [entry]})
	}
}

test_no_list_no_finding if {
	count(policy.deny) == 0 with input as _pod("nginx") with data.params as _params({"allowed": []})
}
