package gate_test.reliability["probe-port"]

import data.gate.reliability["probe-port"] as policy

_found(container) := found if {
	found := policy.deny with input as {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [object.union({"name": "web", "ports": [{"name": "http", "containerPort": 80}]}, container)]}}
}

test_missing if {
	_found({"livenessProbe": {"httpGet": {"port": "web"}}}) == {{
		"pointer": "/spec/containers/0/livenessProbe/httpGet/port",
		"msg": `liveness probe of container "web" asks port "web", which the container does not have`,
	}}
	count(_found({"lifecycle": {"preStop": {"httpGet": {"port": "web"}}}, "startupProbe": {"tcpSocket": {"port": "x"}}})) == 2
}

test_fine if {
	every port in ["http", "8080", 8080, ""] {
		count(_found({"readinessProbe": {"httpGet": {"port": port}}})) == 0
	}
}
