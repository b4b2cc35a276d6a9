package gate_test.network["open-policy"]

import data.gate.network["open-policy"] as policy

_policy(spec) := {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "spec": spec}

_found(spec, ports) := found if {
	found := policy.deny with input as _policy(spec) with data.params as {"network/open-policy": {"ports": ports}}
}

test_a_rule_without_anything if {
	_found({"podSelector": {}, "ingress": [{}]}, false) == {{"pointer": "/spec/ingress/0", "msg": "everybody may connect to every port of the selected pods"}}
}

test_every_address if {
	_found({"ingress": [{"from": [{"podSelector": {}}, {"ipBlock": {"cidr": "::/0"}}]}]}, false) == {{
		"pointer": "/spec/ingress/0/from/1/ipBlock/cidr", "msg": "everybody may connect to every port of the selected pods",
	}}
}

test_ports if {
	count(_found({"ingress": [{"ports": [{"port": 443}]}]}, false)) == 0
	_found({"ingress": [{"ports": [{"port": 443}]}]}, true) == {{"pointer": "/spec/ingress/0", "msg": "everybody may connect to the listed ports of the selected pods"}}
}

test_fine if {
	every spec in [
		{"ingress": []}, {"ingress": [{}], "policyTypes": ["Egress"]}, {"ingress": [{"from": [{"podSelector": {}}]}]}, {"egress": [{}]},
		{"ingress": [{"from": [{"ipBlock": {"cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]}}]}]}, {"ingress": [{"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}]},
	] {
		count(_found(spec, false)) == 0
	}
}
