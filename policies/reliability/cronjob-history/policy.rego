# METADATA
# scope: package
# title: CronJob that keeps too little or too much
# description: |
#   With `failedJobsHistoryLimit: 0` a run that fails leaves neither pod nor log to look at. High limits keep
#   finished pods for ever, which the API server and every controller carry along. The defaults, 3 and 1, pass.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#jobs-history-limits
# custom:
#   severity: info
#   scope: resource
#   kinds: [CronJob]
#   remediation: Keep at least one failed run, and few of each.
#   params:
#     most:
#       type: integer
#       minimum: 0
#       default: 10
#       description: how many finished runs of a kind may be kept
package gate.reliability["cronjob-history"]

deny contains {"pointer": "/spec/failedJobsHistoryLimit", "msg": "keeps nothing of a run that fails"} if {
	input.kind == "CronJob"
	input.spec.failedJobsHistoryLimit == 0
}

deny contains {"pointer": concat("/", ["/spec", field]), "msg": msg} if {
	input.kind == "CronJob"
	some field in ["failedJobsHistoryLimit", "successfulJobsHistoryLimit"]
	kept := input.spec[field]
	is_number(kept)
	kept > data.params["reliability/cronjob-history"].most
	msg := sprintf("keeps %s finished runs; at most %s", [format_int(kept, 10), format_int(data.params["reliability/cronjob-history"].most, 10)])
}
