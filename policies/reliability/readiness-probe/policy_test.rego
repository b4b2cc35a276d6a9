package gate_test.reliability["readiness-probe"]

import data.gate.reliability["readiness-probe"] as policy

_deployment(containers) := {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": {"containers": containers}}}}

_found(containers, ignore) := found if {
	found := policy.deny with input as _deployment(containers) with data.params as {"reliability/readiness-probe": {"ignore": ignore}}
}

_web := {"name": "web", "ports": [{"containerPort": 80}]}

test_none if {
	_found([{"name": "log"}, _web], []) == {{
		"pointer": "/spec/template/spec/containers/1", "msg": `container "web" serves a port, and the pod has no readiness probe`,
	}}
}

test_fine if {
	count(_found([object.union(_web, {"readinessProbe": {"httpGet": {"port": 80}}})], [])) == 0
	count(_found([_web, {"name": "proxy", "readinessProbe": {"httpGet": {"port": 80}}}], [])) == 0
	count(_found([{"name": "worker"}], [])) == 0
	count(_found([_web], ["web"])) == 0
}
