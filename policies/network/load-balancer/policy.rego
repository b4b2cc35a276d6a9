# METADATA
# scope: package
# title: Service that a load balancer opens to everybody
# description: |
#   A Service of type LoadBalancer gets an address of its own, past the Ingress with its TLS and its logs, and
#   most providers give a public one. It passes with source ranges other than 0.0.0.0/0 and ::/0, with an
#   annotation that makes the load balancer an internal one, with a private address asked for, and in the
#   namespaces of the parameter. Where `sourceRanges` lists some, others are reported. CIS benchmarks of the
#   cloud providers.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer
#   - ref: https://kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer
# custom:
#   severity: info
#   scope: resource
#   kinds: [Service]
#   mentions: ['"LoadBalancer"']
#   remediation: Set loadBalancerSourceRanges, make the load balancer internal, or go through an Ingress or a Gateway.
#   params:
#     namespaces:
#       type: array
#       items: {type: string}
#       default: []
#       description: namespaces whose Services may be open to everybody
#     sourceRanges:
#       type: array
#       items: {type: string}
#       default: []
#       description: the only source ranges that are allowed; none listed, all but 0.0.0.0/0 and ::/0 are
package gate.network["load-balancer"]

deny contains {"pointer": "/spec/type", "msg": "is open to everybody through a load balancer"} if {
	_asked
	count(_ranges) == 0
	not _internal
}

deny contains {"pointer": sprintf("/spec/loadBalancerSourceRanges/%d", [index]), "msg": msg} if {
	_asked
	some index, range in _ranges
	is_string(range)
	not _allowed(range)
	msg := sprintf("is open to %s through a load balancer", [range])
}

_asked if {
	input.kind == "Service"
	input.apiVersion == "v1"
	input.spec.type == "LoadBalancer"
	not object.get(input, ["metadata", "namespace"], "") in data.params["network/load-balancer"].namespaces
}

default _ranges := []

_ranges := input.spec.loadBalancerSourceRanges if is_array(input.spec.loadBalancerSourceRanges)

_allowed(range) if {
	count(data.params["network/load-balancer"].sourceRanges) == 0
	not trim_space(range) in {"0.0.0.0/0", "::/0"}
}

_allowed(range) if range in data.params["network/load-balancer"].sourceRanges

# Annotations by which the providers' controllers make a load balancer internal, or restrict who reaches it.
_annotations := {
	"cloud.google.com/load-balancer-type": `(?i)^internal$`,
	"networking.gke.io/load-balancer-type": `(?i)^internal$`,
	"service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": `^intranet$`,
	"service.beta.kubernetes.io/aws-load-balancer-internal": `^(?:true|0\.0\.0\.0/0)$`,
	"service.beta.kubernetes.io/aws-load-balancer-scheme": `^internal$`,
	"service.beta.kubernetes.io/azure-load-balancer-internal": `^true$`,
	"service.beta.kubernetes.io/load-balancer-source-ranges": `^[^,]`,
	"service.beta.kubernetes.io/oci-load-balancer-internal": `^true$`,
	"service.beta.kubernetes.io/openstack-internal-load-balancer": `^true$`,
	"service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": `^private$`,
}

# Annotations that ask for addresses of a pool, of MetalLB, Cilium and kube-vip.
_addresses := {
	"io.cilium/lb-ipam-ips", "kube-vip.io/loadbalancerIPs", "lbipam.cilium.io/ips", "metallb.io/loadBalancerIPs",
	"metallb.universe.tf/loadBalancerIPs",
}

_private := `^(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.|100\.(?:6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\.|f[cd][0-9a-f]{2}:)`

_internal if {
	some name, form in _annotations
	value := input.metadata.annotations[name]
	is_string(value)
	regex.match(form, value)
}

_internal if {
	some name in _addresses
	value := input.metadata.annotations[name]
	is_string(value)
	regex.match(_private, trim_space(value))
}

_internal if {
	is_string(input.spec.loadBalancerIP)
	regex.match(_private, input.spec.loadBalancerIP)
}

_internal if input.spec.loadBalancerClass == "tailscale"
