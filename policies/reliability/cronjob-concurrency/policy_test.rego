package gate_test.reliability["cronjob-concurrency"]

import data.gate.reliability["cronjob-concurrency"] as policy

_found(spec) := found if {
	found := policy.deny with input as {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "report"}, "spec": spec}
}

test_not_said if _found({}) == {{"pointer": "/spec/concurrencyPolicy", "msg": "does not say whether its runs may overlap"}}

test_said if {
	every value in ["Allow", "Forbid", "Replace"] {
		count(_found({"concurrencyPolicy": value})) == 0
	}
}
