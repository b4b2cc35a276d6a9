package gate_test.reliability["job-ttl"]

import data.gate.reliability["job-ttl"] as policy

_job(spec) := {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "migrate"}, "spec": spec}

_found(resource) := found if {
	found := policy.deny with input as resource
}

test_stays if _found(_job({})) == {{"pointer": "/spec/ttlSecondsAfterFinished", "msg": "stays after it has finished"}}

test_of_a_cron_job if {
	_found({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"ttlSecondsAfterFinished": 60}}}}) == {{
		"pointer": "/spec/jobTemplate/spec/ttlSecondsAfterFinished", "msg": "removes finished jobs before the history limits do",
	}}
	count(_found({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {}}}})) == 0
}

test_fine if {
	count(_found(_job({"ttlSecondsAfterFinished": 0}))) == 0
	count(_found(object.union(_job({}), {"metadata": {"annotations": {"helm.sh/hook": "pre-install"}}}))) == 0
}
