# METADATA
# title: Not more replicas than there are nodes
# custom:
#   id: acme/replicas
#   severity: warning
#   kinds: [Deployment]
#   remediation: ask for fewer replicas
#   params:
#     most: {type: integer, default: 3, description: how many replicas there may be}
package acme.replicas

most := data.params["acme/replicas"].most

deny contains {"msg": msg, "pointer": "/spec/replicas"} if {
	input.spec.replicas > most
	msg := sprintf("%d replicas, and %d are allowed", [input.spec.replicas, most])
}
