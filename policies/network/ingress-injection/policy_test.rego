package gate_test.network["ingress-injection"]

import data.gate.network["ingress-injection"] as policy

_found(annotations) := found if {
	found := policy.deny with input as {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"annotations": annotations}}
}

test_injected if {
	_found({"nginx.ingress.kubernetes.io/auth-url": "http://example.com/#;}}}\nssl_engine ../../x"}) == {{
		"pointer": "/metadata/annotations/nginx.ingress.kubernetes.io~1auth-url",
		"msg": "auth-url holds characters that end its place in the configuration of nginx",
	}}
	count(_found({"nginx.ingress.kubernetes.io/auth-tls-match-cn": "CN=abc #(\n){}\n }}"})) == 1
}

test_honest if {
	every annotations in [
		{"nginx.ingress.kubernetes.io/auth-url": "https://$host/oauth2/auth?x=1;y=2"}, {"nginx.ingress.kubernetes.io/auth-url": "https://auth.${DOMAIN}/auth"},
		{"nginx.ingress.kubernetes.io/auth-tls-match-cn": "CN=[a-z]{3,}"}, {"nginx.ingress.kubernetes.io/mirror-target": "https://test.example.com$request_uri"},
		{"nginx.ingress.kubernetes.io/configuration-snippet": "a {\n}"}, {"nginx.ingress.kubernetes.io/auth-url": 7},
	] {
		count(_found(annotations)) == 0
	}
}
