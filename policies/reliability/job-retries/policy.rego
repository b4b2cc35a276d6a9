# METADATA
# scope: package
# title: Job that is tried too often
# description: |
#   A pod that fails is started again `backoffLimit` times with growing pauses: beyond some, a fault that no
#   retry mends is hidden for hours, and each one leaves a pod. Six, the default, passes. Off unless a profile
#   or the configuration turns it on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-backoff-failure-policy
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, Job]
#   remediation: Lower backoffLimit, or name the failures that end the job at once in podFailurePolicy.
#   params:
#     most:
#       type: integer
#       minimum: 0
#       default: 10
#       description: how often a job may be tried again
package gate.reliability["job-retries"]

import data.gate.lib.workload

_paths := {"CronJob": ["spec", "jobTemplate", "spec"], "Job": ["spec"]}

deny contains {"pointer": concat("", [workload.pointer(path), "/backoffLimit"]), "msg": msg} if {
	path := _paths[input.kind]
	job := object.get(input, path, null)
	is_object(job)
	is_number(job.backoffLimit)
	job.backoffLimit > data.params["reliability/job-retries"].most
	not is_object(object.get(job, "podFailurePolicy", null))
	msg := sprintf("is tried %s times more; at most %s", [format_int(job.backoffLimit, 10), format_int(data.params["reliability/job-retries"].most, 10)])
}
