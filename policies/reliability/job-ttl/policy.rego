# METADATA
# scope: package
# title: Finished Job that nothing removes
# description: |
#   A Job that no CronJob made stays with its pods until somebody deletes it, and a second one of the name
#   cannot be applied. Jobs that Helm or Argo CD make and delete as hooks pass. In a CronJob it is the other way
#   round: there the history limits remove what finished, and `ttlSecondsAfterFinished` removes it before them.
#   Off unless a profile or the configuration turns it on.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
# custom:
#   severity: ignore
#   scope: resource
#   kinds: [CronJob, Job]
#   remediation: Set ttlSecondsAfterFinished on a Job of its own, and history limits on a CronJob.
package gate.reliability["job-ttl"]

deny contains {"pointer": "/spec/ttlSecondsAfterFinished", "msg": "stays after it has finished"} if {
	input.kind == "Job"
	is_object(input.spec)
	not _set(input.spec)
	not _hook
}

deny contains {"pointer": "/spec/jobTemplate/spec/ttlSecondsAfterFinished", "msg": "removes finished jobs before the history limits do"} if {
	input.kind == "CronJob"
	_set(input.spec.jobTemplate.spec)
}

_set(job) if is_number(job.ttlSecondsAfterFinished)

_hook if {
	some name, _ in input.metadata.annotations
	name in {"argocd.argoproj.io/hook", "helm.sh/hook"}
}
