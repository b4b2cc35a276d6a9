package gate_test.reliability["job-deadline"]

import data.gate.reliability["job-deadline"] as policy

_job(spec) := {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "migrate"}, "spec": spec}

_found(resource) := found if {
	found := policy.deny with input as resource
}

test_none if _found(_job({"backoffLimit": 1})) == {{"pointer": "/spec/activeDeadlineSeconds", "msg": "job may run for ever"}}

test_of_a_cron_job if {
	_found({"apiVersion": "batch/v1", "kind": "CronJob", "spec": {"jobTemplate": {"spec": {}}}}) == {{
		"pointer": "/spec/jobTemplate/spec/activeDeadlineSeconds", "msg": "job may run for ever",
	}}
}

test_fine if {
	count(_found(_job({"activeDeadlineSeconds": 600}))) == 0
	count(_found(_job({"template": {"spec": {"activeDeadlineSeconds": 600}}}))) == 0
}
