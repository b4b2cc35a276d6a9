# METADATA
# scope: package
# title: CronJob without a deadline for its start
# description: |
#   After an outage of the controller or a long `Forbid`, a CronJob without `startingDeadlineSeconds` that
#   missed more than 100 starts is not started again, and one that missed fewer starts late, whenever that is.
#   Below 10 seconds it may never start, since the controller looks every 10 seconds.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline
# custom:
#   severity: info
#   scope: resource
#   kinds: [CronJob]
#   remediation: Set startingDeadlineSeconds to how late a start still makes sense.
package gate.reliability["cronjob-deadline"]

deny contains {"pointer": "/spec/startingDeadlineSeconds", "msg": msg} if {
	input.kind == "CronJob"
	is_object(input.spec)
	msg := _fault(object.get(input.spec, "startingDeadlineSeconds", null))
}

_fault(null) := "has no deadline for its start"

_fault(seconds) := sprintf("may start only %s seconds late, and the controller looks every 10", [format_int(seconds, 10)]) if {
	is_number(seconds)
	seconds < 10
}
