package gate_test.reliability["cronjob-deadline"]

import data.gate.reliability["cronjob-deadline"] as policy

_found(spec) := found if {
	found := policy.deny with input as {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "report"}, "spec": spec}
}

test_none if _found({"schedule": "@daily"}) == {{"pointer": "/spec/startingDeadlineSeconds", "msg": "has no deadline for its start"}}

test_too_short if {
	_found({"startingDeadlineSeconds": 5}) == {{
		"pointer": "/spec/startingDeadlineSeconds", "msg": "may start only 5 seconds late, and the controller looks every 10",
	}}
}

test_fine if count(_found({"startingDeadlineSeconds": 10})) == 0
