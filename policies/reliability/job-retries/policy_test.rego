package gate_test.reliability["job-retries"]

import data.gate.reliability["job-retries"] as policy

_found(spec) := found if {
	found := policy.deny with input as {"apiVersion": "batch/v1", "kind": "Job", "spec": spec} with data.params as {"reliability/job-retries": {"most": 10}}
}

test_too_often if _found({"backoffLimit": 100}) == {{"pointer": "/spec/backoffLimit", "msg": "is tried 100 times more; at most 10"}}

test_fine if {
	count(_found({})) == 0
	count(_found({"backoffLimit": 10})) == 0
	count(_found({"backoffLimit": 100, "podFailurePolicy": {"rules": []}})) == 0
}
