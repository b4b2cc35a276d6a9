package gate_test.reliability["identical-probes"]

import data.gate.reliability["identical-probes"] as policy

_found(liveness, readiness) := found if {
	found := policy.deny with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": {"containers": [
		{"name": "web", "livenessProbe": liveness, "readinessProbe": readiness},
	]}}}}
}

_probe := {"httpGet": {"path": "/", "port": 80}}

test_the_same if {
	_found(_probe, _probe) == {{
		"pointer": "/spec/template/spec/containers/0/livenessProbe",
		"msg": `liveness probe of container "web" asks what its readiness probe asks, and is no more patient`,
	}}
	count(_found(object.union(_probe, {"periodSeconds": 5}), _probe)) == 1
}

test_fine if {
	count(_found(object.union(_probe, {"failureThreshold": 6}), _probe)) == 0
	count(_found(_probe, {"httpGet": {"path": "/ready", "port": 80}})) == 0
	count(_found({"periodSeconds": 1}, {"periodSeconds": 1})) == 0
	count(_found(null, _probe)) == 0
}
