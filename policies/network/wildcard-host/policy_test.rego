package gate_test.network["wildcard-host"]

import data.gate.network["wildcard-host"] as policy

_found(host, allowed) := found if {
	found := policy.deny with input as {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "spec": {"rules": [host]}}
		with data.params as {"network/wildcard-host": {"allowed": allowed}}
}

test_every_host if {
	every one in [{}, {"host": ""}, {"host": null}] {
		_found(one, []) == {{"pointer": "/spec/rules/0/host", "msg": "rule answers for every host"}}
	}
}

test_wildcard if {
	_found({"host": "*.example.com"}, []) == {{"pointer": "/spec/rules/0/host", "msg": "rule answers for every host in example.com"}}
	count(_found({"host": "*.example.com"}, ["*.example.com"])) == 0
}

test_one_host if count(_found({"host": "shop.example.com"}, [])) == 0
