# METADATA
# scope: package
# title: CronJob whose runs may overlap
# description: |
#   `concurrencyPolicy` is `Allow` unless it is set: a run that takes longer than the schedule meets the next
#   one, and jobs that hang pile up until the node is full. What may overlap says so.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy
# custom:
#   severity: info
#   scope: resource
#   kinds: [CronJob]
#   remediation: Set concurrencyPolicy to Forbid or Replace, or to Allow where runs may overlap.
package gate.reliability["cronjob-concurrency"]

deny contains {"pointer": "/spec/concurrencyPolicy", "msg": "does not say whether its runs may overlap"} if {
	input.kind == "CronJob"
	is_object(input.spec)
	object.get(input.spec, "concurrencyPolicy", "") in {"", null}
}
