# METADATA
# scope: package
# title: Role that reaches the kubelet
# description: |
#   nodes/proxy is the kubelet's API: commands in every pod of the node, past admission and audit.
#   get is not read-only here, as exec opens with GET; resourceNames only choose the nodes. Rules of
#   a ClusterRole on nodes/proxy or `*/proxy` are looked at. To scrape metrics nodes/metrics is
#   enough, and with the kubelet's fine-grained authorization nodes/pods, nodes/healthz and
#   nodes/configz. Kubernetes RBAC good practices, CIS Kubernetes Benchmark 5.1.10.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
#   - ref: https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
# custom:
#   severity: warning
#   scope: resource
#   kinds: [ClusterRole]
#   mentions: ['/proxy"']
#   remediation: Use nodes/metrics, nodes/stats or nodes/log instead.
package gate.rbac["nodes-proxy"]

import data.gate.lib.rbac

_power := {"group": "", "resources": {"*/proxy", "nodes/proxy"}, "verbs": {"create", "delete", "get", "patch", "update"}}

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	some one in rbac.allowed(rule, _power)
	msg := sprintf("rule allows %s on %s: commands in every pod of a node", [one.verbs, one.resource])
}
