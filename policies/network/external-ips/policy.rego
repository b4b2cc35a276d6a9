# METADATA
# scope: package
# title: Service that takes an address for itself
# description: |
#   Every node sends what is bound for an address in `externalIPs` to this Service, whoever the address belongs
#   to: who may create Services reads the traffic of others that way (CVE-2020-8554). Kubernetes deprecates the
#   field. The parameter `allowed` lists addresses that are the cluster's own.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#external-ips
#   - ref: https://github.com/kubernetes/kubernetes/issues/97076
# custom:
#   severity: warning
#   scope: resource
#   kinds: [Service]
#   mentions: ['externalIPs']
#   remediation: Use a Service of type LoadBalancer, or list the address in the parameter allowed.
#   params:
#     allowed:
#       type: array
#       items: {type: string}
#       default: []
#       description: addresses that Services may take
package gate.network["external-ips"]

deny contains {"pointer": sprintf("/spec/externalIPs/%d", [index]), "msg": msg} if {
	input.kind == "Service"
	input.apiVersion == "v1"
	is_array(input.spec.externalIPs)
	some index, address in input.spec.externalIPs
	is_string(address)
	not address in data.params["network/external-ips"].allowed
	msg := sprintf("takes the traffic to %s on every node", [address])
}
