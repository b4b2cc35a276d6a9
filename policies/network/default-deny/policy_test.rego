package gate_test.network["default-deny"]

import data.gate.network["default-deny"] as policy

_params(values) := {"network/default-deny": object.union({"directions": ["Ingress"], "ignore": [], "undeclared": false}, values)}

_namespace := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}

_pod := {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"containers": []}}

_policy(spec) := {
	"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "default", "namespace": "shop"}, "spec": spec,
}

_found(resources, params) := found if {
	found := policy.deny with input as {"resources": resources} with data.params as _params(params)
}

test_no_policy if {
	_found([_pod, _namespace], {}) == {{
		"resource": 1, "pointer": "/metadata/name",
		"msg": "namespace shop runs pods, and no NetworkPolicy denies ingress by default",
	}}
}

test_what_denies_by_default if {
	every spec in [{"podSelector": {}}, {"podSelector": {}, "policyTypes": ["Ingress"]}, {"podSelector": {}, "ingress": [{"from": [{"podSelector": {}}]}]}] {
		count(_found([_pod, _namespace, _policy(spec)], {})) == 0
	}
	every spec in [
		{"podSelector": {"matchLabels": {"app": "web"}}}, {"podSelector": {}, "policyTypes": ["Egress"]},
		{"podSelector": {}, "ingress": [{}]}, {}, {"podSelector": null},
	] {
		count(_found([_pod, _namespace, _policy(spec)], {})) == 1
	}
}

test_both_directions if {
	_found([_pod, _namespace, _policy({"podSelector": {}})], {"directions": ["Ingress", "Egress"]}) == {{
		"resource": 1, "pointer": "/metadata/name",
		"msg": "namespace shop runs pods, and no NetworkPolicy denies egress by default",
	}}
}

test_only_declared_namespaces_with_pods if {
	count(_found([_pod], {})) == 0
	count(_found([_namespace], {})) == 0
	count(_found([_namespace, object.union(_pod, {"spec": {"hostNetwork": true}})], {})) == 0
	count(_found([_namespace, _pod], {"ignore": ["shop"]})) == 0
}

test_undeclared_ones_too if {
	_found([_pod, _pod], {"undeclared": true}) == {{
		"resource": 0, "pointer": "/metadata/namespace",
		"msg": "namespace shop runs pods, and no NetworkPolicy denies ingress by default",
	}}
}

test_other_providers if {
	every other in [
		{"apiVersion": "cilium.io/v2", "kind": "CiliumClusterwideNetworkPolicy", "metadata": {"name": "all"}},
		{"apiVersion": "projectcalico.org/v3", "kind": "NetworkPolicy", "metadata": {"name": "all", "namespace": "shop"}},
	] {
		count(_found([_pod, _namespace, other], {})) == 0
	}
	elsewhere := {"apiVersion": "projectcalico.org/v3", "kind": "NetworkPolicy", "metadata": {"name": "all", "namespace": "other"}}
	count(_found([_pod, _namespace, elsewhere], {})) == 1
}
