package gate_test.network["load-balancer"]

import data.gate.network["load-balancer"] as policy

_service(spec, annotations) := {
	"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop", "annotations": annotations},
	"spec": object.union({"type": "LoadBalancer"}, spec),
}

_found(service, params) := found if {
	found := policy.deny with input as service
		with data.params as {"network/load-balancer": object.union({"namespaces": [], "sourceRanges": []}, params)}
}

test_open if {
	_found(_service({}, {}), {}) == {{"pointer": "/spec/type", "msg": "is open to everybody through a load balancer"}}
	_found(_service({"loadBalancerSourceRanges": ["10.0.0.0/8", "0.0.0.0/0"]}, {}), {}) == {{
		"pointer": "/spec/loadBalancerSourceRanges/1", "msg": "is open to 0.0.0.0/0 through a load balancer",
	}}
}

test_ranges if {
	count(_found(_service({"loadBalancerSourceRanges": ["198.51.100.0/24"]}, {}), {})) == 0
	count(_found(_service({"loadBalancerSourceRanges": ["198.51.100.0/24"]}, {}), {"sourceRanges": ["203.0.113.0/24"]})) == 1
	count(_found(_service({"loadBalancerSourceRanges": ["203.0.113.0/24"]}, {}), {"sourceRanges": ["203.0.113.0/24"]})) == 0
}

test_internal if {
	every annotations in [
		{"service.beta.kubernetes.io/azure-load-balancer-internal": "true"}, {"networking.gke.io/load-balancer-type": "Internal"},
		{"metallb.universe.tf/loadBalancerIPs": "192.168.1.20"},
	] {
		count(_found(_service({}, annotations), {})) == 0
	}
	every annotations in [{"service.beta.kubernetes.io/azure-load-balancer-internal": "false"}, {"lbipam.cilium.io/ips": "203.0.113.4"}] {
		count(_found(_service({}, annotations), {})) == 1
	}
	count(_found(_service({"loadBalancerIP": "172.20.0.4"}, {}), {})) == 0
	count(_found(_service({"loadBalancerIP": "172.32.0.4"}, {}), {})) == 1
}

test_namespaces_are_a_parameter if count(_found(_service({}, {}), {"namespaces": ["shop"]})) == 0

test_other_types_are_fine if count(_found(_service({"type": "ClusterIP"}, {}), {})) == 0
