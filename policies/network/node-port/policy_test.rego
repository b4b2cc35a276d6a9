package gate_test.network["node-port"]

import data.gate.network["node-port"] as policy

_service(type) := {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}, "spec": {"type": type}}

_found(service, namespaces) := found if {
	found := policy.deny with input as service with data.params as {"network/node-port": {"namespaces": namespaces}}
}

test_node_port if _found(_service("NodePort"), []) == {{"pointer": "/spec/type", "msg": "opens its ports on every node"}}

test_other_types_are_fine if {
	every type in ["ClusterIP", "LoadBalancer", "ExternalName", null] {
		count(_found(_service(type), [])) == 0
	}
}

test_namespaces_are_a_parameter if {
	count(_found(_service("NodePort"), ["shop"])) == 0
	count(_found(_service("NodePort"), ["other"])) == 1
}
