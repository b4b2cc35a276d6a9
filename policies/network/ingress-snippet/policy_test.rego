package gate_test.network["ingress-snippet"]

import data.gate.network["ingress-snippet"] as policy

_found(annotations) := found if {
	found := policy.deny with input as {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": annotations}}
}

test_snippets if {
	_found({"nginx.ingress.kubernetes.io/configuration-snippet": "more_set_headers"}) == {{
		"pointer": "/metadata/annotations/nginx.ingress.kubernetes.io~1configuration-snippet",
		"msg": "puts configuration-snippet into the configuration of nginx",
	}}
	count(_found({"nginx.org/server-snippets": "x", "nginx.ingress.kubernetes.io/auth-snippet": "y"})) == 2
}

test_others if count(_found({"nginx.ingress.kubernetes.io/rewrite-target": "/", "example.com/server-snippet": "x"})) == 0
