# METADATA
# scope: package
# title: Ingress for every host
# description: |
#   A rule of an Ingress without a host, or with a wildcard, takes requests that were meant for others on the
#   same controller, and answers for names that somebody else may point at it. A default backend alone is taken
#   to be meant.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
# custom:
#   severity: info
#   scope: resource
#   kinds: [Ingress]
#   remediation: Name each host.
#   params:
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: wildcards that may be used, such as *.shop.example.com
package gate.network["wildcard-host"]

import data.gate.lib.workload

deny contains {"pointer": sprintf("/spec/rules/%d/host", [index]), "msg": msg} if {
	input.kind == "Ingress"
	workload.api_group(input) in {"extensions", "networking.k8s.io"}
	is_array(input.spec.rules)
	some index, one in input.spec.rules
	is_object(one)
	msg := _wildcard(object.get(one, "host", ""))
}

_wildcard(host) := "rule answers for every host" if host in {"", "*", null}

_wildcard(host) := sprintf("rule answers for every host in %s", [trim_prefix(host, "*.")]) if {
	is_string(host)
	startswith(host, "*.")
	not host in data.params["network/wildcard-host"].allowed
}
