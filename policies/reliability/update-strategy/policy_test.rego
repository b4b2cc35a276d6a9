package gate_test.reliability["update-strategy"]

import data.gate.reliability["update-strategy"] as policy

_found(replicas, strategy) := found if {
	found := policy.deny with input as {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": replicas, "strategy": strategy}}
}

test_recreate if {
	_found(2, {"type": "Recreate"}) == {{"pointer": "/spec/strategy/type", "msg": "an update stops all 2 replicas before a new one starts"}}
	count(_found(1, {"type": "Recreate"})) == 0
}

test_all_unavailable if {
	every most in ["100%", 3, 4] {
		_found(3, {"rollingUpdate": {"maxUnavailable": most}}) == {{
			"pointer": "/spec/strategy/rollingUpdate/maxUnavailable", "msg": "an update may stop all 3 replicas at once",
		}}
	}
}

test_fine if {
	count(_found(3, {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "50%"}})) == 0
	count(_found(3, {"rollingUpdate": {"maxUnavailable": 2}})) == 0
	count(_found(3, null)) == 0
}
