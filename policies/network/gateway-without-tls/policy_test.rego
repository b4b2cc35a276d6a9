package gate_test.network["gateway-without-tls"]

import data.gate.network["gateway-without-tls"] as policy

_gateway(protocols) := {
	"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
	"spec": {"gatewayClassName": "public", "listeners": [{"name": protocol, "protocol": protocol} | some protocol in protocols]},
}

_found(gateway, classes) := found if {
	found := policy.deny with input as gateway with data.params as {"network/gateway-without-tls": {"classes": classes}}
}

test_http_only if _found(_gateway(["TCP", "HTTP"]), []) == {{"pointer": "/spec/listeners/1/protocol", "msg": "listens without TLS only"}}

test_fine if {
	every protocols in [["HTTP", "HTTPS"], ["TLS", "HTTP"], ["TCP"], ["HBONE"], []] {
		count(_found(_gateway(protocols), [])) == 0
	}
	count(_found(_gateway(["HTTP"]), ["public"])) == 0
	count(_found(object.union(_gateway(["HTTP"]), {"apiVersion": "networking.istio.io/v1"}), [])) == 0
}
