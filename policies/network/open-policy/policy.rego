# METADATA
# scope: package
# title: NetworkPolicy that allows everybody
# description: |
#   A rule of a NetworkPolicy without `from` and `ports`, or from 0.0.0.0/0 or ::/0 without exceptions, lets
#   everybody connect to every port of the selected pods, from outside the cluster too; whatever other policies
#   say, it is allowed. Looked at: ingress rules, where the policy is one for ingress. Rules with `ports` open
#   these to everybody by decision and pass, unless the parameter `ports` says otherwise. NSA/CISA Kubernetes
#   Hardening Guide.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic
# custom:
#   severity: warning
#   scope: resource
#   kinds: [NetworkPolicy]
#   mentions: ['"ingress"']
#   remediation: Name who may connect in from, or the ports that are open to everybody in ports.
#   params:
#     ports:
#       type: boolean
#       default: false
#       description: whether a rule is reported too that opens only the ports it lists
package gate.network["open-policy"]

import data.gate.lib.workload

deny contains {"pointer": pointer, "msg": msg} if {
	input.kind == "NetworkPolicy"
	workload.api_group(input) == "networking.k8s.io"
	_ingress
	is_array(input.spec.ingress)
	some index, allowed in input.spec.ingress
	is_object(allowed)
	ports := _ports(allowed)
	pointer := concat("", ["/spec/ingress/", format_int(index, 10), _everybody(allowed)])
	msg := sprintf("everybody may connect to %s of the selected pods", [ports])
}

_ingress if "Ingress" in input.spec.policyTypes

_ingress if not input.spec.policyTypes

# Where the rule says it, below the rule.
_everybody(allowed) := "" if not _filled(allowed, "from")

_everybody(allowed) := sprintf("/from/%d/ipBlock/cidr", [first]) if {
	_filled(allowed, "from")
	first := min([index |
		some index, peer in allowed.from
		peer.ipBlock.cidr in {"0.0.0.0/0", "::/0"}
		not _filled(peer.ipBlock, "except")
	])
}

_ports(allowed) := "every port" if not _filled(allowed, "ports")

_ports(allowed) := "the listed ports" if {
	_filled(allowed, "ports")
	data.params["network/open-policy"].ports
}

_filled(holder, field) if {
	is_array(holder[field])
	count(holder[field]) > 0
}
