package gate_test.network["ingress-without-tls"]

import data.gate.network["ingress-without-tls"] as policy

_ingress(spec, annotations) := {
	"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "web", "annotations": annotations}, "spec": spec,
}

_found(resource, classes) := found if {
	found := policy.deny with input as resource with data.params as {"network/ingress-without-tls": {"classes": classes}}
}

_rules := [{"host": "shop.example.com"}, {"host": "www.example.com"}]

test_none if _found(_ingress({"rules": _rules}, {}), []) == {{"pointer": "/spec/tls", "msg": "has no TLS"}}

test_a_host_that_is_not_listed if {
	_found(_ingress({"rules": _rules, "tls": [{"hosts": ["shop.example.com"]}]}, {}), []) == {{
		"pointer": "/spec/rules/1/host", "msg": "host www.example.com has no TLS",
	}}
	count(_found(_ingress({"rules": [{"host": "a.b.example.com"}], "tls": [{"hosts": ["*.example.com"]}]}, {}), [])) == 1
}

test_listed if {
	every tls in [[{"hosts": ["shop.example.com", "www.example.com"]}], [{"hosts": ["*.example.com"]}], [{"secretName": "web"}], [{}]] {
		count(_found(_ingress({"rules": _rules, "tls": tls}, {}), [])) == 0
	}
}

test_ended_elsewhere if {
	count(_found(_ingress({"rules": _rules}, {"alb.ingress.kubernetes.io/listen-ports": `[{"HTTPS": 443}]`}), [])) == 0
	count(_found(_ingress({"rules": _rules}, {"alb.ingress.kubernetes.io/listen-ports": `[{"HTTP": 80}]`}), [])) == 1
	count(_found(_ingress({"rules": _rules, "ingressClassName": "tunnel"}, {}), ["tunnel"])) == 0
	count(_found(_ingress({"rules": _rules}, {"kubernetes.io/ingress.class": "tunnel"}), ["tunnel"])) == 0
}

test_routes if {
	route := {"apiVersion": "route.openshift.io/v1", "kind": "Route"}
	_found(object.union(route, {"spec": {}}), []) == {{"pointer": "/spec/tls", "msg": "has no TLS"}}
	_found(object.union(route, {"spec": {"tls": {"insecureEdgeTerminationPolicy": "Allow"}}}), []) == {{
		"pointer": "/spec/tls/insecureEdgeTerminationPolicy", "msg": "answers without TLS too",
	}}
	count(_found(object.union(route, {"spec": {"tls": {"termination": "edge", "insecureEdgeTerminationPolicy": "Redirect"}}}), [])) == 0
	count(_found(object.union(route, {"metadata": {"annotations": {"kubernetes.io/tls-acme": "true"}}, "spec": {}}), [])) == 0
	count(_found(object.union(route, {"metadata": {"annotations": {"kubernetes.io/tls-acme": "false"}}, "spec": {}}), [])) == 1
	count(_found({"apiVersion": "serving.knative.dev/v1", "kind": "Route", "spec": {}}, [])) == 0
}
