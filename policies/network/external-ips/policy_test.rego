package gate_test.network["external-ips"]

import data.gate.network["external-ips"] as policy

_found(addresses, allowed) := found if {
	found := policy.deny with input as {"apiVersion": "v1", "kind": "Service", "spec": {"externalIPs": addresses}}
		with data.params as {"network/external-ips": {"allowed": allowed}}
}

test_taken if {
	_found(["203.0.113.4", "8.8.8.8"], ["203.0.113.4"]) == {{"pointer": "/spec/externalIPs/1", "msg": "takes the traffic to 8.8.8.8 on every node"}}
}

test_none if {
	count(_found([], [])) == 0
	count(_found(null, [])) == 0
}
