package gate_test.reliability["liveness-probe"]

import data.gate.reliability["liveness-probe"] as policy

_found(containers) := found if {
	found := policy.deny with input as {"apiVersion": "apps/v1", "kind": "StatefulSet", "spec": {"template": {"spec": {"containers": containers}}}}
}

test_none if _found([{"name": "web"}]) == {{"pointer": "/spec/template/spec/containers", "msg": "pod has no liveness probe"}}

test_one_is_enough if count(_found([{"name": "log"}, {"name": "web", "livenessProbe": {"exec": {"command": ["true"]}}}])) == 0

test_no_containers_no_finding if count(_found([])) == 0
