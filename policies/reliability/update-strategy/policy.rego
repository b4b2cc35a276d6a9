# METADATA
# scope: package
# title: Update that stops every replica at once
# description: |
#   With strategy Recreate all pods end before the first new one starts, and with `maxUnavailable` at all of
#   them a rolling update does the same. With one replica that is often meant (a volume that one pod may hold),
#   so Deployments of two replicas or more are looked at.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
# custom:
#   severity: warning
#   scope: resource
#   kinds: [Deployment]
#   mentions: ['"replicas"']
#   remediation: Use RollingUpdate with maxUnavailable below the number of replicas.
package gate.reliability["update-strategy"]

import data.gate.lib.quantity

deny contains {"pointer": "/spec/strategy/type", "msg": msg} if {
	_several
	input.spec.strategy.type == "Recreate"
	msg := sprintf("an update stops all %s replicas before a new one starts", [format_int(input.spec.replicas, 10)])
}

deny contains {"pointer": "/spec/strategy/rollingUpdate/maxUnavailable", "msg": msg} if {
	_several
	not input.spec.strategy.type == "Recreate"
	most := input.spec.strategy.rollingUpdate.maxUnavailable
	_all(most)
	msg := sprintf("an update may stop all %s replicas at once", [format_int(input.spec.replicas, 10)])
}

_several if {
	input.kind == "Deployment"
	is_number(input.spec.replicas)
	input.spec.replicas >= 2
}

_all(most) if {
	is_number(most)
	most >= input.spec.replicas
}

_all(most) if quantity.percentage(most) >= 100
