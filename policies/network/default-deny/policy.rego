# METADATA
# scope: package
# title: Namespace that denies no traffic by default
# description: |
#   Until a NetworkPolicy selects a pod, everybody in the cluster may connect to it. A policy that selects every
#   pod of a namespace turns that round: only what other policies allow comes through. Asked of each namespace
#   that the cluster's manifests declare and keep pods running in; jobs do not count, nor pods on the network of
#   the node, for which no policy holds. A policy with a rule that allows everything denies nothing. Where a
#   namespace has policies of Cilium or Calico, or the cluster has cluster-wide ones, they are taken to do it.
#   NSA/CISA Kubernetes Hardening Guide, CIS Kubernetes Benchmark 5.3.2.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-traffic
#   - ref: https://www.cisa.gov/news-events/alerts/2022/03/15/updated-kubernetes-hardening-guide
# custom:
#   severity: warning
#   scope: cluster
#   kinds: [DaemonSet, Deployment, Namespace, NetworkPolicy, Pod, ReplicaSet, ReplicationController, StatefulSet]
#   remediation: Add a NetworkPolicy with an empty podSelector and without rules, then allow what is needed.
#   params:
#     directions:
#       type: array
#       items: {enum: [Ingress, Egress]}
#       default: [Ingress]
#       description: what must be denied by default
#     ignore:
#       type: array
#       items: {type: string}
#       default: [kube-system]
#       description: names of namespaces that need no such policy
#     undeclared:
#       type: boolean
#       default: false
#       description: whether namespaces are asked about that are named, but declared elsewhere
package gate.network["default-deny"]

import data.gate.lib.cluster
import data.gate.lib.labels
import data.gate.lib.workload

deny contains {"resource": index, "pointer": "/metadata/name", "msg": msg} if {
	some index, resource in cluster.of("", "Namespace")
	name := resource.metadata.name
	is_string(name)
	msg := _missing(name)
}

deny contains {"resource": index, "pointer": "/metadata/namespace", "msg": msg} if {
	data.params["network/default-deny"].undeclared
	some name, _ in _runs
	name != ""
	not name in _declared
	msg := _missing(name)
	index := min(_runs[name])
}

_missing(name) := msg if {
	not name in data.params["network/default-deny"].ignore
	not _governed_cluster
	not name in _governed
	count(_runs[name]) > 0
	directions := [direction |
		some direction in ["Ingress", "Egress"]
		direction in data.params["network/default-deny"].directions
		not _denies(name, direction)
	]
	count(directions) > 0
	msg := sprintf("namespace %s runs pods, and no NetworkPolicy denies %s by default", [name, lower(concat(" or ", directions))])
}

# The workloads of each namespace that NetworkPolicies hold for.
_runs := {space: indices |
	some space, found in cluster.workloads
	indices := {one.index |
		some one in found
		not one.host
		not one.resource.kind in {"CronJob", "Job", "PodTemplate"}
	}
	count(indices) > 0
}

_declared := {resource.metadata.name | some resource in cluster.of("", "Namespace")}

_denies(space, direction) if direction in _denied[space]

# The directions that are denied by default in a namespace.
_denied[space] contains direction if {
	some resource in cluster.of("networking.k8s.io", "NetworkPolicy")
	labels.selects_everything(resource.spec.podSelector)
	some direction, field in {"Egress": "egress", "Ingress": "ingress"}
	_applies(resource.spec, direction)
	not _allows_everything(resource.spec, field)
	space := cluster.namespace(resource)
}

_applies(spec, direction) if direction in spec.policyTypes

_applies(spec, "Ingress") if not spec.policyTypes

_applies(spec, "Egress") if {
	not spec.policyTypes
	spec.egress
}

_allows_everything(spec, field) if {
	some allowed in spec[field]
	is_object(allowed)
	count(object.filter(allowed, {"from", "ports", "to"})) == 0
}

# Kinds of other network providers, whose own rules are not read, and their API groups.
_cluster_wide := {
	"AdminNetworkPolicy": {"policy.networking.k8s.io"},
	"BaselineAdminNetworkPolicy": {"policy.networking.k8s.io"},
	"CiliumClusterwideNetworkPolicy": {"cilium.io"},
	"ClusterNetworkPolicy": {"policy.networking.k8s.io"},
	"GlobalNetworkPolicy": {"crd.projectcalico.org", "projectcalico.org"},
}

_namespaced := {
	"CiliumNetworkPolicy": {"cilium.io"},
	"NetworkPolicy": {"crd.projectcalico.org", "projectcalico.org"},
}

_governed_cluster if {
	some resource in input.resources
	groups := _cluster_wide[resource.kind]
	workload.api_group(resource) in groups
}

_governed contains cluster.namespace(resource) if {
	some resource in input.resources
	groups := _namespaced[resource.kind]
	workload.api_group(resource) in groups
}
