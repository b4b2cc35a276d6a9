package gate_test.reliability["cronjob-history"]

import data.gate.reliability["cronjob-history"] as policy

_found(spec) := found if {
	found := policy.deny with input as {"apiVersion": "batch/v1", "kind": "CronJob", "spec": spec}
		with data.params as {"reliability/cronjob-history": {"most": 10}}
}

test_nothing_kept if _found({"failedJobsHistoryLimit": 0}) == {{"pointer": "/spec/failedJobsHistoryLimit", "msg": "keeps nothing of a run that fails"}}

test_too_much if {
	_found({"successfulJobsHistoryLimit": 100}) == {{"pointer": "/spec/successfulJobsHistoryLimit", "msg": "keeps 100 finished runs; at most 10"}}
}

test_fine if {
	count(_found({})) == 0
	count(_found({"failedJobsHistoryLimit": 1, "successfulJobsHistoryLimit": 0})) == 0
}
