# METADATA
# scope: package
# title: Job that may run for ever
# description: |
#   A Job whose pod hangs never ends without `activeDeadlineSeconds`: a rollout waits for it, a CronJob with
#   `Forbid` does not start again. The pod's own activeDeadlineSeconds counts too. Off unless a profile or the
#   configuration turns it on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, Job]
#   remediation: Set activeDeadlineSeconds to the longest that the job may take.
package gate.reliability["job-deadline"]

import data.gate.lib.workload

_paths := {"CronJob": ["spec", "jobTemplate", "spec"], "Job": ["spec"]}

deny contains {"pointer": concat("", [workload.pointer(path), "/activeDeadlineSeconds"]), "msg": "job may run for ever"} if {
	path := _paths[input.kind]
	job := object.get(input, path, null)
	is_object(job)
	not _limited(job)
}

_limited(job) if is_number(job.activeDeadlineSeconds)

_limited(job) if is_number(job.template.spec.activeDeadlineSeconds)
