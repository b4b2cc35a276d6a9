# METADATA
# scope: package
# title: Role that creates PersistentVolumes
# description: |
#   A PersistentVolume may be a hostPath: who creates one reaches the files of the node, whatever
#   pod security allows. Rules of a ClusterRole that create persistentvolumes are looked at. Storage
#   provisioners need it; everybody else needs persistentvolumeclaims. Kubernetes RBAC good
#   practices, CIS Kubernetes Benchmark 5.1.9.
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
# custom:
#   severity: info
#   scope: resource
#   kinds: [ClusterRole]
#   mentions: ['"persistentvolumes"']
#   remediation: Claim storage by persistentvolumeclaims; leave persistentvolumes to the provisioner.
package gate.rbac["persistent-volume-creation"]

import data.gate.lib.rbac

_power := {"group": "", "resources": {"persistentvolumes"}, "verbs": {"create"}}

deny contains {"msg": msg, "pointer": one.pointer} if {
	some rule in rbac.rules
	not rbac.restricted(rule)
	some one in rbac.allowed(rule, _power)
	msg := sprintf("rule allows %s on %s", [one.verbs, one.resource])
}
