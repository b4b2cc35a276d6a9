# METADATA
# scope: package
# title: Gateway that listens without TLS only
# description: |
#   Passwords and sessions cross the network in the open. A Gateway with listeners of protocol HTTP is reported
#   where it has none of HTTPS or TLS; beside one, the HTTP listener is taken to redirect to it. Classes of
#   Gateways inside the cluster or behind a load balancer that ends TLS go into the parameter `classes`.
#   NSA/CISA Kubernetes Hardening Guide.
# related_resources:
#   - ref: https://gateway-api.sigs.k8s.io/guides/tls/
#   - ref: https://gateway-api.sigs.k8s.io/guides/http-redirect-rewrite/
# custom:
#   severity: warning
#   scope: resource
#   kinds: [Gateway]
#   remediation: Add a listener of protocol HTTPS, and redirect from the one of HTTP.
#   params:
#     classes:
#       type: array
#       items: {type: string}
#       default: []
#       description: gateway classes that need no TLS, such as those inside the cluster
package gate.network["gateway-without-tls"]

import data.gate.lib.workload

deny contains {"pointer": sprintf("/spec/listeners/%d/protocol", [first]), "msg": "listens without TLS only"} if {
	input.kind == "Gateway"
	workload.api_group(input) == "gateway.networking.k8s.io"
	not object.get(input, ["spec", "gatewayClassName"], "") in data.params["network/gateway-without-tls"].classes
	is_array(input.spec.listeners)
	protocols := {listener.protocol | some listener in input.spec.listeners}
	count(protocols & {"HTTPS", "TLS"}) == 0
	first := min([index |
		some index, listener in input.spec.listeners
		listener.protocol == "HTTP"
	])
}
